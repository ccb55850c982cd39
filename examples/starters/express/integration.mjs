// Confirmations from the MES into the ERP, over networks that lose, repeat and reorder. On Express: npm install express.
import express from 'express'
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

const app = express()
// Events come as application/cloudevents+json, which express.json() does not take unless it is told to.
app.post('/events', express.json({ type: ['application/json', 'application/cloudevents+json'], limit: '1mb' }), (request, response) => {
  // Rule 1: first on the disk, then 2xx. Rule 2: a fact is known by its business key, whatever event brings it.
  const { subject, source, partitionkey, sequence, data } = request.body
  insert.run(subject, `${source}|${partitionkey}`, Number(sequence), JSON.stringify(data))
  response.sendStatus(204)
})
app.listen(Number(PORT), '127.0.0.1')

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
  // The business day is that of the plant.
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
  if ((await send('POST', desk, key, exception)).ok) mark.run(1, key)
}

process.once('SIGTERM', () => process.exit(0))
for (;;) {
  await Promise.all(nextOnes.all().map((fact) => settle(fact).catch((error) => console.error(`${fact.key}: ${error.message}`))))
  await sleep(50)
}
