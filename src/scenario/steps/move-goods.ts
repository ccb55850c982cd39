import { negateQuantity, quantityToNumber, subtractQuantities } from '../../domain/quantity.js'
import { types, type CountPayload, type LoggedPayload, type MovementPayload } from '../../flows/warehouse.js'
import type { PlannedFact } from '../plan.js'
import { choice, settings as settingsOf, whole } from '../schema-parts.js'
import { tooFew, type Situation, type StepKind } from './contract.js'
import {
  amount,
  at,
  binName,
  binOf,
  bookOf,
  itemName,
  itemOf,
  lotName,
  lotOf,
  measuredOf,
  momentOf,
  mustIn,
  plant,
  plantOf,
  unitName,
  warehouse,
} from './goods.js'
import { orders } from './orders.js'

const isUnmapped = ({ must, flows }: Pick<PlannedFact, 'must' | 'flows'>): boolean =>
  (must === 'REJECT' || must === 'HOLD') && flows.includes('movement')

const unmapped: Situation = {
  name: 'unmapped-bin',
  title: 'Goods were moved to or from a bin that is no storage location of the ERP.',
  unreachable: (count, facts) => tooFew(facts.filter(isUnmapped).length, count),
  count: ({ facts }) => ({ count: facts.filter(isUnmapped).length }),
}

interface Kind {
  readonly verb: string
  /** As the change log calls it. */
  readonly cause: string
  readonly type: string
  readonly title: string
  readonly situations?: readonly Situation[]
}

function moving({ verb, cause, type, title, situations }: Kind): StepKind {
  return {
    verb,
    title,
    phases: ['burst', 'heal'],
    ...(situations && { situations }),
    schema: settingsOf(
      {
        at,
        plant,
        item: itemName,
        lot: lotName,
        quantity: amount('Quantity.'),
        unit: unitName,
        from: binName('Bin that they leave'),
        to: binName('Bin that they go to'),
        'stock-type': choice('Stock type of what is moved.', ['unrestricted', 'quality', 'blocked'], 'unrestricted'),
        ...(verb === 'pick' && { order: whole('Position of the production order that it is for.', 1, 100_000) }),
      },
      ['item', 'quantity', 'from', 'to'],
    ),
    apply(settings, context) {
      const { build, problem } = context
      const [at_plant, item] = [plantOf(settings, context), itemOf(settings, context)]
      const [fromBin, toBin] = ['from', 'to'].map((key) => (at_plant === undefined ? undefined : binOf(key, at_plant, settings, context)))
      const lot = item && lotOf(item, settings, context)
      const measured = item && measuredOf('quantity', item, settings, context)
      const position = settings['order'] === undefined ? undefined : Number(settings['order'])
      const order = position === undefined ? undefined : build.story(orders)[position - 1]
      if (position !== undefined && !order) problem(['order'], `there is no order number ${position}`, 'positions run from 1')
      const story = build.story(warehouse)
      if (at_plant === undefined || !item || fromBin === undefined || toBin === undefined || lot === undefined || !measured) {
        story.broken.add(cause)
        return
      }
      const at_ms = momentOf(settings, context)
      const { quantity, unit, base } = measured
      const stockType = String(settings['stock-type'])
      const key = { plant: at_plant, item: item.id, lot }
      const goods = { ...key, fromBin, toBin, quantity, unit, stockType }
      const fact = build.fact<MovementPayload>(
        'movement',
        ({ key: number, occurredAt }) => ({ number, ...goods, ...(order && { order: order.id }), occurredAt }),
        at_ms,
        { type, must: mustIn(context, at_plant, [fromBin, toBin], at_ms) },
      )
      build.step('wms', { do: verb, ...goods }, at_ms, `${verb}-${story.handled.length + 1}`)
      const moved = [
        { ...key, bin: fromBin, at_ms, change: negateQuantity(base) },
        { ...key, bin: toBin, at_ms, change: base },
      ]
      story.handled.push({ cause, fact, at_ms, plant: at_plant, item, lot, moved: stockType === 'unrestricted' ? moved : [] })
    },
  }
}

export const putAway = moving({
  verb: 'put-away',
  cause: 'put-away',
  type: types.putAway,
  title: 'The warehouse puts goods away, from one bin into another.',
})
export const pick = moving({
  verb: 'pick',
  cause: 'pick',
  type: types.pick,
  title: 'The warehouse picks goods for production, from one bin into another; they are not used by that.',
})
export const move = moving({
  verb: 'move',
  cause: 'transfer',
  type: types.transfer,
  title: 'The warehouse moves goods from one bin into another.',
  situations: [unmapped],
})

/** A bin is counted. */
export const count: StepKind = {
  verb: 'count',
  title: 'The warehouse counts a bin, and says what it found and what it thought it had.',
  phases: ['burst', 'heal'],
  schema: settingsOf(
    {
      at,
      plant,
      item: itemName,
      lot: lotName,
      bin: binName('Bin that is counted'),
      counted: amount('What was found.', { minimum: 0 }),
      unit: unitName,
    },
    ['item', 'bin', 'counted'],
  ),
  apply(settings, context) {
    const { build } = context
    const [at_plant, item] = [plantOf(settings, context), itemOf(settings, context)]
    const bin = at_plant === undefined ? undefined : binOf('bin', at_plant, settings, context)
    const lot = item && lotOf(item, settings, context)
    const measured = item && measuredOf('counted', item, settings, context)
    const story = build.story(warehouse)
    if (at_plant === undefined || !item || bin === undefined || lot === undefined || !measured) {
      story.broken.add('count')
      return
    }
    const at_ms = momentOf(settings, context)
    const key = { plant: at_plant, item: item.id, lot }
    const book = bookOf(context, { ...key, bin, at_ms })
    const { baseUnit: unit } = item
    const fact = build.fact<CountPayload>(
      'count',
      ({ key: number, occurredAt }) => ({
        count: number,
        ...key,
        bin,
        countedAt: occurredAt,
        counted: quantityToNumber(measured.base),
        book: quantityToNumber(book),
        unit,
        occurredAt,
      }),
      at_ms,
      { type: types.count, must: mustIn(context, at_plant, [bin], at_ms) },
    )
    build.step(
      'wms',
      { do: 'count', ...key, bin, counted: quantityToNumber(measured.base), unit },
      at_ms,
      `count-${story.handled.length + 1}`,
    )
    const change = subtractQuantities(measured.base, book)
    story.handled.push({ cause: 'count', fact, at_ms, plant: at_plant, item, lot, moved: [{ ...key, bin, at_ms, change }] })
  },
}

const causes = ['receipt', 'put-away', 'pick', 'transfer', 'count'] as const
const flowsOf: Readonly<Record<(typeof causes)[number], string>> = {
  receipt: 'receipt',
  'put-away': 'movement',
  pick: 'movement',
  transfer: 'movement',
  count: 'count',
}

/** Events of which several reports reached the target. */
const twoFeeds: Situation = {
  name: 'two-feeds',
  title: 'Two feeds told the target of one physical event.',
  unreachable(wanted, facts) {
    const events = facts.filter(({ eid, physId }) => physId !== eid && facts.some((other) => other.eid === physId))
    return tooFew(new Set(events.map(({ physId }) => physId)).size, wanted)
  },
  count({ facts }) {
    const told = Map.groupBy(
      facts.filter(({ known }) => Number.isFinite(known)),
      ({ physId }) => physId,
    )
    return { count: [...told.values()].filter(({ length }) => length > 1).length }
  },
}

/** The second channel of the warehouse tells of something again. */
export const repeatInLog: StepKind = {
  verb: 'repeat-in-log',
  title: 'The change log of the warehouse repeats a receipt, a movement or a count, bin by bin and in the base unit.',
  phases: ['burst', 'heal'],
  situations: [twoFeeds],
  schema: settingsOf(
    {
      at,
      of: choice('What it repeats.', causes, 'receipt'),
      number: whole('Which of these, by its place in the scenario.', 1, 100_000, 1),
    },
    ['of'],
  ),
  apply(settings, context) {
    const { build, problem } = context
    const cause = causes.find((each) => each === settings['of']) ?? 'receipt'
    const { handled, broken } = build.story(warehouse)
    const able = handled.filter((each) => each.cause === cause)
    const original = able[Number(settings['number']) - 1]
    if (!original) {
      if (!broken.has(cause))
        problem(['number'], `there is no ${cause} number ${String(settings['number'])} before it`, `there are ${able.length}`)
      return
    }
    const at_ms = momentOf(settings, context)
    const { fact: repeats, item, moved } = original
    for (const { change, bin, ...key } of moved) {
      const balance = bookOf(context, { ...key, bin }, true)
      build.fact<LoggedPayload>(
        flowsOf[cause],
        ({ key: entry, keyOf, occurredAt }) => ({
          entry,
          plant: key.plant,
          item: key.item,
          lot: key.lot,
          bin,
          change: quantityToNumber(change),
          unit: item.baseUnit,
          balanceAfter: quantityToNumber(balance),
          causeDocument: keyOf(repeats),
          cause,
          occurredAt,
        }),
        at_ms,
        { type: types.logged, repeats, must: repeats.must ?? 'POST' },
      )
    }
  },
}
