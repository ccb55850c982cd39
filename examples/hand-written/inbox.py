"""What every integration needs, whatever its story: facts on the disk, and postings that are made once. Python's own library alone."""
import json
import os
import signal
import sqlite3
import sys
import threading
import time
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

lock = threading.Lock()
db = sqlite3.connect(os.path.join(os.environ.get("MFGSYNC_STATE_DIR", "."), "inbox.db"), check_same_thread=False, isolation_level=None)
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA synchronous = FULL")
db.execute("""CREATE TABLE IF NOT EXISTS inbox (key TEXT PRIMARY KEY NOT NULL, data TEXT, step INTEGER DEFAULT 0,
              tried INTEGER DEFAULT 0, refused TEXT, done INTEGER DEFAULT 0)""")


def update(step, tried, done, key):
    with lock:
        db.execute("UPDATE inbox SET step = ?, tried = ?, done = ? WHERE key = ?", (step, tried, done, key))


class Deliveries(BaseHTTPRequestHandler):
    def do_POST(self):
        # Rule 1: first on the disk, then 2xx. Rule 2: a fact is known by its business key, whatever event brings it.
        event = json.loads(self.rfile.read(int(self.headers["content-length"])))
        with lock:
            db.execute("INSERT INTO inbox (key, data) VALUES (?, ?) ON CONFLICT DO NOTHING", (event["subject"], json.dumps(event["data"])))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def send(method, url, key, body=None):
    # A header carries ASCII alone; a key may have more in it.
    headers = {"content-type": "application/json", "idempotency-key": quote(key), "x-correlation-id": quote(key.split("#")[0])}
    request = Request(url, method=method, headers=headers, data=None if body is None else json.dumps(body).encode())
    try:
        with urlopen(request, timeout=1) as response:
            return response.status, 0, json.load(response)
    except HTTPError as error:
        return error.code, float(error.headers.get("retry-after") or 0), json.load(error)


def get(url, key):
    """Reads for a fact; raises for whatever is no success, so that the fact is tried again."""
    status, _, answer = send("GET", url, key)
    if status != 200:
        raise RuntimeError(f"HTTP {status}")
    return answer


def post(key, step, tried, url, body, method="POST", natural=False, reference=None):
    """True once a posting is made, False when it is for people. Raises as long as it has to be tried again."""
    # Rule 3: each posting has a name of its own, the same on every attempt. Before one is repeated, ask whether it is there.
    reference = reference or f"{key}#{step + 1}"
    about = urlencode({"plant": body.get("plant", ""), "reference": reference})
    if tried and method == "POST" and not natural and get(f"{url}?{about}", reference)["items"]:
        return True
    update(step, 1, 0, key)
    status, wait, answer = send(method, url, reference, {**body, "reference": reference})
    error = answer.get("error", {})
    if status < 300 or error.get("code") == "DUPLICATE_REFERENCE":
        return True
    # Rule 4: what passes is tried again, when the system says; what does not pass is for people.
    if status >= 500 or status in (401, 403, 408, 423, 429) or error.get("code") == "CONFLICT":
        time.sleep(wait)
        raise RuntimeError(error.get("code", f"HTTP {status}"))
    exception = {"fact": key, "plant": body.get("plant"), "class": "business", "code": error.get("code"), "owner": "planning"}
    with lock:
        db.execute("UPDATE inbox SET refused = ? WHERE key = ?", (json.dumps({**exception, "reason": error.get("message", "refused")}), key))
    return False


def tell(key):
    """Rule 5: a refusal is kept until the desk has taken it; until then nobody knows of it."""
    with lock:
        (refused,) = db.execute("SELECT refused FROM inbox WHERE key = ?", (key,)).fetchone()
    if refused is None:
        return
    status, _, _ = send("POST", os.environ["MFGSYNC_EXCEPTIONS_URL"], key, json.loads(refused))
    if status >= 300:
        raise RuntimeError(f"the exception desk did not take it: HTTP {status}")


def run(postings_of):
    """`postings_of(key, data, known)`: what a fact asks for, in order, as arguments of `post`. It raises while something is missing."""
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Deliveries)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    while True:
        with lock:
            rows = db.execute("SELECT key, data, step, tried, done, refused FROM inbox").fetchall()
        known = [(key, json.loads(data), done) for key, data, _, _, done, _ in rows]
        for (key, _, step, tried, done, refused), (_, data, _) in zip(rows, known):
            try:
                # Asked anew for each: what comes later may depend on what was answered.
                while not done and refused is None and (left := postings_of(key, data, known)[step:]):
                    if not post(key, step, tried, **left[0]):
                        break
                    step, tried = step + 1, 0
                    update(step, 0, 0, key)
                if not done:
                    tell(key)
                    update(step, 0, 1, key)
            except (OSError, HTTPException, RuntimeError, ValueError) as error:
                print(f"{key}: {error}", file=sys.stderr)
        time.sleep(0.05)
