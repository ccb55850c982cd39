import { types, type DecisionPayload } from '../../flows/warehouse.js'
import type { HoldPayload } from '../../flows/hold.js'
import { addQuantities, type Quantity } from '../../domain/quantity.js'
import type { FactDraft, StoryKey } from '../builder.js'
import { flag, settings as settingsOf, text } from '../schema-parts.js'
import { tooFew, type Seen, type Situation, type StepContext, type StepKind, type StepSettings } from './contract.js'
import {
  amount,
  at,
  decidedUpon,
  itemName,
  itemOf,
  lotName,
  lotOf,
  measuredOf,
  momentOf,
  plant,
  plantOf,
  unitName,
  warehouse,
} from './goods.js'

interface HeldLot {
  readonly entity: string
  readonly fact: FactDraft
  lifted: boolean
}

const holds: StoryKey<HeldLot[]> = { begin: () => [] }
/** Decided so far, by lot, in its base unit. */
const decisions: StoryKey<Map<string, Quantity>> = { begin: () => new Map() }

interface LotKey {
  readonly plant: string
  readonly item: string
  readonly lot: string
}

const lotSettings = { at, plant, item: itemName, lot: lotName }

/** The lot that is meant; one that is never received is told, for nothing could ever be done about it. */
function receivedLot(settings: StepSettings, context: StepContext) {
  const { build, problem } = context
  const [at_plant, item] = [plantOf(settings, context), itemOf(settings, context)]
  if (at_plant === undefined || !item) return undefined
  const lot = lotOf(item, settings, context)
  if (lot === undefined) return undefined
  if (lot === '') {
    problem(['item'], `the item "${String(settings['item'])}" is not kept in lots: there is nothing to decide on`)
    return undefined
  }
  const key = { plant: at_plant, item: item.id, lot }
  const isIt = (each: typeof key): boolean => each.plant === at_plant && each.item === item.id && each.lot === lot
  build.finish(() => {
    const { lots = [], balances } = build.landscape
    if (!build.story(warehouse).received.some(isIt) && !lots.some(isIt) && !balances.some(isIt))
      problem(
        ['lot'],
        `plant ${at_plant} never receives lot "${String(settings['lot'])}" of item "${String(settings['item'])}"`,
        'a "receive" step brings it; without one, what waits for it waits for ever',
      )
    return {}
  })
  return { key, item }
}

type SeenFact = Seen['facts'][number]
const isSameLot = (a: SeenFact, b: SeenFact): boolean => (['plant', 'item', 'lot'] as const).every((name) => a.dims[name] === b.dims[name])

const decisionFirst: Situation = {
  name: 'release-before-receipt',
  title: 'The target learnt of a usage decision before it learnt of the receipt.',
  byTarget: true,
  unreachable: (count, facts) =>
    tooFew(Math.min(...[types.decision, types.receipt].map((wanted) => facts.filter(({ type }) => type === wanted).length)), count),
  count({ facts }) {
    const receipts = facts.filter(({ type }) => type === types.receipt)
    const early = facts.filter(
      (fact) =>
        fact.type === types.decision &&
        Number.isFinite(fact.known) &&
        receipts.some((receipt) => isSameLot(receipt, fact) && receipt.known > fact.known),
    )
    return early.length > 0 ? { count: early.length } : { count: 0, nearest: 'every receipt was known before its decision' }
  },
}

/** Tells of a decision on more than was there to decide on, with those before it. */
function expectEnough(settings: StepSettings, { build, problem }: StepContext, key: LotKey, decided: Quantity): void {
  const isIt = (each: LotKey): boolean => each.plant === key.plant && each.item === key.item && each.lot === key.lot
  const sum = build.story(decisions)
  const soFar = addQuantities(sum.get(entityOf(key)) ?? '0', decided)
  sum.set(entityOf(key), soFar)
  build.finish(() => {
    const received = build.story(warehouse).received.filter(isIt)
    const known = received.flatMap(({ quantity }) => quantity ?? [])
    const there = [...known, ...build.landscape.balances.filter((each) => each.system !== 'wms' && isIt(each)).map((each) => each.quantity)]
    const all = there.reduce((total, each) => addQuantities(total, each), '0')
    if (there.length > 0 && known.length === received.length && Number(soFar) > Number(all))
      problem(['accepted'], `quality has decided on ${soFar} of lot "${String(settings['lot'])}" by then, and there are ${all}`)
    return {}
  })
}

/** Quality decides on a lot. */
export const decideUsage: StepKind = {
  verb: 'decide-usage',
  title: 'Quality decides what may be used of a lot that was received, and what may not.',
  phases: ['burst', 'heal'],
  situations: [decisionFirst],
  schema: settingsOf(
    {
      ...lotSettings,
      accepted: amount('Quantity that may be used.', { minimum: 0 }),
      rejected: { ...amount('Quantity that may not.', { minimum: 0 }), default: 0 },
      unit: unitName,
      code: { ...text('Code of the decision.', 20), default: 'A' },
      partial: flag('Whether the rest is still to be decided.', false),
    },
    ['item', 'lot', 'accepted'],
  ),
  apply(settings, context) {
    const { build } = context
    const found = receivedLot(settings, context)
    const accepted = found && measuredOf('accepted', found.item, settings, context)
    const rejected = found && measuredOf('rejected', found.item, settings, context)
    if (!found || !accepted || !rejected) return
    expectEnough(settings, context, found.key, addQuantities(accepted.base, rejected.base))
    const at_ms = momentOf(settings, context)
    build.story(decidedUpon).push({ ...found.key, at_ms })
    const said = {
      ...found.key,
      accepted: accepted.quantity,
      rejected: rejected.quantity,
      unit: accepted.unit,
      code: String(settings['code']),
      partial: settings['partial'] === true,
    }
    build.fact<DecisionPayload>('lot-status', ({ key, sequence, occurredAt }) => ({ decision: key, sequence, ...said, occurredAt }), at_ms)
    build.step('qms', { do: 'decide-usage', ...said }, at_ms, `decide-${found.key.lot}`)
  },
}

const holdAfter: Situation = {
  name: 'hold-after-release',
  title: 'The target learnt of a hold after it had learnt that the lot may be used.',
  byTarget: true,
  unreachable: (count, facts) =>
    tooFew(Math.min(...[types.held, types.decision].map((wanted) => facts.filter(({ type }) => type === wanted).length)), count),
  count({ facts }) {
    const decisions = facts.filter(({ type, known }) => type === types.decision && Number.isFinite(known))
    const late = facts.filter(
      (fact) =>
        fact.type === types.held &&
        Number.isFinite(fact.known) &&
        decisions.some((decision) => isSameLot(decision, fact) && decision.known < fact.known),
    )
    return { count: late.length }
  },
}

function entityOf(key: LotKey): string {
  return JSON.stringify([key.plant, key.item, key.lot])
}

/** Whether a lot is on hold from then on until the end of the scenario; what is used of it then can never be posted. */
export function isHeldForEver(context: StepContext, key: { plant: string; item: string; lot: string }, at_ms: number): boolean {
  return context.build.story(holds).some(({ entity, fact, lifted }) => entity === entityOf(key) && !lifted && fact.at_ms <= at_ms)
}

/** Quality puts a lot on hold. */
export const holdLot: StepKind = {
  verb: 'hold-lot',
  title: 'Quality puts a lot on hold: from then on nothing of it may be used, whatever its stock type.',
  phases: ['burst', 'heal'],
  situations: [holdAfter],
  schema: settingsOf({ ...lotSettings, reason: { ...text('Why.', 200), default: 'complaint from production' } }, ['item', 'lot']),
  apply(settings, context) {
    const { build } = context
    const found = receivedLot(settings, context)
    if (!found) return
    const at_ms = momentOf(settings, context)
    const reason = String(settings['reason'])
    const fact = build.fact<HoldPayload>(
      'hold',
      ({ key: hold, sequence, occurredAt }) => ({ hold, ...found.key, sequence, since: occurredAt, reason, scope: 'lot', occurredAt }),
      at_ms,
      { type: types.held },
    )
    build.step('qms', { do: 'hold-lot', ...found.key, reason }, at_ms, `hold-${found.key.lot}`)
    build.story(holds).push({ entity: entityOf(found.key), fact, lifted: false })
  },
}

/** Quality takes a lot off hold. */
export const liftHold: StepKind = {
  verb: 'lift-hold',
  title: 'Quality takes a lot off hold.',
  phases: ['burst', 'heal'],
  schema: settingsOf({ ...lotSettings, reason: { ...text('Why.', 200), default: 'inspected again' } }, ['item', 'lot']),
  apply(settings, context) {
    const { build, problem } = context
    const found = receivedLot(settings, context)
    if (!found) return
    const at_ms = momentOf(settings, context)
    const open = build.story(holds).findLast(({ entity, lifted }) => entity === entityOf(found.key) && !lifted)
    if (!open) {
      problem(['lot'], `lot "${String(settings['lot'])}" is not on hold`, 'a "hold-lot" step stands before it')
      return
    }
    open.lifted = true
    const reason = String(settings['reason'])
    build.fact<HoldPayload>(
      'hold',
      ({ key: hold, keyOf, sequence, occurredAt }) => ({
        hold,
        ...found.key,
        sequence,
        since: occurredAt,
        reason,
        scope: 'lot',
        lifts: keyOf(open.fact),
        occurredAt,
      }),
      at_ms,
      { type: types.released },
    )
    build.step('qms', { do: 'lift-hold', ...found.key }, at_ms, `lift-${found.key.lot}`)
  },
}
