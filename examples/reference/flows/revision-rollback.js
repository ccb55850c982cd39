import { localMidnight } from '../local-midnight.js'
import { bomOf, isOvertaken, mesRevision, revisionTypes } from '../revisions.js'

/** PLM → ERP, MES: an earlier revision takes effect again. It is the version that makes it the newest, and not its letter or its stamp. */
export const revisionRollback = {
  types: [revisionTypes.rolledBack],

  async *tasks(fact, context) {
    // Versions of an item one after the other, or the older one might have the last word.
    const release = await context.lock(fact.data.item)
    try {
      yield* rolledBack(fact, context)
    } finally {
      release()
    }
  },
}

async function* rolledBack(fact, context) {
  const { data } = fact
  const { item, version, from: taken, to: restored, effectivity } = data
  if (isOvertaken(data, context)) {
    context.store.settle(fact, 'ignored')
    return yield { settled: true }
  }
  for (const plant of new Set(effectivity.map((interval) => interval.plant))) {
    const place = (revision) => ({ item, revision, plant })
    const [back, old] = [await bomOf(place(restored), context), await bomOf(place(taken), context)]
    if (!back || !old) return yield { wait: true }
    const own = (revision) => effectivity.filter((interval) => interval.plant === plant && interval.revision === revision)
    const begin = own(restored).at(-1).from
    const inErp = ({ bom }, tail) => `/bom-revisions/${encodeURIComponent(bom)}/${tail}`
    yield { name: `erp active ${plant}`, system: 'erp', path: inErp(back, 'activation'), body: { version, from: begin } }
    yield { name: `erp ended ${plant}`, system: 'erp', path: inErp(old, 'retirement'), body: { version, to: begin } }
    const zone = await context.parts.zoneOf(plant, context)
    const instants = (revision) => own(revision).map((interval) => instantsOf(interval, zone))
    for (const revision of [restored, taken]) {
      const body = { version, effectivity: instants(revision) }
      yield { name: `mes ${revision} ${plant}`, system: 'mes', method: 'PUT', path: mesRevision(place(revision)), body }
    }
    yield { name: `mes active ${plant}`, system: 'mes', path: mesRevision(place(restored), '/activation'), body: { version } }
  }
}

const instantsOf = ({ from, to }, zone) => ({ validFrom: localMidnight(from, zone), ...(to && { validTo: localMidnight(to, zone) }) })
