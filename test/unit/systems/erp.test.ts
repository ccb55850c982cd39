import { describe, expect, it } from 'vitest'
import { valueText, type Effect } from '../../../src/domain/effect.js'
import type { SystemInstance } from '../../../src/systems/contract.js'
import { ask, codeOf, confirmation, makeSystem, movement, smallMaster } from './support.js'

function lines(effects: readonly Effect[] | undefined): string[] {
  return (effects ?? []).map((effect) => {
    if (effect.what === 'state')
      return (
        `${effect.entity} ${effect.group} ${valueText(effect.before ?? '-')} -> ` +
        `${valueText(effect.after)}${effect.derived ? ' (derived)' : ''}`
      )
    const { item, location, lot } = effect.dims
    const amount =
      effect.what === 'count'
        ? [effect.count, item]
        : [effect.quantity, effect.unit, item, location, lot, effect.issueMode, effect.balance && `balance ${effect.balance}`]
    return [effect.doc, effect.measure, ...amount].filter((part) => part !== undefined && part !== '').join(' ')
  })
}

describe('confirmations', () => {
  it('post yield, scrap and backflush in one document and move the status of the order', () => {
    const erp = makeSystem('erp')
    const { status, json, served, command } = ask(
      erp,
      'POST /confirmations',
      confirmation({ scrap: { quantity: '1', unit: 'EA', reason: 'S01' } }),
    )
    expect(status).toBe(201)
    expect(json).toEqual({
      document: '8000000001',
      status: 'posted',
      order: '100001',
      operation: '0010',
      references: ['MC-000001'],
      orderStatus: 'partially-confirmed',
    })
    expect(lines(served?.effects)).toMatchInlineSnapshot(`
      [
        "8000000001 yield 11 EA FG-100",
        "8000000001 scrap 1 EA FG-100",
        "8000000001 issue 24 EA C1 PROD backflush balance 976",
        "order:P1/100001 status released -> partially-confirmed (derived)",
      ]
    `)
    expect(command).toMatchObject({
      operation: 'confirmation.create',
      posts: true,
      keys: ['MC-000001'],
      dims: { order: '100001', routingStep: '0010' },
      lines: [
        { measure: 'yield', dims: { order: '100001', routingStep: '0010' }, quantity: '11' },
        { measure: 'scrap', dims: { order: '100001', routingStep: '0010' }, quantity: '1' },
      ],
    })
  })

  it('issue explicit components, receive at the last operation, and count a final confirmation', () => {
    const erp = makeSystem('erp')
    const glue = ask(
      erp,
      'POST /confirmations',
      confirmation({ operation: '0020', components: [{ item: 'C3', lot: 'L1', quantity: { quantity: 11, unit: 'EA' } }] }),
    )
    expect(lines(glue.served?.effects)).toMatchInlineSnapshot(`
      [
        "8000000001 yield 11 EA FG-100",
        "8000000001 issue 0.039 KG C2 PROD backflush balance 4.961",
        "8000000001 issue 11 EA C3 SUPER L1 explicit balance 29",
        "order:P1/100001 status released -> partially-confirmed (derived)",
      ]
    `)
    const pack = ask(
      erp,
      'POST /confirmations',
      confirmation({ operation: '0030', kind: 'final', yield: { quantity: 1, unit: 'BOX' }, rework: { quantity: 2, unit: 'EA' } }),
    )
    expect(lines(pack.served?.effects)).toMatchInlineSnapshot(`
      [
        "8000000002 yield 16 EA FG-100",
        "8000000002 rework 2 EA FG-100",
        "8000000002 final 1 FG-100",
        "8000000002 receipt 16 EA FG-100 FG01 balance 16",
      ]
    `)
    expect(pack.served?.effects[0]).toMatchObject({ sent: { quantity: '1', unit: 'BOX' } })
  })

  it('reach confirmed when every operation is final, and a reversal takes it back with every line', () => {
    const erp = makeSystem('erp')
    const answers = ['0010', '0020', '0030'].map((operation) =>
      ask(erp, 'POST /confirmations', confirmation({ operation, kind: 'final', reference: `MC-${operation}` })),
    )
    expect(answers.map((answer) => answer.json['orderStatus'])).toEqual(['partially-confirmed', 'partially-confirmed', 'confirmed'])
    const reversal = ask(erp, 'POST /confirmations/8000000003/reversal', { postingDate: '2026-03-03', reference: 'MR-000001' })
    expect(reversal.json).toEqual({ document: '8000000004', reverses: '8000000003', status: 'posted', references: ['MR-000001'] })
    expect(lines(reversal.served?.effects)).toMatchInlineSnapshot(`
      [
        "8000000004 yield -11 EA FG-100",
        "8000000004 final -1 FG-100",
        "8000000004 receipt -11 EA FG-100 FG01 balance 0",
        "order:P1/100001 status confirmed -> partially-confirmed (derived)",
      ]
    `)
    expect(reversal.command?.keys).toEqual(['MR-000001'])
    expect(ask(erp, 'GET /production-orders/100001').json).toMatchObject({
      status: 'partially-confirmed',
      operations: [{ final: true }, { final: true }, { yield: 0, final: false }],
    })
    expect(codeOf(ask(erp, 'POST /confirmations/8000000003/reversal', { postingDate: '2026-03-03' }))).toBe('ALREADY_REVERSED')
    expect(codeOf(ask(erp, 'POST /confirmations/8000000004/reversal', { postingDate: '2026-03-03' }))).toBe('NOT_REVERSIBLE')
  })

  it('leave an order released once all of them are reversed, and partially confirmed until then', () => {
    const erp = makeSystem('erp')
    for (const reference of ['MC-1', 'MC-2']) ask(erp, 'POST /confirmations', confirmation({ reference }))
    const statuses = ['8000000001', '8000000002'].map((document) => {
      ask(erp, `POST /confirmations/${document}/reversal`, { postingDate: '2026-03-02' })
      return ask(erp, 'GET /production-orders/100001').json['status']
    })
    expect(statuses).toEqual(['partially-confirmed', 'released'])
    expect(ask(erp, 'POST /confirmations', confirmation()).json['orderStatus']).toBe('partially-confirmed')
  })

  it('of zero yield still have a line, and no issues', () => {
    const { served } = ask(makeSystem('erp'), 'POST /confirmations', confirmation({ yield: { quantity: 0, unit: 'EA' } }))
    expect(lines(served?.effects)).toMatchInlineSnapshot(`
      [
        "8000000001 yield 0 EA FG-100",
        "order:P1/100001 status released -> partially-confirmed (derived)",
      ]
    `)
  })

  it('are found by reference in every mode, live and reversed', () => {
    const erp = makeSystem('erp')
    ask(erp, 'POST /confirmations', confirmation({ yield: { quantity: 1, unit: 'BOX' }, documentDate: '2026-02-27' }))
    ask(erp, 'POST /confirmations/8000000001/reversal', { postingDate: '2026-03-03', reference: 'MR-000001' })
    const query = ask(erp, 'GET /confirmations?reference=MC-000001')
    expect(query.json).toEqual({
      items: [
        {
          document: '8000000001',
          status: 'reversed',
          plant: 'P1',
          order: '100001',
          operation: '0010',
          kind: 'partial',
          yield: { quantity: 1, unit: 'BOX' },
          scrap: { quantity: 0, unit: 'EA' },
          rework: { quantity: 0, unit: 'EA' },
          postingDate: '2026-03-02',
          documentDate: '2026-02-27',
          references: ['MC-000001'],
          reversedBy: '8000000002',
        },
      ],
    })
    expect(query.served?.settles).toEqual(['MC-000001'])
    expect(query.command).toMatchObject({ posts: false, keys: ['MC-000001'] })
    expect(ask(erp, 'GET /confirmations?reference=MR-000001').json).toMatchObject({ items: [{ reverses: '8000000001', status: 'posted' }] })
    const absent = ask(erp, 'GET /confirmations?reference=MC-9')
    expect([absent.json, absent.served?.settles]).toEqual([{ items: [] }, ['MC-9']])
    expect(ask(erp, 'GET /confirmations?order=100001').json['items']).toHaveLength(2)
    expect(ask(erp, 'GET /confirmations?order=100003').json['items']).toHaveLength(0)
    expect(ask(erp, 'GET /confirmations').json['items']).toHaveLength(2)
    expect(ask(erp, 'GET /confirmations/8000000001').served?.settles).toEqual(['MC-000001'])
    expect(ask(erp, 'GET /goods-movements/8000000001').status).toBe(404)
  })

  it('stand for several facts with a list of references', () => {
    const erp = makeSystem('erp', { dedupe: 'external-reference' })
    const both = ask(erp, 'POST /confirmations', { ...confirmation(), references: ['MC-000001', 'MC-000002'] })
    expect(both.json['references']).toEqual(['MC-000001', 'MC-000002'])
    expect(ask(erp, 'GET /confirmations?reference=MC-000002').json['items']).toHaveLength(1)
    expect(codeOf(ask(erp, 'POST /confirmations', confirmation({ reference: 'MC-000002' })))).toBe('DUPLICATE_REFERENCE')
  })
})

describe('goods movements', () => {
  it('issue and receive, with and without an order, in the unit that was sent', () => {
    const erp = makeSystem('erp')
    expect(lines(ask(erp, 'POST /goods-movements', movement()).served?.effects)).toEqual([
      '4900000001 issue 5 EA C3 SUPER L1 explicit balance 35',
    ])
    const glue = {
      type: 'receipt',
      plant: 'P1',
      item: 'C2',
      quantity: { quantity: 500.4, unit: 'G' },
      location: 'PROD',
      postingDate: '2026-03-02',
      stockType: 'quality',
      references: [],
    }
    const received = ask(erp, 'POST /goods-movements', glue)
    expect(lines(received.served?.effects)).toEqual(['4900000002 receipt 0.5 KG C2 PROD balance 0.5'])
    expect(ask(erp, 'GET /goods-movements/4900000002').json).toEqual({
      document: '4900000002',
      status: 'posted',
      type: 'receipt',
      plant: 'P1',
      item: 'C2',
      quantity: { quantity: 500.4, unit: 'G' },
      location: 'PROD',
      lot: '',
      stockType: 'quality',
      postingDate: '2026-03-02',
      references: [],
    })
    expect(ask(erp, 'POST /goods-movements/4900000001/reversal', { postingDate: '2026-03-02' }).status).toBe(201)
    expect(ask(erp, 'GET /stock?item=C3').json).toEqual({
      items: [{ plant: 'P1', item: 'C3', location: 'SUPER', lot: 'L1', stockType: 'unrestricted', quantity: { quantity: 40, unit: 'EA' } }],
    })
    expect(ask(erp, 'GET /stock?lot=&plant=P2').json['items']).toHaveLength(1)
  })
})

describe('refusals', () => {
  const strict = { enforce: { negative_stock: true, over_confirmation: true, operation_predecessor: true } }
  const cases: readonly (readonly [string, string, Readonly<Record<string, unknown>>, number, string])[] = [
    ['UNKNOWN_ORDER', 'POST /confirmations', confirmation({ order: '999999' }), 404, 'business'],
    ['UNKNOWN_OPERATION', 'POST /confirmations', confirmation({ operation: '0040' }), 422, 'business'],
    ['UNIT_UNKNOWN', 'POST /confirmations', confirmation({ yield: { quantity: 1, unit: 'KG' } }), 422, 'business'],
    ['NEGATIVE_QUANTITY', 'POST /confirmations', confirmation({ yield: { quantity: -1, unit: 'EA' } }), 422, 'business'],
    ['ORDER_NOT_RELEASED', 'POST /confirmations', confirmation({ order: '100002' }), 422, 'business'],
    ['PERIOD_CLOSED', 'POST /confirmations', confirmation({ postingDate: '2026-02-27' }), 422, 'business'],
    ['NO_PERIOD', 'POST /confirmations', confirmation({ postingDate: '2027-01-01' }), 422, 'business'],
    ['OVER_CONFIRMATION', 'POST /confirmations', confirmation({ yield: { quantity: 111, unit: 'EA' } }), 422, 'business'],
    ['PREDECESSOR_SHORT', 'POST /confirmations', confirmation({ operation: '0020' }), 422, 'business'],
    ['NEGATIVE_STOCK', 'POST /confirmations', confirmation({ order: '100003', yield: { quantity: 501, unit: 'EA' } }), 422, 'business'],
    [
      'UNKNOWN_ITEM',
      'POST /confirmations',
      confirmation({ components: [{ item: 'C9', quantity: { quantity: 1, unit: 'EA' } }] }),
      422,
      'business',
    ],
    [
      'UNKNOWN_LOCATION',
      'POST /confirmations',
      confirmation({ components: [{ item: 'FG-100', quantity: { quantity: 1, unit: 'EA' } }] }),
      422,
      'business',
    ],
    ['UNKNOWN_ITEM', 'POST /goods-movements', movement({ item: 'C9' }), 422, 'business'],
    ['UNKNOWN_PLANT', 'POST /goods-movements', movement({ plant: 'P9' }), 422, 'business'],
    ['UNKNOWN_LOCATION', 'POST /goods-movements', movement({ location: 'NOWHERE' }), 422, 'business'],
    ['PLANT_MISMATCH', 'POST /goods-movements', movement({ plant: 'P2', location: 'PROD' }), 422, 'business'],
    ['UNKNOWN_OPERATION', 'POST /goods-movements', movement({ operation: '0099' }), 422, 'business'],
    ['NEGATIVE_STOCK', 'POST /goods-movements', movement({ quantity: { quantity: 41, unit: 'EA' } }), 422, 'business'],
    ['UNKNOWN_DOCUMENT', 'POST /confirmations/1/reversal', { postingDate: '2026-03-02' }, 404, 'business'],
    ['ORDER_NOT_RELEASED', 'POST /production-orders/100002/closure', {}, 422, 'business'],
    ['ORDER_NOT_COMPLETE', 'POST /production-orders/100001/closure', {}, 422, 'business'],
    ['UNKNOWN_ORDER', 'POST /production-orders/9/release', {}, 404, 'business'],
  ]
  it.each(cases)('%s: %s', (code, line, body, status, answerClass) => {
    const erp = makeSystem('erp', strict)
    const before = JSON.stringify(erp.snapshot())
    const answer = ask(erp, line, body)
    expect([codeOf(answer), answer.status, answer.served?.answerClass, answer.served?.code]).toEqual([code, status, answerClass, code])
    expect(answer.served?.effects).toEqual([])
    expect(JSON.stringify(erp.snapshot())).toBe(before)
  })

  it('are not made where a rule is only known, not enforced', () => {
    const erp = makeSystem('erp', { enforce: { posting_period: false } })
    const wild = confirmation({ operation: '0020', yield: { quantity: 5000, unit: 'EA' }, postingDate: '2026-02-27' })
    expect(ask(erp, 'POST /confirmations', wild).status).toBe(201)
    expect(ask(erp, 'GET /stock?item=C2').json).toMatchObject({ items: [{ quantity: { quantity: -12.5, unit: 'KG' } }] })
  })

  it('name the next open day only where policy sends a posting there', () => {
    const late = confirmation({ postingDate: '2026-02-27' })
    expect(ask(makeSystem('erp'), 'POST /confirmations', late).json).toMatchInlineSnapshot(`
      {
        "error": {
          "code": "PERIOD_CLOSED",
          "company": "C1",
          "message": "2026-02-27 lies in a closed posting period of company C1; the next open day is 2026-03-01; keep the business date as
           documentDate.",
          "nextOpenDate": "2026-03-01",
          "policy": "first-open-period",
          "postingDate": "2026-02-27",
        },
      }
    `)
    const toPeople = ask(makeSystem('erp', { policies: { closed_period: 'exception' } }), 'POST /confirmations', late).json['error']
    expect(toPeople).toMatchObject({ policy: 'exception' })
    expect(toPeople).not.toHaveProperty('nextOpenDate')
  })

  it('skip closed periods when they name the next open day, and name none where there is none', () => {
    const later = { company: 'C1', from: '2026-04-01', to: '2026-04-30', open: true }
    const nextOpen = (erp: SystemInstance): unknown => {
      erp.step({ do: 'close-period', company: 'C1', from: '2026-03-01', to: '2026-03-31' }, 0)
      return ask(erp, 'POST /confirmations', confirmation({ postingDate: '2026-02-27' })).json['error']
    }
    expect(nextOpen(makeSystem('erp', {}, { ...smallMaster, periods: [later, ...smallMaster.periods] }))).toMatchObject({
      nextOpenDate: '2026-04-01',
    })
    expect(nextOpen(makeSystem('erp'))).not.toHaveProperty('nextOpenDate')
  })

  it('of a locked order are for now, say when to come back, and end with the lock', () => {
    const erp = makeSystem('erp')
    expect(erp.step({ do: 'lock-order', order: '100001' }, 0)).toMatchObject([
      { entity: 'order:P1/100001', dims: { plant: 'P1', order: '100001' }, group: 'lock', before: 'unlocked', after: 'locked' },
    ])
    const locked = ask(erp, 'POST /confirmations', confirmation())
    expect([locked.status, codeOf(locked), locked.response.headers['retry-after'], locked.served?.answerClass]).toEqual([
      423,
      'ORDER_LOCKED',
      '1',
      'transient',
    ])
    expect(erp.step({ do: 'lock-order', order: '100001' }, 0)).toEqual([])
    expect(ask(erp, 'POST /confirmations', confirmation({ order: '100003' })).status).toBe(201)
    erp.step({ do: 'unlock-order', order: '100001' }, 0)
    expect(ask(erp, 'POST /confirmations', confirmation()).status).toBe(201)
  })
})
