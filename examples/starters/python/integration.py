"""Confirmations from the MES into the ERP, over networks that lose, repeat and reorder. Python's own library alone."""
import json
import os
import signal
import sqlite3
import sys
import threading
import time
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

ERP, DESK = os.environ["MFGSYNC_ERP_URL"], os.environ["MFGSYNC_EXCEPTIONS_URL"]
# The business day is that of the plant.
PLANT = ZoneInfo("Europe/Berlin")
PASSES = {401, 403, 408, 423, 429}

lock = threading.Lock()
db = sqlite3.connect(os.path.join(os.environ.get("MFGSYNC_STATE_DIR", "."), "inbox.db"), check_same_thread=False, isolation_level=None)
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA synchronous = FULL")
db.execute("""CREATE TABLE IF NOT EXISTS inbox (key TEXT PRIMARY KEY NOT NULL, stream TEXT, sequence INTEGER NOT NULL, data TEXT,
              tried INTEGER DEFAULT 0, done INTEGER DEFAULT 0)""")
# Rule 3: in each order's own sequence. A fact is next when all that come before it are done.
NEXT = """SELECT key, data, tried FROM inbox AS fact WHERE done = 0 AND sequence - 1 =
          (SELECT count(*) FROM inbox WHERE stream = fact.stream AND done = 1 AND sequence < fact.sequence)"""


def query(sql, *values):
    with lock:
        return db.execute(sql, values).fetchall()


class Deliveries(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        # Rule 1: first on the disk, then 2xx. Rule 2: a fact is known by its business key, whatever event brings it.
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        stream = f"{event['source']}|{event['partitionkey']}"
        query("INSERT INTO inbox (key, stream, sequence, data) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
              event["subject"], stream, int(event["sequence"]), json.dumps(event["data"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def send(method, url, key, body=None):
    # A header carries ASCII alone; a key may have more in it.
    headers = {"content-type": "application/json", "idempotency-key": quote(key), "x-correlation-id": quote(key)}
    request = Request(url, method=method, headers=headers, data=None if body is None else json.dumps(body).encode())
    try:
        with urlopen(request, timeout=1) as response:
            return response.status, 0, json.load(response)
    except HTTPError as error:
        return error.code, float(error.headers.get("retry-after") or 0), json.load(error)


def settle(key, data, tried):
    # Rule 4: before a posting is repeated, ask whether it is there.
    if tried:
        status, _, answer = send("GET", f"{ERP}/confirmations?reference={quote(key, safe='')}", key)
        if status != 200:
            raise RuntimeError(f"HTTP {status}")
        if answer["items"]:
            return query("UPDATE inbox SET done = 1 WHERE key = ?", key)
    query("UPDATE inbox SET tried = 1 WHERE key = ?", key)
    day = datetime.fromisoformat(data["occurredAt"].replace("Z", "+00:00")).astimezone(PLANT).date().isoformat()
    posting = {name: data[name] for name in ("order", "operation", "kind", "yield", "scrap", "rework") if name in data}
    status, wait, answer = send("POST", f"{ERP}/confirmations", key, {**posting, "postingDate": day, "reference": key})
    error = answer.get("error") or {}
    if status >= 300 and error.get("code") != "DUPLICATE_REFERENCE":
        # Rule 5: what passes is tried again, when the ERP says; what does not pass is for people.
        if status >= 500 or status in PASSES or error.get("code") == "CONFLICT":
            time.sleep(wait)
            raise RuntimeError(error.get("code") or f"HTTP {status}")
        reason = {"fact": key, "class": "business", "code": error.get("code"), "reason": error.get("message") or "refused",
                  "owner": "production"}
        if send("POST", DESK, key, reason)[0] >= 300:
            raise RuntimeError("the exception desk did not take it")
    query("UPDATE inbox SET done = 1 WHERE key = ?", key)


def work(key, data, tried):
    try:
        settle(key, json.loads(data), tried)
    except Exception as error:  # Whatever it was, the fact is still there: it is tried again.
        print(f"{key}: {error}", file=sys.stderr, flush=True)


signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Deliveries)
threading.Thread(target=server.serve_forever, daemon=True).start()
while True:
    threads = [threading.Thread(target=work, args=row) for row in query(NEXT)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(0.05)
