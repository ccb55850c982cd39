import { entityId } from '../domain/effect.js'
import { grouped } from '../domain/grouping.js'
import type { MasterData } from '../domain/master.js'
import type { Dims } from '../domain/names.js'
import { addQuantities, compareQuantities, type Quantity } from '../domain/quantity.js'
import type { FactInView, FactsInView, Flow } from './contract.js'
import { exact, recordSchema } from './payload.js'

const system = 'cmms'

const downtimeType = 'org.mfgsync.mes.downtime.recorded.v1'

/** Payload of `org.mfgsync.mes.downtime.recorded.v1`. */
export interface DowntimePayload {
  readonly downtime: string
  readonly plant: string
  readonly workCentre: string
  readonly from: string
  readonly to: string
  readonly minutes: number
  readonly reason: string
  readonly occurredAt: string
}

const text = (description: string) => ({ type: 'string', description })
const instant = (description: string) => ({ type: 'string', format: 'date-time', description })

const schema = recordSchema('A machine stood still. A longer stop may be reported in pieces.', {
  downtime: text('Business key.'),
  plant: text('Plant.'),
  workCentre: text('Work centre.'),
  from: instant('Since when.'),
  to: instant('Until when.'),
  minutes: { type: 'number', description: 'How long it was.' },
  reason: text('Why, as the operator says.'),
  occurredAt: instant('When it was reported.'),
})

type Piece = FactInView & { readonly payload: Readonly<Record<string, unknown>> }

/** A stop as maintenance is told of it. */
interface Stop {
  /** The first piece of it, which names it. */
  readonly first: string
  readonly from: string
  readonly to: string
  readonly minutes: Quantity
}

const placeOf = ({ plant, workCentre }: Pick<DowntimePayload, 'plant' | 'workCentre'>): string => JSON.stringify([plant, workCentre])
const payloadOf = ({ payload }: Piece): DowntimePayload => payload as never as DowntimePayload
const byPlace = grouped((piece: Piece) => placeOf(payloadOf(piece)))

/** The pieces that touch, or nearly do, are one stop: the one that this piece is of. */
function stopOf(payload: DowntimePayload, { self, ofType }: FactsInView, gap_ms: number): Stop {
  const all = byPlace(ofType(downtimeType), placeOf(payload)).toSorted(
    (a, b) => Date.parse(payloadOf(a).from) - Date.parse(payloadOf(b).from),
  )
  let stop: Piece[] = []
  let end = 0
  for (const piece of all) {
    const { from, to } = payloadOf(piece)
    if (stop.length > 0 && Date.parse(from) - end > gap_ms) {
      if (stop.some(({ eid }) => eid === self.eid)) break
      stop = []
    }
    stop.push(piece)
    end = stop.length === 1 ? Date.parse(to) : Math.max(end, Date.parse(to))
  }
  const [first] = stop
  const minutes = stop.map((piece) => exact({ quantity: payloadOf(piece).minutes, unit: '' }).quantity)
  return {
    first: first?.eid ?? self.eid,
    from: first ? payloadOf(first).from : payload.from,
    to: new Date(end).toISOString(),
    minutes: minutes.reduce((sum, each) => addQuantities(sum, each), '0'),
  }
}

/** The stop that maintenance has to hear of, where it is long enough for that. */
function toldOf(payload: DowntimePayload, { equipment = [] }: MasterData, facts: FactsInView): Stop | undefined {
  const { plant, workCentre } = payload
  const machine = equipment.find((each) => each.plant === plant && each.workCentre === workCentre)
  if (!machine) return undefined
  const stop = stopOf(payload, facts, machine.mergeGap_s * 1_000)
  return compareQuantities(stop.minutes, String(machine.notifyAbove_min)) > 0 ? stop : undefined
}

const dimsOf = ({ plant, workCentre }: DowntimePayload): Dims => ({ plant, workCentre })

/** MES → CMMS: a stop that is long enough is a notification: one, in however many pieces it was reported. */
export const downtimeToMaintenanceFlow: Flow<DowntimePayload> = {
  words: {
    name: 'downtime-to-maintenance',
    title:
      'Stops of a machine that are longer than maintenance wants to overlook are told to it, once each. Pieces that touch are one stop; ' +
      'whether it is told late, or at once and changed as it goes on, does not matter.',
    one: 'downtime',
    many: 'downtimes',
    letter: 'W',
    verb: 'recorded',
    source: 'mes',
    sinks: [system],
  },
  covers: ['scrap-and-downtime', 'whole-shift'],
  prefix: 'MD',
  types: { [downtimeType]: schema },
  about: (payload) => ({ plant: payload.plant, entity: entityId('equipment', payload.plant, payload.workCentre), dims: dimsOf(payload) }),
  expect(payload, { master }, facts) {
    const stop = toldOf(payload, master, facts)
    if (!stop) return []
    const shared = { system, dims: dimsOf(payload), identity: stop.first } as const
    return [
      { ...shared, what: 'count', measure: 'notification', count: 1 },
      { ...shared, what: 'quantity', measure: 'downtime', quantity: stop.minutes },
    ]
  },
  commands(payload, { master }, { businessKey: reference }, facts) {
    const stop = toldOf(payload, master, facts)
    if (!stop) return []
    const { plant, workCentre, reason } = payload
    const input = { plant, workCentre, from: stop.from, to: stop.to, minutes: Number(stop.minutes), reason, reference }
    return [{ system, operation: 'notification.create', input }]
  },
}
