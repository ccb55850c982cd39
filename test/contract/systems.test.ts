import { describe, expect, it } from 'vitest'
import { dedupeModes, type PublishedEvent, type SystemInstance } from '../../src/systems/contract.js'
import type { SystemName } from '../../src/domain/names.js'
import { describeOperations } from '../../src/systems/describe.js'
import { systemKinds } from '../../src/systems/index.js'
import { resolveResponse } from '../../src/systems/shared/openapi.js'
import { ask, confirmation, makeSystem, movement, twoPlants } from '../unit/systems/support.js'
import { ContractChecker, draw, operationAt } from './systems-support.js'

const systems = systemKinds.map(({ words }) => words.name)
const checkers = new Map(systems.map((name) => [name, new ContractChecker(name)]))

function checkerOf(name: SystemName): ContractChecker {
  const checker = checkers.get(name)
  if (!checker) throw new Error(`There is no system ${name}.`)
  return checker
}

const key = { 'idempotency-key': 'K-1' }
type Script = readonly (readonly [line: string, body?: unknown, headers?: Readonly<Record<string, string>>])[]

/** Asks, and holds the answer against the document. */
function hold(system: SystemInstance, line: string, body?: unknown, headers?: Readonly<Record<string, string>>): void {
  const exchange = ask(system, line, body, headers)
  const [method = '', target = ''] = line.split(' ')
  const operation = operationAt(system, method, target.split('?')[0] ?? '')
  if (exchange.command) expect(exchange.command.operation).toBe(operation)
  expect(
    checkerOf(system.name).answerProblems(operation, exchange.response),
    `${line} ${JSON.stringify(body)} -> ${exchange.response.body.toString()}`,
  ).toEqual([])
}

const event: PublishedEvent = {
  id: 'e1',
  eid: 'mes:MC-000001',
  key: 'MC-000001',
  type: 'org.mfgsync.mes.confirmation.reported.v1',
  source: '/mes/P1',
  subject: 'MC-000001',
  time: '2026-03-02T06:00:00.000+01:00',
  data: {
    confirmation: 'MC-000001',
    plant: 'P1',
    order: '100001',
    operation: '0010',
    sequence: 1,
    kind: 'partial',
    yield: { quantity: 11, unit: 'EA' },
    scrap: { quantity: 0, unit: 'EA' },
    rework: { quantity: 0, unit: 'EA' },
    occurredAt: '2026-03-02T06:00:00.000+01:00',
  },
}

const scripts: Readonly<Record<SystemName, Script>> = {
  erp: [
    ['GET /'],
    ['GET /openapi.json'],
    ['GET /?x=1'],
    ['GET /openapi.json?x=1'],
    ['GET /nothing'],
    ['DELETE /confirmations'],
    ['GET /confirmations/'],
    ['POST /confirmations', confirmation(), key],
    ['POST /confirmations', confirmation(), key],
    ['POST /confirmations', confirmation({ kind: 'final' }), key],
    ['POST /confirmations', '{'],
    ['POST /confirmations', ''],
    ['POST /confirmations', '[]'],
    ['POST /confirmations', { quantty: 1 }],
    ['POST /confirmations', confirmation(), { 'content-type': 'text/plain' }],
    ['POST /confirmations', confirmation(), { 'content-type': 'application/json; charset=latin1' }],
    ['POST /confirmations', confirmation(), { 'content-encoding': 'gzip' }],
    ['POST /confirmations', confirmation(), { 'idempotency-key': 'k'.repeat(256) }],
    ['POST /confirmations', confirmation({ text: 'x'.repeat(9_000_000) })],
    ['POST /confirmations', confirmation({ order: '9' })],
    ['POST /confirmations', confirmation({ order: '100002' })],
    ['POST /confirmations', confirmation({ postingDate: '2026-02-27' })],
    ['POST /confirmations', confirmation({ operation: '0030', kind: 'final', reference: 'MC-2' })],
    ['GET /confirmations'],
    ['GET /confirmations?reference=MC-000001'],
    ['GET /confirmations?refrence=MC-000001'],
    ['GET /confirmations?reference='],
    ['GET /confirmations?order=1&order=2'],
    ['GET /confirmations/8000000001'],
    ['GET /confirmations/1'],
    ['GET /confirmations/1?x=1'],
    ['POST /confirmations/8000000001/reversal', { postingDate: '2026-03-02' }],
    ['POST /confirmations/8000000001/reversal', { postingDate: '2026-03-02' }],
    ['POST /confirmations/8000000002/reversal', { postingDate: '2026-02-02' }],
    ['POST /confirmations/8000000002/reversal', { postingDate: '2026-02-30' }],
    ['POST /confirmations/1/reversal', { postingDate: '2026-03-02' }],
    ['POST /confirmations/1/reversal', 'x'.repeat(9_000_000)],
    ['POST /confirmations/1/reversal', {}, { 'content-type': 'text/xml' }],
    ['POST /goods-movements', movement()],
    ['POST /goods-movements', movement()],
    ['POST /goods-movements', movement({ plant: 'P7' })],
    ['POST /goods-movements', movement({ order: '7' })],
    ['POST /goods-movements', movement({ stockType: 'free' })],
    ['POST /goods-movements', movement({ type: 'receipt', stockType: 'quality', lot: 'L2', reference: 'MI-2' })],
    [
      'POST /goods-movements',
      movement({ type: 'transfer', lot: 'L2', stockType: 'quality', to: { stockType: 'blocked' }, reference: 'MI-3' }),
    ],
    ['POST /goods-movements', movement({ type: 'transfer' })],
    ['POST /goods-movements', movement({ type: 'adjustment', quantity: { quantity: -2, unit: 'EA' }, reference: 'MI-4' })],
    ['POST /goods-movements', 'x'.repeat(9_000_000)],
    ['POST /goods-movements', {}, { 'content-type': 'text/xml' }],
    ['GET /goods-movements'],
    ['GET /goods-movements?reference=MI-000001'],
    ['GET /goods-movements?ref=1'],
    ['GET /goods-movements/4900000001'],
    ['GET /goods-movements/1'],
    ['GET /goods-movements/1?x=1'],
    ['POST /goods-movements/4900000001/reversal', { postingDate: '2026-03-02' }],
    ['POST /goods-movements/4900000001/reversal', { postingDate: '2026-03-02' }],
    ['POST /goods-movements/1/reversal', { postingDate: '2026-03-02' }],
    ['POST /goods-movements/4900000002/reversal', { postingDate: '2026-03-02' }],
    ['POST /goods-movements/4900000003/reversal', { postingDate: '2026-03-02' }],
    ['POST /goods-movements/1/reversal', 1],
    ['POST /goods-movements/1/reversal', 'x'.repeat(9_000_000)],
    ['POST /goods-movements/1/reversal', {}, { 'content-type': 'text/xml' }],
    ['GET /production-orders'],
    ['GET /production-orders?status=released'],
    ['GET /production-orders?status=done'],
    ['GET /production-orders/100001'],
    ['GET /production-orders/9'],
    ['GET /production-orders/9?x=1'],
    ...['release', 'technical-completion', 'closure'].flatMap((action): Script => [
      [`POST /production-orders/100003/${action}`],
      [`POST /production-orders/9/${action}`],
      [`POST /production-orders/100001/${action}`, { now: true }],
      [`POST /production-orders/1/${action}`, 'x'.repeat(9_000_000)],
      [`POST /production-orders/1/${action}`, 'now', { 'content-type': 'text/plain' }],
    ]),
    ['POST /production-orders/100002/technical-completion', {}],
    ['POST /production-orders/100002/closure', {}],
    ['POST /confirmations', confirmation({ order: '100003' })],
    ['GET /stock'],
    ['GET /stock?plant=P1&item=C1&location=PROD&lot=&stockType=unrestricted'],
    ['GET /stock?stockType=free'],
    ['GET /plants'],
    ['GET /plants?x=1'],
    ['GET /items'],
    ['GET /items?x=1'],
    ['GET /items/C2'],
    ['GET /items/C9'],
    ['GET /items/C9?x=1'],
    ['GET /boms/FG-100'],
    ['GET /boms/FG-100?plant=P2'],
    ['GET /boms/C9'],
    ['GET /boms/C9?x=1'],
    ['GET /posting-periods'],
    ['GET /posting-periods?company=C1'],
    ['GET /posting-periods?plant=P1'],
  ],
  mes: [
    ['GET /'],
    ['GET /openapi.json'],
    ['GET /?x=1'],
    ['GET /openapi.json?x=1'],
    ['GET /event'],
    ['POST /events', {}],
    ['GET /events'],
    ['GET /events?after=0&limit=1'],
    ['GET /events?after=1'],
    ['GET /events?after=77'],
    ['GET /events?after=x'],
    ['GET /events?limit=0'],
    ['GET /events?limit=x'],
    ['GET /events?afer=1'],
    ['GET /production-orders'],
    ['GET /production-orders?x=1'],
    ['GET /production-orders/100001'],
    ['GET /production-orders/9'],
    ['GET /production-orders/9?x=1'],
    ['GET /confirmations/MC-000001'],
    ['GET /confirmations/MC-9'],
    ['GET /confirmations/MC-9?x=1'],
  ],
  desk: [
    ['GET /'],
    ['GET /openapi.json'],
    ['GET /?x=1'],
    ['GET /openapi.json?x=1'],
    ['GET /exception'],
    ['PUT /exceptions', {}],
    ['POST /exceptions', { fact: 'MC-1', class: 'data', reason: 'no such item' }, key],
    ['POST /exceptions', { fact: 'MC-1', class: 'data', reason: 'no such item' }, key],
    ['POST /exceptions', { fact: 'MC-2', class: 'data', reason: 'no such item' }, key],
    ['POST /exceptions', { facts: ['MC-1', 'MC-2'], class: 'business', reason: 'why', owner: 'me', code: 'X' }],
    ['POST /exceptions', { class: 'business', reason: 'why' }],
    ['POST /exceptions', { fact: 'MC-1', class: 'odd', reason: '' }],
    ['POST /exceptions', 'x'.repeat(9_000_000)],
    ['POST /exceptions', {}, { 'content-type': 'text/plain' }],
    ['GET /exceptions'],
    ['GET /exceptions?status=open&fact=MC-1'],
    ['GET /exceptions?status=half'],
    ['GET /exceptions/X-0001'],
    ['GET /exceptions/X-9'],
    ['GET /exceptions/X-9?x=1'],
    ['POST /exceptions/X-0001/close', { resolution: 'discarded', reason: 'twice' }],
    ['POST /exceptions/X-0001/close', { resolution: 'discarded' }],
    ['POST /exceptions/X-0001/close', { resolution: 'posted' }],
    ['POST /exceptions/X-9/close', { resolution: 'posted' }],
    ['POST /exceptions/X-9/close', {}],
    ['POST /exceptions/X-9/close', 'x'.repeat(9_000_000)],
    ['POST /exceptions/X-9/close', {}, { 'content-type': 'text/plain' }],
    ['GET /exceptions/X-0001'],
  ],
}

describe.each(systems)('%s: every answer is as documented', (name) => {
  it.each(dedupeModes)('to requests written by hand, dedupe %s', (dedupe) => {
    const system = makeSystem(name, { dedupe })
    if (name === 'mes') system.publish(event)
    for (const [line, body, headers] of scripts[name] ?? []) hold(system, line, body, headers)
    if (name === 'mes') {
      system.publish({ ...event, eid: 'mes:P2/MC-000001', source: '/mes/P2', data: { ...event.data, plant: 'P2' } })
      for (const query of ['', '?plant=P2', '?plant=P3']) hold(system, `GET /confirmations/MC-000001${query}`)
    }
    if (name !== 'erp') return
    system.step({ do: 'lock-order', order: '100001' }, 0)
    hold(system, 'POST /confirmations', confirmation({ reference: 'MC-7' }))
    hold(system, 'POST /goods-movements', movement({ reference: 'MI-7' }))
    hold(system, 'POST /confirmations/8000000002/reversal', { postingDate: '2026-03-02' })
    for (const action of ['technical-completion', 'closure']) hold(system, `POST /production-orders/100001/${action}`, {})
  })

  it('to malformed bodies, wherever there is a body', () => {
    const system = makeSystem(name)
    for (const { method, path, object } of checkerOf(name).operations) {
      if (object.requestBody) hold(system, `${method} ${path.replaceAll(/\{\w+\}/g, '1')}`, '{"half": ')
    }
  })

  it('to requests drawn from its own schemas', () => {
    const system = makeSystem(name, { dedupe: 'idempotency-key' })
    for (const operation of checkerOf(name).operations) {
      for (let seed = 1; seed <= 25; seed += 1) {
        const drawn = draw(operation, seed, checkerOf(name))
        hold(system, drawn.line, drawn.body, { 'idempotency-key': `${operation.id}-${seed % 20}` })
      }
    }
  })

  it('whose refusals are made up by faults', () => {
    const system = makeSystem(name)
    for (const operation of checkerOf(name).operations) {
      for (const status of [401, 403, 409, 429, 503, 500, 502, 504].filter((candidate) => operation.object.responses[candidate])) {
        const code = { 409: 'CONFLICT', 429: 'THROTTLED' }[status] ?? 'UNAVAILABLE'
        const answer = system.refusal(status, code, 'Try again later.', { 'retry-after': '1' })
        expect(checkerOf(name).answerProblems(operation.id, answer)).toEqual([])
      }
    }
  })

  it('and the document gives examples that are as it says', () => {
    const { document, operations } = checkerOf(name)
    for (const { id, object } of operations) {
      for (const [media, content] of Object.entries(object.requestBody?.content ?? {})) {
        expect(media).toBe('application/json')
        for (const example of Object.values(content.examples ?? {}))
          expect(checkerOf(name).problems(content.schema, example.value), id).toEqual([])
      }
      for (const [status, response] of Object.entries(object.responses)) {
        const resolved = resolveResponse(document, response)
        const content = resolved.content['application/json']
        expect(checkerOf(name).problems(content?.schema ?? {}, content?.example), `${id} ${status}`).toEqual([])
        expect(resolved['x-definite'], `${id} ${status}`).toBe(!['500', '502', '504'].includes(status))
        expect(object['x-posts'] || resolved['x-definite'], `${id} ${status}: a read has no effect`).toBe(true)
      }
    }
  })
})

describe('erp: every refusal is as documented', () => {
  const day = { postingDate: '2026-03-02' }
  const strict = { negative_stock: true, over_confirmation: true, operation_predecessor: true }

  it('of unknown names and forbidden quantities and dates', () => {
    const erp = makeSystem('erp', { enforce: strict })
    const component = (change: object) => confirmation({ components: [{ item: 'C3', quantity: { quantity: 1, unit: 'EA' }, ...change }] })
    hold(erp, 'POST /confirmations', confirmation())
    hold(erp, 'POST /goods-movements', movement())
    const confirmations = [
      confirmation({ postingDate: '2027-01-01' }),
      confirmation({ operation: '0099' }),
      component({ item: 'C9' }),
      component({ location: 'X' }),
      confirmation({ operation: '0020', yield: { quantity: 12, unit: 'EA' } }),
    ]
    for (const body of confirmations) hold(erp, 'POST /confirmations', body)
    const changes = [
      { postingDate: '2026-02-02' },
      { postingDate: '2027-01-01' },
      { quantity: { quantity: 99, unit: 'EA' } },
      { operation: '0099' },
      { item: 'C9' },
      { plant: 'P2', location: 'PROD' },
      { quantity: { quantity: 1, unit: 'KG' } },
    ]
    for (const change of changes) hold(erp, 'POST /goods-movements', movement(change))
    for (const document of ['confirmations/8000000001', 'goods-movements/4900000001']) {
      for (const postingDate of ['2026-02-02', '2027-01-01']) hold(erp, `POST /${document}/reversal`, { postingDate })
      hold(erp, `POST /${document}/reversal`, day)
    }
    for (const document of ['confirmations/8000000002', 'goods-movements/4900000002']) hold(erp, `POST /${document}/reversal`, day)
  })

  it('of lots that are wrong, of components that another operation needs, and of quantities that cannot be kept', () => {
    for (const whole_units of [false, true]) {
      const erp = makeSystem('erp', { enforce: { whole_units } })
      const wrong = [
        { item: 'C3', lot: '' },
        { item: 'C3', lot: 'L9' },
        { item: 'C1', lot: 'L1', location: 'PROD' },
        { item: 'C3', lot: 'L1', quantity: { quantity: 0.4, unit: 'EA' } },
      ]
      for (const change of wrong) hold(erp, 'POST /goods-movements', movement(change))
      for (const change of wrong)
        hold(erp, 'POST /confirmations', confirmation({ components: [{ quantity: { quantity: 1, unit: 'EA' }, ...change }] }))
      hold(erp, 'POST /goods-movements', movement({ operation: '0010' }))
    }
  })

  it('of numbers that two plants have', () => {
    const erp = makeSystem('erp', {}, twoPlants)
    hold(erp, 'POST /confirmations', confirmation())
    hold(erp, 'GET /production-orders/100001')
    for (const action of ['release', 'technical-completion', 'closure']) hold(erp, `POST /production-orders/100001/${action}`)
    hold(erp, 'POST /confirmations', confirmation({ plant: 'P2' }))
    hold(makeSystem('mes', {}, twoPlants), 'GET /production-orders/100001')
  })

  it('of reversals whose goods are gone', () => {
    const erp = makeSystem('erp', { enforce: { negative_stock: true } })
    hold(erp, 'POST /confirmations', confirmation({ operation: '0030' }))
    hold(erp, 'POST /goods-movements', movement({ type: 'receipt', lot: 'L2' }))
    hold(erp, 'POST /goods-movements', movement({ item: 'FG-100', location: 'FG01', lot: '' }))
    hold(erp, 'POST /goods-movements', movement({ lot: 'L2' }))
    for (const document of ['confirmations/8000000001', 'goods-movements/4900000001']) hold(erp, `POST /${document}/reversal`, day)
  })

  it('of locked orders, at every operation that knows them', () => {
    const system = makeSystem('erp', {
      dedupe: 'external-reference',
      enforce: { negative_stock: true, over_confirmation: true, operation_predecessor: true },
    })
    for (const [line, body] of [
      ['POST /confirmations', confirmation()],
      ['POST /goods-movements', movement()],
    ] as const)
      hold(system, line, body)
    for (const order of ['100001', '100002']) system.step({ do: 'lock-order', order }, 0)
    hold(system, 'POST /confirmations/8000000001/reversal', { postingDate: '2026-03-02' })
    hold(system, 'POST /goods-movements/4900000001/reversal', { postingDate: '2026-03-02' })
    for (const action of ['release', 'technical-completion', 'closure']) hold(system, `POST /production-orders/100002/${action}`)
    hold(system, 'POST /confirmations', confirmation({ order: '100003', reference: 'MC-8', yield: { quantity: 5000, unit: 'EA' } }))
    hold(system, 'POST /confirmations', confirmation({ order: '100003', reference: 'MC-8', yield: { quantity: 600, unit: 'EA' } }))
  })

  it('of closed orders', () => {
    const erp = makeSystem('erp')
    hold(erp, 'POST /confirmations', confirmation())
    hold(erp, 'POST /goods-movements', movement())
    hold(erp, 'POST /production-orders/100001/closure')
    erp.step({ do: 'set-order-status', order: '100001', status: 'closed' }, 0)
    for (const document of ['confirmations/8000000001', 'goods-movements/4900000001']) hold(erp, `POST /${document}/reversal`, day)
    hold(erp, 'POST /goods-movements', movement())
  })

  it('of keys and references that are taken', () => {
    const keyed = makeSystem('erp', { dedupe: 'idempotency-key' })
    hold(keyed, 'POST /confirmations', confirmation(), key)
    hold(keyed, 'POST /goods-movements', movement(), key)
    for (const document of ['confirmations/8000000001', 'goods-movements/4900000001']) hold(keyed, `POST /${document}/reversal`, day, key)
    const unique = makeSystem('erp', { dedupe: 'external-reference' })
    for (const at of [1, 2]) hold(unique, 'POST /confirmations', confirmation({ reference: `MC-${at}` }))
    for (const at of [1, 2]) hold(unique, 'POST /goods-movements', movement({ reference: `MI-${at}` }))
    const documents = ['confirmations/8000000001', 'confirmations/8000000002', 'goods-movements/4900000001', 'goods-movements/4900000002']
    for (const document of documents) hold(unique, `POST /${document}/reversal`, { ...day, reference: 'MR-1' })
  })
})

it('every answer and code that is documented was given by one of the requests above', () => {
  const documented = describeOperations().flatMap(({ system, operation, status, codes }) =>
    (codes.length === 0 ? [`${operation} ${status}`] : codes.map((code) => `${operation} ${status} ${code}`)).map((answer) => ({
      system,
      answer,
    })),
  )
  // A system whose answers nobody has asked for by hand yet is held against its schemas alone.
  const missing = documented
    .filter(({ system }) => system in scripts)
    .filter(({ system, answer }) => !checkerOf(system).seen.has(answer))
    .map(({ system, answer }) => `${system} ${answer}`)
  expect(missing).toEqual([])
})
