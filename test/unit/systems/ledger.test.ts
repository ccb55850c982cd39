import { describe, expect, it } from 'vitest'
import { Ledger, LedgerError, type DraftLine } from '../../../src/domain/ledger.js'
import { Books } from '../../../src/systems/erp/books.js'
import { smallMaster } from './support.js'

const place = { plant: 'P1', item: 'C3', location: 'SUPER', lot: 'L1', stockType: 'unrestricted' }

function issue(change: Partial<DraftLine> = {}): DraftLine {
  return {
    what: 'quantity',
    measure: 'issue',
    quantity: '10',
    unit: 'EA',
    doc: '1',
    docKind: 'goods-movement',
    plant: 'P1',
    dims: place,
    references: ['R'],
    dates: { posting: '2026-03-02' },
    ...change,
  }
}

function balance(ledger: Ledger): string {
  return ledger.stock(place)
}

describe('the ledger', () => {
  it('commits all lines of a document or none', () => {
    const ledger = new Ledger(smallMaster.balances)
    const lines = [issue(), issue({ quantity: '25' }), issue({ dims: { ...place, item: 'C1', lot: '', location: 'NEW' }, quantity: '1' })]
    expect(ledger.commit({ lines }, { refuseNegative: true })).toMatchObject({ before: '0', after: '-1', line: { dims: { item: 'C1' } } })
    expect([balance(ledger), ledger.document('1'), [...ledger.balances()].length]).toEqual(['40', undefined, smallMaster.balances.length])
    expect(ledger.commit({ lines })).toBeUndefined()
    expect([balance(ledger), lines.map((line) => line.balance)]).toEqual(['5', ['30', '5', '-1']])
  })

  it('adds up two opening balances of the same place', () => {
    const [, , lots] = smallMaster.balances
    expect(balance(new Ledger([...smallMaster.balances, ...(lots ? [lots] : [])]))).toBe('80')
  })

  it('refuses what contradicts it, before any change', () => {
    const { ledger, orders } = new Books(smallMaster)
    const entity = 'order:P1/100001'
    const status = {
      what: 'state',
      doc: '',
      docKind: 'order',
      plant: 'P1',
      references: [],
      entity,
      dims: { plant: 'P1', order: '100001' },
      group: 'status',
      before: 'released',
      after: 'confirmed',
    } as const
    ledger.commit({ lines: [issue()] })
    const second = [issue({ doc: '2' })]
    const contradictions: readonly (readonly [string, () => unknown])[] = [
      ['Document 1 is in the ledger already.', () => ledger.commit({ lines: [issue()] })],
      ['Document 2 reverses 9, which is not in the ledger.', () => ledger.commit({ lines: [issue({ doc: '2', reversesDoc: '9' })] })],
      [
        'order:P1/100001: status is released, not closed.',
        () => ledger.commit({ lines: second, states: [{ ...status, before: 'closed' }] }),
      ],
      [
        'The ledger has no order:P1/9 with a status.',
        () => ledger.commit({ lines: second, states: [{ ...status, entity: 'order:P1/9' }] }),
      ],
      ['order:P1/100001: lost is no status of an order.', () => ledger.commit({ lines: second, states: [{ ...status, after: 'lost' }] })],
    ]
    for (const [message, contradiction] of contradictions) expect(contradiction).toThrow(new LedgerError(message))
    expect([balance(ledger), ledger.document('2'), orders.in('P1', '100001')?.status, ledger.current(entity, 'status')]).toEqual([
      '30',
      undefined,
      'released',
      'released',
    ])
    ledger.commit({ lines: [issue({ doc: '3', quantity: '-10', reversesDoc: '1' })] })
    expect(() => ledger.commit({ lines: [issue({ doc: '4', reversesDoc: '1' })] })).toThrow('Document 1 is already reversed by 3.')
    expect([
      balance(ledger),
      ledger.liveByReference('goods-movement', false, 'P1', 'R'),
      ledger.documents({ reference: 'R' }).length,
      ledger.count('goods-movement'),
    ]).toEqual(['40', undefined, 2, { posted: 2, reversed: 1 }])
  })

  it('knows no kind and no measure by name: a transfer moves stock by two lines of one document, a count needs none', () => {
    const ledger = new Ledger(smallMaster.balances)
    const out = issue({ measure: 'transfer', quantity: '-15', docKind: 'stock-change' })
    const into = issue({ measure: 'transfer', quantity: '15', docKind: 'stock-change', dims: { ...place, stockType: 'quality' } })
    ledger.commit({ lines: [out, into], about: 'lot:P1/C3/L1' })
    expect([balance(ledger), ledger.stock({ ...place, stockType: 'quality' })]).toEqual(['25', '15'])
    const { measure: _measure, quantity: _quantity, unit: _unit, ...head } = issue({ doc: '2', docKind: 'bom', references: ['B'] })
    ledger.commit({ counts: [{ ...head, what: 'count', measure: 'final', count: 1 }] })
    expect(ledger.documents().map(({ number, kind, entity }) => [number, kind, entity])).toEqual([
      ['1', 'stock-change', 'lot:P1/C3/L1'],
      ['2', 'bom', undefined],
    ])
    expect(ledger.documents({ entity: 'lot:P1/C3/L1', kind: 'stock-change' })).toHaveLength(1)
    expect(ledger.documents({ reference: 'B', kind: 'stock-change' })).toEqual([])
  })

  it('keeps the versions of an entity in order of commit, whoever wrote first', () => {
    const ledger = new Ledger([])
    const write = (after: string, before?: string): unknown =>
      ledger.commit({
        states: [
          {
            what: 'state',
            doc: '',
            docKind: 'bom',
            plant: 'P1',
            references: [],
            entity: 'bom:P1/FG',
            dims: { plant: 'P1' },
            group: 'lines',
            after,
            ...(before !== undefined && { before }),
          },
        ],
      })
    for (const after of ['a', 'b']) write(after)
    write('c', 'b')
    expect(() => write('d', 'b')).toThrow('bom:P1/FG: lines is c, not b.')
    expect([ledger.current('bom:P1/FG', 'lines'), ledger.current('bom:P1/FG', 'header')]).toEqual(['c', undefined])
    expect(
      ledger
        .entity('bom:P1/FG')
        ?.get('lines')
        ?.map((state) => state.after),
    ).toEqual(['a', 'b', 'c'])
  })

  it('takes an attempt back whole, as if it had never been', () => {
    const books = new Books(smallMaster)
    const { ledger } = books
    ledger.commit({ lines: [issue()] })
    const before = JSON.stringify([books.snapshot(), [...ledger.balances()], ledger.documents()])
    const order = { plant: 'P1', order: '100001', routingStep: '0010' }
    const work = (): boolean => {
      ledger.commit({
        lines: [
          issue({ doc: '2', docKind: 'confirmation', measure: 'yield', dims: order }),
          issue({ doc: '2', dims: { ...place, lot: 'L9' } }),
        ],
        counts: [{ ...issue({ doc: '2' }), what: 'count', measure: 'final', dims: order, count: 1 }],
        states: [
          {
            what: 'state',
            doc: '',
            docKind: 'order',
            plant: 'P1',
            references: [],
            entity: 'order:P1/100001',
            dims: order,
            group: 'status',
            before: 'released',
            after: 'partially-confirmed',
          } as const,
        ],
      })
      ledger.commit({ lines: [issue({ doc: '3', quantity: '-10', reversesDoc: '1' })] })
      expect([books.orders.in('P1', '100001')?.liveConfirmations, books.lots.knows('P1', 'C3', 'L9')]).toEqual([1, true])
      return false
    }
    expect(ledger.attempt(work)).toBe(false)
    expect(JSON.stringify([books.snapshot(), [...ledger.balances()], ledger.documents()])).toBe(before)
    expect([books.lots.knows('P1', 'C3', 'L9'), ledger.documents({ reference: 'R' }).length]).toEqual([false, 1])
    expect(() =>
      ledger.attempt(() => {
        work()
        throw new Error('half way')
      }),
    ).toThrow('half way')
    expect(JSON.stringify([books.snapshot(), [...ledger.balances()], ledger.documents()])).toBe(before)
    expect(() => ledger.attempt(() => ledger.attempt(() => true))).toThrow('there is none within another')
    expect(ledger.attempt(() => ledger.commit({ lines: [issue({ doc: '4' })] }) === undefined)).toBe(true)
    expect(balance(ledger)).toBe('20')
  })
})
