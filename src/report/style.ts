import { styleText } from 'node:util'
import type { BaselineProblem, KnownFailure, RunOutcome } from '../checks/baseline.js'
import type { MissedFault } from '../checks/judgement.js'
import type { CheckResult, Verdict } from '../checks/contract.js'
import { clean, toAscii } from '../explain/text.js'
import type { ReportStyle, RunReport, Summary } from './contract.js'
import { append } from '../domain/grouping.js'
import { count, joined, list, unended } from '../words/lists.js'

export type Tone = 'good' | 'bad' | 'doubt' | 'quiet' | 'strong' | 'plain'

const formats = { good: 'green', bad: 'red', doubt: 'yellow', quiet: 'gray', strong: 'bold' } as const

/** Colour as an addition: the text is complete without it. */
export function paint(style: ReportStyle, tone: Tone, text: string): string {
  if (!style.colors || tone === 'plain' || text === '') return text
  return styleText(formats[tone], text, { validateStream: false })
}

/** The text as this terminal can show it. Called before painting. */
export function shown(style: ReportStyle, text: string): string {
  return style.unicode ? text : toAscii(text)
}

const verdictWords: Readonly<Record<Verdict, string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  unknown: 'UNKNOWN',
  'not-in-scope': 'NOT IN SCOPE',
  'not-judged': 'NOT JUDGED',
}

const runVerdictWords: Readonly<Record<RunOutcome, string>> = {
  pass: 'PASS',
  known: 'KNOWN',
  fail: 'FAIL',
  unknown: 'UNKNOWN',
  'set-up-error': 'SET-UP ERROR',
  interrupted: 'INTERRUPTED',
}

/**
 * A finding of a check that no mutant has proven yet is advice: it cannot fail a run, and must not look as if it did. Nor must what a
 * baseline knows.
 */
export function verdictWord(result: Pick<CheckResult, 'check' | 'verdict' | 'advisory'>, known: readonly KnownFailure[] = []): string {
  if (isKnown(result, known)) return runVerdictWords.known
  return result.verdict === 'fail' && result.advisory ? 'ADVICE' : verdictWords[result.verdict]
}

/** True for a failed check that a baseline covers. */
export function isKnown(
  { check, verdict, advisory }: Pick<CheckResult, 'check' | 'verdict' | 'advisory'>,
  known: readonly KnownFailure[],
): boolean {
  return verdict === 'fail' && !advisory && known.some((each) => each.check === check)
}

/** Whose a known failure is, and until when it may stay. */
export function knownText({ owner, reason, expires }: KnownFailure): string {
  return `known until ${expires}; ${clean(owner, 120)}: ${unended(clean(reason, 300))}`
}

/** Each of the known failures once; those of one entry together. */
export function knownTexts(known: readonly KnownFailure[]): readonly string[] {
  const checks = new Map<string, string[]>()
  for (const each of known) append(checks, knownText(each), clean(each.check))
  return [...checks].map(([text, names]) => `${list(names)}: ${text}.`)
}

/** An entry of a baseline that fails the gate, by name, and what to do. */
export function baselineText({ problem, label, check, ...each }: BaselineProblem): string {
  const what = `${clean(label === undefined ? each.case : `${label}: ${each.case}`, 300)}, ${clean(check)}`
  const { owner, reason, expires } = each
  const whose = `${clean(owner, 120)}: ${unended(clean(reason, 300))}`
  return problem === 'expired'
    ? `expired on ${expires}: ${what} (${whose}). Mend it, or give it another day in the baseline.`
    : `no longer fails: ${what} (${whose}). Take it out of the baseline.`
}

export function runVerdictWord(verdict: RunOutcome): string {
  return runVerdictWords[verdict]
}

export function toneOf(verdict: Verdict | RunOutcome, advisory = false): Tone {
  if (verdict === 'pass') return 'good'
  if (verdict === 'known') return 'doubt'
  if (verdict === 'fail') return advisory ? 'doubt' : 'bad'
  if (verdict === 'set-up-error') return 'bad'
  return verdict === 'unknown' || verdict === 'interrupted' ? 'doubt' : 'quiet'
}

const ranks: Readonly<Record<Verdict, number>> = { fail: 0, unknown: 1, pass: 3, 'not-judged': 4, 'not-in-scope': 5 }

/** Failures first, then what could not be decided, then advice, then the rest; each by number. */
export function byUrgency(a: CheckResult, b: CheckResult): number {
  const rank = (result: CheckResult): number => (result.verdict === 'fail' && result.advisory ? 2 : ranks[result.verdict])
  return rank(a) - rank(b) || a.number - b.number
}

/** `3 passed, 1 failed`: how the runs of an invocation ended; `all` says what happened to none of them too. */
export function tallied(summary: Summary, all: boolean): string {
  const { passed, failed, unknown, setUpErrors, interrupted = 0, known = 0, baseline = [], flaky = [], skipped } = summary
  const parts = [
    known > 0 ? `${known} known` : '',
    flaky.length > 0 ? `${flaky.length} flaky` : '',
    all || failed > 0 ? `${failed} failed` : '',
    all || unknown > 0 ? `${unknown} unknown` : '',
    all || setUpErrors > 0 ? count(setUpErrors, 'set-up error') : '',
    interrupted > 0 ? `${interrupted} interrupted` : '',
    skipped.length > 0 ? `${skipped.length} skipped` : '',
    baseline.length > 0 ? `${count(baseline.length, 'entry', 'entries')} of the baseline out of date` : '',
  ]
  return joined([`${passed} passed`, ...parts])
}

const missedTold = 4

/** Faults that may fire and did not, in a sentence; empty for none. */
export function notComeAbout(missed: readonly MissedFault[]): string {
  if (missed.length === 0) return ''
  const told = missed.slice(0, missedTold).map(({ fault, nearest }) => clean(fault) + (nearest === '' ? '' : ` (${clean(nearest, 160)})`))
  return `Did not come about: ${list([...told, ...(missed.length > missedTold ? [`${missed.length - missedTold} more`] : [])])}.`
}

/** A name, with that of its invocation where it has one, and with the attempt above the first. */
export function labelled({ label, attempt }: Pick<RunReport, 'label' | 'attempt'>, name: string): string {
  return `${label === undefined ? '' : `${clean(label, 60)}: `}${name}${attempt > 1 ? `, attempt ${attempt}` : ''}`
}
