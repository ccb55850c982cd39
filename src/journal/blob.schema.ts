import Type from 'typebox'
import { quietHows } from './record-words.js'
import { count, flag, maybe, name, oneOf, open, ordinal, text, texts } from './schema-parts.js'

// What a stored session says of its runs: what reports, comparisons and repetitions read of it. The header of a journal is held against its
// own schema.

const list = Type.Array
const number = Type.Number()
const columns = Type.Record(text, text)
const seqs = list(ordinal)
const verdicts = ['pass', 'fail', 'unknown', 'set-up-error', 'interrupted'] as const

const planned = open({ hash: text, cases: count })
const shard = open({ index: ordinal, total: ordinal })

/** The first line of a blob. */
const head = open({ format: Type.Literal('mfgsync.blob'), version: ordinal, tool: text, planned, label: maybe(text), shard: maybe(shard) })

const violation = open({ reason: text, message: text, badness: number, records: seqs, eids: texts })
const violations = open({
  count,
  byReason: Type.Record(text, count),
  first: maybe(violation),
  worst: maybe(violation),
  last: maybe(violation),
})
const result = open({
  check: text,
  number: count,
  class: oneOf(['S', 'L', 'D']),
  title: text,
  verdict: oneOf(['pass', 'fail', 'unknown', 'not-in-scope', 'not-judged']),
  advisory: flag,
  judged: count,
  violations,
  why: maybe(text),
  notes: texts,
})
const finding = open({ what: text, message: text, count, details: texts, records: seqs })
const rows = list(open({ subject: text, key: text, cells: columns, odd: texts }))
const figureRow = open({
  plant: text,
  key: text,
  cells: columns,
  age_ms: Type.Union([number, Type.Null()]),
  offered_ms: Type.Union([number, Type.Null()]),
  covered: flag,
  facts: texts,
  records: seqs,
})
const plantFigure = open({
  name: text,
  title: text,
  columns: texts,
  counts: list(open({ name: text, count })),
  rows: list(figureRow),
  hidden: count,
})
const judgement = open({
  header: open({}),
  verdict: oneOf(verdicts),
  why: text,
  results: list(result),
  setUp: list(finding),
  missed: list(open({ fault: text, nearest: text })),
  reconciliation: open({ columns: texts, rows, agreeing: count, hidden: count }),
  figures: list(open({ name: text, value: text, judgedBy: maybe(text) })),
  plantFigures: list(plantFigure),
  facts: count,
  records: count,
  duration_ms: Type.Number({ minimum: 0 }),
  quiet: maybe(open({ how: oneOf(quietHows), waited_ms: number, patience_ms: number, outstanding: count, doubts: count })),
  whole: flag,
})

const reproduction = { command: text, replay: maybe(text) }
const explanation = open({
  check: text,
  title: text,
  reason: text,
  fingerprint: text,
  witness: oneOf(['first', 'worst']),
  about: list(open({ fact: text, ending: text, documents: seqs })),
  statement: open({ text, observed: text, possible: text }),
  bindings: list(open({ name: text, what: text, about: text, records: seqs })),
  steps: list(open({ claim: text, because: text, records: seqs })),
  knowledge: open({ columns: texts, rows: list(open({ at_ms: number, event: text, cells: columns, odd: texts, record: ordinal })) }),
  diff: list(open({ field: text, from: text, to: text })),
  sum: maybe(
    open({ measure: text, unit: text, terms: list(open({ name: text, quantity: text })), total: text, expected: text, excess: text }),
  ),
  innocent: list(open({ claim: text, records: seqs })),
  diagram: open({
    parties: texts,
    rows: list(
      open({
        record: ordinal,
        at_ms: number,
        kind: oneOf(['message', 'answer', 'note']),
        from: text,
        to: text,
        text,
        lost: flag,
        odd: flag,
      }),
    ),
    hidden: count,
  }),
  likely: texts,
  reproduce: open({ seed: number, ...reproduction, case: maybe(text) }),
  hidden: open({ messages: count }),
  problem: maybe(text),
})

/** A line for each run. */
const run = open({
  identity: text,
  attempt: ordinal,
  asked: maybe(open({ scenario: name, variant: name, size: name, seed: count, dedupe: maybe(text), identifiers: maybe(text) })),
  judgement,
  explanations: list(explanation),
  reproduce: open(reproduction),
  files: open({ dir: text, journal: text, case: maybe(text), targetLog: maybe(text) }),
  kept: flag,
})

/** The last line. */
const end = open({
  end: open({
    runs: count,
    passed: count,
    failed: count,
    unknown: count,
    setUpErrors: count,
    interrupted: maybe(count),
    flaky: maybe(list(open({ name: text, seed: count, failed: count, attempts: count }))),
    label: maybe(text),
    skipped: list(open({ name: text, seed: count, why: text })),
    exitCode: count,
  }),
  hash: text,
})

/** By the sorts of lines of a blob. */
export const blobSchemas = { 'blob head': head, 'blob run': run, 'blob end': end, 'blob without runs': open({ none: Type.Literal(true) }) }
