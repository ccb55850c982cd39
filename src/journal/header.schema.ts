import Type from 'typebox'
import { partsPlayed } from '../domain/words.js'
import { exceptionSources } from './header.js'
import { journalFormat, journalVersion } from './record-words.js'
import { journalPlan } from './plan.schema.js'
import { closed, count, flag, maybe, name, names, oneOf, open, text, texts, told } from './schema-parts.js'

const measure = closed({
  name,
  by: names,
  moves: oneOf([-1, 0, 1]),
  unit: oneOf(['item', 'order-item', 'none']),
  verb: text,
  noun: text,
  signed: maybe(closed({ positive: text, negative: text })),
  ends: maybe(flag),
  notice: maybe(told(flag, 'A document by which one department tells another of something.')),
})
const words = closed(
  {
    systems: Type.Array(closed({ name, title: text, short: text, books: flag, plays: maybe(oneOf(partsPlayed)) })),
    flows: Type.Array(closed({ name, title: text, one: text, many: text, letter: text, verb: text, source: name, sinks: names })),
    measures: Type.Array(measure),
  },
  'What people call the systems, flows and measures of the run.',
)
const systemFacts = open({
  dialect: text,
  dedupe: oneOf(['none', 'idempotency-key', 'external-reference']),
  query_by_reference: flag,
  enforce: Type.Record(text, flag),
  policies: Type.Record(text, text),
})
const milliseconds = Type.Number({ minimum: 0 })
const transform = Type.Union([
  closed({ prefix: text }),
  closed({ suffix: text }),
  closed({ take_first: count }),
  closed({ take_last: count }),
  closed({ replace: text, with: text }),
  closed({ case: oneOf(['upper', 'lower']) }),
])
const targetFacts = open({
  label: text,
  covers: names,
  delivery: Type.Record(text, oneOf(['webhook', 'feed'])),
  attribution: closed({ headers: texts, transform: Type.Array(transform) }),
  exceptions: oneOf(exceptionSources),
  patience_ms: milliseconds,
  retry_interval_ms: maybe(milliseconds),
  quiet_ms: milliseconds,
  grace_ms: milliseconds,
})
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
    plan: journalPlan,
  },
  { additionalProperties: true, description: 'The first line: makes the file self-sufficient.' },
)
