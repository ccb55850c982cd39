import { contentOfLines, effectivityValue, headerValue, linesValue, substitutesValue, type Interval } from '../../domain/engineering.js'
import type { StateEffect, Value } from '../../domain/effect.js'
import type { BomLine, Item } from '../../domain/master.js'
import { toBaseUnit } from '../../domain/units.js'
import type { Refused } from '../operation.js'
import { refused } from '../operation.js'
import {
  lineFields,
  lineObstacle,
  linesMax,
  positive,
  substitutesOf,
  substitutesSchema,
  versionField,
  type LineInput,
  type LinesWorld,
  type SubstituteInput,
} from '../shared/engineering.js'
import { measured, quantitySchema, referenceFields, type WireQuantity } from '../shared/posting.js'
import { date, flag, list, name, object, text, type Schema } from '../shared/schema.js'
import { stateWrite, type VersionedInput, type Written } from '../shared/states.js'
import type { BomGroups, BomState } from './engineering-book.js'
import type { Erp } from './state.js'

export interface BomInput extends VersionedInput {
  readonly header?: { readonly description: string; readonly baseQuantity: WireQuantity }
  readonly lines?: readonly (LineInput & { readonly demand: boolean })[]
  readonly substitutes?: readonly SubstituteInput[]
  readonly effectivity?: readonly Interval[]
}

const line = object('A component, for the base quantity.', {
  ...lineFields,
  demand: flag('True if an order reserves it: not for what is optional, or mere information.'),
  'location?': name('Storage location that it is issued from; absent: the one that the plant issues components from.', 'RM01'),
})

export const bomFields: Readonly<Record<string, Schema>> = {
  'header?': object('What it is, and for how much of it the lines are.', {
    description: text('What it is.', { maxLength: 500 }),
    baseQuantity: quantitySchema('The lines are for so much of the item.', {}, 'EA'),
  }),
  'lines?': list('Components; their order means nothing.', line, linesMax),
  'substitutes?': substitutesSchema,
  'effectivity?': list(
    'When it holds, in dates of the plant.',
    object('An interval.', { from: date('First day.'), 'to?': date('First day on which it holds no more.') }),
    { maxItems: 100 },
  ),
  ...versionField,
  ...referenceFields,
}

/** What its lines are held against. */
function worldOf({ books, master }: Erp, plant: string, item: string): LinesWorld {
  const { engineering } = books
  return {
    items: engineering.items,
    steps: master.stepsOf(item),
    componentsOf: (component) =>
      engineering
        .ofItem(component)
        .filter((bom) => bom.plant === plant)
        .flatMap(({ groups }) => groups.lines?.map((each) => each.item) ?? []),
  }
}

function headerOf(made: Item, { description, baseQuantity }: NonNullable<BomInput['header']>): BomGroups['header'] | Refused {
  const { quantity, unit } = measured(baseQuantity)
  const base = toBaseUnit(made, quantity, unit)
  if (base === undefined) return refused('UNIT_UNKNOWN', `Item ${made.id} does not know unit ${unit}.`, { item: made.id, unit })
  if (positive(base)) return { description, baseQuantity: base }
  return refused('NEGATIVE_QUANTITY', `The base quantity is ${quantity} ${unit}; it must be more than nothing.`, { item: made.id })
}

/** What an input says of a bill of material, or why it cannot be taken. */
export function groupsOf(erp: Erp, plant: string, made: Item, input: BomInput): BomGroups | Refused {
  const world = worldOf(erp, plant, made.id)
  const header = input.header && headerOf(made, input.header)
  if (header && 'refused' in header) return header
  for (const each of input.lines ?? []) {
    const wrong = lineObstacle(made.id, each, world)
    if (wrong) return wrong
    if (each.location !== undefined && !erp.master.knowsLocation(plant, each.location))
      return refused('UNKNOWN_LOCATION', `Plant ${plant} has no storage location ${each.location}.`, { plant, location: each.location })
  }
  const substitutes = input.substitutes && substitutesOf(input.substitutes, world)
  if (substitutes && 'refused' in substitutes) return substitutes
  const lines = input.lines?.map(({ item, rate, operation, issue, demand, location }): BomLine => {
    const { quantity, unit } = measured(rate)
    const at = location ?? erp.books.engineering.issueLocation(plant)
    return { item, rate: quantity, unit, routingStep: operation, issue, location: at, use: demand ? 'required' : 'optional' }
  })
  return {
    ...(header && { header }),
    ...(lines && { lines }),
    ...(substitutes && { substitutes }),
    ...(input.effectivity && { intervals: input.effectivity.toSorted((a, b) => (a.from < b.from ? -1 : 1)) }),
  }
}

export function aboutBom(bom: BomState): Pick<Written, 'docKind' | 'entity' | 'dims'> {
  const { plant, item, revision, entity } = bom
  return { docKind: 'bom', entity, dims: { plant, item, revision } }
}

/** The states that the groups of a bill of material become. A header that comes after its lines says anew how much of them is for one. */
export function writesOf(
  erp: Erp,
  bom: BomState,
  groups: BomGroups,
  about: Pick<Written, 'references' | 'version' | 'doc'>,
): readonly StateEffect[] {
  const { ledger, books } = erp
  const written: Written = { ...aboutBom(bom), ...about }
  const all = { ...bom.groups, ...groups }
  const { baseQuantity = '1' } = all.header ?? {}
  const items = [...books.engineering.items.values()]
  const values: Partial<Record<string, Value>> = {
    ...(groups.header && { header: headerValue(groups.header) }),
    ...(groups.lines && { lines: linesValue(contentOfLines(items, groups.lines, baseQuantity)) }),
    ...(groups.substitutes && { substitutes: substitutesValue(groups.substitutes) }),
    ...(groups.intervals && { effectivity: effectivityValue(groups.intervals) }),
  }
  const states = Object.entries(values).flatMap(([group, value]) => {
    const state = value === undefined ? undefined : stateWrite(ledger, written, group, value)
    return state ? [state] : []
  })
  const followed =
    groups.header && !groups.lines && all.lines && baseQuantity !== (bom.groups.header?.baseQuantity ?? '1')
      ? stateWrite(
          ledger,
          { ...written, version: undefined, derived: true },
          'lines',
          linesValue(contentOfLines(items, all.lines, baseQuantity)),
        )
      : undefined
  return followed ? [...states, followed] : states
}
