import { isHeld } from '../lots.js'
import { bodyOf, collectionOf, isReversal, NotTranslatable } from '../postings.js'

/** MES → ERP: confirmations, consumptions, reversals. One document each. */
export const production = {
  // One document is all: that it is posted says that everything is done.
  single: true,
  types: ['org.mfgsync.mes.confirmation.reported.v1', 'org.mfgsync.mes.material.consumed.v1', 'org.mfgsync.mes.confirmation.reversed.v1'],

  async *tasks(fact, context) {
    const target = isReversal(fact) ? await reversalTarget(fact, context) : { path: collectionOf(fact) }
    if (target.suppressed) return yield { settled: true }
    // What was taken from a lot that is held goes on when the hold ends.
    if (!target.path || isHeld(fact.data, fact.data.occurredAt, context)) return yield { wait: true }
    const body = bodyOf(fact, await zonedSettings(fact, context))
    yield { name: 'post', system: 'erp', path: target.path, body, collection: collectionOf(fact) }
  },
}

/** With the zone that the ERP dates by. */
async function zonedSettings({ data: { plant } }, context) {
  return { ...context.settings, plantZones: new Map([[plant, await context.parts.zoneOf(plant, context)]]) }
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
  await desk.close(key, { plant: fact.data.plant, resolution: 'discarded', reason: `Cancelled at the source by ${fact.key}.` })
  store.settle(original, 'suppressed', { reason: `Cancelled by ${fact.key}.` })
  store.settle(fact, 'suppressed', { reason: `${key} was not posted.` })
  return { suppressed: true }
}
