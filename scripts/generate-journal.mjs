// Writes a valid journal of about so many records, for benchmarks and tests:
//   node scripts/generate-journal.mjs <file> [records=10000] [seed=1]
// A realistic mix: redelivered facts, lost answers and their replays, refusals, exceptions, reversals, one kill. Correct throughout:
// every fact ends with its effect or with people.
import { closeSync, openSync, writeSync } from 'node:fs'

const [file, recordsText = '10000', seedText = '1'] = process.argv.slice(2)
const records = Number(recordsText)
const seed = Number(seedText)
if (file === undefined || !Number.isInteger(records) || records < 100 || !Number.isInteger(seed)) {
  process.stderr.write('usage: node scripts/generate-journal.mjs <file> [records, at least 100] [seed]\n')
  process.exit(2)
}

let state = (seed * 2654435761) >>> 0
const chance = (share) => {
  state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0
  return state / 2 ** 32 < share
}

const factsPerOrder = 9
/** Records of one fact, on average; what is too few is filled up by reads at the end. */
const recordsPerFact = 11.5
const orderCount = Math.max(1, Math.floor((records - 20) / recordsPerFact / factsPerOrder))
const orderId = (index) => String(100001 + index)
const operations = ['0010', '0020', '0030']
const quantities = ['11', '55', '275']

const fd = openSync(file, 'w')
let pending = ''
let seq = 0
let t = 0
function line(value) {
  pending += `${JSON.stringify(value)}\n`
  if (pending.length < 1 << 20) return
  writeSync(fd, pending)
  pending = ''
}
function record(fields) {
  seq += 1
  t += 0.25
  line({ seq, t, ...fields })
}

const orders = Array.from({ length: orderCount }, (_, index) => ({
  id: orderId(index),
  plant: 'P1',
  item: 'FG-100',
  quantity: '341',
  revision: 'A',
  status: 'released',
  routing: 'parallel',
  overTolerance: '0.1',
  receiptLocation: 'FG01',
  routingSteps: operations.map((id) => ({ id, workCentre: `WC-${id}`, receipt: id === '0030' })),
}))
const system = (over) => ({
  dialect: 'plain',
  dedupe: 'none',
  query_by_reference: true,
  enforce: {},
  policies: { closed_period: 'exception' },
  ...over,
})
const stock = ['plant', 'item', 'lot', 'location', 'stockType']
const measure = (name, by, moves, unit, more) => ({ name, by, moves, unit, verb: 'posted', noun: name, ...more })
const flow = (name, letter) => ({ name, title: name, one: name, many: `${name}s`, letter, verb: 'reported', source: 'mes', sinks: ['erp'] })
const words = {
  systems: ['erp', 'mes', 'desk'].map((name) => ({ name, title: name, short: name.toUpperCase(), books: name === 'erp' })),
  flows: [flow('confirmation', 'C'), flow('consumption', 'B'), flow('reversal', 'R')],
  measures: [
    measure('yield', ['plant', 'order', 'routingStep'], 0, 'order-item'),
    measure('final', ['plant', 'order', 'routingStep'], 0, 'none', { ends: true }),
    measure('issue', ['plant', 'order', 'item', 'lot', 'location', 'stockType'], -1, 'item'),
    measure('receipt', stock, 1, 'item'),
  ],
}
line({
  kind: 'header',
  format: 'mfgsync.journal',
  version: 2,
  words,
  tool: '0.1.0',
  run: `generated-${seed}`,
  startedAt: '2026-03-02T06:00:00.000Z',
  namespace: '',
  target: {
    label: 'generated',
    covers: ['confirmation', 'consumption', 'reversal'],
    delivery: { mes: 'webhook' },
    attribution: { headers: [], transform: [] },
    exceptions: 'desk',
    patience_ms: 60000,
    quiet_ms: 300,
    grace_ms: 250,
  },
  systems: {
    erp: system({ dedupe: 'idempotency-key', policies: { closed_period: 'first-open-period' } }),
    mes: system({}),
    desk: system({}),
  },
  plan: {
    version: 2,
    scenario: { name: 'generated', title: 'A generated journal', hash: '0' },
    variant: 'faulty',
    size: 'full',
    seed,
    flows: ['confirmation', 'reversal'],
    faults: [],
    checks: [],
    must_reach: [],
    judge: { attempts_max: 10, permanent_retries_max: 1 },
    master: {
      plants: [{ id: 'P1', timeZone: 'Europe/Berlin', company: 'C1' }],
      items: [
        { id: 'FG-100', description: 'Pump', baseUnit: 'EA', decimals: 0, conversions: [], lotManaged: false },
        { id: 'C1', description: 'Housing', baseUnit: 'EA', decimals: 0, conversions: [], lotManaged: false },
      ],
      boms: [
        {
          item: 'FG-100',
          plant: 'P1',
          revision: 'A',
          lines: [{ item: 'C1', rate: '1', unit: 'EA', issue: 'backflush', routingStep: '0010', location: 'RM01' }],
        },
      ],
      orders,
      balances: [{ plant: 'P1', item: 'C1', location: 'RM01', lot: '', stockType: 'unrestricted', quantity: '100000000' }],
      periods: [{ company: 'C1', from: '2026-03-01', to: '2026-03-31', open: true }],
    },
  },
})

let did = 0
let cid = 0
let doc = 4711
let xid = 0
let key = 0
let reversal = 0
let incarnation = 1

/** The effects that a confirmation obliges; a reversal negates them. */
function obligations(order, routingStep, quantity, final, sign) {
  const signed = sign < 0 ? `-${quantity}` : quantity
  const dims = { plant: 'P1', order, routingStep }
  const amount = (measure, more) => ({ what: 'quantity', measure, dims: { ...dims, ...more }, quantity: signed })
  const effects = [amount('yield')]
  if (final) effects.push({ what: 'count', measure: 'final', dims, count: sign })
  if (routingStep === '0010') effects.push(amount('issue', { item: 'C1', location: 'RM01', stockType: 'unrestricted' }))
  if (routingStep === '0030') effects.push(amount('receipt', { item: 'FG-100', location: 'FG01', stockType: 'unrestricted' }))
  return effects
}

function deliver(eid, attempt, outcome) {
  did += 1
  record({ kind: 'offer', did, channel: 'webhook', source: 'mes', eid, transportId: `evt-${did}`, attempt, incarnation, healthy: true })
  record({ kind: 'exposed', did, eid, incarnation, how: 'webhook' })
  const status = outcome === 'acked' ? 202 : null
  record({ kind: 'delivery', did, eid, attempt, incarnation, targetAnswered: 202, sourceSaw: status, outcome })
}

function arrive(operation, path, businessKey, order, operationId, attempt) {
  cid += 1
  record({
    kind: 'call.arrived',
    cid,
    system: 'erp',
    operation,
    posts: true,
    method: 'POST',
    path,
    keys: [businessKey],
    eids: [`mes:${businessKey}`],
    attempt,
    incarnation,
    idempotencyKey: `key-${businessKey}`,
    correlation: businessKey,
    dims: { order, routingStep: operationId },
    bodyHash: `hash-${businessKey}`,
    bodyBytes: 310,
  })
}

function answer(status, knowledge, fault) {
  record({ kind: 'answer', cid, status, knowledge, ...(fault !== undefined && { fault }) })
  record({ kind: 'call.closed', cid, handedToOs: status === null ? 0 : 182, clientClosedFirst: status === null })
}

function post(operation, path, businessKey, order, operationId, lines, reversesDoc) {
  arrive(operation, path, businessKey, order, operationId, 1)
  doc += 1
  const number = String(doc)
  for (const each of lines) {
    record({
      kind: 'effect',
      cid,
      system: 'erp',
      doc: number,
      docKind: 'confirmation',
      plant: 'P1',
      references: [businessKey],
      dates: { posting: '2026-03-02' },
      correlation: businessKey,
      idempotencyKey: `key-${businessKey}`,
      ...(each.what === 'quantity' && { unit: 'EA' }),
      ...(each.measure === 'issue' && { issueMode: 'backflush' }),
      ...each,
      ...(reversesDoc !== undefined && { reversesDoc }),
    })
  }
  record({ kind: 'call.served', cid, status: 201, answerClass: 'success', effects: lines.length })
  if (chance(0.05)) {
    answer(null, 'indeterminate', 'lose-answer-1')
    arrive(operation, path, businessKey, order, operationId, 2)
    record({ kind: 'call.served', cid, status: 201, answerClass: 'success', effects: 0, dedupedTo: number })
  }
  answer(201, 'acked')
  return number
}

function fact(flow, businessKey, order, operation, streamSeq, expect, payload, more) {
  record({
    kind: 'fact',
    covered: true,
    eid: `mes:${businessKey}`,
    source: 'mes',
    flows: [flow],
    type: `org.mfgsync.mes.confirmation.${flow === 'reversal' ? 'reversed' : 'reported'}.v1`,
    plant: 'P1',
    businessKey,
    entity: `order:P1/${order}`,
    dims: { plant: 'P1', order, routingStep: operation },
    sequenceKey: `order:${order}`,
    streamSeq,
    occurredAt: '2026-03-02T08:00:00+01:00',
    stampedAt: '2026-03-02T08:00:00+01:00',
    payload,
    causes: [],
    physId: `mes:${businessKey}`,
    must: 'POST',
    expect: expect.map((effect) => ({ system: 'erp', flow, ...effect })),
    ...more,
  })
  const eid = `mes:${businessKey}`
  if (chance(0.1)) deliver(eid, 1, 'indeterminate')
  deliver(eid, 2, 'acked')
}

record({ kind: 'target.spawned', incarnation, pid: 4242 })
record({ kind: 'target.ready', incarnation })
record({ kind: 'mark', mark: 'phase', phase: 'burst' })

for (let index = 0; index < orderCount; index += 1) {
  const order = orderId(index)
  let streamSeq = 0
  let confirmed = 0
  for (const operation of operations) {
    for (const [place, quantity] of quantities.entries()) {
      key += 1
      streamSeq += 1
      const businessKey = `MC-${String(key).padStart(6, '0')}`
      const final = place === 2
      const lines = obligations(order, operation, quantity, final, 1)
      const none = { quantity: 0, unit: 'EA' }
      const payload = {
        confirmation: businessKey,
        plant: 'P1',
        order,
        operation,
        sequence: streamSeq,
        kind: final ? 'final' : 'partial',
        yield: { quantity: Number(quantity), unit: 'EA' },
        scrap: none,
        rework: none,
        occurredAt: '2026-03-02T08:00:00+01:00',
      }
      fact('confirmation', businessKey, order, operation, streamSeq, lines, payload, {})
      if (chance(0.02)) {
        arrive('confirmation.create', '/confirmations', businessKey, order, operation, 1)
        record({ kind: 'call.served', cid, status: 423, answerClass: 'transient', code: 'ORDER_LOCKED', effects: 0 })
        answer(423, 'refused')
      }
      // A partial of the first operation only: nothing else depends on it.
      if (operation === '0010' && place === 0 && chance(0.03)) {
        arrive('confirmation.create', '/confirmations', businessKey, order, operation, 1)
        record({ kind: 'call.served', cid, status: 422, answerClass: 'business', code: 'OVER_CONFIRMATION', effects: 0 })
        answer(422, 'refused')
        xid += 1
        record({
          kind: 'exception',
          xid: `X-${String(xid).padStart(4, '0')}`,
          keys: [businessKey],
          eids: [`mes:${businessKey}`],
          class: 'business',
          reason: 'beyond the order quantity',
          owner: 'production-control',
          status: 'open',
          seenAt: 'desk',
        })
        continue
      }
      const number = post('confirmation.create', '/confirmations', businessKey, order, operation, lines)
      confirmed += final ? 1 : 0
      const after = confirmed === operations.length ? 'confirmed' : 'partially-confirmed'
      const before = streamSeq === 1 ? 'released' : 'partially-confirmed'
      if (streamSeq === 1 || confirmed === operations.length) {
        record({
          kind: 'effect',
          system: 'erp',
          cid,
          what: 'state',
          doc: '',
          docKind: 'order',
          plant: 'P1',
          references: [],
          entity: `order:P1/${order}`,
          dims: { plant: 'P1', order },
          group: 'status',
          before,
          after,
          derived: true,
        })
      }
      if (operation === '0020' && place === 0 && chance(0.05)) {
        reversal += 1
        streamSeq += 1
        const reversalKey = `MR-${String(reversal).padStart(6, '0')}`
        const negative = obligations(order, operation, quantity, false, -1)
        const reason = {
          reversal: reversalKey,
          confirmation: businessKey,
          plant: 'P1',
          order,
          operation,
          sequence: streamSeq,
          reason: 'entered twice',
          occurredAt: '2026-03-02T08:00:00+01:00',
        }
        fact('reversal', reversalKey, order, operation, streamSeq, negative, reason, { reverses: `mes:${businessKey}` })
        post('confirmation.reverse', `/confirmations/${number}/reversal`, reversalKey, order, operation, negative, number)
      }
    }
  }
  if (index === Math.floor(orderCount / 2)) {
    record({ kind: 'target.killed', incarnation, scripted: true, signal: 'SIGKILL', fault: 'kill-1' })
    record({ kind: 'target.exited', incarnation, scripted: true, code: null, signal: 'SIGKILL', fault: 'kill-1' })
    incarnation += 1
    record({ kind: 'target.spawned', incarnation, pid: 4243 })
    record({ kind: 'target.ready', incarnation })
  }
}

record({ kind: 'mark', mark: 'heal' })
// Reads that a waiting target makes fill up what is missing.
while (seq < records - 2 - 3) {
  cid += 1
  record({
    kind: 'call.arrived',
    cid,
    system: 'erp',
    operation: 'confirmation.query',
    posts: false,
    method: 'GET',
    path: '/confirmations',
    keys: [],
    eids: [],
    attempt: cid,
    incarnation,
    bodyHash: '',
    bodyBytes: 0,
  })
  record({ kind: 'call.served', cid, status: 200, answerClass: 'success', effects: 0 })
  answer(200, 'acked')
}
record({ kind: 'mark', mark: 'quiet', how: 'quiet', waited_ms: 300, patience_ms: 60000, outstanding: 0 })
record({ kind: 'mark', mark: 'end', records: seq + 1 })
writeSync(fd, pending)
closeSync(fd)
process.stdout.write(`${file}: ${seq} records, ${key + reversal} facts\n`)
