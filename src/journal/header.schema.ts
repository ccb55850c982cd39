import Type from 'typebox'
import { exceptionSources } from './header.js'
import { journalFormat, journalVersion } from './record-words.js'
import { closed, flag, maybe, name, names, oneOf, text, texts, told } from './schema-parts.js'

const measure = closed({
  name,
  by: names,
  moves: oneOf([-1, 0, 1]),
  unit: oneOf(['item', 'order-item', 'none']),
  verb: text,
  noun: text,
  signed: maybe(closed({ positive: text, negative: text })),
  ends: maybe(flag),
})
const words = closed(
  {
    systems: Type.Array(closed({ name, title: text, short: text, books: flag })),
    flows: Type.Array(closed({ name, title: text, one: text, many: text, letter: text, verb: text, source: name, sinks: names })),
    measures: Type.Array(measure),
  },
  'What people call the systems, flows and measures of the run.',
)
const open = { additionalProperties: true }
const systemFacts = Type.Object(
  {
    dialect: text,
    dedupe: oneOf(['none', 'idempotency-key', 'external-reference']),
    query_by_reference: flag,
    enforce: Type.Record(text, flag),
    policies: Type.Record(text, text),
  },
  open,
)
const targetFacts = Type.Object(
  {
    label: text,
    covers: names,
    delivery: Type.Record(text, oneOf(['webhook', 'feed'])),
    attribution: closed({ headers: texts, transform: Type.Array(Type.Object({}, open)) }),
    exceptions: oneOf(exceptionSources),
    patience_ms: Type.Number({ minimum: 0 }),
    quiet_ms: Type.Number({ minimum: 0 }),
    grace_ms: Type.Number({ minimum: 0 }),
  },
  open,
)
/** The first line of a journal. */
export const header = Type.Object(
  {
    kind: Type.Literal('header'),
    format: Type.Literal(journalFormat),
    version: Type.Literal(journalVersion),
    tool: text,
    run: text,
    startedAt: text,
    twin: maybe(told(flag, 'True if the twin was asked about refusals and exceptions.')),
    namespace: told(text, 'Token in front of business keys on the wire; taken off in every record.'),
    words,
    target: targetFacts,
    systems: Type.Record(text, systemFacts),
    plan: {
      type: 'object',
      description:
        'The plan, with all defaults written out; its own version is inside. Its facts are counted (facts_count): each has a record of ' +
        'its own where it occurred.',
      required: ['version', 'scenario', 'variant', 'size', 'seed', 'master', 'flows', 'faults', 'checks', 'must_reach', 'judge'],
    },
  },
  { ...open, description: 'The first line: makes the file self-sufficient.' },
)
