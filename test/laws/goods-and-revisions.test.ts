import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checks } from '../../src/checks/index.js'
import { judgeJournal } from '../../src/checks/judge.js'
import { entityId } from '../../src/domain/effect.js'
import { effectivityValue, linesValue } from '../../src/domain/engineering.js'
import type { ExpectedEffect, Gate } from '../../src/domain/fact.js'
import { flowWords } from '../support/journal-header.js'
import { journal, type Journal, type JournalBuilder } from '../support/journal-builder.js'
import type { LineOptions } from '../support/journal-options.js'
import { trialRuns } from './trial/histories.js'

// Histories of goods and of revisions: shared physical events, stock types, gates, states with versions. Lots and items are apart from one
// another, so that whatever is planted in one says nothing of the rest.

/** What an integration does wrong, once. */
const wrongs = {
  'single-representation-per-fact': 'posts the entry of the change log too',
  'receipt-lands-restricted': 'receives into free stock',
  'partial-release-quantity': 'releases all of it',
  'release-applied-after-receipt': 'releases before the receipt is there',
  'no-consumption-of-held-lot': 'uses a lot that is held',
  'count-posts-delta': 'posts what was counted',
  'no-stale-overwrite': 'writes an older version over a newer one',
  'bom-structure-equal': 'mistakes a rate',
  'effective-revision-used': 'mistakes the first day',
  'no-release-before-approval': 'releases before it is approved',
  'lot-attributes-intact': 'loses the expiry',
  'uom-conversion-exact': 'takes a gram for a kilogram',
  'stock-conservation': 'corrects what nobody has counted',
  'no-dangling-reference': 'makes up a component',
  'late-dependency-converges': 'writes lines before their component is there',
} as const
type Wrong = keyof typeof wrongs

/** What sums everything up tells of what stands for nobody; so does the check of that. */
const besides: Partial<Record<Wrong, readonly string[]>> = { 'stock-conservation': ['no-orphan-effect'] }

interface LotStory {
  readonly received: number
  readonly rejected: number
  readonly logged: 'never' | 'later' | 'instead'
  readonly way: 'whole' | 'in parts' | 'again'
  readonly byFree: boolean
  readonly held: boolean
  readonly counted: number
}
interface BomStory {
  readonly rates: readonly number[]
  readonly skips: boolean
  readonly again: boolean
}
interface Story {
  readonly lots: readonly LotStory[]
  readonly boms: readonly BomStory[]
}

const lotStory: fc.Arbitrary<LotStory> = fc.record({
  received: fc.integer({ min: 40, max: 400 }),
  rejected: fc.integer({ min: 0, max: 30 }),
  logged: fc.constantFrom('never', 'later', 'instead'),
  way: fc.constantFrom('whole', 'in parts', 'again'),
  byFree: fc.boolean(),
  held: fc.boolean(),
  counted: fc.integer({ min: -5, max: 5 }),
})
const bomStory: fc.Arbitrary<BomStory> = fc.record({
  rates: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 3 }),
  skips: fc.boolean(),
  again: fc.boolean(),
})
const story: fc.Arbitrary<Story> = fc.record({
  lots: fc.array(lotStory, { minLength: 1, maxLength: 3 }),
  boms: fc.array(bomStory, { minLength: 1, maxLength: 2 }),
})

const flow = 'goods'
const movement = { operation: 'movement.create', path: '/goods-movements' } as const
const amount = (measure: string, stockType: string, quantity: number, of: Record<string, string>): LineOptions =>
  ({ plant: 'P1', item: 'C2', location: 'RM01', unit: 'KG', measure, stockType, quantity: String(quantity), ...of }) as LineOptions
const owed = (lines: readonly LineOptions[]) => lines.map((line) => ({ system: 'erp', ...line }))

/** One lot: received, decided upon, counted, perhaps held, perhaps used. */
function playLot(run: JournalBuilder, at: number, { wrong, ...of }: LotStory & { readonly wrong: Wrong | undefined }): void {
  const lot = `LOT-${at}`
  const [wr, wl, qd, wq, qh, mi] = ['WR', 'WL', 'QD', 'WQ', 'QH', 'MI'].map((prefix) => `${prefix}-00000${at}`) as [string, ...string[]] &
    Record<0 | 1 | 2 | 3 | 4 | 5, string>
  const dims = { plant: 'P1', item: 'C2', lot }
  const entity = entityId('lot', 'P1', `C2/${lot}`)
  const about = { flow, dims, entity, sequenceKey: null, plant: 'P1' } as const
  const state = (group: string, after: string): Extract<ExpectedEffect, { what: 'state' }> => ({
    system: 'erp',
    flow,
    what: 'state',
    entity,
    dims,
    group,
    after,
  })
  const write = (key: string, group: string, after: string): void => {
    const { what: _, flow: __, system: ___, ...rest } = state(group, after)
    run.arrive(key, { operation: 'lot.put', path: `/lots/${lot}`, method: 'PUT' })
    run
      .write({ ...rest, references: [key] })
      .served({ effects: 1 })
      .answered(200)
  }
  const restricted: Gate = { effect: 'receipt', facts: [`mes:${qd}`], by: 'exposed', or: 'restricted', title: 'receipt-lands-restricted' }
  const afterReceipt: Gate = {
    effect: 'transfer',
    facts: [`mes:${wr}`],
    by: 'applied',
    in: 'erp',
    or: 'wait',
    title: 'release-applied-after-receipt',
  }
  const receipt = amount('receipt', 'quality', of.received, { lot })
  const expected = [...owed([receipt]), state('attributes', 'S-1, 2027-03-31')]
  const received = { ...about, expect: expected, physId: `event-${at}`, gates: [restricted] } as const
  run.fact(wr, received)
  if (of.logged !== 'never' || wrong === 'single-representation-per-fact') run.fact(wl, received).deliver(wl)
  const accepted = of.received - of.rejected
  const legs = (to: string, quantity: number): LineOptions[] =>
    quantity === 0 ? [] : [amount('transfer', 'quality', -quantity, { lot }), amount('transfer', to, quantity, { lot })]
  const decision = [
    amount('transfer', 'quality', -of.received, { lot }),
    ...[amount('transfer', 'unrestricted', accepted, { lot }), amount('transfer', 'blocked', of.rejected, { lot })].filter(
      (each) => each.quantity !== '0',
    ),
  ]
  const release = (): void => {
    const on = [amount('transfer', 'unrestricted', -of.rejected, { lot }), amount('transfer', 'blocked', of.rejected, { lot })]
    if (wrong === 'partial-release-quantity') run.post(qd, { ...movement, lines: legs('unrestricted', of.received) })
    else if (of.way === 'whole' || of.rejected === 0) run.post(qd, { ...movement, lines: decision })
    else {
      run.post(qd, { ...movement, lines: legs('unrestricted', of.byFree ? of.received : accepted), references: [`${qd}#1`] })
      run.post(qd, { ...movement, lines: of.byFree ? on : legs('blocked', of.rejected), references: [`${qd}#2`] })
    }
  }
  const decide = (): void => void run.fact(qd, { ...about, expect: owed(decision), gates: [afterReceipt] }).deliver(qd)
  if (wrong === 'release-applied-after-receipt') {
    decide()
    release()
  }
  const name = of.logged === 'instead' ? wl : wr
  run.deliver(wr)
  const grams = amount('receipt', 'quality', of.received * 1_000, { lot })
  const free = { ...receipt, stockType: 'unrestricted' as const }
  const stock = wrong === 'receipt-lands-restricted' ? free : wrong === 'uom-conversion-exact' ? grams : receipt
  const half = Math.floor(of.received / 2)
  if (of.way === 'in parts' && wrong !== 'uom-conversion-exact') {
    run.post(name, { ...movement, lines: [{ ...stock, quantity: String(half) }], references: [`${name}#1`] })
    run.post(name, { ...movement, lines: [{ ...stock, quantity: String(of.received - half) }], references: [`${name}#2`] })
  } else {
    if (of.way === 'again') run.post(name, { ...movement, doc: `9${at}`, lines: [stock] }).reverse(`9${at}`, name, movement)
    run.post(name, { ...movement, lines: [stock] })
  }
  if (wrong === 'single-representation-per-fact') run.post(name === wr ? wl : wr, { ...movement, lines: [receipt] })
  write(name, 'attributes', wrong === 'lot-attributes-intact' ? 'S-1' : 'S-1, 2027-03-31')
  if (wrong !== 'release-applied-after-receipt') {
    decide()
    release()
  }
  const found = wrong === 'count-posts-delta' && of.counted === 0 ? 3 : of.counted
  run.fact(wq, { ...about, expect: found === 0 ? [] : owed([amount('adjustment', 'unrestricted', found, { lot })]) }).deliver(wq)
  if (wrong === 'count-posts-delta') run.post(wq, { ...movement, lines: [amount('adjustment', 'unrestricted', 1_000 + found, { lot })] })
  else if (found !== 0) run.post(wq, { ...movement, lines: [amount('adjustment', 'unrestricted', found, { lot })] })
  if (wrong === 'stock-conservation')
    run.post([], {
      ...movement,
      lines: [amount('adjustment', 'unrestricted', 7, { item: 'C1', unit: 'EA' })],
      references: [`RECONCILED-${at}`],
    })
  // What was used before a hold may be posted after it.
  const uses = wrong === 'no-consumption-of-held-lot'
  run
    .fact(mi, { item: 'C2', lot, quantity: '5', occurredAt: `2026-03-02T${uses ? '11' : '08'}:00:00+01:00`, sequenceKey: null })
    .deliver(mi)
  if (of.held || uses) {
    run.fact(qh, { ...about, expect: [state('restriction', 'held')], occurredAt: '2026-03-02T10:00:00+01:00' }).deliver(qh)
    write(qh, 'restriction', 'held')
    run.wait(1_000)
  }
  run.post(mi)
}

/** The revisions of one item: versions that follow one another, approved, and active in the end. */
function playBom(run: JournalBuilder, at: number, { wrong, ...of }: BomStory & { readonly wrong: Wrong | undefined }): void {
  const item = `FG-${at}`
  const [bom, use] = [
    { entity: entityId('bom', 'P1', `${item}/B`), dims: { plant: 'P1', item, revision: 'B' } },
    { entity: entityId('bom-use', 'P1', item), dims: { plant: 'P1', item } },
  ]
  type State = Extract<ExpectedEffect, { what: 'state' }>
  const state = (group: string, after: State['after'], version: number, on: typeof bom | typeof use = bom): State =>
    ({ system: 'erp', flow, what: 'state', ...on, group, version, after }) as State
  const lines = (rate: number) => linesValue([{ item: 'C1', rate: String(rate), routingStep: '0010', issue: 'explicit', demand: true }])
  const day = (text: string) => effectivityValue([{ from: text }])
  const write = (key: string, states: readonly State[]): void => {
    run.arrive(key, { operation: 'bom.change', path: `/boms/${item}`, method: 'PUT' })
    for (const { what: _, flow: __, system: ___, ...rest } of states) run.write({ ...rest, references: [key] })
    run.served({ effects: states.length }).answered(200)
  }
  const about = { flow, ...bom, sequenceKey: null } as const
  const approval = `mes:PA-00000${at}`
  const gate: Gate = { effect: 'active', facts: [approval], by: 'exposed', or: 'wait', title: 'no-release-before-approval' }
  const component = { entity: entityId('item', '', `P-${at}`), dims: { item: `P-${at}` } }
  const known: Gate = {
    effect: 'lines',
    facts: [`mes:PI-00000${at}`],
    by: 'applied',
    in: 'erp',
    or: 'wait',
    title: 'late-dependency-converges',
  }
  const core = { ...state('core', 'a part', 1), ...component } as State
  const learn = (): void =>
    void run.fact(`PI-00000${at}`, { flow, ...component, sequenceKey: null, expect: [core] }).deliver(`PI-00000${at}`)
  const make = (): void => write(`PI-00000${at}`, [core])
  const keys: string[] = []
  const said: (readonly State[])[] = []
  for (const [index, rate] of of.rates.entries()) {
    const version = index + 1
    const states = [
      state('lines', lines(rate), version),
      state('effectivity', day('2026-04-01'), version),
      state('active', 'B', version, use),
    ]
    const key = `PP-${at}0000${version}`
    run.fact(key, { ...about, expect: states, gates: [gate, known], supersedes: keys.map((each) => `mes:${each}`) }).deliver(key)
    keys.push(key)
    said.push(states)
  }
  const newest = keys.length - 1
  const all = keys.map((key, index) => [key, said[index] ?? []] as const)
  const content = ({ group }: State): boolean => group !== 'active'
  if (wrong === 'no-dangling-reference') {
    run.arrive([], { operation: 'item.put', path: `/items/P-${at}`, method: 'PUT' })
    const { what: _, flow: __, system: ___, version: ____, ...made } = core
    run
      .write({ ...made, after: 'made up' })
      .served({ effects: 1 })
      .answered(200)
  } else {
    learn()
    if (wrong !== 'late-dependency-converges') make()
  }
  for (const [key, states] of of.skips ? all.slice(-1) : all) write(key, states.filter(content))
  if (wrong === 'no-dangling-reference') learn()
  if (wrong === 'no-dangling-reference' || wrong === 'late-dependency-converges') make()
  const [key, states] = all[newest] ?? ['', []]
  const approve = (): void => void run.fact(`PA-00000${at}`, { ...about, expect: [] }).deliver(`PA-00000${at}`)
  if (wrong !== 'no-release-before-approval') approve()
  write(
    key,
    states.filter((each) => !content(each)),
  )
  if (wrong === 'no-release-before-approval') approve()
  if (of.again) write(key, states)
  const [first] = all
  if (wrong === 'no-stale-overwrite' && first) {
    // An older content that is another one, and afterwards the newest again.
    write(first[0], [state('lines', lines(of.rates[0] ?? 1), 1)])
    write(key, states)
  }
  if (wrong === 'bom-structure-equal') write(key, [state('lines', lines(77), newest + 1)])
  if (wrong === 'effective-revision-used') write(key, [state('effectivity', day('2026-04-02'), newest + 1)])
}

const ofBoms: ReadonlySet<string> = new Set([
  'no-stale-overwrite',
  'bom-structure-equal',
  'effective-revision-used',
  'no-release-before-approval',
  'no-dangling-reference',
  'late-dependency-converges',
])

/** What is wrong is so in the first lot, or in the first item. */
function played({ lots, boms }: Story, wrong?: Wrong): Journal {
  const words = flowWords(flow, 'G', { one: 'report', sinks: ['erp'] })
  const balances = [{ plant: 'P1', item: 'C2', location: 'RM01', lot: 'LOT-0', stockType: 'unrestricted' as const, quantity: '100' }]
  const run = journal({ flows: [words], enforce: {}, master: { balances } })
  const isOfBom = wrong !== undefined && ofBoms.has(wrong)
  for (const [index, lot] of lots.entries()) {
    // What is rejected has to be something, where it is released all the same.
    const rejected = wrong === 'partial-release-quantity' ? Math.max(1, lot.rejected) : lot.rejected
    playLot(run, index + 1, { ...lot, rejected, wrong: index === 0 && !isOfBom ? wrong : undefined })
  }
  for (const [index, bom] of boms.entries()) {
    const rates = wrong === 'no-stale-overwrite' ? [...bom.rates.slice(0, -1), 88] : bom.rates
    playBom(run, index + 1, { ...bom, rates, wrong: index === 0 && isOfBom ? wrong : undefined })
  }
  return run.end().build()
}

/** As if every check could fail a run, save those that only explain. */
const able = checks.map((check) => ({ ...check, provenBy: check.provenBy.length > 0 ? check.provenBy : ['M00'] }))
const told = (of: Journal): readonly string[] =>
  judgeJournal(of, able).results.flatMap(({ check, verdict, class: kind, why = '' }) =>
    kind !== 'D' && (verdict === 'fail' || why.startsWith('the check broke')) ? [`${check}: ${why}`] : [],
  )
const time = 600_000

test(
  'a correct history of goods and revisions is convicted by nothing',
  () => {
    fc.assert(
      fc.property(story, (each) => {
        expect(told(played(each))).toEqual([])
      }),
      trialRuns(60, 1 / 4),
    )
  },
  time,
)

test.each(Object.entries(wrongs) as [Wrong, string][])(
  '%s alone convicts whoever %s',
  (owner) => {
    fc.assert(
      fc.property(story, (each) => {
        const names = told(played(each, owner)).map((text) => text.slice(0, text.indexOf(':')))
        expect(names).toEqual([owner, ...(besides[owner] ?? [])])
      }),
      trialRuns(12, 1 / 20),
    )
  },
  time,
)

test(
  'a check of safety never takes back what it said of a beginning',
  () => {
    const safe = able.filter(({ class: kind }) => kind === 'S')
    const unsafe = (of: Journal): readonly string[] =>
      judgeJournal(of, safe).results.flatMap(({ check, verdict }) => (verdict === 'fail' ? check : []))
    fc.assert(
      fc.property(story, fc.constantFrom(undefined, ...(Object.keys(wrongs) as Wrong[])), fc.nat({ max: 1_000 }), (each, wrong, cut) => {
        const { header, records } = played(each, wrong)
        const at = Math.ceil((records.length * cut) / 1_000)
        const [before, whole] = [unsafe({ header, records: records.slice(0, at) }), unsafe({ header, records })]
        expect(whole).toEqual(expect.arrayContaining([...before]))
      }),
      trialRuns(60, 1 / 4),
    )
  },
  time,
)
