import { createEvidence } from '../journal/evidence-builder.js'
import type { Evidence } from '../journal/evidence.js'
import type { JournalHeader } from '../journal/header.js'
import { JournalError } from '../journal/journal-error.js'
import { readJournal, type JournalReading } from '../journal/reader.js'
import { recordKinds, type JournalRecord } from '../journal/records.js'
import type { Check, CheckResult, Following, Heard, Judge, Outcome, Violations } from './contract.js'
import { figuresOf } from './figures.js'
import { PlantFigures } from './figures/index.js'
import { checks } from './index.js'
import type { Judgement, MissedFault, RunVerdict } from './judgement.js'
import { LatencyScan } from './support/latency.js'
import { reconcile } from './reconcile.js'
import { SetUpScan, type SetUp } from './set-up.js'
import { violationsInTime, whyStarved } from './lateness.js'
import { vacuity, vacuityOutcome, whyLess } from './generic/vacuity.js'
import { counted, seconds } from './support/words.js'
import { errorText } from '../words/errors.js'
import { unended } from '../words/lists.js'
import { limits } from '../domain/limits.js'
import { list } from '../words/lists.js'

/** A journal in memory. */
export interface JournalInMemory {
  readonly header: JournalHeader
  readonly records: Iterable<JournalRecord>
}

interface AtWork {
  readonly check: Check
  readonly judge: Judge | undefined
  crash: string | undefined
}

const noViolations: Violations = { count: 0, byReason: {} }

/**
 * Judges a journal, by its path or from memory, in one pass and from nothing else. Throws JournalError when it cannot be read.
 * What a check finds, and a check that breaks, is in the result: this never throws for them.
 */
export function judgeJournal(source: string | JournalInMemory, using: readonly Check[] = checks): Judgement {
  if (typeof source !== 'string') return judgeRecords(source.header, source.records, using, undefined)
  const reading = readJournal(source)
  return judgeRecords(reading.header, reading.records(), using, reading)
}

function judgeRecords(
  header: JournalHeader,
  records: Iterable<JournalRecord>,
  using: readonly Check[],
  reading: JournalReading | undefined,
): Judgement {
  const evidence = evidenceOf(header, reading?.path)
  const setUp = new SetUpScan()
  const latency = new LatencyScan()
  const plant = new PlantFigures(evidence)
  const works = using.filter((check) => check !== vacuity).map((check) => begin(check, evidence))
  const listening = listeners(works)
  let count = 0
  for (const record of records) {
    count += 1
    take(evidence, record, reading?.path)
    setUp.on(record, evidence)
    latency.on(record)
    plant.on(record)
    for (const work of listening.get(heardAs(record)) ?? []) hear(work, record)
  }
  const whole = evidence.ended && (reading?.whole ?? true)
  const found = setUp.end()
  const restless = whyRestless(evidence, whole, found)
  const results = withOwners(works.map((work) => resultOf(work, evidence, restless)))
  // Last, since it judges what the others had to judge.
  results.unshift(vacuityResult(evidence, results))
  const { quiet } = evidence
  return {
    header,
    ...verdictOf(evidence, results, found, using),
    results,
    setUp: found.findings,
    missed: missedOf(evidence),
    reconciliation: reconcile(evidence),
    figures: figuresOf(evidence, results, latency),
    plantFigures: plant.all(),
    facts: evidence.facts.size,
    records: count,
    duration_ms: evidence.last.t,
    quiet: quiet && {
      how: quiet.how,
      waited_ms: quiet.waited_ms,
      patience_ms: quiet.patience_ms,
      outstanding: quiet.outstanding,
      doubts: quiet.doubts ?? 0,
    },
    whole,
  }
}

function missedOf({ header, faults }: Evidence): MissedFault[] {
  return header.plan.faults.flatMap(({ id, firing }) => {
    const state = faults.get(id)
    return firing === 'may' && state?.missed === true && state.fired === 0 ? [{ fault: id, nearest: state.nearest }] : []
  })
}

/** A header that nothing can be made of is the file's fault, and said so. */
function evidenceOf(header: JournalHeader, path: string | undefined): Evidence {
  try {
    return createEvidence(header)
  } catch (error) {
    throw new JournalError(
      `${path === undefined ? 'The journal' : `The journal ${path}`} has a header that cannot be read (${errorText(error)}).`,
      'a header as schemas/journal.schema.json describes it',
      'take an unchanged copy of the journal, or run the scenario again',
      { cause: error },
    )
  }
}

function begin(check: Check, evidence: Evidence): AtWork {
  try {
    return { check, judge: check.begin(evidence), crash: undefined }
  } catch (error) {
    return { check, judge: undefined, crash: errorText(error) }
  }
}

function heardAs(record: JournalRecord): Heard {
  return record.kind === 'effect' && record.what === 'state' ? 'effect.state' : record.kind
}

/** Who listens to which records, in the order of the checks. */
function listeners(works: readonly AtWork[]): ReadonlyMap<Heard, readonly AtWork[]> {
  const found = new Map<Heard, AtWork[]>()
  for (const kind of [...recordKinds, 'effect.state'] as const) {
    const asEffect = (heard: Heard): boolean => heard === kind || (kind === 'effect.state' && heard === 'effect')
    const interested = works.filter(({ judge }) => judge?.on && (judge.hears?.some(asEffect) ?? true))
    if (interested.length > 0) found.set(kind, interested)
  }
  return found
}

function hear(work: AtWork, record: JournalRecord): void {
  if (work.crash !== undefined) return
  try {
    work.judge?.on?.(record)
  } catch (error) {
    work.crash = errorText(error)
  }
}

/** A record that nothing can be made of is the file's fault, and said so. */
function take(evidence: Evidence, record: JournalRecord, path: string | undefined): void {
  try {
    evidence.take(record)
  } catch (error) {
    throw new JournalError(
      `${path === undefined ? 'The journal' : `The journal ${path}`} has a record that cannot be read: number ` +
        `${record.seq}, of kind ${record.kind} (${errorText(error)}).`,
      'records as schemas/journal.schema.json describes them',
      'take an unchanged copy of the journal, or run the scenario again',
      { cause: error },
    )
  }
}

function ended(work: AtWork): Outcome | { readonly crash: string } {
  if (work.crash !== undefined || !work.judge) return { crash: work.crash ?? 'it did not begin' }
  try {
    return work.judge.end()
  } catch (error) {
    return { crash: errorText(error) }
  }
}

/** Why the end of this journal is not an end state; `undefined` when it is one. */
function whyRestless(evidence: Evidence, whole: boolean, setUp: SetUp): string | undefined {
  if (!whole) return `the journal ends before its end mark, at record ${evidence.last.seq}: the run was cut off, or the file was`
  const { quiet } = evidence
  if (!quiet) return 'the run did not wait for rest'
  if (quiet.how === 'limit') {
    const expected = counted(quiet.outstanding, 'fact')
    return `the run was still active at its limit (${seconds(limits.run_ms_max)}), with ${expected} still expected`
  }
  if (quiet.how === 'interrupted') return 'the run was interrupted'
  if (quiet.how !== 'target-gone') return undefined
  const why = setUp.error ?? setUp.died
  return `the run ended before it came to rest${why === undefined ? '' : `: ${unended(why)}`}`
}

interface Found {
  readonly result: CheckResult
  /** What is off only because of what others own. */
  readonly following?: Following | undefined
  /** The result, with all that follows counted as its own. */
  alone?(): CheckResult
}

/**
 * Each wrong thing is told by the check that owns it: what follows from it convicts nobody a second time. A check that cannot fail a run
 * cannot take a verdict from one that can: what follows from it alone is told here as well.
 */
function withOwners(found: readonly Found[]): CheckResult[] {
  const failed = found.flatMap(({ result }) => (result.verdict === 'fail' ? result : []))
  const convicting = new Set(failed.flatMap(({ advisory, check }) => (advisory ? [] : check)))
  const advising = new Set(failed.flatMap(({ advisory, check }) => (advisory ? check : [])))
  return found.map(({ result, following, alone }) => {
    if (!following) return result
    const { owners, first, count } = following
    const isOwned = owners.some((owner) => convicting.has(owner))
    if (!isOwned && alone && owners.some((owner) => advising.has(owner))) return alone()
    const notes = [...result.notes, `Follows from ${list(owners)}: ${first.message}${count > 1 ? ` (and ${count - 1} more)` : ''}`]
    if (result.verdict !== 'pass' && result.verdict !== 'not-judged') return { ...result, notes }
    const whose = isOwned ? `follows from ${list(owners)}` : `is for ${list(owners)}, which could not be decided`
    return { ...result, verdict: isOwned ? 'not-judged' : 'unknown', why: `what is off here ${whose}: ${first.message}`, notes }
  })
}

function resultOf(work: AtWork, evidence: Evidence, restless: string | undefined): Found {
  const outcome = ended(work)
  const result = verdictFor(work, outcome, evidence, restless)
  if ('crash' in outcome) return { result }
  const { following, violations } = outcome
  if (!following) return { result }
  return {
    result,
    following,
    alone: () => verdictFor(work, { ...outcome, violations: together(violations, following) }, evidence, restless),
  }
}

function together(own: Violations, { count, first: { reason }, first }: Following): Violations {
  const byReason = { ...own.byReason, [reason]: (own.byReason[reason] ?? 0) + count }
  return { first, worst: first, last: first, ...own, count: own.count + count, byReason }
}

function verdictFor(work: AtWork, outcome: ReturnType<typeof ended>, evidence: Evidence, restless: string | undefined): CheckResult {
  const { check } = work
  // A diagnostic explains a failure; it never is one by itself.
  const advisory = check.provenBy.length === 0 || check.class === 'D'
  const base = { check: check.name, number: check.number, class: check.class, title: check.title, advisory }
  if ('crash' in outcome) {
    return { ...base, verdict: 'unknown', judged: 0, violations: noViolations, why: `the check broke: ${outcome.crash}`, notes: [] }
  }
  const { judged, violations } = outcome
  const notes = [...(outcome.notes ?? [])]
  if (check.class === 'L' && restless !== undefined && outcome.notJudged === undefined) {
    // What is missing or too much now might have been put right later: only an end state convicts.
    if (violations.count > 0) notes.push(asFar(violations))
    return { ...base, verdict: 'unknown', judged, violations: noViolations, why: restless, notes }
  }
  const { spoiled } = evidence.harnessErrors
  if (spoiled !== undefined && violations.count > 0) {
    notes.push(asFar(violations))
    return { ...base, verdict: 'unknown', judged, violations: noViolations, why: spoiled, notes }
  }
  const starved = whyStarved(evidence, check.class, violations)
  if (starved !== undefined) {
    notes.push(asFar(violations))
    // What could not have failed the run does not make it unknown either.
    return { ...base, verdict: advisory ? 'not-judged' : 'unknown', judged, violations: noViolations, why: starved, notes }
  }
  const result = { ...base, judged, violations: violationsInTime(evidence, violations), notes }
  if (violations.count > 0) return { ...result, verdict: 'fail', why: result.violations.first?.message ?? '' }
  if (outcome.unknown !== undefined) return { ...result, verdict: 'unknown', why: outcome.unknown }
  if (outcome.notJudged !== undefined) return { ...result, verdict: 'not-judged', why: outcome.notJudged }
  if (judged > 0) return { ...result, verdict: 'pass' }
  const uncovered = whyOutOfScope(evidence)
  if (uncovered !== undefined) return { ...result, verdict: 'not-in-scope', why: uncovered }
  const promised = evidence.header.plan.checks.includes(check.name)
  return promised
    ? { ...result, verdict: 'unknown', why: whyNone(evidence) }
    : { ...result, verdict: 'not-judged', why: 'nothing in this run was a case for it' }
}

/** Why a check has no case that it should have had. */
function whyNone(evidence: Evidence): string {
  const why = whyLess(evidence)
  return `the scenario promises a case for it, and the run had none${why === undefined ? '' : `: ${why}`}`
}

function asFar({ first, count }: Violations): string {
  return `As far as the journal goes: ${first?.message ?? `${count} violations`}`
}

/** The flows that a stand-in plays, if there are any: what had no input may have had it only there. */
function whyOutOfScope(evidence: Evidence): string | undefined {
  const { covers } = evidence.header.target
  const others = evidence.header.plan.flows.filter((flow) => !covers.includes(flow))
  return others.length === 0 ? undefined : `the target does not cover ${others.join(', ')}, and nothing else was a case for it`
}

function vacuityResult(evidence: Evidence, results: readonly CheckResult[]): CheckResult {
  const base = {
    check: vacuity.name,
    number: vacuity.number,
    class: vacuity.class,
    title: vacuity.title,
    advisory: false,
    violations: noViolations,
  }
  try {
    const { judged, unknown, notes = [] } = vacuityOutcome(evidence, results)
    // It convicts nobody: a run that exercised too little proves nothing either way.
    return unknown === undefined
      ? { ...base, verdict: 'pass', judged, notes }
      : { ...base, verdict: 'unknown', judged, why: unknown, notes }
  } catch (error) {
    return { ...base, verdict: 'unknown', judged: 0, why: `the check broke: ${errorText(error)}`, notes: [] }
  }
}

/** Interrupted, then set-up, then fail, then unknown; pass is what is left. */
function verdictOf(
  evidence: Evidence,
  results: readonly CheckResult[],
  setUp: SetUp,
  using: readonly Check[],
): { verdict: RunVerdict; why: string } {
  const failed = results.filter((result) => result.verdict === 'fail' && !result.advisory)
  const unsafe = failed.some((result) => result.class === 'S')
  if (evidence.quiet?.how === 'interrupted')
    return { verdict: 'interrupted', why: 'The run was interrupted; the journal is complete up to there.' }
  if (setUp.error !== undefined) return { verdict: 'set-up-error', why: setUp.error }
  const { spoiled } = evidence.harnessErrors
  if (spoiled !== undefined) return { verdict: 'unknown', why: spoiled }
  if (setUp.died !== undefined && !unsafe) return { verdict: 'set-up-error', why: setUp.died }
  const sums = new Set(using.flatMap(({ addsUp, name }) => (addsUp ? name : [])))
  const worst = failed.find(({ check }) => !sums.has(check)) ?? failed[0]
  if (worst) {
    const others = failed.length === 1 ? '' : ` (and ${failed.length - 1} more failed)`
    return { verdict: 'fail', why: `${worst.check}: ${worst.why ?? ''}${others}` }
  }
  const unclear = results.filter((result) => result.verdict === 'unknown')
  const [first] = unclear
  if (!first) return { verdict: 'pass', why: '' }
  const others = unclear.length === 1 ? '' : ` (and ${unclear.length - 1} more are unknown)`
  return { verdict: 'unknown', why: `${first.check}: ${first.why ?? ''}${others}` }
}
