"""A small integration for what a shop floor sets off elsewhere: MES -> quality, maintenance (scrap-to-quality, downtime-to-maintenance)."""
import os
from datetime import datetime
from urllib.parse import quote, urlencode

from inbox import get, run

erp, qms, cmms = (os.environ[f"MFGSYNC_{name}_URL"] for name in ("ERP", "QMS", "CMMS"))
instant = datetime.fromisoformat


def named(**parameters):
    return f"?{urlencode(parameters)}"


def scrap_of(key, data):
    plant, order = data["plant"], data["order"]
    quantity = {name: data["scrap"][name] for name in ("quantity", "unit")}
    if quantity["quantity"] == 0:
        return []
    # A confirmation names its order, and quality wants to know what that makes.
    item = get(f"{erp}/production-orders/{quote(order, safe='')}{named(plant=plant)}", key)["item"]
    body = {"plant": plant, "order": order, "operation": data["operation"], "item": item, "quantity": quantity}
    reason = {"reason": data["scrap"]["reason"]} if "reason" in data["scrap"] else {}
    return [{"url": f"{qms}/nonconformances", "body": {**body, **reason}}]


def taken_back_of(key, data, known):
    # Rule 5: what is cancelled may be on its way still. The cancellation waits until it is dealt with, and takes back what came of it.
    plant, confirmation = data["plant"], data["confirmation"]
    if not any(other == confirmation and its["plant"] == plant and done for other, its, done in known):
        raise RuntimeError("what it cancels is not dealt with")
    items = get(f"{qms}/nonconformances{named(plant=plant, reference=f'{confirmation}#1')}", key)["items"]
    live = [quote(each["document"], safe="") for each in items if each["status"] == "posted"]
    body = {"reason": data["reason"]}
    return [{"url": f"{qms}/nonconformances/{document}/cancellation", "body": body, "natural": True} for document in live]


def stop_of(key, pieces, gap):
    """Rule 6: pieces that touch are one stop. It has as many minutes as they have together."""
    stops, end = [], None
    for piece in sorted(pieces, key=lambda piece: instant(piece[1]["from"])):
        if end is None or (instant(piece[1]["from"]) - end).total_seconds() > gap:
            stops.append([])
        stops[-1].append(piece)
        end = max(instant(piece[1]["to"]), end) if end else instant(piece[1]["to"])
    stop = next(each for each in stops if any(other == key for other, _ in each))
    last = max((its["to"] for _, its in stop), key=instant)
    return [other for other, _ in stop], {"from": stop[0][1]["from"], "to": last, "minutes": sum(its["minutes"] for _, its in stop)}


def downtime_of(key, data, known):
    place = {"plant": data["plant"], "workCentre": data["workCentre"]}
    is_here = lambda its: "downtime" in its and all(its[name] == value for name, value in place.items())
    pieces = [(other, its) for other, its, _ in known if is_here(its)]
    machine = get(f"{cmms}/equipment{named(**place)}", key)["items"][0]
    keys, body = stop_of(key, pieces, machine["mergeGapSeconds"])
    # Longer than maintenance wants to overlook: just as long is not longer.
    if body["minutes"] <= machine["notifyAboveMinutes"]:
        return []
    # Rule 7: one piece after the other, as this inbox does it, or each of them would find that nobody has told yet.
    items = get(f"{cmms}/notifications{named(**place)}", key)["items"]
    names = {f"{other}#1" for other in keys}
    there = next((each for each in items if each["status"] == "posted" and names & set(each["references"])), None)
    if there is None:
        return [{"url": f"{cmms}/notifications", "body": {**place, **body, "reason": data["reason"]}}]
    longer = {"method": "PUT", "url": f"{cmms}/notifications/{quote(there['notification'], safe='')}", "body": body}
    return [longer] if there["minutes"] < body["minutes"] else []


def postings_of(key, data, known):
    if "downtime" in data:
        return downtime_of(key, data, known)
    if "reversal" in data:
        return taken_back_of(key, data, known)
    # What was made and used is posted by somebody else, who is not waited for.
    return scrap_of(key, data) if "scrap" in data else []


run(postings_of)
