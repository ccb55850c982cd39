import type { Effect } from '../../domain/effect.js'
import { parseQuantity } from '../../domain/quantity.js'
import { toBaseUnit } from '../../domain/units.js'
import type { SystemKind, SystemStep } from '../contract.js'
import { defineSystem } from '../define.js'
import { get, post, refusal, refused, success, type Operation } from '../operation.js'
import { feedDetails, feedOperation } from '../shared/feed.js'
import { lotParameters, lotPlantRequired, lotTells, plantOfLot, unknownLot, unknownLotOf, type LotInput } from '../shared/lots.js'
import { referencesOf, type ReferencedInput } from '../shared/posting.js'
import { name } from '../shared/schema.js'
import { nonconformanceOperations, nonconformanceSchemas, nonconformancesOf } from './nonconformances.js'
import { details, event, schemas } from './schemas.js'
import { lotView, Qms, type Decision, type InspectedLot } from './state.js'

interface DecisionInput extends ReferencedInput {
  readonly number: string
  readonly accepted: number
  readonly rejected: number
  readonly unit: string
  readonly code: string
  readonly partial?: boolean
}

const lot = {
  plant: 'P1',
  item: 'C9',
  lot: 'LOT-7',
  status: 'decided',
  held: false,
  inspectionLot: 'IL-000001',
  decision: { accepted: 480, rejected: 32, unit: 'EA', code: 'A', partial: false },
}

const lotRead: Operation<Qms, LotInput> = {
  ...get('/lots/{lot}'),
  id: 'lot.read',
  title: 'Read a lot as quality has it',
  description: 'Its inspection, what was decided, and whether it is on hold.',
  parameters: lotParameters,
  success: success(200, 'The lot.', 'InspectedLot', lot),
  refusals: [lotPlantRequired, unknownLot],
  tells: lotTells,
  run(qms, input) {
    const { item, lot: number } = input
    const plant = plantOfLot(input, qms.plantsWith(item, number))
    if (typeof plant !== 'string') return plant
    const found = qms.lot({ plant, item, lot: number })
    return found ? { result: lotView(found) } : unknownLotOf(plant, item, number)
  },
}

/** A decision in the base unit of the item, or nothing where it does not know the unit. */
function inBase({ items }: Qms, { item }: InspectedLot, said: Omit<DecisionInput, 'number'>): Decision | undefined {
  const goods = items.get(item)
  const base = (quantity: number): string | undefined => {
    const parsed = parseQuantity(quantity)
    return goods && parsed !== undefined ? toBaseUnit(goods, parsed, said.unit) : undefined
  }
  const [accepted, rejected] = [base(said.accepted), base(said.rejected)]
  if (!goods || accepted === undefined || rejected === undefined) return undefined
  return { accepted, rejected, unit: goods.baseUnit, code: said.code, partial: said.partial === true }
}

const same = (a: Decision, b: Decision): boolean =>
  a.accepted === b.accepted && a.rejected === b.rejected && a.code === b.code && a.partial === b.partial

const decide: Operation<Qms, DecisionInput> = {
  id: 'usage-decision.create',
  ...post('/inspection-lots/{number}/usage-decision'),
  dedupe: 'natural',
  title: 'Decide what may be used of a lot',
  description:
    'For people in quality, not for integrations: the decision is theirs, and an integration carries it to others. Repeating it changes ' +
    'nothing and is answered alike; another decision is refused, unless the one before was partial.',
  parameters: [{ name: 'number', in: 'path', schema: name('Inspection lot.') }],
  body: {
    required: true,
    description: 'The decision.',
    schema: 'UsageDecisionCreate',
    examples: { split: { summary: 'Accept a part, reject the rest', value: { accepted: 480, rejected: 32, unit: 'EA', code: 'A' } } },
  },
  success: success(201, 'It is decided. The effect is in the ledger.', 'InspectedLot', lot),
  refusals: [
    refusal(404, ['UNKNOWN_INSPECTION_LOT'], 'There is no such inspection lot.', 'There is no inspection lot IL-000099.', {
      inspectionLot: 'IL-000099',
    }),
    refusal(
      409,
      ['ALREADY_DECIDED'],
      'It was decided otherwise before.',
      'Inspection lot IL-000001 was decided before: 480 accepted, 32 rejected.',
      { inspectionLot: 'IL-000001' },
    ),
    refusal(422, ['UNIT_UNKNOWN'], 'The item does not know the unit.', 'Item C9 does not know unit KG; it knows EA, BOX.', {
      item: 'C9',
      unit: 'KG',
      units: ['EA', 'BOX'],
    }),
  ],
  tells: (input, qms) => {
    const found = qms.inspection(input.number)
    return { keys: referencesOf(input), ...(found && { dims: { plant: found.plant, item: found.item, lot: found.lot } }) }
  },
  run(qms, input) {
    const { number } = input
    const found = qms.inspection(number)
    if (!found) return refused('UNKNOWN_INSPECTION_LOT', `There is no inspection lot ${number}.`, { inspectionLot: number })
    const decision = inBase(qms, found, input)
    if (!decision) {
      const goods = qms.items.get(found.item)
      const units = goods ? [goods.baseUnit, ...goods.conversions.map(({ unit }) => unit)] : []
      const message = `Item ${found.item} does not know unit ${input.unit}; it knows ${units.join(', ')}.`
      return refused('UNIT_UNKNOWN', message, { item: found.item, unit: input.unit, units })
    }
    const before = found.decision
    if (before && same(before, decision)) return { result: lotView(found) }
    if (before && !before.partial) {
      const { accepted, rejected } = before
      const message = `Inspection lot ${number} was decided before: ${accepted} accepted, ${rejected} rejected.`
      return refused('ALREADY_DECIDED', message, { inspectionLot: number })
    }
    const effects = qms.decide(found, decision, input)
    return { result: lotView(found), effects }
  },
}

const keyOf = ({ plant, item, lot: number }: SystemStep) => ({ plant: String(plant), item: String(item), lot: String(number) })

function decideByPeople(qms: Qms, step: SystemStep): readonly Effect[] {
  const found = qms.inspect(keyOf(step))
  const { accepted, rejected, unit, code, partial } = step
  const said = { accepted: Number(accepted), rejected: Number(rejected), unit: String(unit), code: String(code), partial: partial === true }
  const decision = inBase(qms, found, said)
  if (!decision) throw new Error(`Step ${step.do}: the QMS does not know item ${found.item} in ${said.unit}.`)
  return qms.decide(found, decision)
}

function setHold(qms: Qms, step: SystemStep, held: boolean): readonly Effect[] {
  const { since, reason } = step
  return qms.hold(
    qms.learn(keyOf(step)),
    held,
    since === undefined ? undefined : String(since),
    reason === undefined ? undefined : String(reason),
  )
}

const text = (description: string): Readonly<Record<string, unknown>> => ({ type: 'string', description })
const named = { plant: text('Plant.'), item: text('Item.'), lot: text('Lot.') }
const settings = (own: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> => ({
  type: 'object',
  properties: { ...named, ...own },
})
const amount = { type: 'number', description: 'Quantity.' }

/** The simulated QMS: inspections, usage decisions, holds. */
export const qmsSystem: SystemKind = defineSystem<Qms>({
  words: {
    name: 'qms',
    title: 'QMS: inspections of lots, usage decisions, holds, nonconformances',
    short: 'QMS',
    books: true,
    plays: 'quality',
  },
  url: { variable: 'MFGSYNC_QMS_URL', path: '' },
  heading: 'mfgsync simulated QMS',
  description:
    'Quality: what is inspected, what was decided, which lots are on hold, as a change feed; and what others tell it is not ' +
    'good. It also delivers the same events by ' +
    'webhook, at least once. It opens its inspections itself, when goods come in that have to be inspected.',
  refusals: { ALREADY_DECIDED: 'duplicate', ALREADY_CLOSED: 'duplicate' },
  steps: [
    {
      name: 'open-inspection',
      title: 'A sample of a lot is taken: its inspection begins.',
      subject: 'system',
      settings: settings(),
      anchor: 'burst',
      run(qms, step) {
        qms.inspect(keyOf(step))
        return []
      },
    },
    {
      name: 'decide-usage',
      title: 'Quality decides what may be used of a lot.',
      subject: 'system',
      settings: settings({ accepted: amount, rejected: amount, unit: text('Unit.'), code: text('Code.') }),
      anchor: 'burst',
      run: decideByPeople,
    },
    {
      name: 'hold-lot',
      title: 'Quality puts a lot on hold.',
      subject: 'system',
      settings: settings({ since: text('Since when.'), reason: text('Why.') }),
      anchor: 'burst',
      run: (qms, step) => setHold(qms, step, true),
    },
    {
      name: 'lift-hold',
      title: 'Quality takes a lot off hold.',
      subject: 'system',
      settings: settings(),
      anchor: 'burst',
      run: (qms, step) => setHold(qms, step, false),
    },
  ],
  operations: [lotRead, decide, ...nonconformanceOperations, feedOperation(event)],
  schemas: { ...schemas, ...nonconformanceSchemas },
  details: { ...details, ...feedDetails },
  lookUp: 'look it up by reference, or send the same Idempotency-Key again, before you tell it anew.',
  emits: { title: 'what quality decides', example: event },
  open: (settings, opening) => new Qms(settings, opening),
  snapshot: (qms) => ({ ...qms.snapshot(), ...nonconformancesOf(qms) }),
})
