"""What the link is made of: a database, HTTP, and the desk of people who are told."""

import json
import os
import sys
import threading
import urllib.error
import urllib.request
from sqlite3 import Row, connect
from urllib.parse import quote

MISTAKE = os.environ.get("MISTAKE", "")
ODD = os.environ.get("ODD", "")
DESK = os.environ["MFGSYNC_EXCEPTIONS_URL"]
STATE = os.environ["MFGSYNC_STATE_DIR"]

COLLATION = " COLLATE FOLDED" if MISTAKE == "ignores-case" else ""
SCHEMA = """
create table if not exists inbox (source text, key text{0}, type text, ordr text, seq integer, data text, state text default 'open',
  tries integer default 0, day text, primary key (source, key));
create table if not exists doc (source text, key text{0}, part text, sent integer default 0, number text, undone integer default 0,
  primary key (source, key, part));
create table if not exists job (n integer primary key, what text, key text, body text);
""".format(COLLATION)


class Doubt(Exception):
    """Nobody can say what became of a request, or it has to be made again for another reason."""

    def __init__(self, why, pause=0.0):
        super().__init__(why)
        self.pause = pause


class Refused(Exception):
    """The ERP will not have it."""

    def __init__(self, code, why):
        super().__init__(why)
        self.code = code


class Memory:
    """The database, one user at a time."""

    def __init__(self):
        self.lock = threading.RLock()
        self.base = connect(os.path.join(STATE, "link.sqlite"), check_same_thread=False, isolation_level=None)
        self.base.row_factory = Row
        self.base.create_collation("FOLDED", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold()))
        self.base.execute("pragma synchronous = full")
        self.base.executescript(SCHEMA)

    def ask(self, sql, *values):
        with self.lock:
            return self.base.execute(sql, values).fetchall()


direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def http(method, url, body=None, key=None):
    """Status, answer and what Retry-After asks for. Doubt where there is no whole answer."""
    headers = {"Accept": "application/json"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if key:
        headers["Idempotency-Key"] = quote(key, safe="#/")
    data = None if body is None else json.dumps(body).encode()
    try:
        with direct.open(urllib.request.Request(url, data, headers, method=method), timeout=1.0) as got:
            return got.status, json.loads(got.read()), 0.0
    except urllib.error.HTTPError as error:
        try:
            answer = json.loads(error.read())
        except Exception:
            answer = {}
        return error.code, answer, float(error.headers.get("Retry-After") or 0)
    except Exception as error:
        raise Doubt(str(error)) from error


def enc(text):
    return quote(text, safe="")


class Desk:
    """Where people are told: at once, by a job, or in what the target keeps."""

    def __init__(self, memory):
        self.memory = memory

    def tell(self, plant, key, code, why):
        entry = {"fact": key, "plant": plant, "class": "business", "reason": why or "refused", "owner": "production"}
        if code:
            entry["code"] = code
        if ODD == "people-by-job":
            self.memory.ask("insert into job (what, key, body) values ('tell', ?, ?)", key, json.dumps(entry))
        else:
            self.open(plant, key, entry)

    def open(self, plant, key, entry):
        status, known, _ = http("GET", "%s?status=open&plant=%s&fact=%s" % (DESK, enc(plant), enc(key)))
        if status == 200 and known["items"]:
            return
        status, _, _ = http("POST", DESK, entry, "%s/%s/tell" % (plant, key))
        if status not in (200, 201):
            raise Doubt("the desk answers %s" % status)

    def close(self, plant, key, resolution, why):
        status, known, _ = http("GET", "%s?status=open&plant=%s&fact=%s" % (DESK, enc(plant), enc(key)))
        if status != 200:
            raise Doubt("the desk answers %s" % status)
        for each in known["items"]:
            http("POST", "%s/%s/close" % (DESK, enc(each["exception"])), {"resolution": resolution, "reason": why})

    def run_jobs(self):
        for row in self.memory.ask("select * from job order by n"):
            try:
                entry = json.loads(row["body"])
                if row["what"] == "tell":
                    self.open(entry["plant"], row["key"], entry)
                else:
                    self.close(entry["plant"], row["key"], "posted", "posted after all")
                self.memory.ask("delete from job where n = ?", row["n"])
            except Doubt as error:
                print("job:", error, file=sys.stderr)
