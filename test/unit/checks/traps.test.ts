import { describe, expect, it } from 'vitest'
import { ackImpliesDurable } from '../../../src/checks/generic/ack-implies-durable.js'
import type { Check } from '../../../src/checks/contract.js'
import { eventualPosting } from '../../../src/checks/generic/eventual-posting.js'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { finalAfterPartials } from '../../../src/checks/production/final-after-partials.js'
import { finalStateConverges } from '../../../src/checks/generic/final-state-converges.js'
import { idempotencyKeyStable } from '../../../src/checks/generic/idempotency-key-stable.js'
import { lifecycleMonotonic } from '../../../src/checks/production/lifecycle-monotonic.js'
import { noDuplicateEffect } from '../../../src/checks/generic/no-duplicate-effect.js'
import { noEffectAfterClose } from '../../../src/checks/production/no-effect-after-close.js'
import { noSilentDrop } from '../../../src/checks/generic/no-silent-drop.js'
import { oneLiveDocPerExtref } from '../../../src/checks/generic/one-live-doc-per-extref.js'
import { operationPredecessorBalance } from '../../../src/checks/production/operation-predecessor-balance.js'
import { perKeyOrder } from '../../../src/checks/generic/per-key-order.js'
import { reversalNetsToZero } from '../../../src/checks/generic/reversal-nets-to-zero.js'
import { singleConsumptionPath } from '../../../src/checks/production/single-consumption-path.js'
import { singleRepresentationPerFact } from '../../../src/checks/generic/single-representation-per-fact.js'
import { checkNames } from '../../../src/checks/names.js'
import { vacuity } from '../../../src/checks/generic/vacuity.js'
import { journal, judge, type Journal, type JournalBuilder } from '../../support/journal-builder.js'
import { productionOrder } from '../../support/journal-header.js'

const checks: readonly Check[] = [
  noDuplicateEffect,
  singleRepresentationPerFact,
  singleConsumptionPath,
  oneLiveDocPerExtref,
  idempotencyKeyStable,
  everyEventAccounted,
  eventualPosting,
  noSilentDrop,
  ackImpliesDurable,
  finalStateConverges,
  perKeyOrder,
  lifecycleMonotonic,
  finalAfterPartials,
  noEffectAfterClose,
  operationPredecessorBalance,
  reversalNetsToZero,
]

function convictions(source: Journal | JournalBuilder, among = checks): string[] {
  return among.flatMap((check) => (judge(check, source).violations.count > 0 ? [check.name] : []))
}

const exists = { status: 409, code: 'DUPLICATE_REFERENCE', answerClass: 'duplicate' } as const
const locked = { status: 423, code: 'ORDER_LOCKED', answerClass: 'transient' } as const
const manyLines = (keys: readonly string[], quantity: string) =>
  ({ references: keys, lines: [{ measure: 'yield', quantity, order: '100001', operation: '0010' }] }) as const

/** Correct integrations and circumstances that look wrong. */
const innocent: Readonly<Record<string, () => JournalBuilder>> = {
  'no own memory: every call carries the reference, and "it exists" is success': () =>
    journal({ dedupe: 'external-reference' })
      .fact('MC-000001')
      .deliver('MC-000001', 'indeterminate')
      .post('MC-000001', { answer: 'lost' })
      .deliver('MC-000001')
      .refuse('MC-000001', exists)
      .deliver('MC-000001')
      .refuse('MC-000001', exists),
  'looks up before each repeat and sends no keys': () =>
    journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001', { answer: 'lost' })
      .arrive('MC-000001', { operation: 'confirmation.query', posts: false, method: 'GET' })
      .served({ status: 200, settles: ['MC-000001'] })
      .answered(200),
  'in doubt: cancels what it finds and posts again': () =>
    journal({ dedupe: 'idempotency-key' })
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001', { doc: 'D1', answer: 'lost', idempotencyKey: 'a' })
      .reverse('D1', 'MC-000001', { idempotencyKey: 'b' })
      .post('MC-000001', { doc: 'D2', idempotencyKey: 'c' }),
  'batches of confirmations in one document': () =>
    journal()
      .fact('MC-000001', { yield: '11' })
      .fact('MC-000002', { yield: '55' })
      .fact('MC-000003', { yield: '275' })
      .deliver('MC-000001')
      .deliver('MC-000002')
      .deliver('MC-000003')
      .wait(2_000)
      .post(['MC-000001', 'MC-000002', 'MC-000003'], manyLines(['MC-000001', 'MC-000002', 'MC-000003'], '341')),
  'splits one confirmation into two documents': () =>
    journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001', { references: ['MC-000001#1'], lines: [{ measure: 'yield', quantity: '4' }] })
      .post('MC-000001', { references: ['MC-000001#2'], lines: [{ measure: 'yield', quantity: '6' }] }),
  'posts what commutes out of order and in parallel': () =>
    journal()
      .fact('MC-000001')
      .fact('MC-000002')
      .fact('MI-000001', { item: 'C2', lot: 'L1' })
      .deliver('MC-000001')
      .deliver('MC-000002')
      .deliver('MI-000001')
      .wait(500)
      .post('MI-000001')
      .arrive('MC-000002', { name: 'A2' })
      .arrive('MC-000001', { name: 'A1' })
      .effects('MC-000002', { name: 'A2' })
      .effects('MC-000001', { name: 'A1' })
      .served({ name: 'A1', effects: 1 })
      .served({ name: 'A2', effects: 1 })
      .answered(201, { name: 'A1' })
      .answered(201, { name: 'A2' }),
  'acknowledges only after posting, so that it is sent everything again': () =>
    journal()
      .fact('MC-000001')
      .offer('MC-000001')
      .exposed('MC-000001')
      .post('MC-000001')
      .outcome('MC-000001', 'indeterminate')
      .deliver('MC-000001')
      .deliver('MC-000001'),
  'slow: waits a minute before each step': () =>
    journal({ patience_ms: 300_000 })
      .fact('MC-000001')
      .deliver('MC-000001')
      .wait(60_000)
      .refuse('MC-000001', locked)
      .wait(60_000)
      .heal()
      .wait(60_000)
      .post('MC-000001'),
  'holds back what follows a fact that is with people': () =>
    journal()
      .fact('MC-000001')
      .fact('MC-000002', { final: true })
      .deliver('MC-000001')
      .deliver('MC-000002')
      .wait(500)
      .refuse('MC-000001')
      .exception('MC-000001')
      .refuse('MC-000002')
      .exception('MC-000002'),
  'suppresses an original and its cancellation that met in its buffer': () =>
    journal().fact('MC-000001').fact('MR-000001', { reverses: 'MC-000001' }).deliver('MC-000001').deliver('MR-000001'),
  'crashes between posting and noting it, and looks up afterwards': () =>
    journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001', { answer: 'lost' })
      .crash()
      .arrive('MC-000001', { operation: 'confirmation.query', posts: false, method: 'GET' })
      .served({ status: 200, settles: ['MC-000001'] })
      .answered(200),
  'keeps its journal before it acknowledges, and goes on after a crash': () =>
    journal().fact('MC-000001').deliver('MC-000001').crash().post('MC-000001'),
  'a business refusal with an exception is the right end': () =>
    journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001').exception('MC-000001'),
  'a late posting after technical completion': () =>
    journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .status('100001', 'released', 'technically-complete', { step: 'teco' })
      .post('MC-000001'),
  'the same order number in two plants': () =>
    journal({ master: { orders: [productionOrder('100001'), productionOrder('100001', { plant: 'P2', status: 'closed' })] } })
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001'),
  'late in business time and early in arrival: apply order counts': () =>
    journal()
      .fact('MC-000001', { occurredAt: '2026-03-03T08:00:00+01:00' })
      .fact('MC-000002', { final: true, occurredAt: '2026-03-02T08:00:00+01:00' })
      .deliver('MC-000001')
      .deliver('MC-000002')
      .wait(500)
      .post('MC-000001')
      .post('MC-000002'),
  'documents that the scenario made': () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001')
    return run.push({
      kind: 'effect',
      system: 'erp',
      step: 'opening',
      what: 'quantity',
      measure: 'receipt',
      quantity: '500',
      unit: 'EA',
      doc: 'S1',
      docKind: 'goods-movement',
      plant: 'P1',
      references: ['MC-000001'],
      dates: { posting: '2026-03-02' },
      dims: { plant: 'P1', item: 'FG-100', location: 'FG01' },
    })
  },
  'no exception desk': () =>
    journal({ exceptions: 'none' })
      .fact('MC-000001')
      .fact('MC-000002')
      .deliver('MC-000001')
      .deliver('MC-000002')
      .refuse('MC-000001')
      .post('MC-000002'),
  'one flow only': () =>
    journal({ covers: ['confirmation'] })
      .fact('MC-000001')
      .fact('MI-000001', { covered: false })
      .deliver('MC-000001')
      .post('MC-000001')
      .deliver('MI-000001'),
}

/** One bug each, and the checks of this half that convict it. */
const guilty: Readonly<Record<string, readonly [readonly string[], () => JournalBuilder]>> = {
  'does nothing': [['every-event-accounted'], () => journal().fact('MC-000001').deliver('MC-000001')],
  'repeats after a time-out without a key or a look': [
    ['no-duplicate-effect', 'one-live-doc-per-extref'],
    () => journal().fact('MC-000001').deliver('MC-000001').post('MC-000001', { answer: 'lost' }).post('MC-000001'),
  ],
  'acknowledges and works in memory': [
    ['every-event-accounted', 'ack-implies-durable'],
    () => journal().fact('MC-000001').deliver('MC-000001').crash(),
  ],
  'takes a refusal for done': [
    ['every-event-accounted', 'eventual-posting', 'no-silent-drop'],
    () => journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001', locked),
  ],
  'takes the delivery for the fact': [
    ['no-duplicate-effect', 'one-live-doc-per-extref'],
    () => journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').deliver('MC-000001').post('MC-000001'),
  ],
  'makes a key per try': [
    ['no-duplicate-effect', 'one-live-doc-per-extref', 'idempotency-key-stable'],
    () =>
      journal({ dedupe: 'idempotency-key' })
        .fact('MC-000001')
        .deliver('MC-000001')
        .post('MC-000001', { answer: 'lost', idempotencyKey: 'a' })
        .post('MC-000001', { idempotencyKey: 'b' }),
  ],
  'works in parallel without regard to orders': [
    ['per-key-order', 'final-after-partials'],
    () =>
      journal()
        .fact('MC-000001')
        .fact('MC-000002', { final: true })
        .deliver('MC-000001')
        .deliver('MC-000002')
        .wait(500)
        .post('MC-000002')
        .post('MC-000001'),
  ],
  'hands everything to people': [['every-event-accounted'], () => journal().fact('MC-000001').deliver('MC-000001').exception('MC-000001')],
}

describe('correct integrations that look wrong', () => {
  it.each(Object.entries(innocent))('acquits in every check: %s', (_, build) => {
    expect(convictions(build().end())).toEqual([])
  })

  it.each(Object.entries(innocent))('acquits at every record, where a check looks at what happened so far: %s', (_, build) => {
    const { header, records } = build().end()
    const safety = checks.filter((check) => check.class === 'S')
    for (let length = 1; length <= records.length; length += 1) {
      expect([length, convictions({ header, records: records.slice(0, length) }, safety)]).toEqual([length, []])
    }
  })
})

describe('integrations with one bug', () => {
  it.each(Object.entries(guilty))('convicts what %s', (_, [names, build]) => {
    expect(convictions(build().end()).sort()).toEqual([...names].sort())
  })
})

describe('the checks of duplicates, loss and order', () => {
  it('carry the number and the name of the catalogue', () => {
    const own = [vacuity, ...checks].map(({ number, name }) => [number, name])
    const half = checkNames.filter(([number]) => number < 20)
    expect(own.sort(([a], [b]) => Number(a) - Number(b))).toEqual(half)
  })
})
