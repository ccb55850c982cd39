import { musts } from '../domain/fact.js'
import { exceptionSources } from './header.js'
import { answerClasses, journalFormat, journalVersion, recordKinds, type JournalRecord } from './records.js'

/** A JSON Schema, as data. */
export interface Schema {
  readonly [keyword: string]: unknown
}

const text: Schema = { type: 'string' }
const texts: Schema = { type: 'array', items: text }
const flag: Schema = { type: 'boolean' }
const count: Schema = { type: 'integer', minimum: 0 }
const ordinal: Schema = { type: 'integer', minimum: 1 }
const milliseconds: Schema = { type: 'number', minimum: 0 }
const statusCode: Schema = { type: 'integer', minimum: 100, maximum: 599 }
const nullableStatus: Schema = { anyOf: [statusCode, { type: 'null' }] }
const anyObject: Schema = { type: 'object' }
const quantity: Schema = {
  type: 'string',
  pattern: '^-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?$',
  description: 'An exact decimal in canonical form.',
}
const date: Schema = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' }
const name: Schema = { type: 'string', minLength: 1 }
const names: Schema = { type: 'array', items: name }
const dims: Schema = { type: 'object', additionalProperties: text, description: 'Dimensions by name; absent ones do not matter.' }
const value: Schema = {
  anyOf: [text, { type: 'object', properties: { digest: text, text }, required: ['digest'], additionalProperties: false }],
}

type Fields = Readonly<Record<string, Schema>>

/** An object that has these fields and no others. */
function closed(required: Fields, optional: Fields = {}, description?: string): Schema {
  return {
    ...(description !== undefined && { description }),
    type: 'object',
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  }
}

/** A record: its own fields, and what every record has. */
function record(
  kind: JournalRecord['kind'] | readonly JournalRecord['kind'][],
  description: string,
  required: Fields,
  optional: Fields = {},
): Schema {
  return closed(
    { seq: ordinal, t: milliseconds, kind: typeof kind === 'string' ? { const: kind } : { enum: kind }, ...required },
    optional,
    description,
  )
}

const effective = closed({ from: text }, { to: text })
const state: readonly [Fields, Fields] = [
  { what: { const: 'state' }, entity: text, dims, group: text, after: value },
  { version: ordinal, active: flag, effective },
]
const counted: readonly [Fields, Fields] = [{ what: { const: 'count' }, measure: name, dims, count: { enum: [1, -1] } }, { identity: text }]
const amount: Fields = { what: { const: 'quantity' }, measure: name, dims, quantity }

const expectedEffect: Schema = {
  description: 'An effect that a fact obliges; dimensions that are absent do not matter.',
  oneOf: [amount, counted, state].map((part) => {
    const [required, optional]: readonly [Fields, Fields] = isPair(part) ? part : [part, {}]
    return closed({ system: name, flow: name, ...required }, optional)
  }),
}

function isPair(part: Fields | readonly [Fields, Fields]): part is readonly [Fields, Fields] {
  return Array.isArray(part)
}

const gate = closed(
  { effect: text, facts: texts, by: { enum: ['exposed', 'owed', 'applied'] }, or: { enum: ['wait', 'restricted'] } },
  { in: name, title: text },
  'What must be known, or done, before an effect of the fact is allowed.',
)

const fact = record(
  'fact',
  'Something happened in a source system.',
  {
    eid: text,
    source: name,
    flows: { ...names, minItems: 1 },
    type: text,
    plant: text,
    businessKey: text,
    entity: text,
    dims,
    streamSeq: ordinal,
    occurredAt: text,
    stampedAt: text,
    payload: anyObject,
    causes: texts,
    physId: text,
    must: { enum: musts },
    expect: { type: 'array', items: expectedEffect },
    covered: flag,
  },
  {
    sequenceKey: text,
    reverses: text,
    partOf: text,
    supersedes: texts,
    gates: { type: 'array', items: gate },
    at_ms: { type: 'number' },
    after: texts,
  },
)

const deliveries: Readonly<Record<string, Schema>> = {
  offer: record('offer', 'One try to hand a fact to the target; for a feed, its publication.', {
    did: ordinal,
    channel: { enum: ['webhook', 'feed'] },
    source: name,
    eid: text,
    transportId: text,
    attempt: ordinal,
    incarnation: count,
    healthy: flag,
  }),
  exposed: record(
    'exposed',
    'The whole message reached the target.',
    { did: count, eid: text, incarnation: count, how: { enum: ['webhook', 'page', 'read'] } },
    { cid: ordinal, cursor: text },
  ),
  delivery: record(
    'delivery',
    'How a delivery ended, as either end saw it.',
    {
      did: ordinal,
      eid: text,
      attempt: ordinal,
      incarnation: count,
      targetAnswered: nullableStatus,
      sourceSaw: nullableStatus,
      outcome: { enum: ['acked', 'refused', 'indeterminate', 'not-connected', 'given-up'] },
    },
    { why: text },
  ),
}

const answerClass: Schema = { enum: answerClasses }
const servedLine = closed(
  { status: statusCode, answerClass, eids: texts, effects: count },
  { code: text, dedupedTo: text },
  'What became of one command of several.',
)

const calls: Readonly<Record<string, Schema>> = {
  'call.arrived': record(
    'call.arrived',
    'A request of the target, whole, as the target sent it.',
    {
      cid: ordinal,
      system: name,
      posts: flag,
      method: text,
      path: text,
      keys: texts,
      eids: texts,
      attempt: ordinal,
      incarnation: count,
      bodyHash: text,
      bodyBytes: count,
    },
    {
      operation: text,
      idempotencyKey: text,
      correlation: text,
      dims,
      commands: ordinal,
      problem: closed({ code: text, message: text, differences: texts }, { nearest: text }, 'Why no operation understood it.'),
    },
  ),
  'call.served': record(
    'call.served',
    'What the system did with a call; its effects are committed.',
    { cid: ordinal, status: statusCode, answerClass, effects: count },
    { code: text, dedupedTo: text, settles: texts, fault: text, lines: { type: 'array', items: servedLine } },
  ),
  answer: record(
    'answer',
    'What the target was told.',
    { cid: ordinal, status: nullableStatus, knowledge: { enum: ['acked', 'refused', 'indeterminate'] } },
    { fault: text },
  ),
  'call.closed': record('call.closed', 'The end of a call.', { cid: ordinal, handedToOs: count, clientClosedFirst: flag }),
}

const effectBase: Fields = { system: name, doc: text, docKind: text, plant: text, references: texts }
const effectOptional: Fields = { reversesDoc: text, cid: ordinal, step: text, correlation: text, idempotencyKey: text }
const dates = closed({ posting: date }, { document: date })

const effect: Schema = {
  description: 'One ledger entry, committed before the first byte of the answer was written.',
  oneOf: [
    record(
      'effect',
      'One line of a posted document.',
      { ...effectBase, ...amount, unit: text, dates },
      { ...effectOptional, sent: closed({ quantity, unit: text }), balance: quantity, issueMode: { enum: ['backflush', 'explicit'] } },
    ),
    record(
      'effect',
      'A counted thing that was made or taken back.',
      { ...effectBase, ...counted[0] },
      { ...effectOptional, ...counted[1], dates },
    ),
    record(
      'effect',
      'A write of one field group of one entity.',
      { ...effectBase, ...state[0] },
      { ...effectOptional, ...state[1], before: value, derived: flag },
    ),
  ],
}

const others: Readonly<Record<string, Schema>> = {
  exception: record(
    'exception',
    'A fact that the target handed to people; every change of one exception repeats its xid.',
    { xid: text, keys: texts, eids: texts, status: { enum: ['open', 'closed'] }, seenAt: { enum: ['desk', 'file', 'log', 'http'] } },
    { class: text, reason: text, owner: text, resolution: text },
  ),
  fault: record(
    ['fault.armed', 'fault.fired', 'fault.missed', 'fault.healed'],
    'A disturbance, or one that did not come about.',
    { fault: text, name: text, firing: { enum: ['must', 'may'] } },
    { identity: text, cid: count, did: count, eids: texts, nearest: text },
  ),
  target: record(
    ['target.spawned', 'target.ready', 'target.killed', 'target.exited'],
    'The life of the target.',
    { incarnation: count },
    { pid: count, code: { type: ['integer', 'null'] }, signal: { type: ['string', 'null'] }, scripted: flag, fault: text, logTail: texts },
  ),
  'harness.error': record('harness.error', 'Something broke that no plan asked for.', { where: text, message: text }),
}

const mark: Schema = {
  description: 'A phase, a state or a finding of the run itself.',
  oneOf: [
    record('mark', 'A phase begins.', { mark: { const: 'phase' }, phase: { enum: ['set-up', 'burst', 'heal', 'judge'] } }),
    record('mark', 'Nothing is disturbed any more.', { mark: { const: 'heal' } }),
    record('mark', 'How the wait for rest ended.', {
      mark: { const: 'quiet' },
      how: { enum: ['quiet', 'patience', 'limit', 'interrupted', 'target-gone'] },
      waited_ms: milliseconds,
      patience_ms: milliseconds,
      outstanding: count,
    }),
    record('mark', 'What the scenario had to reach.', { mark: { const: 'reach' }, name: text, count }, { nearest: text }),
    record('mark', 'The state that a system ended in.', { mark: { const: 'final-state' }, system: name, state: anyObject }),
    record('mark', 'Why the run ended before it could be judged.', { mark: { const: 'set-up-error' }, message: text, details: texts }),
    record('mark', 'The end of a whole journal.', { mark: { const: 'end' }, records: count }),
  ],
}

const measure = closed(
  { name, by: names, moves: { enum: [-1, 0, 1] }, unit: { enum: ['item', 'order-item', 'none'] }, verb: text, noun: text },
  { ends: flag },
)
const words = closed(
  {
    systems: { type: 'array', items: closed({ name, title: text, short: text, books: flag }) },
    flows: {
      type: 'array',
      items: closed({ name, title: text, one: text, many: text, letter: text, verb: text, source: name, sinks: names }),
    },
    measures: { type: 'array', items: measure },
  },
  {},
  'What people call the systems, flows and measures of the run.',
)

const header: Schema = {
  ...closed(
    {
      kind: { const: 'header' },
      format: { const: journalFormat },
      version: { const: journalVersion },
      tool: text,
      run: text,
      startedAt: text,
      namespace: text,
      words,
      target: {
        ...closed({
          label: text,
          covers: { type: 'array', items: name },
          delivery: { type: 'object', additionalProperties: { enum: ['webhook', 'feed'] } },
          attribution: closed({ headers: texts, transform: { type: 'array', items: anyObject } }),
          exceptions: { enum: exceptionSources },
          patience_ms: milliseconds,
          quiet_ms: milliseconds,
          grace_ms: milliseconds,
        }),
        additionalProperties: true,
      },
      systems: {
        type: 'object',
        propertyNames: name,
        additionalProperties: {
          ...closed({
            dialect: text,
            dedupe: { enum: ['none', 'idempotency-key', 'external-reference'] },
            query_by_reference: flag,
            enforce: { type: 'object', additionalProperties: flag },
            policies: { type: 'object', additionalProperties: text },
          }),
          additionalProperties: true,
        },
      },
      plan: {
        type: 'object',
        description: 'The whole plan, with all defaults written out; its own version is inside.',
        required: ['version', 'scenario', 'variant', 'size', 'seed', 'master', 'flows', 'facts', 'faults', 'checks', 'must_reach', 'judge'],
      },
    },
    {},
    'The first line: makes the file self-sufficient.',
  ),
  additionalProperties: true,
}

/** Kind of a line to the definition that describes it. */
const definitionOf: Readonly<Record<string, string>> = Object.fromEntries(
  recordKinds.map((kind) => [kind, kind.startsWith('fault.') ? 'fault' : kind.startsWith('target.') ? 'target' : kind]),
)

/** JSON Schema (2020-12) of one line of a journal; the source of `schemas/journal.schema.json`. */
export function journalSchema(): Schema {
  const branch = (kind: string, definition: string): Schema => ({
    if: { properties: { kind: { const: kind } }, required: ['kind'] },
    // oxlint-disable-next-line unicorn/no-thenable -- the word is JSON Schema's, and a schema is never awaited
    then: { $ref: `#/$defs/${definition}` },
  })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'mfgsync journal, one line',
    description:
      'A journal is a text file with one JSON object in each line: the header, then the records in order of seq. Format ' +
      `${journalFormat}, version ${journalVersion}.`,
    type: 'object',
    required: ['kind'],
    properties: { kind: { enum: ['header', ...recordKinds] } },
    allOf: [branch('header', 'header'), ...recordKinds.map((kind) => branch(kind, definitionOf[kind] ?? kind))],
    $defs: { header, fact, ...deliveries, ...calls, effect, ...others, mark },
  }
}
