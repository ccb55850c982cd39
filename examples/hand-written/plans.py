"""A small integration for the demand plan, by schedule: it asks what was published, brings the newest version to the ERP, and puts it in
force (PLAN -> ERP, flow planning-version). It listens to nobody and keeps nothing on the disk: all that it does may be done again."""
import json, os, sys, time
from urllib.parse import quote
from urllib.request import HTTPError, Request, urlopen

planning, erp, desk = (os.environ[f"MFGSYNC_{name}_URL"] for name in ("PLAN", "ERP", "EXCEPTIONS"))
# The place in the list of what was published; the newest version on it; its pages, each with the rows that are still to be brought.
state = {"next": "0", "newest": None, "left": {}, "done": False}


def call(method, url, body=None, also_fine=()):
    request = Request(url, method=method, headers={"content-type": "application/json"}, data=body and json.dumps(body).encode())
    try:
        with urlopen(request, timeout=1) as response:
            return response.status, json.load(response)
    except HTTPError as error:
        # Rule 1: what did not succeed, and what nobody knows the end of, is done again in the next round.
        if error.code not in also_fine:
            raise RuntimeError(f"{method} {url}: {error.code}") from error
        return error.code, json.load(error)


def ask():
    # Rule 2: to go on with `next` says that what came before is taken. A new life begins at the start, so it loses nothing.
    _, answer = call("GET", f"{planning}/planning-versions?after={state['next']}")
    for each in answer["items"]:
        # Rule 3: the highest version counts, whenever it comes, and however often. What has no publication was there before.
        if "publication" in each and each["version"] > (state["newest"] or {"version": 0})["version"]:
            state.update(newest=each, left={}, done=False)
    state["next"] = answer["next"]


def bring(page, version, reference):  # A page, or what was refused of it; True once all of its rows are there.
    before = state["left"].get(page)
    if before == set():
        return True
    _, answer = call("GET", f"{planning}/planning-versions/{version}/pages/{page}")
    left = [row for row in answer["rows"] if before is None or row["row"] in before]
    # Rule 4: what was refused for want of an item is not sent again and again. It waits until the item is there.
    if before and any(call("GET", f"{erp}/items/{quote(row['item'], safe='')}", None, [404])[0] == 404 for row in left):
        return False
    # Rule 5: every row says which row of which version it was made of.
    of = lambda row: {"quantity": row.pop("quantity"), "unit": row.pop("unit")}
    rows = [{"quantity": of(row), **row, "source": {"version": version, "row": row["row"]}} for row in left]
    status, answer = call("PUT", f"{erp}/planning-versions/{version}/pages/{page}", {"rows": rows, "reference": reference}, [422])
    # Rule 6: 207 is no success. It has a result for each row, and 422 has one for all.
    errors = [result.get("error") for result in ([answer] * len(left) if status == 422 else answer.get("results", [{}] * len(left)))]
    # Whatever else is wrong with a row does not pass: people have to publish another version.
    for error in [error for error in errors if error and error["code"] != "UNKNOWN_ITEM"][:1]:
        call("POST", desk, {"fact": reference, "class": "data", "code": error["code"], "reason": error["message"], "owner": "planning"})
        state["done"] = True
    state["left"][page] = {row["row"] for row, error in zip(left, errors) if error}
    return not state["left"][page]


def load(plan):
    version, reference = plan["version"], plan["publication"]
    call("PUT", f"{erp}/planning-versions/{version}", {"rows": plan["rows"], "pages": plan["pages"], "reference": reference})
    whole = True
    for page in range(1, plan["pages"] + 1):
        whole = bring(page, version, reference) and whole
        # A newer one may have been published: this one is nobody's concern any more, and what is staged of it harms nobody.
        ask()
        if state["newest"] is not plan:
            return
    # Rule 7: whole, then in force. With a hole in it, the one before stays.
    if whole:
        call("POST", f"{erp}/planning-versions/{version}/activation", {"reference": reference})
        call("POST", f"{planning}/planning-versions/{version}/loads", {"system": "erp", "rows": plan["rows"]})
        state["done"] = True


while True:
    try:
        ask()
        if state["newest"] and not state["done"]:
            load(state["newest"])
    except Exception as error:
        print(error, file=sys.stderr)
    time.sleep(float(os.environ.get("PLAN_EVERY_MS", "500")) / 1000)
