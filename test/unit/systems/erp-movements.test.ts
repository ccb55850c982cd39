import { describe, expect, it } from 'vitest'
import type { SystemInstance } from '../../../src/systems/contract.js'
import { ask, codeOf, makeSystem, movement, type Exchange } from './support.js'

const day = { postingDate: '2026-03-02' }
const each = (quantity: number | string) => ({ quantity, unit: 'EA' })
/** Five pieces of lot L1 at SUPER, for no order. */
const move = (change: Readonly<Record<string, unknown>>) => movement({ order: undefined, operation: undefined, ...change })
const release = move({ type: 'transfer', stockType: 'quality', to: { stockType: 'unrestricted' }, reference: 'QD-000001' })
const receipt = move({ type: 'receipt', stockType: 'quality', reference: 'WR-000001' })
const post = (erp: SystemInstance, body: unknown, headers?: Readonly<Record<string, string>>): Exchange =>
  ask(erp, 'POST /goods-movements', body, headers)

/** "stock type location lot quantity" of an item. */
function stock(erp: SystemInstance, item = 'C3'): string[] {
  const { items } = ask(erp, `GET /stock?plant=P1&item=${item}`).json as {
    readonly items: readonly { stockType: string; location: string; lot: string; quantity: { quantity: number } }[]
  }
  return items.map(({ stockType, location, lot, quantity }) => [stockType, location, lot, quantity.quantity].join(' '))
}

function moved({ served }: Exchange): unknown[] {
  return (served?.effects ?? []).map((effect) =>
    effect.what === 'quantity'
      ? [effect.measure, effect.dims['stockType'], effect.dims['location'], effect.dims['lot'], effect.quantity]
      : effect,
  )
}

function received(): SystemInstance {
  const erp = makeSystem('erp', { enforce: { negative_stock: true } })
  expect(post(erp, receipt).status).toBe(201)
  return erp
}

describe('a receipt', () => {
  it('goes into the stock type that it names', () => {
    const erp = received()
    post(erp, move({ type: 'receipt', stockType: 'blocked', lot: 'L2', reference: 'WR-000002' }))
    expect(stock(erp)).toEqual(['unrestricted SUPER L1 40', 'quality SUPER L1 5', 'blocked SUPER L2 5'])
  })
})

describe('a transfer', () => {
  it('is two lines of one document, out and in, and tells both before it is done', () => {
    const erp = received()
    const answer = post(erp, release)
    expect(answer.json).toEqual({ document: '4900000002', status: 'posted', references: ['QD-000001'] })
    expect(moved(answer)).toEqual([
      ['transfer', 'quality', 'SUPER', 'L1', '-5'],
      ['transfer', 'unrestricted', 'SUPER', 'L1', '5'],
    ])
    expect(stock(erp)).toEqual(['unrestricted SUPER L1 45', 'quality SUPER L1 0'])
    const dims = { plant: 'P1', item: 'C3', location: 'SUPER', lot: 'L1' }
    expect(answer.command).toMatchObject({
      keys: ['QD-000001'],
      lines: [
        { measure: 'transfer', dims: { ...dims, stockType: 'quality' }, quantity: '-5' },
        { measure: 'transfer', dims: { ...dims, stockType: 'unrestricted' }, quantity: '5' },
      ],
    })
  })

  it('is shown with both of its places, in the unit that was sent', () => {
    const erp = received()
    post(
      erp,
      move({ item: 'C2', lot: '', type: 'transfer', location: 'PROD', to: { location: 'SUPER' }, quantity: { quantity: 500, unit: 'G' } }),
    )
    const { items } = ask(erp, 'GET /goods-movements?reference=MI-000001').json
    const shown = { type: 'transfer', plant: 'P1', item: 'C2', quantity: { quantity: 500, unit: 'G' } }
    expect(items).toMatchObject([
      { ...shown, location: 'PROD', lot: '', stockType: 'unrestricted', to: { location: 'SUPER', lot: '', stockType: 'unrestricted' } },
    ])
    expect(stock(erp, 'C2')).toEqual(['unrestricted PROD  4.5', 'unrestricted SUPER  0.5'])
  })

  it('may give a lot another name, and takes from one that is known', () => {
    const erp = received()
    expect(moved(post(erp, move({ type: 'transfer', to: { lot: 'L7' } })))).toEqual([
      ['transfer', 'unrestricted', 'SUPER', 'L1', '-5'],
      ['transfer', 'unrestricted', 'SUPER', 'L7', '5'],
    ])
    const refused = [
      move({ type: 'transfer', lot: '', to: { location: 'PROD' } }),
      move({ type: 'transfer', lot: 'L9', to: { location: 'PROD' } }),
      move({ type: 'transfer', item: 'C1', lot: '', location: 'PROD', to: { lot: 'L1' } }),
      move({ type: 'transfer', to: { location: 'NOWHERE' } }),
      move({ type: 'transfer', to: { location: 'PROD' }, quantity: each(-1) }),
    ]
    expect(refused.map((body) => codeOf(post(erp, body)))).toEqual([
      'LOT_REQUIRED',
      'UNKNOWN_LOT',
      'NOT_LOT_MANAGED',
      'UNKNOWN_LOCATION',
      'NEGATIVE_QUANTITY',
    ])
  })

  it('leaves both places as they were where one of them lacks the goods', () => {
    const erp = received()
    const short = post(erp, { ...release, quantity: each(6) })
    expect(short.json).toMatchObject({
      error: { code: 'NEGATIVE_STOCK', message: 'Stock of C3 at SUPER is 5 EA; this would make it -1.', balance: 5, required: 6 },
    })
    expect(stock(erp)).toEqual(['unrestricted SUPER L1 40', 'quality SUPER L1 5'])
  })

  it('is reversed whole, while the goods are there', () => {
    const erp = received()
    post(erp, release)
    post(erp, move({ quantity: each(43), reference: 'MI-000002' }))
    const path = 'POST /goods-movements/4900000002/reversal'
    expect(codeOf(ask(erp, path, day))).toBe('NEGATIVE_STOCK')
    ask(erp, 'POST /goods-movements/4900000003/reversal', day)
    expect(moved(ask(erp, path, { ...day, reference: 'MR-000001' }))).toEqual([
      ['transfer', 'quality', 'SUPER', 'L1', '5'],
      ['transfer', 'unrestricted', 'SUPER', 'L1', '-5'],
    ])
    expect(stock(erp)).toEqual(['unrestricted SUPER L1 40', 'quality SUPER L1 5'])
    const { items } = ask(erp, 'GET /goods-movements?reference=MR-000001').json
    expect(items).toMatchObject([
      { type: 'transfer', quantity: each(-5), stockType: 'quality', to: { stockType: 'unrestricted' }, reverses: '4900000002' },
    ])
    expect(codeOf(ask(erp, path, day))).toBe('ALREADY_REVERSED')
  })

  it('says where it leads, and no other type does', () => {
    const erp = makeSystem('erp')
    const bodies = [
      move({ type: 'transfer' }),
      move({ to: { location: 'PROD' } }),
      move({ type: 'transfer', to: {} }),
      move({ type: 'transfer', to: { location: 'SUPER', lot: 'L1', stockType: 'unrestricted' } }),
      move({ type: 'transfer', to: { bin: 'A-01' } }),
    ]
    const told = bodies.map((body) => (post(erp, body).json['error'] as { readonly differences: readonly string[] }).differences)
    expect(told).toEqual([
      ['to: missing, expected an object'],
      ['to: is there, expected for a transfer only'],
      ['to: is where it lies already, expected another location, lot or stock type'],
      ['to: is where it lies already, expected another location, lot or stock type'],
      ['to.bin: unknown field'],
    ])
  })
})

describe('an adjustment', () => {
  const found = move({ type: 'adjustment', quantity: each(2), reference: 'WQ-000001' })
  const lost = move({ type: 'adjustment', quantity: each(-3), reference: 'WQ-000002' })

  it('goes up or down, and is reversed', () => {
    const erp = received()
    expect([found, lost].map((body) => moved(post(erp, body)))).toEqual([
      [['adjustment', 'unrestricted', 'SUPER', 'L1', '2']],
      [['adjustment', 'unrestricted', 'SUPER', 'L1', '-3']],
    ])
    expect(stock(erp)[0]).toBe('unrestricted SUPER L1 39')
    expect(ask(erp, 'GET /goods-movements?reference=WQ-000002').json['items']).toMatchObject([{ type: 'adjustment', quantity: each(-3) }])
    expect(moved(ask(erp, 'POST /goods-movements/4900000003/reversal', day))).toEqual([['adjustment', 'unrestricted', 'SUPER', 'L1', '3']])
    expect(stock(erp)[0]).toBe('unrestricted SUPER L1 42')
  })

  it('is rounded alike in both directions, and finds lots that nobody received', () => {
    const erp = received()
    const grams = (quantity: number, reference: string) =>
      move({ type: 'adjustment', item: 'C2', lot: '', location: 'PROD', quantity: { quantity, unit: 'G' }, reference })
    expect(['A', 'B'].map((key, at) => moved(post(erp, grams(at === 0 ? 1.5 : -1.5, key))))).toEqual([
      [['adjustment', 'unrestricted', 'PROD', undefined, '0.002']],
      [['adjustment', 'unrestricted', 'PROD', undefined, '-0.002']],
    ])
    expect(codeOf(post(erp, grams(-0.4, 'C')))).toBe('QUANTITY_ROUNDS_TO_ZERO')
    expect(codeOf(post(erp, { ...lost, lot: 'L9' }))).toBe('UNKNOWN_LOT')
    expect(post(erp, { ...found, lot: 'L9' }).status).toBe(201)
    expect(codeOf(post(erp, { ...found, lot: '' }))).toBe('LOT_REQUIRED')
  })

  it('takes no balance below zero where that is refused', () => {
    const erp = received()
    expect(codeOf(post(erp, { ...lost, quantity: each(-41) }))).toBe('NEGATIVE_STOCK')
    expect(post(makeSystem('erp'), { ...lost, quantity: each(-41) }).status).toBe(201)
  })
})

describe.each([
  ['transfer', release],
  ['adjustment', move({ type: 'adjustment', quantity: each(-2), reference: 'QD-000001' })],
])('a %s that is sent again', (_type, body) => {
  it('with its key is answered from store', () => {
    const erp = makeSystem('erp', { dedupe: 'idempotency-key' })
    const key = { 'idempotency-key': 'QD-000001' }
    const [first, again] = [post(erp, body, key), post(erp, { ...body }, key)]
    expect([again.status, again.json, again.served?.effects]).toEqual([201, first.json, []])
    expect(codeOf(post(erp, { ...body, quantity: each(4) }, key))).toBe('KEY_REUSED')
  })

  it('under its reference is there already, until it is reversed', () => {
    const erp = makeSystem('erp', { dedupe: 'external-reference' })
    post(erp, body)
    const again = post(erp, body)
    expect([again.status, codeOf(again), again.served?.answerClass, again.served?.dedupedTo]).toEqual([
      409,
      'DUPLICATE_REFERENCE',
      'duplicate',
      '4900000001',
    ])
    ask(erp, 'POST /goods-movements/4900000001/reversal', day)
    expect(post(erp, body).status).toBe(201)
  })
})
