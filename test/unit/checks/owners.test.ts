import { describe, expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import type { CheckResult } from '../../../src/checks/contract.js'
import { documentNames } from '../../../src/checks/support/words.js'
import { explainFrom, witnessesOf } from '../../../src/explain/explain.js'
import { journal, type JournalBuilder } from '../../support/journal-builder.js'
import { productionOrder } from '../../support/journal-header.js'
import { lotJournal } from '../../support/lots.js'

/** Every check that failed, those that cannot fail a run included, and what it says; the stories of all of them hold. */
function told(source: JournalBuilder): readonly (readonly [string, string | undefined])[] {
  const { header, records } = source.end()
  const { results } = judgeJournal({ header, records }, checks)
  const stories = explainFrom(witnessesOf(results), header, () => records, { seed: 1, command: '' })
  expect(stories.flatMap(({ problem }) => problem ?? [])).toEqual([])
  return results.flatMap(({ verdict, check, violations }) => (verdict === 'fail' ? [[check, violations.first?.message] as const] : []))
}

function resultOf(source: JournalBuilder, name: string): CheckResult | undefined {
  const { header, records } = source.end()
  return judgeJournal({ header, records }, checks).results.find(({ check }) => check === name)
}

const lot = { plant: 'P1', item: 'C2', location: 'RM01', stockType: 'unrestricted', quantity: '100' } as const
const balances = [
  { ...lot, lot: 'L1' },
  { ...lot, lot: 'L2' },
] as const
/** The ERP enforces nothing, and knows two lots of C2. */
const lenient = { enforce: {}, master: { balances } }
const made = { measure: 'yield', order: '100001', operation: '0010' } as const
const c2 = {
  measure: 'issue',
  item: 'C2',
  lot: 'L1',
  location: 'RM01',
  stockType: 'unrestricted',
  order: '100001',
  operation: '0010',
} as const

describe('each wrong thing has one owner, whatever follows from it', () => {
  const confirmed = (): JournalBuilder => journal(lenient).fact('MC-000001').deliver('MC-000001').wait(500)
  const consumed = (): JournalBuilder =>
    journal(lenient).fact('MI-000001', { item: 'C2', lot: 'L1', quantity: '2' }).deliver('MI-000001').wait(500)

  test.each<[string, JournalBuilder, string, string]>([
    [
      'another order',
      confirmed().post('MC-000001', { lines: [{ ...made, order: '100002', quantity: '10' }] }),
      'effect-as-obliged',
      'MC-000001 (confirmation of order 100001 / 0010) obliges 10 EA yield on order 100001 / 0010; document 4711 has 10 EA yield on ' +
        'order 100002 / 0010.',
    ],
    [
      'another routing step',
      confirmed().post('MC-000001', { lines: [{ ...made, operation: '0020', quantity: '10' }] }),
      'effect-as-obliged',
      'MC-000001 (confirmation of order 100001 / 0010) obliges 10 EA yield on order 100001 / 0010; document 4711 has 10 EA yield on ' +
        'order 100001 / 0020.',
    ],
    [
      'yield as scrap',
      confirmed().post('MC-000001', { lines: [{ ...made, measure: 'scrap', quantity: '10' }] }),
      'effect-as-obliged',
      'MC-000001 (confirmation of order 100001 / 0010) obliges 10 EA yield on order 100001 / 0010; document 4711 has 10 EA scrap on ' +
        'order 100001 / 0010.',
    ],
    [
      'scrap as yield',
      journal(lenient)
        .fact('MC-000001', { yield: '10', scrap: '2' })
        .deliver('MC-000001')
        .post('MC-000001', { lines: [{ ...made, quantity: '12' }] }),
      'effect-as-obliged',
      'MC-000001 (confirmation of order 100001 / 0010) obliges 10 EA yield on order 100001 / 0010 and 2 EA scrap on order 100001 / ' +
        '0010; document 4711 has 12 EA yield on order 100001 / 0010.',
    ],
    [
      'the wrong sign',
      confirmed().post('MC-000001', { lines: [{ ...made, quantity: '-10' }] }),
      'effect-as-obliged',
      'MC-000001 (confirmation of order 100001 / 0010) obliges 10 EA yield on order 100001 / 0010; document 4711 has -10 EA yield on ' +
        'order 100001 / 0010.',
    ],
    [
      'another lot',
      consumed().post('MI-000001', { lines: [{ ...c2, lot: 'L2', quantity: '2' }] }),
      'effect-as-obliged',
      'MI-000001 (consumption of order 100001 / 0010) obliges 2 KG of C2 lot L1 issued at P1/RM01 for order 100001; document 4711 has ' +
        '2 KG of C2 lot L2 issued at P1/RM01 for order 100001.',
    ],
    [
      'no lot',
      consumed().post('MI-000001', { lines: [{ ...c2, lot: '', quantity: '2' }] }),
      'effect-as-obliged',
      'MI-000001 (consumption of order 100001 / 0010) obliges 2 KG of C2 lot L1 issued at P1/RM01 for order 100001; document 4711 has ' +
        '2 KG of C2 issued at P1/RM01 for order 100001.',
    ],
    [
      'the routing step of an issue, by which nothing is summed',
      consumed().post('MI-000001', { lines: [{ ...c2, operation: '0020', quantity: '2' }] }),
      'effect-as-obliged',
      'MI-000001 (consumption of order 100001 / 0010) obliges 2 KG of C2 lot L1 issued at P1/RM01 for order 100001; document 4711 has ' +
        '2 KG of C2 lot L1 issued at P1/RM01 for order 100001 at 0020, not at 0010.',
    ],
    [
      'a partial confirmation as a final one',
      confirmed().post('MC-000001', {
        lines: [
          { ...made, quantity: '10' },
          { ...made, measure: 'final', quantity: '1' },
        ],
      }),
      'final-after-partials',
      'MC-000001 (confirmation of order 100001 / 0010) was reported as a partial confirmation, and posted as a final one, which ends ' +
        'order 100001 / 0010, by document 4711.',
    ],
  ])('%s', (_, source, owner, message) => {
    expect(told(source)).toEqual([[owner, message]])
  })

  test('scrap as yield, beside what it set off elsewhere, and cancelled along with its fact', () => {
    const elsewhere = { system: 'wms', operation: 'notice.create', path: '/notices', references: ['MC-000001#n'] } as const
    const notice = { measure: 'available', plant: 'P1', item: 'C2', lot: 'L1', quantity: '2', unit: 'KG' } as const
    const expect_ = [
      { system: 'erp', ...made, plant: 'P1', quantity: '10' },
      { system: 'erp', ...made, plant: 'P1', measure: 'scrap', quantity: '2' },
      { system: 'wms', ...notice },
    ]
    const run = lotJournal(lenient)
      .fact('MC-000001', { expect: expect_ })
      .deliver('MC-000001')
      .post('MC-000001', { doc: '1', lines: [{ ...made, quantity: '12' }] })
      .post('MC-000001', { ...elsewhere, lines: [notice] })
    expect(told(run).map(([check]) => check)).toEqual(['effect-as-obliged'])
    const cancelled = run.fact('MR-000001', {
      reverses: 'MC-000001',
      expect: expect_.slice(0, 2).map(({ quantity, ...each }) => ({ ...each, quantity: `-${quantity}` })),
    })
    expect(told(cancelled.deliver('MR-000001').reverse('1', 'MR-000001')).map(([check]) => check)).toEqual(['effect-as-obliged'])
  })

  test('a component that was flushed and issued', () => {
    const component = {
      measure: 'issue',
      quantity: '10',
      item: 'C1',
      location: 'RM01',
      stockType: 'unrestricted',
      order: '100001',
    } as const
    const erp = { system: 'erp', ...component } as const
    const source = journal(lenient)
      .fact('MC-000001', {
        expect: [
          { system: 'erp', plant: 'P1', ...made, quantity: '10' },
          { ...erp, plant: 'P1' },
        ],
      })
      .deliver('MC-000001')
      .post('MC-000001', {
        lines: [
          { ...made, quantity: '10' },
          { ...component, operation: '0010', issueMode: 'backflush' },
          { ...component, operation: '0010', issueMode: 'explicit' },
        ],
      })
    expect(told(source).map(([check]) => check)).toEqual(['single-consumption-path'])
  })

  test('a cancellation that was posted as a second confirmation', () => {
    const source = confirmed().post('MC-000001', { doc: 'D1' }).fact('MR-000001', { reverses: 'MC-000001' }).deliver('MR-000001')
    source.wait(500).post('MR-000001', { operation: 'confirmation.create', lines: [{ ...made, quantity: '10' }] })
    expect(told(source).map(([check]) => check)).toEqual(['effect-as-obliged'])
    expect(resultOf(source, 'reversal-nets-to-zero')).toMatchObject({
      verdict: 'not-judged',
      why: expect.stringMatching(/^what is off here follows from effect-as-obliged: MC-000001 was cancelled by MR-000001, but/) as string,
    })
  })

  test('another thing that is wrong at the same place is told as well', () => {
    const source = confirmed().post('MC-000001', { lines: [{ ...made, operation: '0020', quantity: '10' }] })
    source.fact('MC-000002', { yield: '7' }).deliver('MC-000002').post('MC-000002').post('MC-000002')
    expect(told(source).map(([check]) => check)).toEqual(
      expect.arrayContaining(['effect-as-obliged', 'no-duplicate-effect', 'order-quantity-balance']),
    )
  })

  test('what was put right again, and a movement that does not name its routing step, are nobody’s', () => {
    const right = confirmed()
      .post('MC-000001', { doc: 'D1', lines: [{ ...made, operation: '0020', quantity: '10' }] })
      .reverse('D1', 'MC-000001')
      .post('MC-000001')
    expect(told(right)).toEqual([])
    const { operation: _, ...silent } = c2
    expect(told(consumed().post('MI-000001', { lines: [{ ...silent, operation: '', quantity: '2' }] }))).toEqual([])
  })

  test('a fact may oblige something elsewhere than it is about', () => {
    const at = { plant: 'P1', order: '100001', routingStep: '0020', item: 'C2', lot: 'L1', location: 'RM01', stockType: 'unrestricted' }
    const obliged = { system: 'erp', flow: 'consumption', what: 'quantity', measure: 'issue', dims: at, quantity: '2' } as const
    const source = journal(lenient)
      .fact('MI-000001', { expect: [obliged] })
      .deliver('MI-000001')
      .wait(500)
    expect(told(source.post('MI-000001', { lines: [{ ...c2, operation: '0020', quantity: '2' }] }))).toEqual([])
  })

  test('what follows is undecided where its owner is', () => {
    const source = confirmed().post('MC-000001', { lines: [{ ...made, order: '100002', quantity: '10' }] })
    const { results } = judgeJournal({ header: source.header, records: source.records }, checks)
    expect(results.filter(({ verdict }) => verdict === 'fail')).toEqual([])
  })
})

describe('a cancellation of another document than that of its original', () => {
  /** Two facts of equal quantities, in documents D1 and D2; the first is cancelled at the source. */
  const equal = (): JournalBuilder =>
    journal(lenient)
      .fact('MC-000001')
      .fact('MC-000002')
      .deliver('MC-000001')
      .deliver('MC-000002')
      .wait(500)
      .post('MC-000001', { doc: 'D1' })
      .post('MC-000002', { doc: 'D2' })
      .fact('MR-000001', { reverses: 'MC-000001' })
      .deliver('MR-000001')
      .wait(500)

  test('is convicted though all sums agree, and both documents are named', () => {
    expect(told(equal().reverse('D2', 'MR-000001', { doc: 'R1' }))).toEqual([
      [
        'reversal-nets-to-zero',
        'Document R1 (MR-000001, which cancels MC-000001) cancels document D2 of MC-000002, not document D1 of MC-000001.',
      ],
    ])
  })

  test('is convicted alone where the quantities differ', () => {
    const source = journal(lenient).fact('MC-000001').fact('MC-000002', { yield: '55' }).deliver('MC-000001').deliver('MC-000002').wait(500)
    source.post('MC-000001', { doc: 'D1' }).post('MC-000002', { doc: 'D2' })
    source.fact('MR-000001', { reverses: 'MC-000001' }).deliver('MR-000001').wait(500)
    expect(told(source.reverse('D2', 'MR-000001', { doc: 'R1' })).map(([check]) => check)).toEqual(['reversal-nets-to-zero'])
  })

  test('is none if it cancels the right one, a doubtful posting of its own, or a document for several', () => {
    expect(told(equal().reverse('D1', 'MR-000001'))).toEqual([])
    const doubtful = journal(lenient).fact('MC-000001').deliver('MC-000001').wait(500)
    expect(told(doubtful.post('MC-000001', { doc: 'D1' }).reverse('D1', 'MC-000001').post('MC-000001'))).toEqual([])
    const several = journal(lenient).fact('MC-000001').fact('MC-000002').deliver('MC-000001').deliver('MC-000002').wait(500)
    several.post(['MC-000001', 'MC-000002'], { doc: 'D1', lines: [{ ...made, quantity: '20' }] })
    several.fact('MR-000001', { reverses: 'MC-000001' }).deliver('MR-000001').wait(500)
    expect(told(several.reverse('D1', 'MR-000001').post('MC-000002', { lines: [{ ...made, quantity: '10' }] }))).toEqual([])
  })
})

test('operation-predecessor-balance cites what is of its order, however many facts there are, and whoever posted there', () => {
  const source = journal({ ...lenient, master: { orders: [productionOrder('100001'), productionOrder('100002')] } })
  for (let index = 1; index <= 9; index += 1) {
    const key = `MC-00000${index}`
    source.fact(key, { yield: '10', operation: index === 9 ? '0010' : '0020' }).deliver(key)
  }
  source.fact('MC-000010', { order: '100002', operation: '0020', yield: '500' }).deliver('MC-000010').wait(500)
  for (let index = 9; index >= 1; index -= 1) source.post(`MC-00000${index}`)
  source.post('MC-000001').post('MC-000010', { lines: [{ ...made, operation: '0020', quantity: '500' }] })
  const checksTold = told(source).map(([check]) => check)
  expect(checksTold).toContain('operation-predecessor-balance')
  expect(resultOf(source, 'operation-predecessor-balance')?.violations.first?.eids).not.toContain('mes:MC-000010')
})

test('no documents are no document', () => {
  expect(documentNames([])).toBe('no document')
})
