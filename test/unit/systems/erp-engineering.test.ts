import { describe, expect, it } from 'vitest'
import { valueText, type Effect } from '../../../src/domain/effect.js'
import type { SystemInstance } from '../../../src/systems/contract.js'
import { assemblyMaster, bomOfB, c9, linesOfB } from './assembly-support.js'
import { ask, codeOf, makeSystem, type Exchange, type SettingsChange } from './support.js'

const created = [
  { id: '100003', plant: 'P1' },
  { id: '100004', plant: 'P1' },
  { id: '100006', plant: 'P2' },
  { id: '100007', plant: 'P2' },
]

function open(change: SettingsChange = {}, revision: 'A' | 'B' = 'A'): SystemInstance {
  return makeSystem('erp', change, assemblyMaster(created, revision))
}

const groups = ({ served }: Exchange): readonly string[] =>
  (served?.effects ?? []).map((effect) => (effect.what === 'state' ? `${effect.entity} ${effect.group}` : effect.measure))
const bomOf = ({ json }: Exchange): string => String(json['bom'])
const revisions = (erp: SystemInstance, at: string): readonly unknown[] =>
  created.map(({ id, plant }) => {
    erp.step({ do: 'release-order', order: id, plant, at }, 0)
    return ask(erp, `GET /production-orders/${id}`).json['revision']
  })
const text = (effects: readonly Effect[], group: string): string =>
  effects.flatMap((effect) => (effect.what === 'state' && effect.group === group ? valueText(effect.after) : [])).join()

/** Revision B in both plants, active from a day on. */
function released(erp: SystemInstance, from = '2025-03-30'): void {
  ask(erp, 'PUT /items/C9', c9)
  for (const plant of ['P1', 'P2']) {
    const bom = bomOf(ask(erp, 'POST /bom-revisions', bomOfB({ plant })))
    expect(ask(erp, `POST /bom-revisions/${bom}/activation`, { version: 8, from }).status).toBe(200)
  }
}

describe('erp: items', () => {
  it('writes an item whole, once, and knows it from then on', () => {
    const erp = open()
    expect(codeOf(ask(erp, 'GET /items/C9'))).toBe('UNKNOWN_ITEM')
    expect(groups(ask(erp, 'PUT /items/C9', c9))).toEqual(['item:/C9 core', 'item:/C9 units'])
    expect(groups(ask(erp, 'PUT /items/C9', c9))).toEqual([])
    expect(groups(ask(erp, 'PUT /items/C9', { ...c9, version: 2, conversions: [] }))).toEqual(['item:/C9 core', 'item:/C9 units'])
    expect(ask(erp, 'GET /items/C9').json).toMatchObject({ lotManaged: true, conversions: [], inspectionRequired: true })
  })

  it('refuses what is not complete, has units that there are not, or would count stock in another unit', () => {
    const erp = open()
    const { baseUnit: _unit, lotManaged: _lots, ...half } = c9
    const missing = ask(erp, 'PUT /items/C9', half)
    expect([codeOf(missing), (missing.json['error'] as { missing: unknown }).missing]).toEqual([
      'ATTRIBUTES_MISSING',
      ['baseUnit', 'lotManaged'],
    ])
    expect(codeOf(ask(erp, 'PUT /items/C9', { ...c9, baseUnit: 'FURLONG' }))).toBe('UNIT_UNKNOWN')
    expect(codeOf(ask(erp, 'PUT /items/C9', { ...c9, conversions: [{ unit: 'BOX', numerator: 0, denominator: 1 }] }))).toBe('UNIT_UNKNOWN')
    expect(codeOf(ask(erp, 'PUT /items/C1', { ...c9, baseUnit: 'KG' }))).toBe('BASE_UNIT_FIXED')
  })

  it('holds a writer to the version that he found', () => {
    const erp = open()
    const put = (found: string, version: number): string => codeOf(ask(erp, 'PUT /items/C9', { ...c9, version }, { 'if-match': found }))
    expect([put('1', 1), put('0', 1), put('0', 2), put('"1"', 2), put('W/"2"', 3), put('new', 4)]).toEqual([
      'VERSION_STALE',
      '200',
      'VERSION_STALE',
      '200',
      '200',
      'NOT_UNDERSTOOD',
    ])
  })

  it('keeps the vendors of an item', () => {
    const erp = open()
    expect(codeOf(ask(erp, 'PUT /items/C9/approved-vendors/V-20', {}))).toBe('UNKNOWN_ITEM')
    ask(erp, 'PUT /items/C9', c9)
    expect(codeOf(ask(erp, 'PUT /items/C9/approved-vendors/V-99', {}))).toBe('UNKNOWN_VENDOR')
    const approved = ask(erp, 'PUT /items/C9/approved-vendors/V-20', { version: 8 })
    expect([approved.json['vendors'], groups(approved)]).toEqual([['V-20'], ['item:/C9 vendors']])
    expect(groups(ask(erp, 'PUT /items/C9/approved-vendors/V-20', { version: 8 }))).toEqual([])
  })
})

describe('erp: bills of material', () => {
  it('creates one, and an alternative when it is told again', () => {
    const erp = open()
    ask(erp, 'PUT /items/C9', c9)
    const first = ask(erp, 'POST /bom-revisions', bomOfB())
    expect(first.json).toMatchObject({ alternative: 1, material: 'FG-100' })
    const again = ask(erp, 'POST /bom-revisions', bomOfB())
    expect(again.json['alternative']).toBe(2)
    expect(bomOf(again)).not.toBe(bomOf(first))
    const found = ask(erp, 'GET /bom-revisions?reference=PP-000002').json['items'] as readonly object[]
    expect(found).toHaveLength(2)
    const unique = open({ enforce: { bom_unique: true } })
    ask(unique, 'PUT /items/C9', c9)
    expect([1, 2].map(() => codeOf(ask(unique, 'POST /bom-revisions', bomOfB())))).toEqual(['201', 'BOM_EXISTS'])
  })

  it('is one value in whatever order, units and positions it is written', () => {
    const erp = open()
    ask(erp, 'PUT /items/C9', c9)
    const bom = bomOf(ask(erp, 'POST /bom-revisions', bomOfB()))
    const again = (lines: readonly object[]): readonly string[] => groups(ask(erp, `PUT /bom-revisions/${bom}`, { version: 8, lines }))
    const other = linesOfB.map((line) => (line['item'] === 'GL-1' ? { ...line, rate: { quantity: '0.0035', unit: 'KG' } } : line))
    expect(again(other.toReversed())).toEqual([])
    expect(again(linesOfB.map((line) => ({ ...line, demand: true })))).toEqual(['bom:P1/FG-100/B lines'])
  })

  it('counts lines for the base quantity, whichever is written first', () => {
    const erp = open()
    ask(erp, 'PUT /items/C9', c9)
    const hundred = linesOfB.map((line) => ({ ...line, rate: { ...(line['rate'] as object), quantity: 100 } }))
    const header = { description: 'FG-100 B', baseQuantity: { quantity: 100, unit: 'EA' } }
    const whole = ask(erp, 'POST /bom-revisions', bomOfB({ lines: hundred, header }))
    const other = open()
    ask(other, 'PUT /items/C9', c9)
    const bom = bomOf(ask(other, 'POST /bom-revisions', { plant: 'P1', item: 'FG-100', revision: 'B', lines: hundred }))
    const late = ask(other, `PUT /bom-revisions/${bom}`, { header })
    expect(text(late.served?.effects ?? [], 'lines')).toBe(text(whole.served?.effects ?? [], 'lines'))
    expect(text(late.served?.effects ?? [], 'lines')).toContain('C9 1 at 0010 explicit')
  })

  it.each([
    ['a component that there is not', { lines: [{ ...linesOfB[0], item: 'C99' }] }, 'UNKNOWN_ITEM'],
    ['a unit that the component does not know', { lines: [{ ...linesOfB[0], rate: { quantity: 1, unit: 'G' } }] }, 'UNIT_UNKNOWN'],
    ['a negative rate', { lines: [{ ...linesOfB[0], rate: { quantity: -1, unit: 'EA' } }] }, 'NEGATIVE_QUANTITY'],
    ['a base of nothing', { header: { description: 'x', baseQuantity: { quantity: 0, unit: 'EA' } } }, 'NEGATIVE_QUANTITY'],
    ['an operation that there is not', { lines: [{ ...linesOfB[0], operation: '0099' }] }, 'UNKNOWN_STEP'],
    ['a lot that no backflush could name', { lines: [{ ...linesOfB[1], issue: 'backflush' }] }, 'LOT_REQUIRED'],
    ['itself', { lines: [{ ...linesOfB[0], item: 'FG-100' }] }, 'BOM_CYCLE'],
    ['a location that there is not', { lines: [{ ...linesOfB[0], location: 'NOWHERE' }] }, 'UNKNOWN_LOCATION'],
    ['a day that there is not', { effectivity: [{ from: '2025-02-30' }] }, 'NOT_UNDERSTOOD'],
    ['days that overlap', { effectivity: [{ from: '2025-03-30' }, { from: '2025-05-01' }] }, 'NOT_UNDERSTOOD'],
    ['ten thousand lines', { lines: Array.from({ length: 10_000 }, () => linesOfB[0]) }, 'NOT_UNDERSTOOD'],
  ])('refuses %s', (_what, change, code) => {
    const erp = open()
    ask(erp, 'PUT /items/C9', c9)
    const before = erp.snapshot()
    expect(codeOf(ask(erp, 'POST /bom-revisions', bomOfB(change)))).toBe(code)
    expect(erp.snapshot()).toEqual(before)
  })

  it('refuses a cycle through another bill of material, and what there is not', () => {
    const erp = open()
    const line = { ...linesOfB[0], item: 'FG-100' }
    const body = { plant: 'P1', item: 'SA-110', revision: 'B', lines: [{ ...line, operation: '0010' }] }
    expect(codeOf(ask(erp, 'POST /bom-revisions', body))).toBe('BOM_CYCLE')
    expect(codeOf(ask(erp, 'POST /bom-revisions/B-1/activation', { from: '2025-03-30' }))).toBe('UNKNOWN_BOM')
    expect(codeOf(ask(erp, 'POST /bom-revisions', bomOfB({ plant: 'P9' })))).toBe('UNKNOWN_PLANT')
    expect(codeOf(ask(erp, 'POST /bom-revisions', bomOfB()))).toBe('UNKNOWN_ITEM')
  })

  it('activates what is complete, ends the one before on that day, and is not disturbed by a repeat', () => {
    const erp = open()
    ask(erp, 'PUT /items/C9', c9)
    const bom = bomOf(ask(erp, 'POST /bom-revisions', bomOfB({ lines: undefined })))
    const act = (): Exchange => ask(erp, `POST /bom-revisions/${bom}/activation`, { version: 8, from: '2025-03-30' })
    expect(codeOf(act())).toBe('BOM_INCOMPLETE')
    ask(erp, `PUT /bom-revisions/${bom}`, { version: 8, lines: linesOfB })
    const done = act()
    expect(groups(done)).toEqual(['bom-use:P1/FG-100 active', 'bom:P1/FG-100/A effectivity'])
    expect(text(done.served?.effects ?? [], 'effectivity')).toBe('2024-01-01 – 2025-03-30')
    expect(groups(act())).toEqual([])
    const active = ask(erp, 'GET /boms/FG-100?plant=P1').json['items'] as readonly { revision: string }[]
    expect(active.map(({ revision }) => revision)).toEqual(['A', 'B'])
  })

  it('asks for the approvals of everybody who has to approve, where it enforces that, and not of what was active before', () => {
    const approvals = [
      { role: 'ENG', approvedBy: 'Ada Quist' },
      { role: 'QA', approvedBy: 'Jonas Berg' },
    ]
    const erp = open({ enforce: { approval: true } })
    ask(erp, 'PUT /items/C9', c9)
    const bom = bomOf(ask(erp, 'POST /bom-revisions', bomOfB()))
    const act = (number: string, given?: readonly object[]): Exchange =>
      ask(erp, `POST /bom-revisions/${number}/activation`, { version: 8, from: '2025-03-30', ...(given && { approvals: given }) })
    const early = act(bom, approvals.slice(0, 1))
    expect([early.status, codeOf(early), early.json['error']]).toEqual([
      422,
      'APPROVAL_MISSING',
      expect.objectContaining({ missing: ['QA'] }),
    ])
    expect(early.served?.effects).toEqual([])
    expect(early.served?.answerClass).toBe('business')
    expect(codeOf(act(bom))).toBe('APPROVAL_MISSING')
    expect(act(bom, approvals).status).toBe(200)
    // The one before was active already: it is taken up again without being approved anew.
    const [before] = ask(erp, 'GET /bom-revisions?item=FG-100&plant=P1&revision=A').json['items'] as readonly { bom: string }[]
    expect(act(before?.bom ?? '').status).toBe(200)
    expect(act(bom, []).status).toBe(200)
    expect(
      codeOf(ask(open(), `POST /bom-revisions/${bom}/activation`, { from: '2025-03-30', approvals: [{ role: 'X', approvedBy: 'Y' }] })),
    ).toBe('NOT_UNDERSTOOD')
  })

  it('leaves the one before as it is where it is told to, unless it enforces that only one holds', () => {
    const act = (enforce: Readonly<Record<string, boolean>>): Exchange => {
      const erp = open({ enforce })
      ask(erp, 'PUT /items/C9', c9)
      const bom = bomOf(ask(erp, 'POST /bom-revisions', bomOfB()))
      return ask(erp, `POST /bom-revisions/${bom}/activation`, { from: '2025-03-30', keepPrevious: true })
    }
    expect(groups(act({}))).toEqual(['bom-use:P1/FG-100 active'])
    expect(codeOf(act({ effectivity: true }))).toBe('EFFECTIVITY_OVERLAP')
  })

  it('goes back to a revision and keeps what was', () => {
    const erp = open({}, 'B')
    const c = bomOf(ask(erp, 'POST /bom-revisions', bomOfB({ revision: 'C', version: 10, effectivity: [{ from: '2025-10-26' }] })))
    ask(erp, `POST /bom-revisions/${c}/activation`, { version: 10, from: '2025-10-26' })
    const [b] = ask(erp, 'GET /bom-revisions?item=FG-100&plant=P1&revision=B').json['items'] as readonly { bom: string }[]
    const back = ask(erp, `POST /bom-revisions/${b?.bom ?? ''}/activation`, { version: 11, from: '2025-11-04' })
    expect(back.json['effectivity']).toEqual([{ from: '2025-03-30', to: '2025-10-26' }, { from: '2025-11-04' }])
    const retired = ask(erp, `POST /bom-revisions/${c}/retirement`, { version: 11, to: '2025-11-04' })
    expect(retired.json).toMatchObject({ status: 'retired', effectivity: [{ from: '2025-10-26', to: '2025-11-04' }] })
    expect(groups(retired)).toEqual(['bom:P1/FG-100/C effectivity'])
  })

  it('is edited by one at a time', () => {
    const erp = open({}, 'B')
    const [bom] = ask(erp, 'GET /bom-revisions?item=FG-100&plant=P1').json['items'] as readonly { bom: string }[]
    erp.step({ do: 'lock-bom', item: 'FG-100' }, 0)
    const lines = [
      { path: 'activation', body: { from: '2025-04-01' } },
      { path: 'retirement', body: { to: '2025-05-01' } },
    ]
    for (const { path, body } of lines) expect(codeOf(ask(erp, `POST /bom-revisions/${bom?.bom ?? ''}/${path}`, body))).toBe('BOM_LOCKED')
    erp.step({ do: 'unlock-bom', item: 'FG-100' }, 0)
    expect(ask(erp, `POST /bom-revisions/${bom?.bom ?? ''}/retirement`, { to: '2025-05-01' }).status).toBe(200)
  })
})

describe('erp: orders take their revision when they are released', () => {
  it.each([
    ['2025-03-29T22:30:00Z', ['A', 'A', 'A', 'A']],
    // Half past midnight in Berlin, still the day before in UTC and in Chicago.
    ['2025-03-29T23:30:00Z', ['B', 'B', 'A', 'A']],
    ['2025-03-30T04:30:00Z', ['B', 'B', 'A', 'A']],
    ['2025-03-30T05:30:00Z', ['B', 'B', 'B', 'B']],
  ])('at %s', (at, expected) => {
    const erp = open()
    released(erp)
    expect(revisions(erp, at)).toEqual(expected)
  })

  it('and reserve what is demand, with phantoms taken apart', () => {
    const erp = open()
    released(erp)
    erp.step({ do: 'release-order', order: '100004', plant: 'P1', at: '2025-03-29T23:30:00Z' }, 0)
    const items = ask(erp, 'GET /production-orders/100004/reservations').json['items'] as readonly {
      item: string
      quantity: { quantity: number; unit: string }
    }[]
    expect(items.map(({ item, quantity }) => `${item} ${quantity.quantity} ${quantity.unit}`)).toEqual([
      'C1 20 EA',
      'C9 10 EA',
      'SA-110 10 EA',
      'C3 20 EA',
      'GL-1 0.035 KG',
    ])
  })

  it('or are not released where none holds', () => {
    const erp = open()
    const [a] = ask(erp, 'GET /bom-revisions?item=FG-100&plant=P1').json['items'] as readonly { bom: string }[]
    ask(erp, `POST /bom-revisions/${a?.bom ?? ''}/retirement`, { to: '2025-03-01' })
    expect(codeOf(ask(erp, 'POST /production-orders/100003/release', { on: '2025-03-29' }))).toBe('NO_ACTIVE_BOM')
    const [effect] = erp.step({ do: 'release-order', order: '100003', plant: 'P1', at: '2025-03-29T22:30:00Z' }, 0)
    expect(effect).toMatchObject({ group: 'release', after: 'NO_ACTIVE_BOM', derived: true })
    expect(ask(erp, 'GET /production-orders/100003').json['status']).toBe('created')
    expect(codeOf(ask(erp, 'POST /production-orders/100006/release', { on: '2025-03-29' }))).toBe('200')
  })

  it('keep it, unless a disposition says otherwise, once', () => {
    const erp = open({ dedupe: 'external-reference' })
    released(erp)
    const body = { revision: 'B', change: 'PD-000002', reference: 'PD-000002' }
    const path = 'POST /production-orders/100003/revision'
    expect(codeOf(ask(erp, path, body))).toBe('ORDER_NOT_RELEASED')
    erp.step({ do: 'release-order', order: '100003', plant: 'P1', at: '2025-03-29T22:30:00Z' }, 0)
    expect(codeOf(ask(erp, path, { ...body, change: undefined }))).toBe('DISPOSITION_MISSING')
    expect(codeOf(ask(erp, path, { ...body, revision: 'X' }))).toBe('UNKNOWN_REVISION')
    const changed = ask(erp, path, body)
    expect(groups(changed)).toEqual(['order-change', 'order:P1/100003 revision', 'order:P1/100003 reservations'])
    expect(codeOf(ask(erp, path, body))).toBe('DUPLICATE_REFERENCE')
    expect(ask(erp, 'GET /production-orders/100003').json['revision']).toBe('B')
  })

  it('backflush by it', () => {
    const erp = open()
    released(erp)
    erp.step({ do: 'release-order', order: '100004', plant: 'P1', at: '2025-03-29T23:30:00Z' }, 0)
    const confirm = { order: '100004', operation: '0020', kind: 'partial', yield: { quantity: 10, unit: 'EA' }, postingDate: '2025-03-30' }
    const issued = (ask(erp, 'POST /confirmations', confirm).served?.effects ?? []).flatMap((effect) =>
      effect.what === 'quantity' && effect.measure === 'issue' ? `${effect.dims['item'] ?? ''} ${effect.quantity}` : [],
    )
    expect(issued).toEqual(['SA-110 10', 'GL-1 0.035'])
  })
})
