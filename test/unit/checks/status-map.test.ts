import { describe, expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import { entityId } from '../../../src/domain/effect.js'
import type { StatusMapping } from '../../../src/domain/master.js'
import { journal, type JournalBuilder } from '../../support/journal-builder.js'
import { flowWords, productionOrder } from '../../support/journal-header.js'

const statusMap: readonly StatusMapping[] = [
  { from: 'mes', status: 'dispatched', to: 'erp', becomes: 'released' },
  { from: 'mes', status: 'running', to: 'erp', becomes: 'partially-confirmed' },
  { from: 'mes', status: 'held', to: 'erp' },
  { from: 'mes', status: 'completed', to: 'erp', becomes: 'confirmed' },
]
const plant = 'P1'
const entity = (order: string): string => entityId('order', plant, order)
const names = new Set([
  'status-map-correct',
  'no-orphan-effect',
  'system-of-record-respected',
  'final-state-converges',
  'every-event-accounted',
])

function start(map: readonly StatusMapping[] = statusMap): JournalBuilder {
  return journal({
    flows: [flowWords('order-dispatch', 'E', { one: 'release', verb: 'released', sinks: ['erp'] })],
    master: { statusMap: map, orders: [productionOrder('100001'), productionOrder('100002')] },
  })
}

/** Reported and posted. */
function made(run: JournalBuilder, key: string, operation: string, final = true): JournalBuilder {
  return run.fact(key, { operation, final, order: '100001' }).deliver(key).post(key)
}

/** A call makes something of the order. */
function makes(run: JournalBuilder, status: string, order = '100001', key = ''): JournalBuilder {
  run.arrive(key, { operation: 'order.closure', path: `/production-orders/${order}/closure`, method: 'POST' })
  run.write({
    entity: entity(order),
    dims: { plant, order },
    group: 'status',
    after: status,
    docKind: 'order',
    references: key === '' ? [] : [key],
  })
  return run.served({ effects: 1 }).answered(200)
}

function told(run: JournalBuilder): Readonly<Record<string, string>> {
  const { header, records } = run.end()
  const { results } = judgeJournal({ header, records }, checks)
  return Object.fromEntries(
    results.flatMap(({ check, verdict, violations }) =>
      names.has(check) && verdict === 'fail' ? [[check, violations.first?.message.replaceAll('\n ', '') ?? '']] : [],
    ),
  )
}

describe('what somebody makes of an order', () => {
  test('is by the table what its operations add up to: completed is confirmed, and not closed', () => {
    const all = (): JournalBuilder => made(made(start(), 'MC-000001', '0010'), 'MC-000002', '0020')
    expect(told(all())).toEqual({})
    expect(told(makes(all(), 'closed'))).toEqual({
      'status-map-correct': expect.stringMatching(
        /^Order 100001 is completed in the MES, and was made closed in the ERP by call \d+ \(POST .*closure\): the table says confirmed\.$/,
      ),
    })
  })

  test('an order of which an operation is not done is running, and one of which nothing is known is dispatched', () => {
    const one = makes(made(made(start(), 'MC-000001', '0010'), 'MC-000002', '0020', false), 'technically-complete')
    expect(told(one)).toEqual({ 'status-map-correct': expect.stringContaining('is running in the MES, and was made technically-complete') })
    expect(told(makes(start(), 'closed', '100002'))).toEqual({
      'status-map-correct': expect.stringContaining('is dispatched in the MES, and was made closed in the ERP'),
    })
  })

  test('what the table does make of it is nobody else’s either, save of the check of what no fact asks for', () => {
    expect(Object.keys(told(makes(start(), 'released')))).toEqual(['no-orphan-effect'])
  })

  test('is nothing where the table says so, and is not judged by it where there is none', () => {
    const unmapped = statusMap.map((row) => (row.status === 'completed' ? { from: row.from, status: row.status, to: row.to } : row))
    const all = makes(made(made(start(unmapped), 'MC-000001', '0010'), 'MC-000002', '0020'), 'confirmed')
    expect(told(all)['status-map-correct']).toMatch(/the table says that this is nothing there, and for people\.$/)
    const none = makes(made(made(start([]), 'MC-000001', '0010'), 'MC-000002', '0020'), 'closed')
    expect(Object.keys(told(none))).toEqual(['no-orphan-effect'])
  })
})

describe('what a fact says of an order', () => {
  const state = { system: 'erp', flow: 'order-dispatch', what: 'state', entity: entity('100001'), group: 'status' } as const
  const dims = { plant, order: '100001' }
  const released = (): JournalBuilder =>
    start()
      .fact('EO-000001', { flow: 'order-dispatch', sequenceKey: null, dims, expect: [{ ...state, dims, after: 'released' }] })
      .deliver('EO-000001')

  test('is what stands there in the end, whatever stood there for a while', () => {
    expect(told(makes(released(), 'released', '100001', 'EO-000001'))).toEqual({})
    const held = makes(released(), 'created', '100001', 'EO-000001')
    expect(told(makes(held, 'released', '100001', 'EO-000001'))).toEqual({})
  })

  test('is told by the table alone where it is another word', () => {
    expect(told(makes(released(), 'partially-confirmed', '100001', 'EO-000001'))).toEqual({
      'status-map-correct':
        'Order 100001 is dispatched in the MES (EO-000001), and was made partially-confirmed in the ERP: the table says released.',
    })
  })
})
