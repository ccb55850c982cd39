// What every integration needs, whatever its story: facts on the disk, and postings that are made once. Each rule is one place in the code.
import { createServer } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'

const db = new DatabaseSync(join(process.env.MFGSYNC_STATE_DIR ?? '.', 'inbox.db'))
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS inbox
  (key TEXT PRIMARY KEY NOT NULL, data TEXT, step INTEGER DEFAULT 0, tried INTEGER DEFAULT 0, refused TEXT, done INTEGER DEFAULT 0)`)
const insert = db.prepare('INSERT INTO inbox (key, data) VALUES (?, ?) ON CONFLICT DO NOTHING')
const update = db.prepare('UPDATE inbox SET step = ?, tried = ?, done = ? WHERE key = ?')
const refuse = db.prepare('UPDATE inbox SET refused = ? WHERE key = ?')
const one = db.prepare('SELECT refused FROM inbox WHERE key = ?')
const all = db.prepare('SELECT * FROM inbox')

async function send(method, url, key, body) {
  // A header carries ASCII alone; a key may have more in it.
  const [name, fact] = [key, key.split('#')[0]].map(encodeURIComponent)
  const headers = { 'content-type': 'application/json', 'idempotency-key': name, 'x-correlation-id': fact }
  const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(1000), ...(body && { body: JSON.stringify(body) }) })
  return { status: response.status, wait: Number(response.headers.get('retry-after') ?? 0), answer: await response.json() }
}

/** Reads for a fact; throws for whatever is no success, so that the fact is tried again. */
export async function get(url, key) {
  const { status, answer } = await send('GET', url, key)
  if (status !== 200) throw new Error(`HTTP ${status}`)
  return answer
}

/** True once a posting is made, false when it is for people. Throws as long as it has to be tried again. */
async function post({ key, step, tried }, { url, body, method = 'POST', natural = method !== 'POST', reference = `${key}#${step + 1}` }) {
  // Rule 3: each posting has a name of its own, the same on every attempt. Before one is repeated, ask whether it is there.
  const about = new URLSearchParams({ plant: body.plant, reference })
  if (tried && !natural && (await get(`${url}?${about}`, reference)).items.length > 0) return true
  update.run(step, 1, 0, key)
  const { status, wait, answer } = await send(method, url, reference, { ...body, reference })
  const { code, message: reason = 'refused' } = answer.error ?? {}
  if (status < 300 || code === 'DUPLICATE_REFERENCE') return true
  // Rule 4: what passes is tried again, when the system says; what does not pass is for people.
  if (status >= 500 || [401, 403, 408, 423, 429].includes(status) || code === 'CONFLICT') {
    await sleep(1000 * wait)
    throw new Error(code ?? `HTTP ${status}`)
  }
  refuse.run(JSON.stringify({ fact: key, plant: body.plant, class: 'business', code, reason, owner: 'planning' }), key)
  return false
}

/** Rule 5: a refusal is kept until the desk has taken it; until then nobody knows of it. */
async function tell(key) {
  const { refused } = one.get(key)
  if (refused === null) return
  const { status } = await send('POST', process.env.MFGSYNC_EXCEPTIONS_URL, key, JSON.parse(refused))
  if (status >= 300) throw new Error(`the exception desk did not take it: HTTP ${status}`)
}

async function settle(fact, known, postingsOf) {
  // Asked anew for each: what comes later may depend on what was answered.
  for (let posting; fact.refused === null && (posting = (await postingsOf(fact, known))[fact.step]);) {
    if (!(await post(fact, posting))) break
    Object.assign(fact, { step: fact.step + 1, tried: 0 })
    update.run(fact.step, 0, 0, fact.key)
  }
  await tell(fact.key)
  update.run(fact.step, 0, 1, fact.key)
}

/** `postingsOf(fact, known)`: what a fact asks for, in order: `{ url, body, method?, natural?, reference? }`. `natural`: to repeat it
 * changes nothing. It throws while something has to come first. */
export async function run(postingsOf) {
  // Rule 1: first on the disk, then 2xx. Rule 2: a fact is known by its business key, whatever event brings it.
  createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { subject, data } = JSON.parse(body)
    insert.run(subject, JSON.stringify(data))
    response.writeHead(204).end()
  }).listen(Number(process.env.PORT ?? 8080), '127.0.0.1')
  process.once('SIGTERM', () => process.exit(0))
  for (;;) {
    const known = all.all().map((row) => ({ ...row, data: JSON.parse(row.data) }))
    const open = known.filter(({ done }) => !done)
    await Promise.all(open.map((fact) => settle(fact, known, postingsOf).catch((error) => console.error(`${fact.key}: ${error.message}`))))
    await sleep(50)
  }
}
