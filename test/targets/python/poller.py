"""Polls the change feed and posts to the ERP. Standard library only; Python 3.8 or newer.

Correct, and unlike the reference in everything it may be unlike: it polls, it works on one thread, it sends no idempotency key
and no correlation header, and its references carry a prefix of their own ("PY-"), so that it needs `attribution`.
"""

import json
import os
import random
import signal
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timezone

try:
    from zoneinfo import ZoneInfo
except ImportError:  # Python 3.8: the dates of a day shift are the same in UTC.
    ZoneInfo = None

ERP = os.environ["MFGSYNC_ERP_URL"].rstrip("/")
MES = os.environ["MFGSYNC_MES_URL"].rstrip("/")
DESK = os.environ.get("MFGSYNC_EXCEPTIONS_URL", "")
PREFIX = "PY-"
TIMEOUT_S = 1.0
POLL_S = 0.1
BACKOFF_FIRST_S = 0.1
BACKOFF_MAX_S = 2.0
PLANT_ZONES = {"P1": "Europe/Berlin", "P2": "America/Chicago"}

CONFIRMED = "org.mfgsync.mes.confirmation.reported.v1"
CONSUMED = "org.mfgsync.mes.material.consumed.v1"
REVERSED = "org.mfgsync.mes.confirmation.reversed.v1"

SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (
  identity TEXT PRIMARY KEY, source TEXT NOT NULL, key TEXT NOT NULL, stream TEXT NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'open', tried INTEGER NOT NULL DEFAULT 0, posting_date TEXT, document TEXT
);
CREATE INDEX IF NOT EXISTS facts_by_stream ON facts (stream, sequence);
CREATE TABLE IF NOT EXISTS feed (one INTEGER PRIMARY KEY CHECK (one = 1), cursor TEXT NOT NULL);
"""

INSERTION = "INSERT OR IGNORE INTO facts (identity, source, key, stream, sequence, type, data) VALUES (?, ?, ?, ?, ?, ?, ?)"

NEXT_ONES = """
SELECT * FROM facts AS fact WHERE state = 'open' AND sequence - 1 =
  (SELECT count(DISTINCT sequence) FROM facts WHERE stream = fact.stream AND sequence < fact.sequence AND state <> 'open')
"""


class Unanswered(Exception):
    """Nobody knows what became of the request."""


class NotTranslatable(Exception):
    """The fact lacks what a posting needs."""


# Calls go straight to their address, whatever proxy the machine has.
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def call(method, url, body=None):
    """Returns (status, parsed body, Retry-After in seconds or None)."""
    data = None if body is None else json.dumps(body).encode("utf-8")
    request = urllib.request.Request(url, data=data, method=method)
    if data is not None:
        request.add_header("Content-Type", "application/json; charset=utf-8")
    try:
        with opener.open(request, timeout=TIMEOUT_S) as response:
            return response.status, json.loads(response.read()), None
    except urllib.error.HTTPError as error:
        try:
            text = error.read()
            parsed = json.loads(text) if text else {}
        except Exception:
            parsed = {}
        return error.code, parsed, seconds(error.headers.get("Retry-After"))
    except Exception as error:  # a time-out, a reset, half an answer
        raise Unanswered(str(error)) from error


def seconds(header):
    try:
        return max(0.0, float(header))
    except (TypeError, ValueError):
        return None


def open_store():
    database = sqlite3.connect(os.path.join(os.environ.get("MFGSYNC_STATE_DIR", "."), "poller.db"), isolation_level=None)
    database.row_factory = sqlite3.Row
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.executescript(SCHEMA)
    return database


def poll(database):
    """Takes one page in. Facts and cursor are one transaction. Returns True if there is more to read at once."""
    row = database.execute("SELECT cursor FROM feed").fetchone()
    cursor = row["cursor"] if row else "0"
    status, page, _ = call("GET", "%s/events?after=%s&limit=200" % (MES, urllib.parse.quote(cursor, safe="")))
    if status != 200:
        raise Unanswered("the MES answered %s" % status)
    if page["next"] == cursor:
        return False
    database.execute("BEGIN IMMEDIATE")
    try:
        for entry in page["events"]:
            fact = fact_of(entry)
            database.execute(INSERTION, fact)
        database.execute("INSERT OR REPLACE INTO feed VALUES (1, ?)", (page["next"],))
        database.execute("COMMIT")
    except Exception:
        database.execute("ROLLBACK")
        raise
    return bool(page.get("more"))


def fact_of(entry):
    """A row of the inbox. An event without order or sequence is a stream of its own, so that it holds up nobody."""
    event = entry["event"]
    key = event.get("subject") or "unreadable-%s" % entry["cursor"]
    source = event.get("source", "")
    data = json.dumps(event.get("data") or {})
    try:
        stream, sequence = "%s|%s" % (source, event["partitionkey"]), int(event["sequence"])
    except (KeyError, TypeError, ValueError):
        stream, sequence = "alone|%s|%s" % (source, key), 1
    # Two plants may use the same numbers: the source tells them apart.
    return "%s|%s" % (source, key), source, key, stream, sequence, event.get("type", ""), data


def plant_of(fact):
    return json.loads(fact["data"]).get("plant", "")


def original_of(database, fact, key):
    """The fact of that number that the same source reported."""
    return database.execute("SELECT * FROM facts WHERE identity = ?", ("%s|%s" % (fact["source"], key),)).fetchone()


def collection_of(kind):
    return "goods-movements" if kind == CONSUMED else "confirmations"


def documents_with(collection, key, plant):
    query = urllib.parse.urlencode({"reference": PREFIX + key, "plant": plant})
    status, answer, _ = call("GET", "%s/%s?%s" % (ERP, collection, query))
    if status != 200:
        raise Unanswered("the ERP answered %s" % status)
    return answer["items"]


def business_date(instant, plant):
    moment = datetime.fromisoformat(instant.replace("Z", "+00:00"))
    zone = ZoneInfo(PLANT_ZONES.get(plant, "Europe/Berlin")) if ZoneInfo else timezone.utc
    return moment.astimezone(zone).date().isoformat()


def posting_of(database, fact):
    """Returns (path, body); the path is None as long as the original of a reversal is not to be had."""
    data = json.loads(fact["data"])
    try:
        happened = business_date(data["occurredAt"], data["plant"])
        posting_date = fact["posting_date"] or happened
        body = {"postingDate": posting_date, "reference": PREFIX + fact["key"]}
        if fact["type"] == REVERSED:
            original = original_of(database, fact, data["confirmation"])
            document = original["document"] if original else None
            if document is None:
                found = documents_with("confirmations", data["confirmation"], data["plant"])
                document = found[0]["document"] if found else None
            return (document and "/confirmations/%s/reversal" % document), body
        body["documentDate"] = happened
        # Two plants may use the same order numbers as well.
        body.update({"plant": data["plant"], "order": data["order"], "operation": data["operation"]})
        if fact["type"] == CONSUMED:
            body.update({"type": "issue", "item": data["item"], "location": data["location"]})
            body["quantity"] = {"quantity": data["quantity"], "unit": data["unit"]}
            if data.get("lot"):
                body["lot"] = data["lot"]
            return "/goods-movements", body
        if fact["type"] == CONFIRMED:
            body.update({"kind": data["kind"], "yield": data["yield"]})
            if data.get("serials"):
                body["serials"] = data["serials"]
            for measure in ("scrap", "rework"):
                if data.get(measure, {}).get("quantity"):
                    body[measure] = data[measure]
            return "/confirmations", body
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotTranslatable("the fact cannot be translated: %r" % error) from error
    raise NotTranslatable("events of type %s are not known here" % fact["type"])


def settle(database, fact, state, document=None):
    database.execute("UPDATE facts SET state = ?, document = ? WHERE identity = ?", (state, document, fact["identity"]))


def hand_over(database, fact, kind, code, reason):
    print("%s needs attention: %s" % (fact["key"], reason), file=sys.stderr, flush=True)
    about = {"fact": fact["key"], "plant": plant_of(fact)}
    if DESK:
        _, known, _ = call("GET", "%s?%s" % (DESK, urllib.parse.urlencode(about)))
        if not known.get("items"):
            exception = {**about, "class": kind, "reason": reason, "owner": "production-control"}
            if code:
                exception["code"] = code
            status, _, _ = call("POST", DESK, exception)
            if status != 201:
                raise Unanswered("the exception desk answered %s" % status)
    settle(database, fact, "excepted")


def attempt(database, fact):
    """One try. Returns None when the fact is settled, else how long to wait at least, in seconds."""
    try:
        path, body = posting_of(database, fact)
    except NotTranslatable as error:
        hand_over(database, fact, "contract", None, str(error))
        return None
    if path is None:
        return suppress(database, fact)
    if fact["tried"]:
        found = documents_with(collection_of(fact["type"]), fact["key"], plant_of(fact))
        if found:
            settle(database, fact, "posted", found[0]["document"])
            return None
    # Written before the request leaves: after a crash it is looked up first.
    database.execute("UPDATE facts SET tried = 1 WHERE identity = ?", (fact["identity"],))
    status, answer, retry_after = call("POST", ERP + path, body)
    error = answer.get("error") or {}
    code = error.get("code")
    if 200 <= status < 300 or code in ("DUPLICATE_REFERENCE", "ALREADY_REVERSED"):
        settle(database, fact, "posted", answer.get("document") or error.get("document"))
        return None
    if status in (401, 403, 408, 423, 429) or status >= 500 or code == "CONFLICT":
        return retry_after or 0.0
    if code == "PERIOD_CLOSED" and error.get("nextOpenDate") and error["nextOpenDate"] != fact["posting_date"]:
        database.execute("UPDATE facts SET posting_date = ? WHERE identity = ?", (error["nextOpenDate"], fact["identity"]))
        return 0.0
    hand_over(database, fact, "business", code, error.get("message") or "the ERP answered %s" % status)
    return None


def suppress(database, fact):
    """A reversal without a document waits, unless its original went to people: then there is nothing to reverse."""
    key = json.loads(fact["data"])["confirmation"]
    original = original_of(database, fact, key)
    if original is None or original["state"] != "excepted":
        return BACKOFF_MAX_S
    if DESK:
        about = {"status": "open", "fact": key, "plant": plant_of(fact)}
        _, known, _ = call("GET", "%s?%s" % (DESK, urllib.parse.urlencode(about)))
        for item in known.get("items", []):
            call("POST", "%s/%s/close" % (DESK, item["exception"]), {"resolution": "discarded", "reason": "cancelled at the source"})
    settle(database, original, "suppressed")
    settle(database, fact, "suppressed")
    return None


def work(database, not_before, tries):
    """Tries every fact that is next in its order and not waiting. Returns True if something was settled."""
    progressed = False
    for fact in database.execute(NEXT_ONES).fetchall():
        key = fact["identity"]
        if not_before.get(key, 0.0) > time.monotonic():
            continue
        try:
            wait = attempt(database, fact)
        except Unanswered as error:
            print("%s: %s" % (key, error), file=sys.stderr, flush=True)
            wait = 0.0
        if wait is None:
            progressed = True
            not_before.pop(key, None)
            tries.pop(key, None)
            continue
        tries[key] = tries.get(key, 0) + 1
        backoff = min(BACKOFF_MAX_S, BACKOFF_FIRST_S * 2 ** min(tries[key] - 1, 10)) * random.uniform(0.5, 1.0)
        not_before[key] = time.monotonic() + max(wait, backoff)
    return progressed


def main():
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    database = open_store()
    not_before, tries = {}, {}
    while not stopping:
        busy = False
        try:
            busy = poll(database)
        except Unanswered as error:
            print("poll: %s" % error, file=sys.stderr, flush=True)
        busy = work(database, not_before, tries) or busy
        if not busy:
            time.sleep(POLL_S)
    database.close()


if __name__ == "__main__":
    main()
