import Type, { type TSchema } from 'typebox'
import { musts } from '../domain/fact.js'
import { header } from './header.schema.js'
import {
  answerClasses,
  journalFormat,
  journalVersion,
  knowledges,
  quietHows,
  settledHows,
  recordKinds,
  sightingPlaces,
} from './record-words.js'
import {
  closed,
  count,
  date,
  dims,
  flag,
  maybe,
  name,
  oneOf,
  ordinal,
  quantity,
  record,
  statusCode,
  text,
  texts,
  told,
} from './schema-parts.js'

/**
 * What stands in a journal, once: the types of `records.ts` are derived from these schemas, and `schemas/journal.schema.json` is written
 * from them. What ships holds lines against validators that were compiled from them; nothing there loads this file.
 */

const value = Type.Union([text, closed({ digest: text, text: maybe(text) })], { description: 'Long values by their digest.' })
const effective = closed({ from: text, to: maybe(text) })
const identity = maybe(told(text, 'What makes two of them one thing.'))
const amount = { what: Type.Literal('quantity'), measure: name, dims, quantity: told(quantity, 'Signed, in the base unit.') }
const counted = { what: Type.Literal('count'), measure: name, dims, count: oneOf([1, -1], 'Made, or taken back.'), identity }
const state = {
  what: Type.Literal('state'),
  entity: told(text, 'Unique in its system.'),
  dims,
  group: told(text, 'Field group.'),
  version: maybe(ordinal),
  after: value,
  active: maybe(flag),
  effective: maybe(effective),
}

const obliged = { system: name, flow: told(name, 'The flow that obliges it.') }
const expected = Type.Union([
  closed({ ...obliged, ...amount, identity }),
  closed({ ...obliged, ...counted }),
  closed({ ...obliged, ...state }),
])
const gate = closed({
  effect: told(text, '`all`, a measure, or a field group.'),
  system: maybe(told(name, 'Only effects there.')),
  of: maybe(told(dims, 'Only effects with these dimensions.')),
  facts: texts,
  any: maybe(told(Type.Literal(true), 'One of the facts is enough.')),
  by: oneOf(['exposed', 'owed', 'applied']),
  in: maybe(name),
  or: oneOf(['wait', 'restricted']),
  title: maybe(text),
})

export const fact = record(['fact'], 'Something happened in a source system.', {
  eid: told(text, '`<source>:<business key>`.'),
  source: name,
  flows: told(Type.Array(name, { minItems: 1 }), 'Its own flow first, then those that live on facts of other flows.'),
  type: told(text, 'CloudEvents type.'),
  plant: text,
  businessKey: text,
  entity: told(text, 'What it is about, and the same in dimensions.'),
  dims,
  sequenceKey: maybe(told(text, 'Facts of one key are owed in the order of `streamSeq`.')),
  streamSeq: ordinal,
  occurredAt: told(text, 'True instant.'),
  stampedAt: told(text, 'What the payload says.'),
  payload: Type.Record(text, Type.Unknown()),
  reverses: maybe(told(text, 'The fact that it cancels.')),
  causes: texts,
  physId: told(text, 'Facts of one physical event share their obligations.'),
  partOf: maybe(told(text, 'The publication whose messages settle together.')),
  supersedes: maybe(told(texts, 'Facts whose state it overtakes.')),
  gates: maybe(told(Type.Array(gate), 'What must be known, or done, before an effect of it is allowed.')),
  must: oneOf(musts),
  expect: told(Type.Array(expected), 'Effects that it obliges.'),
  covered: told(flag, 'False where a stand-in plays it: printed, not judged.'),
  at_ms: maybe(Type.Number()),
  after: maybe(texts),
})

export const offer = record(['offer'], 'One try to hand a fact to the target; for a feed, its publication.', {
  did: ordinal,
  channel: oneOf(['webhook', 'feed']),
  source: name,
  eid: text,
  transportId: text,
  attempt: told(ordinal, 'From 1, per fact.'),
  incarnation: count,
  healthy: told(flag, 'False while the link was down: nothing reached the target.'),
})

export const exposed = record(['exposed'], 'The whole message reached the target: a webhook’s body, a page of a feed, a read.', {
  did: count,
  eid: text,
  incarnation: count,
  how: oneOf(['webhook', 'page', 'read']),
  cid: maybe(told(ordinal, 'The call that read it.')),
  cursor: maybe(text),
})

export const delivery = record(['delivery'], 'How a delivery ended, as either end saw it.', {
  did: ordinal,
  eid: text,
  attempt: ordinal,
  incarnation: count,
  targetAnswered: told(Type.Union([statusCode, Type.Null()]), 'What the target answered.'),
  sourceSaw: told(Type.Union([statusCode, Type.Null()]), 'What the source saw of it.'),
  outcome: oneOf(
    ['acked', 'refused', 'indeterminate', 'not-connected', 'given-up'],
    '`acked`: the source saw 2xx, or a later poll came with a cursor past it. `given-up`: returned to sender.',
  ),
  why: maybe(text),
  says: maybe(told(text, 'The beginning of what the target said with a refusal, without secrets.')),
})

const problem = closed({ code: text, message: text, nearest: maybe(text), differences: texts }, 'Why no operation understood it.')

export const arrived = record(['call.arrived'], 'A request of the target, whole, as the target sent it.', {
  cid: ordinal,
  system: name,
  operation: maybe(told(text, 'Absent when none understood it; `batch` where its commands differ.')),
  posts: flag,
  method: text,
  path: text,
  keys: told(texts, 'Business keys that it contains.'),
  eids: told(texts, 'The facts that these stand for.'),
  attempt: told(ordinal, 'Per operation and first key, by arrival.'),
  incarnation: count,
  idempotencyKey: maybe(text),
  correlation: maybe(text),
  dims: maybe(dims),
  commands: maybe(told(ordinal, 'Commands in it, where there are several.')),
  bodyHash: text,
  bodyBytes: count,
  problem: maybe(problem),
})

export const servedLine = closed(
  { status: statusCode, answerClass: oneOf(answerClasses), code: maybe(text), eids: texts, effects: count, dedupedTo: maybe(text) },
  'What became of one command of several.',
)

export const served = record(['call.served'], 'What the system did with a call, its effects committed.', {
  cid: ordinal,
  status: statusCode,
  answerClass: oneOf(answerClasses),
  code: maybe(text),
  effects: count,
  dedupedTo: maybe(told(text, 'The document that a repeat was answered with.')),
  settles: maybe(told(texts, 'Keys that the answer says are posted or absent.')),
  lines: maybe(told(Type.Array(servedLine), 'One result per command, where there were several.')),
  fault: maybe(told(text, 'The fault that answered instead of the system.')),
})

export const answer = record(['answer'], 'What the target was told.', {
  cid: ordinal,
  status: told(Type.Union([statusCode, Type.Null()]), 'Null when nothing, or not all of it, was sent.'),
  knowledge: oneOf(knowledges),
  retryAfter_ms: maybe(told(count, 'How long a refusal asked its caller to wait before it comes again (Retry-After).')),
  fault: maybe(text),
  late: maybe(told(flag, 'True if its caller had gone before it could be served: it was lost, and no fault did it.')),
})

export const closedCall = record(['call.closed'], 'The end of a call.', {
  cid: ordinal,
  handedToOs: told(count, 'Bytes of the answer’s body handed to the operating system.'),
  clientClosedFirst: flag,
})

const committed = {
  system: name,
  doc: told(text, 'Document number; empty for a state write without one.'),
  docKind: text,
  plant: text,
  references: told(texts, 'External references.'),
  reversesDoc: maybe(text),
  cid: maybe(told(ordinal, 'The call that committed it; else the step or the fault.')),
  step: maybe(text),
  correlation: maybe(text),
  idempotencyKey: maybe(text),
}
const dates = closed({ posting: date, document: maybe(date) })
/** An effect as far as it is needed to compare it with another. */
const drafted = Type.Unsafe<Readonly<Record<string, unknown>>>({
  type: 'object',
  required: ['what'],
  properties: { what: { enum: ['quantity', 'count', 'state'] }, measure: text, quantity, entity: text, dims, group: text, after: value },
  if: { properties: { what: { const: 'state' } } },
  // oxlint-disable-next-line unicorn/no-thenable -- the word is JSON Schema's, and a schema is never awaited
  then: { required: ['entity', 'dims', 'group', 'after'] },
  else: { required: ['measure'] },
})

export const effects = [
  record(['effect'], 'One line of a posted document.', {
    ...committed,
    ...amount,
    unit: text,
    sent: maybe(told(closed({ quantity, unit: text }), 'As it came over the wire.')),
    dates: maybe(dates),
    balance: maybe(told(quantity, 'After this line, for stock.')),
    issueMode: maybe(oneOf(['backflush', 'explicit'])),
  }),
  record(['effect'], 'A counted thing that was made or taken back.', { ...committed, ...counted, dates: maybe(dates) }),
  record(['effect'], 'A write of one field group of one entity.', {
    ...committed,
    ...state,
    before: maybe(value),
    derived: maybe(told(flag, 'The system worked it out by itself from a posting.')),
  }),
] as const

export const exception = record(['exception'], 'A fact that the target handed to people; every change of one exception repeats its xid.', {
  xid: text,
  keys: texts,
  eids: texts,
  class: maybe(text),
  reason: maybe(text),
  owner: maybe(text),
  status: oneOf(['open', 'closed']),
  resolution: maybe(text),
  seenAt: oneOf(sightingPlaces),
})

export const fault = record(
  ['fault.armed', 'fault.fired', 'fault.missed', 'fault.healed'],
  'A disturbance, or one that did not come about.',
  {
    fault: text,
    name: text,
    firing: oneOf(['must', 'may']),
    identity: maybe(told(text, 'The message it fired on: `target→erp · confirmation.create · MC-000007 · #1`.')),
    cid: maybe(count),
    did: maybe(count),
    eids: maybe(texts),
    nearest: maybe(told(text, 'For one that never fired: what came nearest.')),
  },
)

export const target = record(['target.spawned', 'target.ready', 'target.killed', 'target.exited'], 'The life of the target.', {
  incarnation: count,
  pid: maybe(count),
  code: maybe(Type.Union([Type.Integer(), Type.Null()])),
  signal: maybe(Type.Union([text, Type.Null()])),
  scripted: maybe(told(flag, 'True if the run itself ended it.')),
  fault: maybe(text),
  logTail: maybe(told(texts, 'Last lines of its output, for an end that nobody scripted.')),
})

export const twin = record(
  ['twin'],
  'What the systems behind a perfect integration answer to the right commands of a fact: when they come to it (neither `cid` nor `xid`), ' +
    'or asked at the moment of a refusal or of an exception.',
  {
    eid: text,
    answer: oneOf(
      ['taken', 'refused', 'not now', 'not asked'],
      '`refused`: something lasting stands in the way of the fact itself. `not now`: something that passes. `not asked`: that would have ' +
        'taken too long.',
    ),
    system: maybe(told(name, 'The one that refused it; absent where there was nothing to ask for.')),
    code: maybe(text),
    cid: maybe(told(ordinal, 'The call that was refused.')),
    xid: maybe(told(text, 'The exception that was opened.')),
  },
)

export const harnessError = record(['harness.error'], 'Something broke that no plan asked for: the run is `unknown`.', {
  where: text,
  message: text,
  spoils: maybe(told(flag, 'True if no finding of this run can be held against the target.')),
})

export const harnessSlow = record(
  ['harness.slow'],
  'The run itself came late, because the machine was busy: what was due at `from` was done at `to`, in milliseconds of the run.',
  { from: Type.Number({ minimum: 0 }), to: Type.Number({ minimum: 0 }), after: told(count, '`seq` of the last record before it.') },
)

const marked = <const Mark extends string, P extends Record<string, TSchema>>(mark: Mark, description: string, properties: P) =>
  record(['mark'], description, { mark: Type.Literal(mark), ...properties })

export const marks = [
  marked('phase', 'A phase begins.', { phase: oneOf(['set-up', 'burst', 'heal', 'judge']) }),
  marked('heal', 'Nothing is disturbed any more.', {}),
  marked('quiet', 'How the wait for rest ended.', {
    how: oneOf(quietHows),
    waited_ms: Type.Number({ minimum: 0 }),
    patience_ms: Type.Number({ minimum: 0 }),
    outstanding: told(count, 'Facts that were still expected.'),
    doubts: maybe(told(count, 'Facts of which nobody knows whether a call about them was done.')),
    late_ms: maybe(told(Type.Number({ minimum: 0 }), 'How much of the wait the run itself was late, in sum.')),
  }),
  marked('settled', 'How the wait in the middle of a burst ended, until nothing of what came before was expected.', {
    how: oneOf(settledHows),
    waited_ms: Type.Number({ minimum: 0 }),
    outstanding: told(count, 'Facts that were still expected.'),
  }),
  marked('reach', 'What the scenario had to reach.', { name: text, count, nearest: maybe(text) }),
  marked('final-state', 'The state that a system ended in.', { system: name, state: Type.Record(text, Type.Unknown()) }),
  marked('twin-state', 'The state that a system would have ended in behind a perfect integration.', {
    system: name,
    state: Type.Record(text, Type.Unknown()),
  }),
  marked('twin-step', 'What a step of the scenario comes to behind a perfect integration, where that is something else than it came to.', {
    system: name,
    step: text,
    effects: Type.Array(drafted),
  }),
  marked('set-up-error', 'Why the run ended before it could be judged.', {
    message: text,
    details: texts,
    refused: maybe(told(flag, 'The target was there, and refused every delivery.')),
  }),
  marked('end', 'The end of a whole journal.', {
    records: told(count, 'Records of the journal, this one included.'),
    crc32: maybe(told(text, 'Of all bytes before this line: a journal that was changed since is refused.')),
  }),
] as const

const effect = { description: 'One ledger entry, committed before the first byte of the answer was written.', oneOf: effects }
const mark = { description: 'A phase, a state or a finding of the run itself.', oneOf: marks }
const definitions = {
  header,
  fact,
  offer,
  exposed,
  delivery,
  'call.arrived': arrived,
  'call.served': served,
  answer,
  'call.closed': closedCall,
  effect,
  exception,
  fault,
  target,
  'harness.error': harnessError,
  'harness.slow': harnessSlow,
  twin,
  mark,
}

/** The schema of every sort of line: by its kind, and where a kind has several shapes, by kind and shape. */
export const lineSchemas: Readonly<Record<string, TSchema>> = Object.fromEntries([
  ...['header', ...recordKinds].flatMap((kind) => {
    const schema = definitionOf(kind)
    return 'oneOf' in schema ? [] : [[kind, schema] as const]
  }),
  ...[...effects, ...marks].map((schema) => {
    const { kind, what, mark: shape } = schema.properties as Readonly<Record<string, { readonly const?: string }>>
    return [`${kind?.const ?? ''} ${what?.const ?? shape?.const ?? ''}`, schema] as const
  }),
])

function definitionOf(kind: string): TSchema {
  return definitions[definitionName(kind) as keyof typeof definitions]
}

function definitionName(kind: string): string {
  return kind.startsWith('fault.') ? 'fault' : kind.startsWith('target.') ? 'target' : kind
}

/** JSON Schema (2020-12) of one line of a journal; the source of `schemas/journal.schema.json`. */
export function journalSchema(): Readonly<Record<string, unknown>> {
  const branch = (kind: string): Readonly<Record<string, unknown>> => ({
    if: { properties: { kind: { const: kind } }, required: ['kind'] },
    // oxlint-disable-next-line unicorn/no-thenable -- the word is JSON Schema's, and a schema is never awaited
    then: { $ref: `#/$defs/${definitionName(kind)}` },
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
    allOf: ['header', ...recordKinds].map(branch),
    $defs: definitions,
  }
}
