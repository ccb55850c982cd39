import Type from 'typebox'
import { journalPlan } from './plan.schema.js'
import { fact } from './records.schema.js'
import { closed, flag, maybe, name, oneOf, open, text, texts } from './schema-parts.js'

// What a run reads of the plan in a stored case.

const list = Type.Array
/** Nothing in a plan lasts longer than a day. */
const milliseconds = Type.Number({ minimum: 0, maximum: 24 * 3_600_000 })
const several = (maximum: number) => Type.Integer({ minimum: 1, maximum })

const { seq: _seq, t: _t, kind: _kind, covered: _covered, at_ms: _at, after: _after, ...ofFact } = fact.properties
const plannedFact = closed({ ...ofFact, at_ms: milliseconds, after: texts })

const system = open({
  dialect: text,
  dedupe: oneOf(['none', 'idempotency-key', 'external-reference']),
  dedupe_window_ms: Type.Number({ minimum: 0 }),
  enforce: Type.Record(text, flag),
  policies: Type.Record(text, text),
})
const delivery = open({
  timeout_ms: milliseconds,
  backoff_first_ms: milliseconds,
  backoff_factor: Type.Number({ minimum: 1, maximum: 10 }),
  backoff_ms_max: milliseconds,
  attempts_max: several(10_000),
  concurrency_max: several(1_000),
  page_count_max: several(1_000),
})
const address = open({
  direction: oneOf(['call', 'delivery']),
  system: name,
  operation: maybe(text),
  keys: maybe(texts),
  nth: several(1_000_000),
  times: Type.Union([several(1_000_000), oneOf(['persistent', 'until-heal'])]),
})
const fault = open({
  id: name,
  name,
  kind: maybe(name),
  firing: oneOf(['must', 'may']),
  address: maybe(address),
  window: maybe(open({ from_ms: milliseconds, for_ms: milliseconds })),
  settings: Type.Record(text, Type.Unknown()),
})

/** The plan of a stored case. */
export const casePlan = open({
  ...journalPlan.properties,
  variant: oneOf(['clean', 'faulty', 'storm']),
  size: oneOf(['quick', 'full']),
  identifiers: maybe(text),
  systems: Type.Record(text, system),
  delivery,
  facts: list(plannedFact),
  steps: list(open({ id: name, system: name, at_ms: milliseconds, step: open({ do: name }) })),
  faults: list(fault),
  burst_ms: milliseconds,
  waits: maybe(list(milliseconds)),
  heal_at_ms: milliseconds,
})
