import { backoffMs } from './backoff.js'
import { flowsOf } from './flows/index.js'
import { collectionOf, NotTranslatable, NotYet } from './postings.js'
import { readWhole } from './thin-events.js'

/**
 * Tries once to bring a fact to its end. Resolves to the milliseconds to wait before the next try, or to null when it is settled.
 *
 * @param {object} fact as the store holds it
 * @param {{attempts: number, inDoubt: boolean}} progress what earlier tries left; changed here
 * @param {object} context the integration's parts and tools
 */
export async function settle(fact, progress, context) {
  progress.attempts += 1
  try {
    return await tryOnce(fact, progress, context)
  } catch (error) {
    if (error instanceof NotTranslatable) return handOver(fact, progress, context, { class: 'contract', reason: error.message })
    if (error instanceof NotYet) return askFor(fact, progress, context, error.message)
    console.error(`${fact.key}: ${error.message}`)
    return later(progress, context)
  }
}

/** Tells people what they have to do before a fact can go on; it stays open. */
async function askFor(fact, progress, context, reason) {
  try {
    if (!fact.done.asked) {
      await context.parts.raise(fact, { class: 'data', reason }, context)
      context.store.mark(fact, 'asked', {})
    }
  } catch (error) {
    console.error(`${fact.key}: ${error.message}`)
  }
  return later(progress, context)
}

async function tryOnce(fact, progress, context) {
  const { store } = context
  let document = null
  const flows = flowsOf(fact)
  if (!(await readWhole(fact, context))) return later(progress, context)
  if (flows.every(({ ignored }) => ignored)) {
    store.settle(fact, 'ignored')
    return null
  }
  for (const flow of flows) {
    for await (const task of flow.tasks(fact, context)) {
      if (task.settled) return null
      if (task.wait) return later(progress, context)
      // A landscape need not have every system.
      if (fact.done[task.name] !== undefined || !systemOf(task, context)) continue
      const { waitMs, result } = await perform(task, fact, progress, context)
      if (waitMs !== undefined) return waitMs
      document ??= result?.document ?? null
      if (!flow.single) store.mark(fact, task.name, result ?? {})
    }
  }
  if (fact.done.asked) await context.desk.close(fact.key, { plant: fact.data.plant, resolution: 'posted', reason: 'It could be posted.' })
  store.settle(fact, 'posted', { document })
  return null
}

/** A variation may have put another ERP in place of the first. */
const systemOf = ({ system }, context) => (system === 'erp' ? context.erp : context.systems[system])

/** One task, tried once: `{result}` when it is done, `{waitMs}` when it is not (null: the fact has come to another end). */
async function perform(task, fact, progress, context) {
  const { parts } = context
  if (progress.inDoubt && task.collection) {
    const found = await parts.recover(fact, context, task)
    if (found.kind === 'unknown') return { waitMs: later(progress, context) }
    if (found.kind === 'posted') return done(progress, { ...found.item, document: found.document })
  }
  progress.inDoubt = false
  const names = parts.names(fact, task)
  const { method = 'POST', path, body } = task
  const answer = await systemOf(task, context).call(method, path, {
    headers: headersOf(names),
    body: task.bare ? body : { ...body, reference: names.reference },
  })
  const meaning = parts.meaningOf(answer)
  if (task.waitsFor?.includes(meaning.code)) return { waitMs: await askFor(fact, progress, context, meaning.reason) }
  return conclude(fact, progress, context, meaning, answer)
}

/** The next task begins anew: nobody is in doubt about it. */
function done(progress, result) {
  progress.inDoubt = false
  return { result }
}

/** Acts on what an answer means. */
async function conclude(fact, progress, context, meaning, { body }) {
  const { store, settings } = context
  switch (meaning.kind) {
    case 'posted':
      return done(progress, { ...body, document: meaning.document })
    case 'wait':
      return { waitMs: Math.max(meaning.afterMs, later(progress, context)) }
    case 'doubt':
      progress.inDoubt = true
      return { waitMs: later(progress, context) }
    case 'period-closed':
      if (settings.closedPeriod !== 'next-open' || fact.postingDate === meaning.date) break
      store.redate(fact, meaning.date)
      return { waitMs: 0 }
    case 'ignored':
      store.settle(fact, 'ignored')
      return { waitMs: null }
  }
  const reason = meaning.reason ?? `The posting period is closed; the next open day is ${meaning.date}.`
  const exception = { class: meaning.class ?? 'business', code: meaning.code ?? 'PERIOD_CLOSED', reason }
  return { waitMs: await handOver(fact, progress, context, exception) }
}

/** Gives a fact to people. Its order goes on: the fact is accounted for, and whoever repairs it sees what followed. */
export async function handOver(fact, progress, context, exception) {
  try {
    await context.parts.raise(fact, exception, context)
  } catch (error) {
    console.error(`${fact.key}: ${error.message}`)
    return later(progress, context)
  }
  context.store.settle(fact, 'excepted', { reason: exception.reason })
  return null
}

/** Milliseconds until the next try. */
export function later(progress, { settings }) {
  return backoffMs(progress.attempts, { firstMs: settings.backoffFirstMs, maxMs: settings.backoffMaxMs })
}

/** Headers that name the fact in a call. They carry ASCII alone: what else is in a name goes as per cent and digits. */
export function headersOf({ idempotencyKey, correlation }) {
  return {
    ...(correlation !== undefined && { 'x-correlation-id': encodeURIComponent(correlation) }),
    ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey.split('/').map(encodeURIComponent).join('/') }),
  }
}

/**
 * Looks for what was posted of the fact. A document that is reversed by now counts: it was posted, and somebody meant to cancel it.
 *
 * @returns {Promise<{kind: 'posted', document: string, item: object} | {kind: 'absent'} | {kind: 'unknown'}>}
 */
export async function lookUp(fact, context, task = { system: 'erp', collection: collectionOf(fact) }) {
  const names = context.parts.names(fact, task)
  // A fact of several plants asks for a document in each of them, by one reference.
  const { plant = fact.data.plant } = task
  const headers = headersOf({ correlation: names.correlation })
  const items = await systemOf(task, context).documentsWith(task.collection, names.reference, { plant, headers })
  if (items === null) return { kind: 'unknown' }
  const [item] = items
  return item ? { kind: 'posted', document: item.document, item } : { kind: 'absent' }
}
