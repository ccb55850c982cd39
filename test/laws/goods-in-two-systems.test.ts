import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checks } from '../../src/checks/index.js'
import { judgeJournal } from '../../src/checks/judge.js'
import { entityId } from '../../src/domain/effect.js'
import type { ExpectedEffect, Gate } from '../../src/domain/fact.js'
import { flowWords, masterData, productionOrder } from '../support/journal-header.js'
import { journal, type Journal, type JournalBuilder } from '../support/journal-builder.js'
import type { LineOptions } from '../support/journal-options.js'
import { trialRuns } from './trial/histories.js'

// Histories of lots that two systems keep: received, decided upon in both, put away by a map, and used for an order, as themselves or as
// what may be taken for them. Lots go on side by side, in any order.

/** What an integration does wrong, once, and how: all of these are told by the check in front, and by no others than the ones behind. */
const wrongs = {
  'receives into free stock before the decision is known': ['receipt-lands-restricted'],
  'receives into free stock after the decision is known': ['receipt-lands-restricted'],
  'receives into free stock, and moves what was rejected alone': ['receipt-lands-restricted'],
  'gives free what was received, and corrects it by the decision': ['no-consumption-of-held-lot'],
  'leaves out what is known of the lot': ['lot-attributes-intact'],
  'puts goods away by the map of another place': ['location-map-total'],
  'issues the component for its substitute': ['substitute-posted-as-used'],
  // What is not told is lost as well: that is its own sentence.
  'does not tell the warehouse of the decision': ['every-event-accounted', 'cross-system-balance'],
} as const
type Wrong = keyof typeof wrongs

interface LotStory {
  readonly received: number
  readonly rejected: number
  /** The decision is known before the receipt is posted. */
  readonly isLate: boolean
  readonly way: 'whole' | 'in parts'
  readonly moved: number
  readonly used: number
  readonly uses: 'C1' | 'C1S'
}
interface Story {
  readonly lots: readonly LotStory[]
  /** Whose turn it is, again and again. */
  readonly turns: readonly number[]
}

const lotStory: fc.Arbitrary<LotStory> = fc.record({
  received: fc.integer({ min: 40, max: 400 }),
  rejected: fc.integer({ min: 0, max: 30 }),
  isLate: fc.boolean(),
  way: fc.constantFrom('whole', 'in parts'),
  moved: fc.integer({ min: 1, max: 9 }),
  used: fc.integer({ min: 1, max: 9 }),
  uses: fc.constantFrom('C1', 'C1S'),
})
const turns = fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 20 })
const story: fc.Arbitrary<Story> = fc.record({ lots: fc.array(lotStory, { minLength: 1, maxLength: 3 }), turns })

const flow = 'goods'
const plant = 'P1'
const movement = { operation: 'movement.create', path: '/goods-movements' } as const
const inWms = { system: 'wms', operation: 'stock-status.change', path: '/stock-status-changes' } as const
const inMes = { system: 'mes', operation: 'availability.report', path: '/material-availability' } as const
const line = (measure: string, quantity: number, of: Partial<LineOptions>): LineOptions => ({
  plant,
  unit: 'EA',
  measure,
  quantity: String(quantity),
  ...of,
})
const owed = (system: string, lines: readonly LineOptions[]) => lines.map((each) => ({ system, ...each }))
type Kind = NonNullable<LineOptions['stockType']>

/** One lot, document by document. */
function* lotOf(run: JournalBuilder, number: number, of: LotStory, wrong: Wrong | undefined): Generator<void> {
  const lot = `LOT-${number}`
  const dims = { plant, item: 'C9', lot }
  const entity = entityId('lot', plant, `C9/${lot}`)
  const about = { flow, dims, entity, sequenceKey: null, plant } as const
  const [wr, qd, wa, mi] = [`WR-00000${number}`, `QD-00000${number}`, `WA-00000${number}`, `MI-00000${number}`] as const
  const accepted = of.received - of.rejected
  const kinds = (location: string, [from, ...to]: readonly [Kind, ...(readonly [Kind, number])[]]): LineOptions[] => {
    const into = to.filter(([, quantity]) => quantity !== 0)
    const all = into.reduce((sum, [, quantity]) => sum + quantity, 0)
    const leg = (stockType: Kind, quantity: number): LineOptions => line('transfer', quantity, { ...dims, location, stockType })
    return all === 0 ? [] : [leg(from, -all), ...into.map(([stockType, quantity]) => leg(stockType, quantity))]
  }
  const decision = (location: string): LineOptions[] => kinds(location, ['quality', ['unrestricted', accepted], ['blocked', of.rejected]])
  const state: Extract<ExpectedEffect, { what: 'state' }> = {
    system: 'erp',
    flow,
    what: 'state',
    entity,
    dims,
    group: 'attributes',
    after: `S-${number}, 2027-03-31`,
  }
  const restricted: Gate = { effect: 'receipt', facts: [`mes:${qd}`], by: 'exposed', or: 'restricted', title: 'receipt-lands-restricted' }
  const undecided: Gate = {
    effect: 'available',
    system: 'mes',
    facts: [`mes:${qd}`],
    by: 'exposed',
    or: 'wait',
    title: 'no-consumption-of-held-lot',
  }
  const unreceived: Gate = {
    effect: 'transfer',
    system: 'erp',
    facts: [`mes:${wr}`],
    by: 'applied',
    in: 'erp',
    or: 'wait',
    title: 'release-applied-after-receipt',
  }
  // The warehouse has it in any case.
  run.push({
    kind: 'effect',
    system: 'wms',
    step: `receive-${number}`,
    doc: '',
    docKind: 'receipt',
    plant,
    references: [],
    what: 'quantity',
    measure: 'receipt',
    dims: { ...dims, location: 'DOCK-1', stockType: 'quality' },
    quantity: String(of.received),
    unit: 'EA',
    dates: { posting: '2026-03-02' },
  })
  const receipt = line('receipt', of.received, { ...dims, location: 'RC01', stockType: 'quality' })
  run
    .fact(wr, { ...about, expect: [...owed('erp', [receipt]), state], gates: [restricted, undecided], payload: { plant, bin: 'DOCK-1' } })
    .deliver(wr)
  yield
  const expected = [
    ...owed('erp', decision('RC01')),
    ...owed('wms', decision('DOCK-1')),
    ...owed('mes', accepted === 0 ? [] : [line('available', accepted, dims)]),
  ]
  const decide = (): void => void run.fact(qd, { ...about, expect: expected, gates: [unreceived] }).deliver(qd)
  const isFree = wrong?.startsWith('receives into free stock') === true
  const isKept = wrong === 'receives into free stock, and moves what was rejected alone'
  const isKnown = wrong?.endsWith('before the decision is known') ? false : wrong?.endsWith('after the decision is known') || of.isLate
  if (isKnown) decide()
  yield
  run.arrive(wr, movement).effects(wr, { ...movement, lines: [{ ...receipt, ...(isFree && { stockType: 'unrestricted' }) }] })
  if (wrong !== 'leaves out what is known of the lot') {
    const { what: _, flow: __, system: ___, ...write } = state
    run.write({ ...write, references: [wr] })
  }
  run.served({ effects: 1 }).answered(201)
  if (isFree && !isKept)
    run.post(wr, { ...movement, lines: kinds('RC01', ['unrestricted', ['quality', of.received]]), references: [`${wr}#2`] })
  const frees = wrong === 'gives free what was received, and corrects it by the decision'
  if (frees) run.post(wr, { ...inMes, lines: [line('available', of.received, dims)] })
  yield
  if (!isKnown) decide()
  yield
  yield* release(run, qd, { ...of, isKept, frees, isTold: wrong !== 'does not tell the warehouse of the decision' }, { dims, kinds })
  const move = (to: string): LineOptions[] => [
    line('transfer', -of.moved, { ...dims, location: 'RC01', stockType: 'unrestricted' }),
    line('transfer', of.moved, { ...dims, location: to, stockType: 'unrestricted' }),
  ]
  const payload = { plant, fromBin: 'DOCK-1', toBin: 'A-01' }
  run.fact(wa, { ...about, expect: owed('erp', move('RM01')), payload }).deliver(wa)
  yield
  run.post(wa, { ...movement, lines: move(wrong === 'puts goods away by the map of another place' ? 'RM02' : 'RM01') })
  yield
  const isSwapped = wrong === 'issues the component for its substitute'
  const item = isSwapped ? 'C1S' : of.uses
  run.fact(mi, { item, location: 'PS01', quantity: String(of.used), order: String(100_000 + number), sequenceKey: null }).deliver(mi)
  yield
  const used = { order: String(100_000 + number), location: 'PS01', stockType: 'unrestricted' } as const
  if (isSwapped) run.post(mi, { ...movement, lines: [line('issue', of.used, { ...used, item: 'C1' })] })
  else run.post(mi, movement)
}

interface Releasing extends LotStory {
  readonly isKept: boolean
  readonly frees: boolean
  readonly isTold: boolean
}

/** What the decision changes in three systems. */
function* release(
  run: JournalBuilder,
  qd: string,
  of: Releasing,
  {
    dims,
    kinds,
  }: { readonly dims: Partial<LineOptions>; kinds(location: string, of: readonly [Kind, ...(readonly [Kind, number])[]]): LineOptions[] },
): Generator<void> {
  const accepted = of.received - of.rejected
  const parts = (location: string): LineOptions[][] =>
    of.way === 'whole'
      ? [kinds(location, ['quality', ['unrestricted', accepted], ['blocked', of.rejected]])]
      : [kinds(location, ['quality', ['unrestricted', accepted]]), kinds(location, ['quality', ['blocked', of.rejected]])]
  const inErp = of.isKept ? [kinds('RC01', ['unrestricted', ['blocked', of.rejected]])] : parts('RC01')
  for (const [index, lines] of inErp.entries()) {
    if (lines.length > 0) run.post(qd, { ...movement, lines, references: [inErp.length === 1 ? qd : `${qd}#${index + 1}`] })
    yield
  }
  for (const [index, lines] of of.isTold ? parts('DOCK-1').entries() : []) {
    if (lines.length > 0) run.post(qd, { ...inWms, lines, references: [of.way === 'whole' ? qd : `${qd}#${index + 1}`] })
    yield
  }
  const more = of.frees ? -of.rejected : accepted
  if (more !== 0) run.post(qd, { ...inMes, lines: [line('available', more, dims)] })
  yield
}

const item = (id: string, lotManaged = false) =>
  ({ id, description: id, baseUnit: 'EA', decimals: 0, lotManaged, inspectionRequired: lotManaged, conversions: [] }) as const
const stock = (of: string) => ({ plant, item: of, location: 'PS01', lot: '', stockType: 'unrestricted' as const, quantity: '1000' })
const master = {
  items: [...masterData().items.filter(({ id }) => id !== 'C1'), item('C1'), item('C1S'), item('C9', true)],
  boms: [
    {
      item: 'FG-100',
      plant,
      revision: 'A',
      lines: [{ item: 'C1', rate: '1', unit: 'EA', issue: 'explicit' as const, routingStep: '0010', location: 'PS01' }],
      substitutes: [{ primary: 'C1', substitute: 'C1S', priority: 2, ratio: '1' }],
    },
  ],
  orders: [1, 2, 3].map((number) => productionOrder(String(100_000 + number))),
  balances: [stock('C1'), stock('C1S')],
  bins: [{ plant, bin: 'DOCK-1' }],
  locationMap: [
    { plant, pattern: 'DOCK-*', location: 'RC01' },
    { plant, pattern: 'A-*', location: 'RM01' },
    { plant, pattern: 'B-*', location: 'RM02' },
  ],
}

/** What is wrong is so in the first lot. */
function played({ lots, turns: given }: Story, wrong?: Wrong): Journal {
  const wms = { name: 'wms', title: 'WMS', short: 'WMS', books: true, plays: 'warehouse' } as const
  const words = flowWords(flow, 'G', { one: 'report', sinks: ['erp', 'wms', 'mes'] })
  const run = journal({ flows: [words], systems: [wms], enforce: {}, master })
  const going = lots.map((lot, index) => {
    const isIt = index === 0 && wrong !== undefined
    // What is rejected has to be something, or there is nothing to be wrong about; and so has what was accepted.
    const rejected = isIt ? Math.max(1, lot.rejected) : lot.rejected
    return lotOf(run, index + 1, { ...lot, rejected }, isIt ? wrong : undefined)
  })
  for (let turn = 0; going.length > 0; turn += 1) {
    const whose = (given[turn % given.length] ?? 0) % going.length
    if (going[whose]?.next().done === true) going.splice(whose, 1)
  }
  return run.end().build()
}

/** As if every check could fail a run, save those that only explain. */
const able = checks.map((check) => ({ ...check, provenBy: check.provenBy.length > 0 ? check.provenBy : ['M00'] }))
const told = (of: Journal): readonly string[] =>
  judgeJournal(of, able).results.flatMap(({ check, verdict, class: kind, why = '' }) =>
    kind !== 'D' && (verdict === 'fail' || why.startsWith('the check broke')) ? [`${check}: ${why}`] : [],
  )
const namesOf = (of: Journal): readonly string[] => told(of).map((text) => text.slice(0, text.indexOf(':')))
const time = 600_000

test(
  'a correct history of lots in two systems is convicted by nothing, in whatever order they go on',
  () => {
    fc.assert(
      fc.property(story, (each) => {
        expect(told(played(each))).toEqual([])
      }),
      trialRuns(30, 1 / 4),
    )
  },
  time,
)

test.each(Object.entries(wrongs) as [Wrong, readonly string[]][])(
  'who %s is told by %s alone, in whatever order lots go on',
  (wrong, owners) => {
    fc.assert(
      fc.property(story, turns, (each, others) => {
        expect(namesOf(played(each, wrong)).toSorted()).toEqual(owners.toSorted())
        expect(namesOf(played({ ...each, turns: others }, wrong)).toSorted()).toEqual(owners.toSorted())
      }),
      trialRuns(5, 1 / 20),
    )
  },
  time,
)
