import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

// FULL: what was acknowledged is on the disk, also when the power fails.
const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS facts (
    id INTEGER PRIMARY KEY,
    identity TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    key TEXT NOT NULL,
    stream TEXT NOT NULL,
    sequence INTEGER,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    state TEXT NOT NULL,
    posting_date TEXT,
    document TEXT,
    reason TEXT,
    done TEXT NOT NULL DEFAULT '{}',
    side TEXT NOT NULL DEFAULT ''
  ) STRICT;
  CREATE INDEX IF NOT EXISTS facts_by_stream ON facts (stream, sequence);
  CREATE INDEX IF NOT EXISTS facts_by_key ON facts (key);
  CREATE INDEX IF NOT EXISTS facts_by_type ON facts (type);
  CREATE INDEX IF NOT EXISTS facts_open ON facts (stream) WHERE state = 'open';
  CREATE TABLE IF NOT EXISTS cursors (source TEXT PRIMARY KEY, cursor TEXT NOT NULL) STRICT;
`

const insertion = `
  INSERT INTO facts (identity, source, key, stream, sequence, type, data, state, side) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO NOTHING
`

/**
 * The inbox, and what became of each fact. A fact is `open` until it is `posted`, `excepted` (handed to people), `suppressed`
 * (cancelled before it was posted) or `ignored`. What a side flow makes of a fact stands beside it, with an end of its own.
 *
 * @param {string} path file of the database
 */
export function openStore(path) {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
  const db = new DatabaseSync(path)
  db.exec(schema)
  const insert = db.prepare(insertion)
  const move = db.prepare('INSERT INTO cursors VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET cursor = excluded.cursor')
  const cursor = db.prepare('SELECT cursor FROM cursors WHERE source = ?')
  const openOf = db.prepare("SELECT * FROM facts WHERE stream = ? AND state = 'open' ORDER BY sequence")
  const streams = db.prepare("SELECT DISTINCT stream FROM facts WHERE state = 'open'")
  const openIds = db.prepare("SELECT id FROM facts WHERE state = 'open'")
  const settledBelow = db.prepare(
    "SELECT count(DISTINCT sequence) AS count FROM facts WHERE stream = ? AND sequence < ? AND state <> 'open'",
  )
  const byKey = db.prepare('SELECT * FROM facts WHERE key = ? AND source = ? AND side = ? ORDER BY id LIMIT 1')
  const settle = db.prepare('UPDATE facts SET state = ?, document = ?, reason = ? WHERE id = ?')
  const ofType = db.prepare("SELECT * FROM facts WHERE type = ? AND side = '' ORDER BY id")
  const mark = db.prepare('UPDATE facts SET done = ? WHERE id = ?')
  const fill = db.prepare('UPDATE facts SET data = ? WHERE id = ?')
  const redate = db.prepare('UPDATE facts SET posting_date = ? WHERE id = ?')

  return {
    db,
    /** Takes facts in, and moves a feed's cursor past them, in one transaction: both or neither. Known facts change nothing. */
    take(facts, feed) {
      db.exec('BEGIN IMMEDIATE')
      try {
        for (const fact of facts) insert.run(...rowOf(fact))
        if (feed) move.run(feed.source, feed.cursor)
        db.exec('COMMIT')
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
    cursor: (source) => cursor.get(source)?.cursor ?? '0',
    /** Open facts of a stream, lowest sequence first. */
    openOf: (stream) => openOf.all(stream).map(factFrom),
    openStreams: () => streams.all().map((row) => row.stream),
    openIds: () => openIds.all().map((row) => row.id),
    /** True when all that comes before this fact in its stream is settled. */
    isNext: (fact) => fact.sequence === null || settledBelow.get(fact.stream, fact.sequence).count === fact.sequence - 1,
    /** A fact by its business key and the source that it came from: another plant may have the key too. `side`: as that flow has it. */
    byKey(key, source, side = '') {
      const row = byKey.get(key, source, side)
      return row && factFrom(row)
    },
    /** What is known of a type, in the order in which it came; whatever became of it. */
    ofType: (type) => ofType.all(type).map(factFrom),
    /** One of several things that a fact asks for is done, with what came of it. */
    mark(fact, task, result) {
      fact.done[task] = result
      mark.run(JSON.stringify(fact.done), fact.id)
    },
    /** What a fact did not say itself was read. */
    fill(fact, data) {
      fact.data = data
      fill.run(JSON.stringify(data), fact.id)
    },
    settle: (fact, state, { document = null, reason = null } = {}) => settle.run(state, document, reason, fact.id),
    /** The posting date that the ERP left open, once it refused the true one. */
    redate: (fact, date) => redate.run(date, fact.id),
    close: () => db.close(),
  }
}

function rowOf({ identity, source = '', key, stream, sequence, type, data, state = 'open', side = '' }) {
  return [identity, source, key, stream, sequence, type, JSON.stringify(data), state, side]
}

function factFrom(row) {
  return { ...row, data: JSON.parse(row.data), done: JSON.parse(row.done), postingDate: row.posting_date }
}
