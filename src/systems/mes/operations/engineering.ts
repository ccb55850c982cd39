import {
  bomUseEntity,
  contentOfLines,
  effectivityValue,
  endedAt,
  headerValue,
  linesValue,
  numbersValue,
  substitutesValue,
  type BomNumbers,
  type Interval,
} from '../../../domain/engineering.js'
import type { StateEffect, Value } from '../../../domain/effect.js'
import { quantityToNumber } from '../../../domain/quantity.js'
import { get, post, refusal, refused, success, type Operation, type Refused } from '../../operation.js'
import {
  ifMatch,
  intervalDifferences,
  lineObstacle,
  substitutesOf,
  type ItemInput,
  type LinesWorld,
  type SubstituteInput,
} from '../../shared/engineering.js'
import { plantMissing, plantOf } from '../../shared/plants.js'
import { measured, referencesOf, type ReferencedInput } from '../../shared/posting.js'
import { name } from '../../shared/schema.js'
import { itemPut, itemStored, storedItem } from '../../shared/items.js'
import {
  commitOf,
  staleObstacle,
  stateWrite,
  versionOf,
  versionStale,
  written,
  type VersionedInput,
  type Written,
} from '../../shared/states.js'
import type { BomGroups, BomLine, BomState, Content } from '../engineering.js'
import { bomExample } from '../engineering-schemas.js'
import type { Mes } from '../state.js'

const put = itemPut<Mes, ItemInput>({ units: ({ units }) => units, decimals: true, success: itemStored, view: storedItem })

interface InstantInput {
  readonly validFrom: string
  readonly validTo?: string
}

interface Place {
  readonly item: string
  readonly revision: string
  readonly plant?: string
}

interface BomInput extends VersionedInput, Place {
  readonly header?: { readonly description: string }
  readonly lines?: readonly BomLine[]
  readonly substitutes?: readonly SubstituteInput[]
  readonly effectivity?: readonly InstantInput[]
  readonly erpIds?: BomNumbers
}

function intervalsOf(instants: readonly InstantInput[]): readonly Interval[] {
  return instants
    .map(({ validFrom, validTo }) => ({
      from: new Date(validFrom).toISOString(),
      ...(validTo !== undefined && { to: new Date(validTo).toISOString() }),
    }))
    .toSorted((a, b) => (a.from < b.from ? -1 : 1))
}

const placeParameters = [
  { name: 'item', in: 'path', schema: name('Item that is made.', 'FG-100') },
  { name: 'revision', in: 'path', schema: name('Revision.', 'B') },
  { name: 'plant', in: 'query', schema: name('Plant; may be left out where there is one alone.', 'P1') },
] as const

function worldOf({ engineering, stepsOf }: Mes, plant: string, item: string): LinesWorld {
  return {
    items: engineering.items,
    steps: stepsOf.get(item) ?? new Set(),
    componentsOf: (component) => engineering.ofItem(component, plant).flatMap(({ groups }) => groups.lines?.map((line) => line.item) ?? []),
  }
}

function groupsOf(mes: Mes, plant: string, input: BomInput): BomGroups | Refused {
  const { item, header, lines, effectivity, erpIds } = input
  const world = worldOf(mes, plant, item)
  if (!world.items.has(item)) return refused('UNKNOWN_ITEM', `There is no item ${item}.`, { item })
  for (const line of lines ?? []) {
    const wrong = lineObstacle(item, line, world)
    if (wrong) return wrong
  }
  const substitutes = input.substitutes && substitutesOf(input.substitutes, world)
  if (substitutes && 'refused' in substitutes) return substitutes
  return {
    ...(header && { header }),
    ...(lines && { lines }),
    ...(substitutes && { substitutes }),
    ...(effectivity && { intervals: intervalsOf(effectivity) }),
    ...(erpIds && { erpIds }),
  }
}

function aboutBom({ entity, plant, item, revision }: BomState, input: VersionedInput): Written {
  return { docKind: 'bom', entity, dims: { plant, item, revision }, references: referencesOf(input), version: input.version }
}

function writesOf(mes: Mes, bom: BomState, groups: BomGroups, input: VersionedInput): readonly StateEffect[] {
  const { header, lines, substitutes, intervals, erpIds } = groups
  const items = [...mes.engineering.items.values()]
  const said = lines?.map(({ rate, operation, ...line }) => ({ ...line, ...ratesOf(rate), routingStep: operation }))
  const values: Partial<Record<string, Value>> = {
    ...(header && { header: headerValue({ ...header, baseQuantity: '1' }) }),
    ...(said && { lines: linesValue(contentOfLines(items, said, '1')) }),
    ...(substitutes && { substitutes: substitutesValue(substitutes) }),
    ...(intervals && { effectivity: effectivityValue(intervals) }),
    ...(erpIds && { 'erp-ids': numbersValue(erpIds) }),
  }
  const about = aboutBom(bom, input)
  return written(
    Object.entries(values).map(([group, value]) => (value === undefined ? value : stateWrite(mes.ledger, about, group, value))),
  )
}

function ratesOf(rate: BomLine['rate']): { readonly rate: string; readonly unit: string } {
  const { quantity, unit } = measured(rate)
  return { rate: quantity, unit }
}

function bomView({ ledger }: Mes, { plant, item, revision, entity, groups, activated }: BomState): Readonly<Record<string, unknown>> {
  const { header, lines, substitutes, intervals, erpIds } = groups
  return {
    plant,
    item,
    revision,
    status: activated > 0 ? 'active' : 'inactive',
    version: versionOf(ledger, entity),
    ...(header && { header }),
    ...(lines && { lines }),
    ...(substitutes && { substitutes: substitutes.map((each) => ({ ...each, ratio: quantityToNumber(each.ratio) })) }),
    ...(intervals && { effectivity: intervals.map(({ from, to }) => ({ validFrom: from, ...(to !== undefined && { validTo: to }) })) }),
    ...(erpIds && { erpIds }),
  }
}

const tells = (input: Place & ReferencedInput) => ({
  keys: referencesOf(input),
  dims: { item: input.item, revision: input.revision, ...(input.plant !== undefined && { plant: input.plant }) },
})
const bomPut: Operation<Mes, BomInput> = {
  id: 'bom.put',
  http: { method: 'PUT', path: '/boms/{item}/revisions/{revision}' },
  posts: true,
  dedupe: 'natural',
  title: 'Write a bill of material',
  description: 'Writes the parts that are given, each whole; it is not active by that. Repeating it changes nothing and is answered alike.',
  parameters: [...placeParameters, ifMatch],
  body: {
    required: true,
    description: 'What is written.',
    schema: 'BomPut',
    examples: {
      effectivity: {
        summary: 'When it holds',
        value: { version: 8, effectivity: [{ validFrom: '2025-03-29T23:00:00Z' }], reference: 'PP-000002' },
      },
    },
  },
  success: success(200, 'It is so.', 'Bom', bomExample),
  refusals: [
    plantMissing,
    versionStale,
    refusal(
      422,
      ['UNKNOWN_ITEM', 'UNKNOWN_PLANT', 'UNKNOWN_STEP', 'UNIT_UNKNOWN', 'NEGATIVE_QUANTITY', 'LOT_REQUIRED', 'BOM_CYCLE'],
      'The bill of material names what there is not, or contradicts itself.',
      'There is no item C9.',
      { item: 'C9' },
    ),
  ],
  tells,
  differences({ effectivity = [] }) {
    const words = ['validFrom', 'validTo'] as const
    return intervalDifferences(intervalsOf(effectivity), 'effectivity', words)
  },
  run(mes, input) {
    const plant = plantOf(mes.plants, input.plant)
    if (typeof plant !== 'string') return plant
    const groups = groupsOf(mes, plant, input)
    if ('refused' in groups) return groups
    const bom = mes.engineering.at(plant, input.item, input.revision)
    const stale = staleObstacle(mes.ledger, bom.entity, input)
    if (stale) return stale
    const states = writesOf(mes, bom, groups, input)
    commitOf<Content>(mes.ledger, states, { bom, groups })
    return { result: bomView(mes, bom), effects: states }
  },
}

/** What is still missing before a bill of material can be used. */
function obstacleTo(bom: BomState): Refused | undefined {
  const { groups, item, revision, plant } = bom
  const missing = (['header', 'lines', 'substitutes', 'intervals'] as const).filter((group) => groups[group] === undefined)
  const words = missing.map((group) => (group === 'intervals' ? 'effectivity' : group))
  if (missing.length > 0)
    return refused('BOM_INCOMPLETE', `${item} ${revision} in ${plant} has no ${words.join(', ')} yet.`, { item, revision, missing: words })
  if (groups.erpIds) return undefined
  return refused('ERP_ID_MISSING', `${item} ${revision} in ${plant} has no numbers of the ERP yet.`, { item, revision })
}

const bomActivate: Operation<Mes, Place & VersionedInput> = {
  id: 'bom.activate',
  ...post('/boms/{item}/revisions/{revision}/activation'),
  dedupe: 'natural',
  title: 'Activate a bill of material',
  description:
    'From its first instant on it is the one that orders take; the one before it ends there. ' +
    'Repeating it changes nothing and is answered alike.',
  parameters: [...placeParameters],
  body: {
    required: false,
    description: 'May be left out.',
    schema: 'BomActivation',
    examples: { activation: { summary: 'A version', value: { version: 8, reference: 'PP-000002' } } },
  },
  success: success(200, 'It is active, or was so already.', 'Bom', { ...bomExample, status: 'active' }),
  refusals: [
    plantMissing,
    refusal(404, ['UNKNOWN_REVISION'], 'There is no such bill of material.', 'There is no FG-100 X in P1.', {
      item: 'FG-100',
      revision: 'X',
    }),
    refusal(
      422,
      ['BOM_INCOMPLETE', 'ERP_ID_MISSING', 'UNKNOWN_PLANT'],
      'Parts of it, or the numbers of the ERP, are missing; or there is no such plant.',
      'FG-100 B in P1 has no lines yet.',
      { item: 'FG-100', revision: 'B', missing: ['lines'] },
    ),
  ],
  tells,
  run(mes, input) {
    const plant = plantOf(mes.plants, input.plant)
    if (typeof plant !== 'string') return plant
    const { item, revision } = input
    const bom = mes.engineering.bom(plant, item, revision)
    if (!bom) return refused('UNKNOWN_REVISION', `There is no ${item} ${revision} in ${plant}.`, { item, revision })
    const obstacle = obstacleTo(bom)
    if (obstacle) return obstacle
    const { ledger, engineering } = mes
    const references = referencesOf(input)
    const use = { docKind: 'bom-use', entity: bomUseEntity(plant, item), dims: { plant, item }, references, version: input.version }
    const from = bom.groups.intervals?.findLast(({ to }) => to === undefined)?.from ?? bom.groups.intervals?.at(-1)?.from ?? ''
    const others = engineering.ofItem(item, plant).filter((other) => other !== bom && other.activated > 0)
    const ends = others.flatMap((other): readonly (readonly [StateEffect, Content])[] => {
      const intervals = endedAt(other.groups.intervals ?? [], from)
      const about = { ...aboutBom(other, {}), references, derived: true }
      const state = other.groups.intervals && stateWrite(ledger, about, 'effectivity', effectivityValue(intervals))
      return state ? [[state, { bom: other, groups: { intervals } }]] : []
    })
    const active = stateWrite(ledger, use, 'active', revision)
    const states = written([active, ...(active ? ends.map(([state]) => state) : [])])
    commitOf<Content>(ledger, states, { bom, groups: {}, active: true }, ends)
    return { result: bomView(mes, bom), effects: states }
  },
}

const bomRead: Operation<Mes, { readonly item: string; readonly plant?: string }> = {
  ...get('/boms/{item}'),
  id: 'bom.query',
  title: 'Find the bills of material of an item',
  description: 'Every revision that the shop floor has in the plant, as far as it was written.',
  parameters: [
    { name: 'item', in: 'path', schema: name('Item that is made.', 'FG-100') },
    { name: 'plant', in: 'query', schema: name('Plant; may be left out where there is one alone.', 'P1') },
  ],
  success: success(200, 'What was found; an empty list means that nothing is there.', 'BomList', { items: [bomExample] }),
  refusals: [plantMissing, refusal(404, ['UNKNOWN_PLANT'], 'There is no such plant.', 'There is no plant P9.', { plant: 'P9' })],
  run(mes, { item, plant: wanted }) {
    const plant = plantOf(mes.plants, wanted)
    if (typeof plant !== 'string') return plant
    return { result: { items: mes.engineering.ofItem(item, plant).map((bom) => bomView(mes, bom)) } }
  },
}

export const engineeringOperations: readonly Operation<Mes, never>[] = [put, bomPut, bomActivate, bomRead]
