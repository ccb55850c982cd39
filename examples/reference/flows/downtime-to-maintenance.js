import { wanted } from '../postings.js'

const collection = '/notifications'
const type = 'org.mfgsync.mes.downtime.recorded.v1'

/**
 * MES → CMMS: a stop that is long enough is one notification, in however many pieces it was reported. It is told with the first piece with
 * which it is long enough, and changed as it goes on.
 */
export const downtimeToMaintenance = {
  types: [type],

  async *tasks(fact, context) {
    const { plant, workCentre } = wanted(fact.data, ['plant', 'workCentre', 'from', 'to'])
    if (!context.systems.cmms) return
    // Pieces of one stop one after the other, or each would be told.
    const release = await context.lock(`${plant} ${workCentre}`)
    try {
      yield* told(fact, context)
    } finally {
      release()
    }
  },
}

async function* told(fact, context) {
  const { plant, workCentre, reason } = fact.data
  const place = new URLSearchParams({ plant, workCentre })
  const [machine] = await listOf(`/equipment?${place}`, context)
  const stop = stopOf(fact, (machine?.mergeGapSeconds ?? 0) * 1000, context)
  if (machine && stop.minutes <= machine.notifyAboveMinutes) return
  const { from, to, minutes } = stop
  const pieces = stop.pieces.map((piece) => context.parts.names(piece, { collection }).reference)
  const there = (await listOf(`${collection}?${place}`, context)).find(
    ({ status, references }) => status === 'posted' && references.some((reference) => pieces.includes(reference)),
  )
  const body = { from, to, minutes }
  if (!there) {
    yield { name: 'notification', system: 'cmms', path: collection, body: { plant, workCentre, ...body, reason }, collection }
  } else if (there.minutes < minutes) {
    const path = `${collection}/${encodeURIComponent(there.notification)}`
    yield { name: `changed to ${minutes}`, system: 'cmms', method: 'PUT', path, body }
  }
}

/** The pieces that are known, and touch one another: the stop that this one is of. */
export function stopOf(fact, gapMs, { store }) {
  const { plant, workCentre } = fact.data
  const pieces = store
    .ofType(type)
    .filter(({ source, data }) => source === fact.source && data.plant === plant && data.workCentre === workCentre)
    .sort((a, b) => Date.parse(a.data.from) - Date.parse(b.data.from))
  let stop = []
  let end = 0
  for (const piece of pieces) {
    if (stop.length > 0 && Date.parse(piece.data.from) - end > gapMs) {
      if (stop.some(({ id }) => id === fact.id)) break
      stop = []
    }
    stop.push(piece)
    end = stop.length === 1 ? Date.parse(piece.data.to) : Math.max(end, Date.parse(piece.data.to))
  }
  return {
    from: stop[0].data.from,
    to: new Date(end).toISOString(),
    minutes: stop.reduce((sum, { data }) => sum + Number(data.minutes), 0),
    pieces: stop,
  }
}

/** Rejects as long as the CMMS does not answer: nobody knows then what is there. */
async function listOf(path, { systems }) {
  const { status, body } = await systems.cmms.call('GET', path)
  if (status !== 200) throw new Error(`the CMMS did not answer ${path} (${status})`)
  return body.items
}
