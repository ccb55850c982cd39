import { describe, expect, it } from 'vitest'
import type { PublishedEvent, SystemInstance } from '../../../src/systems/contract.js'
import { ask, codeOf, makeSystem } from './support.js'

function event(at: number, change: Partial<PublishedEvent> = {}): PublishedEvent {
  const key = `MC-00000${at}`
  return {
    id: `e-${at}`,
    eid: `mes:${key}`,
    key,
    type: 'org.mfgsync.mes.confirmation.reported.v1',
    source: '/mes/P1',
    subject: key,
    time: '2026-03-02T06:00:00.000+01:00',
    sequence: String(at),
    partitionkey: '100001',
    data: { confirmation: key, order: '100001', sequence: at },
    ...change,
  }
}

function mesWith(count: number): SystemInstance {
  const mes = makeSystem('mes')
  for (let at = 1; at <= count; at += 1) mes.publish(event(at))
  return mes
}

describe('the change feed', () => {
  it('hands out CloudEvents in order of publication, page by page, and says what it told', () => {
    const mes = mesWith(3)
    const first = ask(mes, 'GET /events?limit=2')
    expect(first.json).toMatchObject({ next: '2', latest: '3', more: true })
    expect((first.json['events'] as readonly unknown[])[0]).toEqual({
      cursor: '1',
      event: {
        specversion: '1.0',
        id: 'e-1',
        source: '/mes/P1',
        type: 'org.mfgsync.mes.confirmation.reported.v1',
        subject: 'MC-000001',
        time: '2026-03-02T06:00:00.000+01:00',
        datacontenttype: 'application/json',
        sequence: '1',
        partitionkey: '100001',
        data: { confirmation: 'MC-000001', order: '100001', sequence: 1 },
      },
    })
    expect([first.served?.exposes, first.served?.feed, first.served?.effects]).toEqual([
      ['mes:MC-000001', 'mes:MC-000002'],
      { after: 0, upTo: 2 },
      [],
    ])
    const second = ask(mes, 'GET /events?after=2')
    expect([second.json['next'], second.json['more'], second.served?.feed]).toEqual(['3', false, { after: 2, upTo: 3 }])
    const empty = ask(mes, 'GET /events?after=3')
    expect([empty.json, empty.served?.exposes, empty.served?.feed]).toEqual([
      { events: [], next: '3', latest: '3', more: false },
      [],
      { after: 3, upTo: 3 },
    ])
    mes.publish(event(4))
    expect(ask(mes, 'GET /events?after=3').served?.exposes).toEqual(['mes:MC-000004'])
  })

  it('shows a fact that is delivered again under a new cursor, and tells of it once per page', () => {
    const mes = mesWith(1)
    mes.publish(event(1, { id: 'e-1-again' }))
    const page = ask(mes, 'GET /events')
    expect((page.json['events'] as readonly { readonly cursor: string }[]).map((entry) => entry.cursor)).toEqual(['1', '2'])
    expect(page.served?.exposes).toEqual(['mes:MC-000001'])
    expect(mes.snapshot()).toEqual({ feed: { entries: 2, facts: 1 } })
  })

  it('never has more than 200 on a page, whatever is asked', () => {
    const mes = mesWith(201)
    for (const line of ['GET /events', 'GET /events?limit=1000', 'GET /events?after=0']) {
      expect(ask(mes, line).json).toMatchObject({ next: '200', more: true })
    }
  })

  it.each(['2', '-1', 'x', '1.5', '1e0', '99999999999999999999'])('refuses cursor %s, which it never handed out', (cursor) => {
    const answer = ask(mesWith(1), `GET /events?after=${cursor}`)
    expect([answer.status, codeOf(answer), answer.served?.exposes]).toEqual([400, 'UNKNOWN_CURSOR', undefined])
  })

  it('is written to by nobody: what the shop floor reports is its own', () => {
    const mes = mesWith(1)
    expect(codeOf(ask(mes, 'POST /events', {}))).toBe('METHOD_NOT_ALLOWED')
    expect(() => mes.step({ do: 'lock-order', order: '100001' }, 0)).toThrow('The MES has no step lock-order')
  })
})

describe('reads', () => {
  it('give the data of a confirmation once it was reported, and say so', () => {
    const mes = mesWith(1)
    const known = ask(mes, 'GET /confirmations/MC-000001')
    expect([known.json, known.served?.exposes]).toEqual([{ confirmation: 'MC-000001', order: '100001', sequence: 1 }, ['mes:MC-000001']])
    expect(codeOf(ask(mes, 'GET /confirmations/MC-000002'))).toBe('UNKNOWN_CONFIRMATION')
    mes.publish(event(2, { type: 'org.mfgsync.mes.material.consumed.v1' }))
    expect(codeOf(ask(mes, 'GET /confirmations/MC-000002'))).toBe('UNKNOWN_CONFIRMATION')
  })

  it('give dispatched orders from master data', () => {
    const mes = makeSystem('mes')
    expect(ask(mes, 'GET /production-orders/100003').json).toEqual({
      order: '100003',
      plant: 'P1',
      item: 'FG-100',
      revision: 'A',
      quantity: 1000,
      unit: 'EA',
      operations: [
        { operation: '0010', workCentre: 'CUT-1' },
        { operation: '0020', workCentre: 'GLUE-1' },
        { operation: '0030', workCentre: 'PACK-1' },
      ],
    })
    expect(ask(mes, 'GET /production-orders').json['items']).toHaveLength(3)
  })
})
