"""MES to ERP by webhook: threads, one database, one worker. Standard library only; Python 3.9 or newer.

MISTAKE=<name> makes it commit exactly one mistake, ODD=<name> makes it do something unusual that is right.
"""

import json
import os
import re
import sys
import threading
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zoneinfo import ZoneInfo

sys.dont_write_bytecode = True

from plumbing import Desk, Doubt, Memory, Refused, enc, http  # noqa: E402

MISTAKE = os.environ.get("MISTAKE", "")
ODD = os.environ.get("ODD", "")
ERP = os.environ["MFGSYNC_ERP_URL"]
ZONES = {"P1": "Europe/Berlin", "P2": "America/Chicago"}
PASSING = {401, 403, 408, 423, 429}

class Link:
    """The one worker: takes what is next of each order, and posts it."""

    def __init__(self, memory):
        self.memory = memory
        self.desk = Desk(memory)
        self.wake = threading.Event()
        self.not_before = {}
        self.waits_for = set()

    # -- in what order

    def next_ones(self):
        """Of every order the first that is open, if nothing is missing before it."""
        streams = {}
        for row in self.memory.ask("select * from inbox order by source, ordr, seq"):
            streams.setdefault((row["source"], row["ordr"]), []).append(row)
        for rows in streams.values():
            held = None
            for place, row in enumerate(rows, 1):
                if row["seq"] != place:
                    break
                if row["state"] == "open":
                    yield row, held
                    break
                if row["state"] == "people":
                    held = row

    def forever(self):
        while True:
            self.wake.clear()
            moved = False
            for row, held in list(self.next_ones()):
                if self.not_before.get((row["source"], row["key"]), 0) > time.monotonic():
                    continue
                moved = self.one(row, held) or moved
            if not moved:
                self.wake.wait(0.05)

    def one(self, row, held):
        name = (row["source"], row["key"])
        try:
            if ODD == "holds-what-follows" and held is not None and not self.is_void(row):
                why = "held back: %s of the same order is with people" % held["key"]
                self.hand_over(row, None, why)
            else:
                self.post(row)
            return True
        except Refused as refused:
            if ODD == "tries-three-times" and row["tries"] < 2:
                self.again(row, 0.7)
            else:
                try:
                    self.hand_over(row, refused.code, str(refused))
                except Doubt as doubt:
                    self.again(row, doubt.pause)
            return True
        except Doubt as doubt:
            print("%s: %s" % (row["key"], doubt), file=sys.stderr, flush=True)
            self.again(row, doubt.pause)
            return False
        finally:
            if self.memory.ask("select 1 from inbox where source = ? and key = ? and state != 'open'", *name):
                self.not_before.pop(name, None)

    def is_void(self, row):
        """It cancels what people have."""
        original = json.loads(row["data"]).get("confirmation") if "reversed" in row["type"] else None
        known = self.memory.ask("select state from inbox where source = ? and key = ?", row["source"], original or "")
        return bool(known) and known[0]["state"] == "people"

    def again(self, row, pause):
        self.memory.ask("update inbox set tries = tries + 1 where source = ? and key = ?", row["source"], row["key"])
        back_off = min(1.0, 0.08 * 2 ** min(row["tries"], 6))
        self.not_before[(row["source"], row["key"])] = time.monotonic() + max(pause, back_off)

    def hand_over(self, row, code, why):
        self.desk.tell(json.loads(row["data"])["plant"], row["key"], code, why)
        self.end(row, "people")

    def end(self, row, state):
        self.memory.ask("update inbox set state = ? where source = ? and key = ?", state, row["source"], row["key"])

    # -- what it becomes

    def post(self, row):
        data = json.loads(row["data"])
        kind = row["type"].split(".")[-2]
        self.released(row)
        if kind == "reversed":
            return self.reverse(row, data)
        for part, body in self.bodies(row, data, kind):
            self.send(row, part, "/goods-movements" if kind == "consumed" else "/confirmations", body)
        if ODD == "posts-reverses-posts" and kind == "reported" and data["kind"] == "partial":
            self.start_over(row, data)
        self.end(row, "posted")
        if ODD == "closes-by-job" and row["tries"] > 0:
            self.memory.ask("insert into job (what, key, body) values ('close', ?, ?)", row["key"], row["data"])
        if MISTAKE == "completes-at-first-final" and data.get("kind") == "final":
            http("POST", "%s/production-orders/%s/technical-completion" % (ERP, enc(data["order"])), {})
        if MISTAKE == "closes-the-order" and data.get("kind") == "final":
            for step in ("technical-completion", "closure"):
                http("POST", "%s/production-orders/%s/%s" % (ERP, enc(data["order"]), step), {})

    def day(self, data):
        if MISTAKE == "dated-today":
            return datetime.now().date().isoformat()
        at = datetime.fromisoformat(data["occurredAt"].replace("Z", "+00:00"))
        return at.astimezone(ZoneInfo(ZONES.get(data["plant"], "Europe/Berlin"))).date().isoformat()

    def bodies(self, row, data, kind):
        """Name and content of every posting that the fact becomes."""
        body = {
            "order": data["order"], "operation": data["operation"], "plant": data["plant"],
            "postingDate": row["day"] or self.day(data), "documentDate": self.day(data),
        }  # fmt: skip
        if MISTAKE == "no-leading-zeros":
            body["order"] = body["order"].lstrip("0")
            body["operation"] = body["operation"].lstrip("0")
        if kind == "consumed":
            body.update(self.issue(row, data))
            if body["type"] == "receipt":
                del body["order"], body["operation"]
            return [("", body)]
        body["kind"] = data["kind"]
        body["yield"] = dict(data["yield"])
        if MISTAKE == "pieces-as-boxes":
            body["yield"]["unit"] = "BOX"
        for measure in ("scrap", "rework"):
            if (data.get(measure) or {}).get("quantity"):
                body[measure] = data[measure]
        if ODD != "two-halves" or data["yield"]["quantity"] < 2:
            return [("", body)]
        half = data["yield"]["quantity"] // 2
        first = {name: value for name, value in body.items() if name not in ("scrap", "rework")}
        first.update({"kind": "partial", "yield": {"quantity": half, "unit": data["yield"]["unit"]}})
        body["yield"] = {"quantity": data["yield"]["quantity"] - half, "unit": data["yield"]["unit"]}
        return [("#1", first), ("#2", body)]

    def issue(self, row, data):
        body = {"type": "issue", "item": data["item"], "location": data["location"]}
        body["quantity"] = {"quantity": data["quantity"], "unit": data["unit"]}
        if data.get("lot"):
            body["lot"] = data["lot"]
        if MISTAKE == "wrong-step":
            body["operation"] = "%04d" % (int(data["operation"]) + 10)
        if MISTAKE == "no-lot":
            body.pop("lot", None)
        if MISTAKE == "lot-of-another-item":
            number = int(re.search(r"\d+", data["item"]).group())
            body["lot"] = data["lot"].replace(data["item"], "C%d" % (number + 3 if number < 6 else number - 3))
        if MISTAKE == "wrong-sign":
            body["type"] = "receipt"
        if ODD == "whole-pieces":
            body["quantity"]["quantity"] = self.whole(row, data)
        return body

    def whole(self, row, data):
        """Whole pieces; the last of an item takes what rounding left over, so that the sum is right."""
        before = 0.0
        earlier = "select * from inbox where source = ? and ordr = ? and seq < ?"
        for each in self.memory.ask(earlier, row["source"], row["ordr"], row["seq"]):
            past = json.loads(each["data"])
            if past.get("item") == data["item"] and past.get("lot") == data.get("lot"):
                before += past["quantity"]
        return int(before + data["quantity"] + 0.5) - int(before + 0.5)

    # -- one posting

    def send(self, row, part, path, body):
        """Posts a part once; looks first where it may be there already."""
        body = dict(body, reference=self.reference(row, part))
        name = (row["source"], row["key"], part)
        self.memory.ask("insert or ignore into doc (source, key, part) values (?, ?, ?)", *name)
        (known,) = self.memory.ask("select * from doc where source = ? and key = ? and part = ?", *name)
        if known["number"]:
            return known["number"]
        found = self.look(path, body["reference"], json.loads(row["data"])["plant"]) if known["sent"] else None
        number = found or self.make(row, name, path, body)
        self.memory.ask("update doc set number = ? where source = ? and key = ? and part = ?", number, *name)
        return number

    def reference(self, row, part):
        if MISTAKE == "digits-only":
            return re.sub(r"\D", "", row["key"]) + part
        return row["key"] + part

    def look(self, path, reference, plant):
        collection = "/goods-movements" if path.startswith("/goods") else "/confirmations"
        status, answer, pause = http("GET", "%s%s?reference=%s&plant=%s" % (ERP, collection, enc(reference), enc(plant)))
        if status != 200:
            raise Doubt("the ERP answers %s to a query" % status, pause)
        return answer["items"][0]["document"] if answer["items"] else None

    def make(self, row, name, path, body):
        self.memory.ask("update doc set sent = 1 where source = ? and key = ? and part = ?", *name)
        status, answer, pause = http("POST", ERP + path, body, self.idempotency_key(row, body))
        error = answer.get("error") or {}
        code = error.get("code")
        if status in (200, 201):
            return answer["document"]
        if code in ("DUPLICATE_REFERENCE", "ALREADY_REVERSED"):
            return error.get("document") or "there"
        if MISTAKE == "401-is-final" and status == 401:
            raise Refused(code, error.get("message"))
        if status in PASSING or status >= 500 or code == "CONFLICT":
            raise Doubt("the ERP answers %s" % status, pause)
        if code == "PERIOD_CLOSED" and error.get("nextOpenDate") and row["day"] != error["nextOpenDate"]:
            day = error["nextOpenDate"]
            self.memory.ask("update inbox set day = ? where source = ? and key = ?", day, row["source"], row["key"])
            raise Doubt("the period is closed")
        if code == "ORDER_NOT_RELEASED":
            self.unreleased(row, error)
        raise Refused(code, error.get("message") or "HTTP %s" % status)

    def idempotency_key(self, row, body):
        """Two plants may have the same number, and what was moved to another day is another request."""
        return "/".join(filter(None, (row["source"], body["reference"], row["day"])))

    def unreleased(self, row, error):
        order = json.loads(row["data"])["order"]
        if MISTAKE == "releases-by-itself":
            http("POST", "%s/production-orders/%s/release" % (ERP, enc(order)), {})
            raise Doubt("released it")
        if ODD == "closes-by-job":
            self.desk.tell(json.loads(row["data"])["plant"], row["key"], error["code"], error["message"])
        self.waits_for.add(order)
        raise Doubt("not released yet", 0.3)

    def released(self, row):
        """Posts nothing that was refused so until the order says that something has changed."""
        order, plant = (json.loads(row["data"])[name] for name in ("order", "plant"))
        if order in self.waits_for:
            status, answer, pause = http("GET", "%s/production-orders/%s?plant=%s" % (ERP, enc(order), enc(plant)))
            if status != 200 or answer["status"] == "created":
                raise Doubt("not released yet", max(pause, 0.3))
            self.waits_for.discard(order)

    # -- taking back

    def reverse(self, row, data):
        (original,) = self.memory.ask("select * from inbox where source = ? and key = ?", row["source"], data["confirmation"]) or [None]
        if original is not None and original["state"] == "people":
            self.desk.close(data["plant"], data["confirmation"], "discarded", "cancelled by " + row["key"])
            return self.end(row, "void")
        parts = self.memory.ask(
            "select * from doc where source = ? and key = ? and undone = 0 and part not like '%undo' and number != '' order by part",
            row["source"], data["confirmation"],
        )  # fmt: skip
        if not parts:
            raise Doubt("nothing to reverse yet", 0.3)
        if MISTAKE == "reverses-what-looks-alike":
            parts = self.alike(row, data) or parts
        body = {"postingDate": row["day"] or self.day(data), "reason": data.get("reason") or "cancelled"}
        for number, part in enumerate(parts, 1):
            document = data["confirmation"] if MISTAKE == "reference-for-document" else part["number"]
            suffix = "" if len(parts) == 1 else "#%d" % number
            self.send(row, suffix, "/confirmations/%s/reversal" % enc(document), body)
        self.end(row, "posted")

    def alike(self, row, data):
        """The document of another fact with the same quantity, which is so much easier to find by order and quantity."""
        mine = json.loads(self.memory.ask("select data from inbox where key = ?", data["confirmation"])[0]["data"])
        others = "select inbox.data, doc.* from inbox join doc using (source, key) where inbox.key != ?"
        for each in self.memory.ask(others, data["confirmation"]):
            other = json.loads(each["data"])
            if all(other.get(word) == mine[word] for word in ("yield", "kind", "operation")) and each["number"]:
                return [each]
        return None

    def start_over(self, row, data):
        """In doubt about what stood there, it takes its own posting back and posts again."""
        (first,) = self.memory.ask("select * from doc where source = ? and key = ? and part = ''", row["source"], row["key"])
        body = {"postingDate": row["day"] or self.day(data), "reason": "posted anew"}
        self.send(row, "#undo", "/confirmations/%s/reversal" % enc(first["number"]), body)
        self.memory.ask("update doc set undone = 1 where source = ? and key = ? and part = ''", row["source"], row["key"])
        self.send(row, "#again", "/confirmations", self.bodies(row, data, "reported")[0][1])


def inbox_of(memory, link):
    class Inbox(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            event = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            row = (event["source"], event["subject"], event["type"], event["partitionkey"], int(event["sequence"]))
            insert = "insert or ignore into inbox (source, key, type, ordr, seq, data) values (?, ?, ?, ?, ?, ?)"
            memory.ask(insert, *row, json.dumps(event["data"]))
            self.send_response(204)
            self.end_headers()
            link.wake.set()

        def log_message(self, *_):
            pass

    return Inbox


def jobs(link):
    while True:
        time.sleep(2.0)
        link.desk.run_jobs()


def main():
    memory = Memory()
    link = Link(memory)
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), inbox_of(memory, link))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    threading.Thread(target=jobs, args=(link,), daemon=True).start()
    link.forever()


if __name__ == "__main__":
    main()
