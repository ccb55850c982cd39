// A small integration for the demand plan, by schedule: it asks what was published, brings the newest version to the ERP, and puts it in
// force (PLAN → ERP, flow planning-version). It listens to nobody and keeps nothing on the disk: all that it does may be done again.
import { setTimeout as sleep } from 'node:timers/promises'

const { MFGSYNC_PLAN_URL: planning, MFGSYNC_ERP_URL: erp, MFGSYNC_EXCEPTIONS_URL: desk, PLAN_EVERY_MS: every_ms = 500 } = process.env

/** The place in the list of what was published; the newest version on it; its pages, each with the rows that are still to be brought. */
let [next, newest, left, done] = ['0', undefined, new Map(), false]

async function call(method, url, body, alsoFine = []) {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method, headers, signal: AbortSignal.timeout(1000), ...(body && { body: JSON.stringify(body) }) })
  const answer = await response.json()
  // Rule 1: what did not succeed, and what nobody knows the end of, is done again in the next round.
  if (!response.ok && !alsoFine.includes(response.status)) throw new Error(`${method} ${url}: ${answer.error?.message ?? response.status}`)
  return { status: response.status, answer }
}

async function ask() {
  // Rule 2: to go on with `next` says that what came before is taken. A new life begins at the start, so it loses nothing.
  const { answer } = await call('GET', `${planning}/planning-versions?after=${next}`)
  for (const each of answer.items) {
    // Rule 3: the highest version counts, whenever it comes, and however often it is listed. What has no publication was there before.
    if (each.publication === undefined || each.version <= (newest?.version ?? 0)) continue
    ;[newest, left, done] = [each, new Map(), false]
  }
  next = answer.next
}

const isKnown = async (item) => (await call('GET', `${erp}/items/${encodeURIComponent(item)}`, undefined, [404])).status === 200

/** Brings a page, or what was refused of it; true once all of its rows are there. */
async function bring(page, { version, publication: reference }) {
  const before = left.get(page)
  if (before?.size === 0) return true
  const { rows } = (await call('GET', `${planning}/planning-versions/${version}/pages/${page}`)).answer
  const open = rows.filter(({ row }) => before?.has(row) ?? true)
  // Rule 4: what was refused for want of an item is not sent again and again. It waits until the item is there.
  for (const { item } of before ? open : []) if (!(await isKnown(item))) return false
  // Rule 5: every row says which row of which version it was made of.
  const row = ({ quantity, unit, ...rest }) => ({ ...rest, quantity: { quantity, unit }, source: { version, row: rest.row } })
  const url = `${erp}/planning-versions/${version}/pages/${page}`
  const { status, answer } = await call('PUT', url, { rows: open.map(row), reference }, [422])
  // Rule 6: 207 is no success. It has a result for each row, and 422 has one for all.
  const errors = open.map((_, index) => (status === 422 ? answer.error : answer.results?.[index]?.error))
  const other = errors.find((error) => error && error.code !== 'UNKNOWN_ITEM')
  // Whatever else is wrong with a row does not pass: people have to publish another version.
  if (other) {
    await call('POST', desk, { fact: reference, class: 'data', code: other.code, reason: other.message, owner: 'planning' })
    done = true
  }
  left.set(page, new Set(open.filter((_, index) => errors[index]).map(({ row: name }) => name)))
  return left.get(page).size === 0
}

async function load(plan) {
  const { version, rows, pages, publication: reference } = plan
  await call('PUT', `${erp}/planning-versions/${version}`, { rows, pages, reference })
  let isWhole = true
  for (let page = 1; page <= pages; page += 1) {
    isWhole = (await bring(page, plan)) && isWhole
    // A newer one may have been published: then this one is nobody's concern any more, and what is staged of it harms nobody.
    await ask()
    if (newest !== plan) return
  }
  // Rule 7: whole, then in force. With a hole in it, the one before stays.
  if (!isWhole) return
  await call('POST', `${erp}/planning-versions/${version}/activation`, { reference })
  await call('POST', `${planning}/planning-versions/${version}/loads`, { system: 'erp', rows })
  done = true
}

process.once('SIGTERM', () => process.exit(0))
for (;;) {
  await ask()
    .then(() => newest && !done && load(newest))
    .catch((error) => console.error(error.message))
  await sleep(Number(every_ms))
}
