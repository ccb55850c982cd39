import type { CheckResult, Verdict, Violation } from '../../../src/checks/contract.js'
import type { Judgement } from '../../../src/checks/judgement.js'
import { advisoryOf, causesOf } from '../../../src/explain/causes.js'
import { explainFrom, witnessesOf } from '../../../src/explain/explain.js'
import type { ReportContext, Reporter, ReporterKind, ReportStyle, RunHead, RunReport, Summary } from '../../../src/report/contract.js'
import { journal, type JournalBuilder } from '../../support/journal-builder.js'

export const plainStyle: ReportStyle = { colors: false, unicode: true, columns: 80 }

/** A reporter with everything that it wrote. */
export function reporting(
  kind: ReporterKind,
  options: Partial<Omit<ReportContext, 'write'>> = {},
): { readonly reporter: Reporter; written(): string } {
  let text = ''
  const reporter = kind.create({
    style: plainStyle,
    tool: '0.1.0',
    ...options,
    write: (more) => {
      text += more
    },
  })
  return { reporter, written: () => text }
}

export function check(name: string, number: number, verdict: Verdict, options: Partial<CheckResult> = {}): CheckResult {
  return {
    check: name,
    number,
    class: 'L',
    title: `The promise of ${name}.`,
    verdict,
    advisory: false,
    judged: verdict === 'pass' ? 36 : 0,
    violations: { count: 0, byReason: {} },
    notes: [],
    ...options,
  }
}

export function failing(name: string, number: number, violation: Violation, options: Partial<CheckResult> = {}): CheckResult {
  return check(name, number, 'fail', {
    judged: 36,
    why: violation.message,
    violations: { count: 1, first: violation, worst: violation, last: violation, byReason: { [violation.reason]: 1 } },
    ...options,
  })
}

const files = {
  dir: '.mfgsync/7f3a91',
  journal: '.mfgsync/7f3a91/journal.jsonl',
  case: '.mfgsync/7f3a91/case.json',
  targetLog: '.mfgsync/7f3a91/target.log',
}
const reproduce = {
  command: 'mfgsync simulate mes-confirmation-burst --seed 7 --target "node target.js"',
  replay: 'mfgsync replay .mfgsync/7f3a91/case.json',
}

/** A confirmation whose answer was lost, and that was posted again under another key. */
export function duplicated(): JournalBuilder {
  return journal({ dedupe: 'idempotency-key' })
    .fact('MC-000001')
    .deliver('MC-000001')
    .arrive('MC-000001', { idempotencyKey: '5c0e' })
    .effects('MC-000001', { idempotencyKey: '5c0e' })
    .served({ effects: 1 })
    .fault('fired', 'lose-answer-1', { on: 'call', keys: ['MC-000001'] })
    .answered(null, { fault: 'lose-answer-1' })
    .wait(1000)
    .post('MC-000001', { idempotencyKey: 'e811' })
    .end()
}

export function duplicateViolation(source: JournalBuilder): Violation {
  return {
    reason: 'excess',
    message: 'MC-000001 should have net effect yield 10; the ledger shows 20 by the documents 4711 and 4712.',
    badness: 10,
    eids: ['mes:MC-000001'],
    records: source.records.filter((record) => record.kind === 'effect').map((record) => record.seq),
  }
}

export function judgement(source: JournalBuilder, options: Partial<Judgement> = {}): Judgement {
  return {
    header: source.header,
    verdict: 'pass',
    why: '',
    results: [],
    setUp: [],
    missed: [],
    reconciliation: { columns: ['MES', 'ERP', 'exceptions'], rows: [], agreeing: 12, hidden: 12 },
    figures: [],
    plantFigures: [],
    facts: 36,
    records: source.records.length,
    duration_ms: 4_210,
    quiet: { how: 'quiet', waited_ms: 300, patience_ms: 60_000, outstanding: 0, doubts: 0 },
    whole: true,
    ...options,
  }
}

export function reportOf(source: JournalBuilder, judged: Judgement): RunReport {
  const explanations = explainFrom(witnessesOf(judged.results), source.header, () => source.records, { seed: 1, ...reproduce })
  const causes = causesOf(explanations, advisoryOf(judged.results))
  return {
    identity: 'test faulty quick seed 1',
    attempt: 1,
    judgement: judged,
    outcome: judged.verdict,
    known: [],
    explanations,
    causes,
    files,
    reproduce,
    records: () => source.records,
  }
}

export function failingRun(): RunReport {
  const source = duplicated()
  return reportOf(
    source,
    judgement(source, {
      verdict: 'fail',
      why: 'no-duplicate-effect: MC-000001 should have net effect yield 10; the ledger shows 20 by the documents 4711 and 4712.',
      results: [
        check('vacuity', 0, 'pass', { judged: 5 }),
        failing('no-duplicate-effect', 1, duplicateViolation(source)),
        check('every-event-accounted', 8, 'pass'),
        check('eventual-posting', 9, 'unknown', { why: 'the run was still active at its limit' }),
        failing(
          'idempotency-key-stable',
          5,
          { ...duplicateViolation(source), reason: 'changed-key', message: 'Retry of MC-000001 changed its key from 5c0e to e811.' },
          { advisory: true },
        ),
        check('latency-slo', 57, 'not-judged', { why: 'no limit is set', notes: ['confirmation: p95 1.06 s'] }),
        check('exception-closed-once', 65, 'not-in-scope', { why: 'the target does not cover reversal' }),
      ],
      reconciliation: {
        columns: ['MES', 'ERP', 'exceptions'],
        agreeing: 11,
        hidden: 11,
        rows: [{ subject: 'order', key: '100001 / 0010 yield', cells: { MES: '10', ERP: '20', exceptions: '0' }, odd: ['ERP'] }],
      },
      figures: [
        { name: 'confirmations reported', value: '1', judgedBy: 'every-event-accounted' },
        { name: 'latency p95', value: '1.06 s' },
      ],
    }),
  )
}

export function passingRun(): RunReport {
  const source = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').end()
  const names = [
    'vacuity',
    'no-duplicate-effect',
    'single-representation-per-fact',
    'every-event-accounted',
    'no-silent-drop',
    'per-key-order',
    'order-quantity-balance',
  ]
  return reportOf(
    source,
    judgement(source, {
      results: [
        ...names.map((name, index) => check(name, index, 'pass')),
        check('latency-slo', 57, 'not-judged', { why: 'no limit is set' }),
      ],
      figures: [{ name: 'confirmations reported', value: '1', judgedBy: 'every-event-accounted' }],
    }),
  )
}

export function head(options: Partial<RunHead> = {}): RunHead {
  return {
    id: 'run-1',
    scenario: 'mes-confirmation-burst',
    title: 'A burst',
    variant: 'faulty',
    size: 'quick',
    seed: 7,
    target: 'node target.js',
    patience_ms: 60_000,
    ...options,
  }
}

export function summary(options: Partial<Summary> = {}): Summary {
  return { runs: 1, passed: 1, failed: 0, unknown: 0, setUpErrors: 0, skipped: [], exitCode: 0, ...options }
}
