import { describe, expect, it } from 'vitest'
import type { Served, SystemInstance } from '../../../src/systems/contract.js'
import { defineSystem } from '../../../src/systems/define.js'
import { erp } from '../../../src/systems/erp/index.js'
import { AnswerStore } from '../../../src/systems/shared/answer-store.js'
import { deskSystem } from '../../../src/systems/desk/index.js'
import { batchDialect } from './batch-dialect.js'
import { confirmation, movement, openWith } from './support.js'

const kind = defineSystem({ ...erp, dialects: [batchDialect] })

function erpByBatch(dedupe: 'none' | 'idempotency-key' = 'none'): SystemInstance {
  return openWith(kind, { dialect: 'batch', dedupe, enforce: { negative_stock: true } })
}

function send(system: SystemInstance, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  return system.decode({ method: 'POST', path, query: '', headers, body: Buffer.from(JSON.stringify(body)) })
}

/** Sends a batch with a token, and gives the lines of its answer. */
function batch(system: SystemInstance, ...groups: readonly unknown[]): { readonly served: Served; readonly lines: readonly unknown[] } {
  const opened = send(system, '/token', {})
  const token = 'response' in opened ? opened.response.headers['x-token'] : undefined
  const decoded = send(system, '/batch', { groups }, { 'x-token': token ?? '' })
  if (!('understood' in decoded)) throw new Error('The batch was not understood.')
  const served = system.serve(decoded.understood, 0)
  return { served, lines: (JSON.parse(served.response.body.toString()) as { readonly lines: readonly unknown[] }).lines }
}

const confirm = (change: Readonly<Record<string, unknown>> = {}, key?: string) => ({
  do: 'confirmation.create',
  with: confirmation(change),
  ...(key !== undefined && { key }),
})
const issue = (change: Readonly<Record<string, unknown>> = {}) => ({ do: 'movement.create', with: movement(change) })

describe('a dialect', () => {
  it('is listed beside plain, and found by its name', () => {
    expect(kind.dialects).toEqual(['plain', 'batch'])
    expect(() => openWith(kind, { dialect: 'odata' })).toThrow('The ERP speaks plain, batch; there is no dialect odata.')
  })

  it('may ask for a handshake, and answers it by itself', () => {
    const system = erpByBatch()
    const early = send(system, '/batch', { groups: [[confirm()]] })
    expect(early).toMatchObject({ handshake: true, misunderstood: { status: 403, code: 'TOKEN_REQUIRED' }, response: { status: 403 } })
    expect(send(system, '/token', {})).toMatchObject({ handshake: 'answered', response: { headers: { 'x-token': '1' } } })
    expect(send(erpByBatch(), '/batch', { groups: [] }, { 'x-token': '1' })).toMatchObject({ handshake: true })
  })

  it('may put several commands into a message, with a result per line', () => {
    const { served, lines } = batch(erpByBatch(), [confirm()], [confirm({ order: '9' })], [issue()])
    expect(lines).toMatchObject([
      { did: 'confirmation.create', status: 201, result: { document: '8000000001' } },
      { did: 'confirmation.create', status: 404, fault: 'UNKNOWN_ORDER' },
      { did: 'movement.create', status: 201, result: { document: '4900000001' } },
    ])
    expect([served.status, served.answerClass, served.replies.map((reply) => reply.effects.length)]).toEqual([207, 'business', [3, 0, 1]])
  })

  it('may let commands stand or fall together: then each is answered with what stopped them', () => {
    const system = erpByBatch()
    const before = JSON.stringify(system.snapshot())
    const fallen = batch(system, [confirm(), issue(), issue({ quantity: { quantity: 36, unit: 'EA' } })])
    expect(fallen.lines).toEqual(
      Array.from({ length: 3 }, (_none, at) => ({ ...(fallen.lines[at] as object), status: 422, fault: 'NEGATIVE_STOCK' })),
    )
    expect([JSON.stringify(system.snapshot()), fallen.served.replies.flatMap((reply) => reply.effects)]).toEqual([before, []])
    // Only the one that stopped them was refused for what it is.
    expect(fallen.served.replies.map((reply) => reply.answerClass)).toEqual(['transient', 'transient', 'business'])
    expect(fallen.served.answerClass).toBe('business')
    const whole = batch(system, [confirm(), issue()])
    expect(whole.lines).toMatchObject([{ result: { document: '8000000001' } }, { result: { document: '4900000001' } }])
    expect(system.documentsOf('MC-000001')).toEqual(['8000000001'])
  })

  it('has idempotency per command, and none for what was taken back', () => {
    const system = erpByBatch('idempotency-key')
    batch(system, [confirm({}, 'K1'), confirm({ order: '9' }, 'K2')])
    expect(batch(system, [confirm({}, 'K1')], [confirm({}, 'K1')]).lines).toMatchObject([
      { status: 201, result: { document: '8000000001' } },
      { status: 201, result: { document: '8000000001' }, again: true },
    ])
    expect(batch(system, [confirm({ kind: 'final' }, 'K1')], [confirm({}, 'K3')]).lines).toMatchObject([
      { status: 422, fault: 'KEY_REUSED' },
      { status: 201, result: { document: '8000000002' } },
    ])
  })

  it('words the refusals that faults make up', () => {
    expect(erpByBatch().refusal(503, 'UNAVAILABLE', 'Later.').body.toString()).toBe('{"fault":{"code":"UNAVAILABLE","why":"Later."}}')
  })

  it('cannot bind commands of a system without a ledger together', () => {
    const desk = openWith(deskSystem)
    const command = { operation: 'exception.create', posts: true, keys: [], input: { fact: 'MC-1', class: 'data', reason: 'why' } }
    expect(() => desk.serve({ commands: [command, command], atomic: [[0, 1]] }, 0)).toThrow('The exception desk has no ledger')
  })
})

describe('without a wire', () => {
  it('an operation is executed with its canonical input, and documents are found by reference, live ones first', () => {
    const system = openWith(kind)
    expect(system.execute('confirmation.create', confirmation(), 0)).toMatchObject({ status: 201, result: { document: '8000000001' } })
    system.execute('confirmation.reverse', { document: '8000000001', postingDate: '2026-03-02', reference: 'MC-000001' }, 0)
    system.execute('confirmation.create', confirmation(), 0)
    expect(system.documentsOf('MC-000001')).toEqual(['8000000003', '8000000002', '8000000001'])
    expect(system.documentsOf('MC-9')).toEqual([])
    expect(system.execute('order.read', { order: '9' }, 0)).toMatchObject({ status: 404, code: 'UNKNOWN_ORDER', effects: [] })
    expect(() => system.execute('order.paint', {}, 0)).toThrow('The ERP has no operation order.paint.')
  })
})

describe('remembered answers', () => {
  it('are the newest only, so that a system that runs for ever does not grow for ever', () => {
    const store = new AnswerStore(1_000_000, 2)
    const reply = { status: 201, answerClass: 'success', effects: [], result: {} } as const
    const command = (key: string) => ({ operation: 'x', posts: true, keys: [], idempotencyKey: key, input: {} })
    for (const key of ['A', 'B', 'C']) store.keep(command(key), reply, key, 0)
    expect(['A', 'B', 'C'].map((key) => store.find(command(key), (input) => input, 1))).toMatchObject([
      undefined,
      { dedupedTo: 'B' },
      { dedupedTo: 'C' },
    ])
  })
})
