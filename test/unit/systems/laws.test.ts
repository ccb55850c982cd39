import fc from 'fast-check'
import { expect } from 'vitest'
import type { CountEffect, Effect, StateEffect } from '../../../src/domain/effect.js'
import type { DraftLine, Ledger } from '../../../src/domain/ledger.js'
import { measureOf } from '../../../src/domain/measures/index.js'
import { mayFollow, orderStatuses, type OrderStatus } from '../../../src/domain/order-status.js'
import { addQuantities, negateQuantity } from '../../../src/domain/quantity.js'
import { dedupeModes, type SystemInstance } from '../../../src/systems/contract.js'
import { Books } from '../../../src/systems/erp/books.js'
import { obeysSystemLaws, type Action, type Outcome } from '../../laws/system-laws.js'
import { engineer } from './engineering-actions.js'
import { itemEvent, released } from './plm-support.js'
import { makeSystem, smallMaster } from './support.js'

const order = fc.constantFrom('100001', '100001', '100002', '100003', '100009')
const operation = fc.constantFrom('0010', '0020', '0030', '0099')
const number = fc.constantFrom(0, 1, 11, 55, 0.5, '3.25', -1)
const quantity = fc.record({ quantity: number, unit: fc.constantFrom('EA', 'EA', 'EA', 'BOX', 'KG', 'G') })
const reference = fc.constantFrom('MC-1', 'MC-2', 'MC-3', 'MC-4')
const postingDate = fc.constantFrom('2026-03-02', '2026-03-02', '2026-03-03', '2026-02-27', '2027-01-01', '2026-02-30')
const headers = fc.oneof(
  fc.constant({}),
  fc.constantFrom('K1', 'K2', 'K3').map((key) => ({ 'idempotency-key': key })),
)

const confirm = fc.record({
  line: fc.constant('POST /confirmations'),
  headers,
  body: fc.record(
    {
      order,
      operation,
      kind: fc.constantFrom('partial', 'partial', 'final'),
      yield: quantity,
      scrap: quantity,
      rework: quantity,
      postingDate,
      reference,
      components: fc.array(fc.record({ item: fc.constantFrom('C3', 'C2', 'C9'), lot: fc.constantFrom('L1', ''), quantity }), {
        maxLength: 2,
      }),
    },
    { requiredKeys: ['order', 'operation', 'kind', 'yield', 'postingDate'] },
  ),
})
const move = fc.record({
  line: fc.constant('POST /goods-movements'),
  headers,
  body: fc
    .record(
      {
        type: fc.constantFrom('issue', 'receipt', 'transfer', 'adjustment'),
        plant: fc.constantFrom('P1', 'P1', 'P2'),
        item: fc.constantFrom('C1', 'C2', 'C3', 'C9'),
        quantity,
        location: fc.constantFrom('PROD', 'SUPER'),
        lot: fc.constantFrom('L1', 'L2'),
        stockType: fc.constantFrom('unrestricted', 'quality'),
        to: fc.record({ location: fc.constantFrom('PROD', 'SUPER'), stockType: fc.constantFrom('unrestricted', 'blocked') }),
        order,
        postingDate,
        reference,
        typo: fc.constant(1),
      },
      { requiredKeys: ['type', 'plant', 'item', 'quantity', 'location', 'postingDate'] },
    )
    .map(({ to, ...body }) => ({ ...body, ...(body.type === 'transfer' && { to }) })),
})
const reverse = fc.record({
  line: fc
    .tuple(fc.constantFrom('confirmations/80000000', 'goods-movements/49000000'), fc.integer({ min: 1, max: 6 }))
    .map(([path, at]) => `POST /${path}0${at}/reversal`),
  headers,
  body: fc.record({ postingDate, reference }, { requiredKeys: ['postingDate'] }),
})
const act = fc
  .tuple(order, fc.constantFrom('release', 'technical-completion', 'closure'))
  .map(([id, action]) => ({ line: `POST /production-orders/${id}/${action}` }))
const look = fc
  .constantFrom(
    'GET /confirmations?reference=MC-1',
    'GET /stock',
    'GET /production-orders?status=released',
    'GET /boms/FG-100',
    'PUT /confirmations',
  )
  .map((line) => ({ line }))
const step = fc
  .oneof(
    fc
      .tuple(fc.constantFrom('100001', '100003'), fc.boolean())
      .map(([id, locked]) => ({ do: locked ? 'lock-order' : 'unlock-order', order: id })),
    fc.boolean().map((open) => ({ do: open ? 'open-period' : 'close-period', company: 'C1', from: '2026-03-01', to: '2026-03-31' })),
    fc
      .constantFrom('released', 'technically-complete')
      .map((status) => ({ do: 'set-order-status' as const, order: '100002', status: status as 'released' | 'technically-complete' })),
  )
  .map((value) => ({ step: value }))
const actions: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: engineer },
    { weight: 8, arbitrary: confirm },
    { weight: 3, arbitrary: move },
    { weight: 3, arbitrary: reverse },
    { weight: 1, arbitrary: act },
    { weight: 1, arbitrary: look },
    { weight: 1, arbitrary: step },
  ),
  { minLength: 1, maxLength: 25 },
)

function effectsOf(outcomes: readonly Outcome[]): readonly Effect[] {
  return outcomes.flatMap((outcome) => outcome.effects)
}

/** Sums that use nothing of the ledger: opening balances and lines, by dimensions. */
function summed(effects: readonly Effect[]): ReadonlyMap<string, string> {
  const sums = new Map<string, string>()
  const add = (key: string, value: string): void => void sums.set(key, addQuantities(sums.get(key) ?? '0', value))
  for (const { plant, item, location, lot, stockType, quantity: opening } of smallMaster.balances)
    add([plant, item, location, lot, stockType].join('/'), opening)
  for (const effect of effects) {
    if (effect.what !== 'quantity' || measureOf(effect.measure).moves === 0) continue
    const { item, location, lot = '', stockType } = effect.dims
    const key = [effect.plant, item, location, lot, stockType].join('/')
    add(key, measureOf(effect.measure).moves < 0 ? negateQuantity(effect.quantity) : effect.quantity)
    expect(effect.balance).toBe(sums.get(key))
  }
  return new Map([...sums].filter(([, value]) => value !== '0').sort(([a], [b]) => (a < b ? -1 : 1)))
}

function amountOf(effect: Effect): string {
  if (effect.what === 'quantity') return effect.quantity
  return effect.what === 'count' ? String(effect.count) : '0'
}

interface Snapshot {
  readonly orders: Readonly<
    Record<string, { readonly status: OrderStatus; readonly operations: Readonly<Record<string, Readonly<Record<string, unknown>>>> }>
  >
  readonly stock: readonly {
    readonly plant: string
    readonly item: string
    readonly location: string
    readonly lot: string
    readonly stockType: string
    readonly quantity: string
  }[]
}

function snapshotOf(system: SystemInstance): Snapshot {
  return system.snapshot() as unknown as Snapshot
}

/** Brings a ledger from its opening state to where a list of effects leads. Effects of one document must stand together. */
function replayEffects(ledger: Ledger, effects: readonly Effect[]): void {
  let lines: DraftLine[] = []
  let counts: CountEffect[] = []
  let states: StateEffect[] = []
  const flush = (): void => {
    if (lines.length + counts.length + states.length > 0) ledger.commit({ lines, counts, states })
    lines = []
    counts = []
    states = []
  }
  for (const effect of effects) {
    // A state without a document is a write by itself.
    if (effect.doc === '' || (lines[0] ?? counts[0] ?? states[0])?.doc !== effect.doc) flush()
    if (effect.what === 'quantity') lines.push({ ...effect })
    else if (effect.what === 'count') counts.push(effect)
    else states.push(effect)
  }
  flush()
}

const laws = [
  {
    name: 'replaying the effects from the opening state gives the final state',
    holds: (system: SystemInstance, outcomes: readonly Outcome[]) => {
      const books = new Books(smallMaster)
      replayEffects(books.ledger, effectsOf(outcomes))
      expect(books.snapshot()).toEqual(system.snapshot())
    },
  },
  {
    name: 'balances are the opening plus the sum of all lines, and each line says the balance after it',
    holds: (system: SystemInstance, outcomes: readonly Outcome[]) => {
      const stock = snapshotOf(system).stock.map(
        (balance) => [[balance.plant, balance.item, balance.location, balance.lot, balance.stockType].join('/'), balance.quantity] as const,
      )
      expect(new Map([...stock].sort(([a], [b]) => (a < b ? -1 : 1)))).toEqual(summed(effectsOf(outcomes)))
    },
  },
  {
    name: 'what is confirmed at an operation is the sum of its documents',
    holds: (system: SystemInstance, outcomes: readonly Outcome[]) => {
      for (const [id, state] of Object.entries(snapshotOf(system).orders)) {
        for (const [op, totals] of Object.entries(state.operations)) {
          for (const measure of ['yield', 'scrap', 'rework', 'final']) {
            const own = effectsOf(outcomes).filter(
              (effect) =>
                effect.what !== 'state' &&
                effect.docKind === 'confirmation' &&
                effect.dims['order'] === id &&
                effect.dims['routingStep'] === op &&
                effect.measure === measure,
            )
            const sum = own.reduce((total, effect) => addQuantities(total, amountOf(effect)), '0')
            expect(String(totals[measure === 'final' ? 'finals' : measure])).toBe(sum)
          }
        }
      }
    },
  },
  {
    name: 'the status of an order walks a legal path without a gap, and says what is confirmed',
    holds: (system: SystemInstance, outcomes: readonly Outcome[]) => {
      for (const master of smallMaster.orders) {
        let status: OrderStatus = master.status
        for (const effect of effectsOf(outcomes)) {
          if (effect.what !== 'state' || effect.entity !== `order:P1/${master.id}` || effect.group !== 'status') continue
          expect(effect.before).toBe(status)
          const next = orderStatuses.find((candidate) => candidate === effect.after) ?? 'created'
          expect(next !== status && mayFollow(status, next), `${status} -> ${next}`).toBe(true)
          status = next
        }
        expect(snapshotOf(system).orders[master.id]?.status).toBe(status)
      }
    },
  },
  {
    name: 'a reversal cancels every line of its document',
    holds: (_system: SystemInstance, outcomes: readonly Outcome[]) => {
      const byDocument = Map.groupBy(
        effectsOf(outcomes).filter((effect) => effect.what !== 'state'),
        (effect) => effect.doc,
      )
      for (const lines of byDocument.values()) {
        const original = byDocument.get(lines[0]?.reversesDoc ?? '')
        if (original)
          expect(lines.map((line) => [line.measure, line.dims['item'], amountOf(line)])).toEqual(
            original.map((line) => [line.measure, line.dims['item'], negateQuantity(amountOf(line))]),
          )
      }
    },
  },
]

for (const dedupe of dedupeModes) {
  obeysSystemLaws({
    title: `ERP, dedupe ${dedupe}`,
    make: () => makeSystem('erp', { dedupe }),
    actions,
    keys: dedupe === 'idempotency-key',
    laws,
  })
}
const strict = { posting_period: true, negative_stock: true, over_confirmation: true, operation_predecessor: true }
obeysSystemLaws({
  title: 'ERP that enforces everything',
  make: () => makeSystem('erp', { enforce: strict }),
  actions,
  keys: false,
  laws: [
    ...laws,
    {
      name: 'no balance is ever negative',
      holds: (system) => expect(snapshotOf(system).stock.filter((balance) => balance.quantity.startsWith('-'))).toEqual([]),
    },
  ],
})
obeysSystemLaws({
  title: 'ERP with unique references',
  make: () => makeSystem('erp', { dedupe: 'external-reference' }),
  actions,
  keys: false,
  laws: [
    {
      name: 'a reference is on one live document per kind and plant at most',
      holds: (_system, outcomes) => {
        const live = new Map<string, string>()
        for (const effect of effectsOf(outcomes)) {
          if (effect.what !== 'quantity') continue
          if (effect.reversesDoc !== undefined) for (const [key, doc] of live) if (doc === effect.reversesDoc) live.delete(key)
          for (const name of effect.references) {
            const key = [effect.docKind, effect.reversesDoc !== undefined, effect.plant, name].join('/')
            expect(live.get(key) ?? effect.doc).toBe(effect.doc)
            live.set(key, effect.doc)
          }
        }
      },
    },
  ],
})

const deskActions: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    fc.record({
      line: fc.constant('POST /exceptions'),
      headers,
      body: fc.record(
        { fact: reference, class: fc.constantFrom('data', 'business', 'nonsense'), reason: fc.constantFrom('why', '') },
        { requiredKeys: ['class', 'reason'] },
      ),
    }),
    fc.record({
      line: fc.integer({ min: 1, max: 4 }).map((at) => `POST /exceptions/X-000${at}/close`),
      body: fc.record({ resolution: fc.constantFrom('posted', 'discarded') }),
    }),
    fc
      .constantFrom('GET /exceptions', 'GET /exceptions?fact=MC-1&status=open', 'GET /exceptions/X-0001', 'GET /exception')
      .map((line) => ({ line })),
  ),
  { minLength: 1, maxLength: 20 },
)
obeysSystemLaws({
  title: 'exception desk',
  make: () => makeSystem('desk', { dedupe: 'idempotency-key' }),
  actions: deskActions,
  keys: true,
})

const mesActions: fc.Arbitrary<readonly Action[]> = fc.array(
  fc
    .constantFrom(
      'GET /events',
      'GET /events?after=1&limit=1',
      'GET /events?after=99',
      'GET /events?limit=0',
      'GET /production-orders',
      'POST /events',
      'GET /confirmations/MC-1',
    )
    .map((line) => ({ line })),
  { minLength: 1, maxLength: 10 },
)
obeysSystemLaws({
  title: 'MES',
  actions: mesActions,
  keys: false,
  make: () => {
    const mes = makeSystem('mes')
    for (const at of [1, 2]) {
      mes.publish({
        id: `e${at}`,
        eid: `mes:MC-${at}`,
        key: `MC-${at}`,
        type: 'org.mfgsync.mes.confirmation.reported.v1',
        source: '/mes/P1',
        subject: `MC-${at}`,
        time: '2026-03-02T06:00:00+01:00',
        data: { sequence: at },
      })
    }
    return mes
  },
})

obeysSystemLaws({
  title: 'PLM',
  actions: fc.array(
    fc.oneof(
      fc.record({
        line: fc.constantFrom('PP-000002', 'PP-000002', 'PP-9').map((name) => `POST /publications/${name}/acknowledgements`),
        body: fc.record({ system: fc.constantFrom('erp', 'mes'), id: fc.constant('B-1'), version: fc.constantFrom(7, 8, 'x') }),
      }),
      fc
        .constantFrom('GET /events', 'GET /items/C9', 'GET /revisions/FG-100/8?part=lines', 'GET /changes/ECO-000001', 'GET /publications')
        .map((line) => ({ line })),
    ),
    { minLength: 1, maxLength: 12 },
  ),
  keys: false,
  make: () => {
    const plm = makeSystem('plm')
    for (const event of [itemEvent, ...released]) plm.publish(event)
    return plm
  },
})
