import { describe, expect, it } from 'vitest'
import { Ledger, LedgerError, type DraftLine } from '../../../src/domain/ledger.js'
import { smallMaster } from './support.js'

function issue(change: Partial<DraftLine> = {}): DraftLine {
  return {
    what: 'quantity',
    measure: 'issue',
    quantity: '10',
    unit: 'EA',
    doc: '1',
    docKind: 'goods-movement',
    plant: 'P1',
    item: 'C3',
    location: 'SUPER',
    lot: 'L1',
    stockType: 'unrestricted',
    references: ['R'],
    postingDate: '2026-03-02',
    ...change,
  }
}

function balance(ledger: Ledger): string {
  return ledger.balance('P1', 'C3', 'unrestricted', 'SUPER', 'L1')
}

describe('the ledger', () => {
  it('commits all lines of a document or none', () => {
    const ledger = new Ledger(smallMaster)
    const lines = [issue(), issue({ quantity: '25' }), issue({ item: 'C1', lot: '', location: 'NEW', quantity: '1' })]
    expect(ledger.commit({ lines, states: [] }, true)).toMatchObject({ before: '0', after: '-1', line: { item: 'C1' } })
    expect([balance(ledger), ledger.document('1'), [...ledger.balances()].length]).toEqual(['40', undefined, smallMaster.balances.length])
    expect(ledger.commit({ lines, states: [] })).toBeUndefined()
    expect([balance(ledger), lines.map((line) => line.balance)]).toEqual(['5', ['30', '5', '-1']])
  })

  it('adds up two opening balances of the same place', () => {
    const [, , lots] = smallMaster.balances
    expect(balance(new Ledger({ ...smallMaster, balances: [...smallMaster.balances, ...(lots ? [lots] : [])] }))).toBe('80')
  })

  it('refuses what contradicts it, before any change', () => {
    const ledger = new Ledger(smallMaster)
    const status = {
      what: 'state',
      doc: '',
      docKind: 'order',
      plant: 'P1',
      references: [],
      entity: 'order:100001',
      field: 'status',
      before: 'released',
      after: 'confirmed',
    } as const
    ledger.commit({ lines: [issue()], states: [] })
    const contradictions: readonly (readonly [string, () => unknown])[] = [
      ['Document 1 is in the ledger already.', () => ledger.commit({ lines: [issue()], states: [] })],
      [
        'Document 2 reverses 9, which is not in the ledger.',
        () => ledger.commit({ lines: [issue({ doc: '2', reversesDoc: '9' })], states: [] }),
      ],
      [
        'order:100001: status is released, not closed.',
        () => ledger.commit({ lines: [issue({ doc: '2' })], states: [{ ...status, before: 'closed' }] }),
      ],
      [
        'The ledger has no order:9 with a status.',
        () => ledger.commit({ lines: [issue({ doc: '2' })], states: [{ ...status, entity: 'order:9' }] }),
      ],
      [
        'order:100001: lost is no status of an order.',
        () => ledger.commit({ lines: [issue({ doc: '2' })], states: [{ ...status, after: 'lost' }] }),
      ],
      ['Document 2 is a lock: it has no quantities.', () => ledger.commit({ lines: [issue({ doc: '2', docKind: 'lock' })], states: [] })],
    ]
    for (const [message, contradiction] of contradictions) expect(contradiction).toThrow(new LedgerError(message))
    expect([balance(ledger), ledger.document('2'), ledger.orders.get('100001')?.status]).toEqual(['30', undefined, 'released'])
    ledger.commit({ lines: [issue({ doc: '3', quantity: '-10', reversesDoc: '1' })], states: [] })
    expect(() => ledger.commit({ lines: [issue({ doc: '4', reversesDoc: '1' })], states: [] })).toThrow(
      'Document 1 is already reversed by 3.',
    )
    expect([balance(ledger), ledger.liveByReference('goods-movement', false, 'P1', 'R'), ledger.documentsByReference('R').length]).toEqual([
      '40',
      undefined,
      2,
    ])
  })
})
