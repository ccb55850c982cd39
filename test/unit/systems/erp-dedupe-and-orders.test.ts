import { describe, expect, it } from 'vitest'
import { ask, codeOf, confirmation, makeSystem, movement, smallMaster } from './support.js'

describe('dedupe', () => {
  it('idempotency-key: the same key is answered from store, whatever the order of the fields', () => {
    const erp = makeSystem('erp', { dedupe: 'idempotency-key', dedupe_window_ms: 1000 })
    const key = { 'idempotency-key': 'MC-000001' }
    const first = ask(erp, 'POST /confirmations', confirmation(), key)
    erp.step({ do: 'lock-order', order: '100001' }, 0)
    const again = ask(erp, 'POST /confirmations', Object.fromEntries(Object.entries(confirmation()).reverse()), key, 999)
    expect([again.status, again.response.body.toString(), again.response.headers['idempotency-replayed']]).toEqual([
      201,
      first.response.body.toString(),
      'true',
    ])
    expect([again.served?.effects, again.served?.dedupedTo, again.served?.answerClass]).toEqual([[], '8000000001', 'success'])
    expect(first.response.headers).not.toHaveProperty('idempotency-replayed')
    const reused = ask(erp, 'POST /confirmations', confirmation({ kind: 'final' }), key, 999)
    expect([reused.status, codeOf(reused), reused.served?.answerClass]).toEqual([422, 'KEY_REUSED', 'business'])
    erp.step({ do: 'unlock-order', order: '100001' }, 0)
    expect(ask(erp, 'POST /confirmations', confirmation(), key, 1000).json['document']).toBe('8000000002')
  })

  it('idempotency-key: a refusal is not stored, and a key without the mode is ignored', () => {
    const erp = makeSystem('erp', { dedupe: 'idempotency-key' })
    const key = { 'idempotency-key': 'K' }
    expect(ask(erp, 'POST /confirmations', confirmation({ order: '100002' }), key).status).toBe(422)
    erp.step({ do: 'set-order-status', order: '100002', status: 'released' }, 0)
    expect(ask(erp, 'POST /confirmations', confirmation({ order: '100002' }), key).status).toBe(201)
    const none = makeSystem('erp')
    const documents = [1, 2].map(() => ask(none, 'POST /confirmations', confirmation(), key).json['document'])
    expect(documents).toEqual(['8000000001', '8000000002'])
  })

  it('external-reference: one live document per operation, plant and reference; reversing frees it', () => {
    const erp = makeSystem('erp', { dedupe: 'external-reference' })
    ask(erp, 'POST /confirmations', confirmation())
    const again = ask(erp, 'POST /confirmations', confirmation())
    expect(again.json).toMatchObject({ error: { code: 'DUPLICATE_REFERENCE', document: '8000000001', reference: 'MC-000001' } })
    expect([again.status, again.served?.answerClass, again.served?.dedupedTo, again.served?.effects]).toEqual([
      409,
      'duplicate',
      '8000000001',
      [],
    ])
    expect(ask(erp, 'POST /goods-movements', movement({ reference: 'MC-000001' })).status).toBe(201)
    expect(ask(erp, 'POST /confirmations/8000000001/reversal', { postingDate: '2026-03-02', reference: 'MC-000001' }).status).toBe(201)
    expect(ask(erp, 'POST /confirmations', confirmation()).json['document']).toBe('8000000003')
    expect(codeOf(ask(erp, 'POST /confirmations/8000000003/reversal', { postingDate: '2026-03-02', reference: 'MC-000001' }))).toBe(
      'DUPLICATE_REFERENCE',
    )
  })
})

describe('orders and periods', () => {
  it('walk legal paths only, and repeat as nothing', () => {
    const erp = makeSystem('erp')
    const path = ['release', 'release', 'technical-completion', 'release', 'closure', 'closure', 'technical-completion']
    const answers = path.map((action) => ask(erp, `POST /production-orders/100002/${action}`))
    expect(answers.map((answer) => [answer.json['status'], answer.served?.effects.length])).toEqual([
      ['released', 1],
      ['released', 0],
      ['technically-complete', 1],
      ['technically-complete', 0],
      ['closed', 1],
      ['closed', 0],
      ['closed', 0],
    ])
    expect(codeOf(ask(erp, 'POST /confirmations', confirmation({ order: '100002' })))).toBe('ORDER_CLOSED')
    expect(
      erp.step({ do: 'set-order-status', order: '100001', status: 'closed' }, 0).map((effect) => 'after' in effect && effect.after),
    ).toEqual(['technically-complete', 'closed'])
    expect(() => erp.step({ do: 'set-order-status', order: '9', status: 'closed' }, 0)).toThrow(
      'Step set-order-status: the ERP has no production order 9.',
    )
  })

  it('accept late postings after technical completion and keep the status', () => {
    const erp = makeSystem('erp')
    ask(erp, 'POST /production-orders/100001/technical-completion', {})
    expect(ask(erp, 'POST /confirmations', confirmation()).json['orderStatus']).toBe('technically-complete')
  })

  it('open and close for one company', () => {
    const erp = makeSystem('erp')
    const closing = { do: 'close-period', company: 'C1', from: '2026-03-01', to: '2026-03-31' } as const
    expect(erp.step(closing, 0)).toMatchObject([{ entity: 'period:/C1/2026-03-01', group: 'status', before: 'open', after: 'closed' }])
    expect(erp.step(closing, 0)).toEqual([])
    expect(ask(erp, 'POST /confirmations', confirmation()).json).toMatchObject({ error: { code: 'PERIOD_CLOSED' } })
    expect(ask(erp, 'GET /posting-periods?company=C2').json['items']).toHaveLength(2)
    expect(() => erp.step({ ...closing, company: 'C9' }, 0)).toThrow('company C9 has no posting period within 2026-03-01 to 2026-03-31')
  })

  it('refuse master data that contradicts itself when they are made', () => {
    const [bom] = smallMaster.boms
    const broken = { ...smallMaster, items: smallMaster.items.filter((item) => item.id !== 'C1') }
    expect(bom?.lines[0]?.item).toBe('C1')
    expect(() => makeSystem('erp', {}, broken)).toThrow('The bill of material of FG-100 names item C1, which is not in the master data.')
    expect(() => makeSystem('erp', { dialect: 'odata' })).toThrow('The ERP speaks plain; there is no dialect odata.')
  })

  it('end in a snapshot that a person can reconcile', () => {
    const erp = makeSystem('erp')
    ask(erp, 'POST /confirmations', confirmation())
    expect(erp.snapshot()).toMatchObject({
      orders: { '100001': { status: 'partially-confirmed', operations: { '0010': { yield: '11', finals: 0 } } } },
      documents: { confirmations: { posted: 1, reversed: 0 }, goodsMovements: { posted: 0, reversed: 0 } },
    })
  })
})
