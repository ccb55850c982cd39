import { missingApprovals, partsOf, revisionTypes } from '../revisions.js'

const collection = '/sourcing-signals'

/**
 * PLM → purchasing: a component that comes from a vendor from whom it did not come before. A revision may be published several times: what
 * was told of one publication need not be told of the next.
 */
export const sourcingSignal = {
  side: 'sourcing-signal',
  types: [revisionTypes.complete],

  async *tasks(fact, context) {
    if (!context.systems.proc) return
    // Publications of one item one after the other, or each would tell it.
    const release = await context.lock(`signals ${fact.data.item}`)
    try {
      yield* told(fact, context)
    } finally {
      release()
    }
  },
}

async function* told(fact, context) {
  const { data } = fact
  const { change } = data
  const parts = partsOf(data, context)
  if (!parts || missingApprovals(data, context).length > 0) return yield { wait: true }
  const plants = parts.header.plants
  const known = [...(await approvedSources(context)), ...earlierSources(data, context)]
  const signals = await listOf(`${collection}?${new URLSearchParams({ change })}`, context)
  const wanted = sourcesOf(parts.lines).filter((source) => !known.some((each) => isSame(each, source)))
  for (const [index, source] of wanted.entries()) {
    if (signals.some((each) => isSame(each, source))) continue
    const part = wanted.length > 1 ? index + 1 : undefined
    const name = `signal ${source.item} ${source.vendor}`
    yield { name, system: 'proc', path: collection, body: { change, ...source, plants }, part }
  }
}

const isSame = (a, b) => a.item === b.item && a.vendor === b.vendor

const sourcesOf = ({ lines }) => lines.flatMap(({ item, vendors = [] }) => vendors.map((vendor) => ({ item, vendor })))

/** What earlier letters of the item brought is no news. */
function earlierSources({ item, revision, version }, context) {
  const earlier = context.store
    .ofType(revisionTypes.complete)
    .filter(({ data }) => data.item === item && data.revision !== revision && data.version < version)
  return earlier.flatMap(({ data }) => sourcesOf(partsOf(data, context)?.lines ?? { lines: [] }))
}

async function approvedSources(context) {
  const vendors = await listOf('/vendors', context)
  return vendors.flatMap(({ vendor, items }) => items.map((item) => ({ item, vendor })))
}

/** Rejects as long as purchasing does not answer: nobody knows then what is there. */
async function listOf(path, { systems }) {
  const { status, body } = await systems.proc.call('GET', path)
  if (status !== 200) throw new Error(`purchasing did not answer ${path} (${status})`)
  return body.items
}
