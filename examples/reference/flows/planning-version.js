import { NotTranslatable, NotYet } from '../postings.js'

const published = 'org.mfgsync.plan.version.published.v1'

/**
 * PLAN → ERP: a version of the plan is brought there page by page, and put in force once all of it is there. The highest version counts,
 * whenever it comes: one that was overtaken is left as it is.
 */
export const planningVersion = {
  types: [published],

  async *tasks(fact, context) {
    // One version after the other, or the older one might be put in force last.
    const release = await context.lock('plan')
    try {
      yield* loaded(fact, context)
    } finally {
      release()
    }
  },
}

async function* loaded(fact, context) {
  const { version, rows, pages } = fact.data
  const path = `/planning-versions/${version}`
  if (await isGivenUp(fact, context)) return yield { settled: true }
  yield { name: 'open', system: 'erp', method: 'PUT', path, body: { rows, pages } }
  const numbers = Array.from({ length: pages }, (_, index) => index + 1)
  for (const page of numbers) {
    if (await isGivenUp(fact, context)) return yield { settled: true }
    yield* firstTime(page, fact, context)
  }
  for (const page of numbers) {
    if (await isGivenUp(fact, context)) return yield { settled: true }
    yield* whatWasRefused(page, fact, context)
  }
  yield { name: 'active', system: 'erp', path: `${path}/activation`, body: {} }
  yield { name: 'loaded', system: 'plan', path: `${path}/loads`, body: { system: 'erp', rows }, bare: true }
}

/** Where a higher version of the same plan is known, this one is nobody's concern any more. */
async function isGivenUp(fact, { store, desk }) {
  const { plan, version } = fact.data
  if (!store.ofType(published).some(({ data }) => data.plan === plan && data.version > version)) return false
  if (fact.done.asked) await desk.close(fact.key, { resolution: 'discarded', reason: 'A newer version of the plan is there.' })
  store.settle(fact, 'ignored')
  return true
}

async function* firstTime(page, fact, context) {
  if (fact.done[`page ${page}`]) return
  const rows = await rowsOf(page, fact, context)
  // Where the ERP takes pages whole or not at all, it has refused this one before.
  if (fact.done.asked) await expectItems(rows, context)
  yield pageOf(`page ${page}`, page, rows, fact)
}

/** An answer of 207 has a result for each row: what was refused is sent again, by itself, once it can be taken. */
async function* whatWasRefused(page, fact, context) {
  const refused = refusedIn(fact.done[`page ${page}`])
  const again = `rest of page ${page}`
  if (refused.size === 0 || fact.done[again]) return
  const rows = (await rowsOf(page, fact, context)).filter((_, index) => refused.has(index))
  const other = [...refused.values()].find(({ code }) => code !== 'UNKNOWN_ITEM')
  if (other) throw new NotTranslatable(`The ERP refused a row of page ${page}: ${other.message}`)
  await expectItems(rows, context)
  yield pageOf(again, page, rows, fact)
}

/** What was refused of a page, by the place of its row. */
function refusedIn({ results = [] }) {
  return new Map(results.flatMap(({ error }, index) => (error ? [[index, error]] : [])))
}

async function expectItems(rows, { tables }) {
  for (const { row, item } of rows) {
    if (!(await tables.item(item))) throw new NotYet(`Row ${row} is for ${item}, which the ERP does not know.`)
  }
}

function pageOf(name, page, rows, { data: { version } }) {
  const body = {
    rows: rows.map(({ quantity, unit, ...row }) => ({ ...row, quantity: { quantity, unit }, source: { version, row: row.row } })),
  }
  const path = `/planning-versions/${version}/pages/${page}`
  return { name, system: 'erp', method: 'PUT', path, body, waitsFor: ['UNKNOWN_ITEM'] }
}

/** Rejects as long as the planning system does not answer. */
async function rowsOf(page, { data: { version } }, { systems }) {
  const { status, body } = await systems.plan.call('GET', `/planning-versions/${version}/pages/${page}`)
  if (status !== 200) throw new Error(`planning did not show page ${page} of version ${version} (${status})`)
  return body.rows
}
