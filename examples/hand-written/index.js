// A small integration for confirmations that survives what networks do. Each rule is one place in the code.
import { createServer } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

const { MFGSYNC_ERP_URL: erp, MFGSYNC_EXCEPTIONS_URL: desk, MFGSYNC_STATE_DIR: dir = '.', PORT = '8080' } = process.env
const db = new DatabaseSync(join(dir, 'inbox.db'))
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS inbox (key TEXT PRIMARY KEY NOT NULL, stream TEXT, sequence INTEGER NOT NULL, data TEXT,
    tried INTEGER DEFAULT 0, done INTEGER DEFAULT 0)`)
const insert = db.prepare('INSERT INTO inbox (key, stream, sequence, data) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
const mark = db.prepare('UPDATE inbox SET tried = 1, done = ? WHERE key = ?')
// Rule 3: in each order's own sequence. A fact is next when all that come before it are done.
const nextOnes = db.prepare(`SELECT * FROM inbox AS fact WHERE done = 0 AND sequence - 1 =
  (SELECT count(*) FROM inbox WHERE stream = fact.stream AND done = 1 AND sequence < fact.sequence)`)

// Rule 1: first on the disk, then 2xx. Rule 2: a fact is known by its business key, whatever event brings it.
createServer(async (request, response) => {
  try {
    let body = ''
    for await (const chunk of request) body += chunk
    const { subject, source, partitionkey, sequence, data } = JSON.parse(body)
    insert.run(subject, `${source}|${partitionkey}`, Number(sequence), JSON.stringify(data))
    response.writeHead(204).end()
  } catch (error) {
    response.writeHead(400).end(error.message)
  }
}).listen(Number(PORT), '127.0.0.1')

const send = (method, url, key, body) =>
  fetch(url, {
    method,
    // A header carries ASCII alone; a key may have more in it.
    headers: {
      'content-type': 'application/json',
      'idempotency-key': encodeURIComponent(key),
      'x-correlation-id': encodeURIComponent(key),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(1000),
  })

async function settle({ key, data: text, tried }) {
  const { order, operation, kind, yield: good, scrap, rework, occurredAt } = JSON.parse(text)
  const lookup = `${erp}/confirmations?reference=${encodeURIComponent(key)}`
  // Rule 4: before a posting is repeated, ask whether it is there.
  if (tried && (await (await send('GET', lookup, key)).json()).items.length > 0) return mark.run(1, key)
  mark.run(0, key)
  const postingDate = new Date(occurredAt).toLocaleDateString('en-CA', { timeZone: 'Europe/Berlin' })
  const posting = { order, operation, kind, yield: good, scrap, rework, postingDate, reference: key }
  const response = await send('POST', `${erp}/confirmations`, key, posting)
  const { error } = await response.json()
  if (response.ok || error?.code === 'DUPLICATE_REFERENCE') return mark.run(1, key)
  // Rule 5: what passes is tried again, when the ERP says; what does not pass is for people.
  if (response.status >= 500 || [401, 403, 408, 423, 429].includes(response.status) || error?.code === 'CONFLICT') {
    await sleep(1000 * Number(response.headers.get('retry-after') ?? 0))
    throw new Error(error?.code ?? `HTTP ${response.status}`)
  }
  const exception = { fact: key, class: 'business', code: error?.code, reason: error?.message ?? 'refused', owner: 'production' }
  const raised = await send('POST', desk, key, exception)
  if (raised.ok) mark.run(1, key)
}

process.once('SIGTERM', () => process.exit(0))
for (;;) {
  await Promise.all(nextOnes.all().map((fact) => settle(fact).catch((error) => console.error(`${fact.key}: ${error.message}`))))
  await sleep(50)
}
