import { backoffMs } from './backoff.js'
import { bodyOf, collectionOf, isReversal, NotTranslatable } from './postings.js'

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
    console.error(`${fact.key}: ${error.message}`)
    return later(progress, context)
  }
}

async function tryOnce(fact, progress, context) {
  const { store, parts } = context
  const target = isReversal(fact) ? await reversalTarget(fact, context) : { path: collectionOf(fact) }
  if (target.suppressed) return null
  if (!target.path) return later(progress, context)
  const { plant } = fact.data
  const body = bodyOf(fact, { ...context.settings, plantZones: new Map([[plant, await parts.zoneOf(plant, context)]]) })

  if (progress.inDoubt) {
    const found = await parts.recover(fact, context)
    if (found.kind === 'unknown') return later(progress, context)
    if (found.kind === 'posted') {
      store.settle(fact, 'posted', { document: found.document })
      return null
    }
    progress.inDoubt = false
  }

  const names = parts.names(fact)
  const answer = await context.erp.call('POST', target.path, { headers: headersOf(names), body: { ...body, reference: names.reference } })
  return conclude(fact, progress, context, parts.meaningOf(answer))
}

/** Acts on what the ERP's answer means. */
async function conclude(fact, progress, context, meaning) {
  const { store, settings } = context
  switch (meaning.kind) {
    case 'posted':
      store.settle(fact, 'posted', { document: meaning.document })
      return null
    case 'wait':
      return Math.max(meaning.afterMs, later(progress, context))
    case 'doubt':
      progress.inDoubt = true
      return later(progress, context)
    case 'period-closed':
      if (settings.closedPeriod !== 'next-open' || fact.postingDate === meaning.date) break
      store.redate(fact, meaning.date)
      return 0
    case 'ignored':
      store.settle(fact, 'ignored')
      return null
  }
  const reason = meaning.reason ?? `The posting period is closed; the next open day is ${meaning.date}.`
  return handOver(fact, progress, context, { class: meaning.class ?? 'business', code: meaning.code ?? 'PERIOD_CLOSED', reason })
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
 * Looks for the fact in the ERP. A document that is reversed by now counts: it was posted, and somebody meant to cancel it.
 *
 * @returns {Promise<{kind: 'posted', document: string} | {kind: 'absent'} | {kind: 'unknown'}>}
 */
export async function lookUp(fact, { erp, parts }) {
  const names = parts.names(fact)
  const { plant } = fact.data
  const headers = headersOf({ correlation: names.correlation })
  const items = await erp.documentsWith(collectionOf(fact), names.reference, { plant, headers })
  if (items === null) return { kind: 'unknown' }
  return items.length > 0 ? { kind: 'posted', document: items[0].document } : { kind: 'absent' }
}

/** Where to post a reversal: at the original's document. Without one it waits, or has nothing to do. */
async function reversalTarget(fact, context) {
  const { store, parts, desk } = context
  const key = fact.data.confirmation
  if (typeof key !== 'string') throw new NotTranslatable('The reversal does not say which confirmation it cancels.')
  const original = store.byKey(key, fact.source)
  if (original?.state === 'open') return {}
  const found = original?.document
    ? { kind: 'posted', document: original.document }
    : await parts.find({ ...fact, key, type: 'org.mfgsync.mes.confirmation.reported.v1' }, context)
  if (found.document) return { path: `/confirmations/${encodeURIComponent(found.document)}/reversal` }
  if (found.kind !== 'absent' || original?.state !== 'excepted') return {}
  // It never reached the ERP, and now it never shall: the pair nets to nothing, and nobody need look at it any more.
  await desk.discard(key, { plant: fact.data.plant, reason: `Cancelled at the source by ${fact.key}.` })
  store.settle(original, 'suppressed', { reason: `Cancelled by ${fact.key}.` })
  store.settle(fact, 'suppressed', { reason: `${key} was not posted.` })
  return { suppressed: true }
}
