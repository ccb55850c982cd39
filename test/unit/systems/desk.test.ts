import { describe, expect, it } from 'vitest'
import { ask, codeOf, makeSystem } from './support.js'

const business = { fact: 'MC-000001', class: 'business', reason: 'Order 100001 is closed', owner: 'planning', code: 'ORDER_CLOSED' }

describe('the exception desk', () => {
  it('opens, finds and closes, and tells every change', () => {
    const desk = makeSystem('desk')
    const opened = ask(desk, 'POST /exceptions', business)
    expect([opened.status, opened.json, opened.command?.keys, opened.command?.posts]).toEqual([
      201,
      { exception: 'X-0001', status: 'open' },
      ['MC-000001'],
      true,
    ])
    expect(opened.served?.exceptions).toEqual([
      { xid: 'X-0001', keys: ['MC-000001'], class: 'business', reason: 'Order 100001 is closed', owner: 'planning', status: 'open' },
    ])
    ask(desk, 'POST /exceptions', { facts: ['MC-000002', 'MC-000003', 'MC-000002'], class: 'data', reason: 'no such item' })
    expect(ask(desk, 'GET /exceptions?fact=MC-000003').json).toEqual({
      items: [{ exception: 'X-0002', facts: ['MC-000002', 'MC-000003'], class: 'data', reason: 'no such item', status: 'open' }],
    })
    const closed = ask(desk, 'POST /exceptions/X-0001/close', { resolution: 'discarded', reason: 'counted twice' })
    expect(closed.json).toMatchObject({ exception: 'X-0001', status: 'closed', resolution: 'discarded', resolutionReason: 'counted twice' })
    expect(closed.served?.exceptions).toMatchObject([{ xid: 'X-0001', keys: ['MC-000001'], status: 'closed', resolution: 'discarded' }])
    expect((ask(desk, 'GET /exceptions?status=open').json['items'] as readonly unknown[]).length).toBe(1)
    expect(desk.snapshot()).toEqual({ open: 1, closed: 1, facts: ['MC-000002', 'MC-000003'] })
  })

  it('closes once: the same again is nothing, another resolution is refused', () => {
    const desk = makeSystem('desk')
    ask(desk, 'POST /exceptions', business)
    ask(desk, 'POST /exceptions/X-0001/close', { resolution: 'posted' })
    const again = ask(desk, 'POST /exceptions/X-0001/close', { resolution: 'posted' })
    expect([again.status, again.served?.exceptions]).toEqual([200, []])
    expect(codeOf(ask(desk, 'POST /exceptions/X-0001/close', { resolution: 'discarded' }))).toBe('ALREADY_CLOSED')
    expect(codeOf(ask(desk, 'POST /exceptions/X-0002/close', { resolution: 'posted' }))).toBe('UNKNOWN_EXCEPTION')
  })

  it('opens a second one about the same fact: whether that was right is for the checks to say', () => {
    const desk = makeSystem('desk')
    expect([1, 2].map(() => ask(desk, 'POST /exceptions', business).json['exception'])).toEqual(['X-0001', 'X-0002'])
    const guarded = makeSystem('desk', { dedupe: 'idempotency-key' })
    expect([1, 2].map(() => ask(guarded, 'POST /exceptions', business, { 'idempotency-key': 'K' }).json['exception'])).toEqual([
      'X-0001',
      'X-0001',
    ])
  })

  it('does not understand an exception about nothing, or without a class that people know', () => {
    const desk = makeSystem('desk')
    const nothing = ask(desk, 'POST /exceptions', { class: 'data', reason: 'why' })
    expect(nothing.json).toMatchInlineSnapshot(`
      {
        "error": {
          "code": "NOT_UNDERSTOOD",
          "differences": [
            "fact: missing, expected a text (or facts, an array of them)",
          ],
          "message": "The body is not what exception.create expects: 1 difference.",
          "nearest": "POST /exceptions",
        },
      }
    `)
    expect(ask(desk, 'POST /exceptions', { ...business, class: 'oops' }).json).toMatchInlineSnapshot(`
      {
        "error": {
          "code": "NOT_UNDERSTOOD",
          "differences": [
            "class: is "oops", expected one of "transient", "data", "business", "contract"",
          ],
          "message": "The body is not what exception.create expects: 1 difference.",
          "nearest": "POST /exceptions",
        },
      }
    `)
    expect(desk.snapshot()).toEqual({ open: 0, closed: 0, facts: [] })
  })
})
