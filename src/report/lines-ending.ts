import type { CheckResult } from '../checks/contract.js'
import { advisoryOf, type Cause } from '../explain/causes.js'
import { clean, fit, lengthOf, padEnd, padStart, wrap } from '../explain/text.js'
import { oneLine } from '../explain/words.js'
import { duration } from '../words/duration.js'
import { count, unended } from '../words/lists.js'
import { shellWord } from '../words/shell.js'
import type { RunReport } from './contract.js'
import type { Page } from './lines-page.js'
import { awaited } from './lines-parts.js'
import { byUrgency, isKnown, knownTexts, notComeAbout, runVerdictWord, toneOf, verdictWord, type Tone } from './style.js'

const labelWidth = 11
const verdictWidth = 8
const nameWidth = 32

/**
 * What a person looks at last, and so stands last: the verdict, a line for each check that did not pass, where the files are, and what to
 * type next. Of a run that was interrupted three lines, unless somebody asks for more.
 */
export function ending(page: Page, report: RunReport, isAsked: boolean): void {
  const { header } = report.judgement
  if (report.judgement.verdict === 'interrupted' && !isAsked) {
    // Nobody who ends a run reads a report of it.
    const broken = report.judgement.results.filter(({ verdict, advisory }) => verdict === 'fail' && !advisory)
    const isJudged = report.judgement.results.length > 0
    const failed = broken.length === 0 ? 'nothing was broken until then' : `${count(broken.length, 'check')} failed until then`
    const then = isJudged ? failed : 'not judged, since its journal is long'
    const run = `  ${clean(header.plan.scenario.name, 60)} (seed ${header.plan.seed}); ${then}`
    page.led(runVerdictWord('interrupted'), toneOf('interrupted'), fit(run, page.style.columns - 'INTERRUPTED'.length))
    page.path('Journal', labelWidth, report.files.journal)
    if (broken.length > 0 || !isJudged)
      page.commands('Look', labelWidth, [`mfgsync check ${shellWord(clean(report.files.journal, 2_000))} --verbose`])
    return
  }
  headline(page, report)
  oddChecks(page, report)
  nextSteps(page, report, report.outcome === 'pass' && report.causes.length === 0)
}

/** The verdict of the run, what ran, and why. `alone`: nothing stands before it. */
export function headline(
  page: Page,
  { judgement, outcome, known }: Pick<RunReport, 'judgement' | 'outcome' | 'known'>,
  alone = false,
): void {
  const { plan, target } = judgement.header
  const word = runVerdictWord(outcome)
  const run = `${clean(plan.scenario.name, 60)} (${clean(plan.variant)}, ${clean(plan.size)}, seed ${plan.seed})`
  page.line()
  page.led(word, toneOf(outcome), `  ${run}`)
  const size = [count(judgement.facts, 'fact'), count(judgement.records, 'record'), duration(judgement.duration_ms)].join(', ')
  page.prose(`  target ${clean(target.label, 200)}; ${size}`, 4)
  // What a failure is about stands beside its checks, and what is wrong with a set-up before it.
  const isTold = judgement.verdict === 'fail' || (!alone && judgement.setUp.some(({ message }) => message === judgement.why))
  if (judgement.why !== '' && !isTold) page.prose(`  ${clean(judgement.why, 600)}`, 4)
  for (const text of knownTexts(known)) page.prose(`  ${text}`, 4, 'doubt')
  if (!judgement.whole) page.prose('  The journal ends before its end mark; it was judged as far as it goes.', 2)
  const { quiet } = judgement
  // Waiting for nothing is not worth a line, nor is the time after the target was gone.
  if (quiet && quiet.how !== 'quiet' && quiet.how !== 'target-gone' && quiet.how !== 'interrupted')
    page.prose(`  Waited ${duration(quiet.waited_ms)} for ${awaited(quiet)} (target.patience is ${duration(quiet.patience_ms)}).`, 2)
  if (judgement.verdict === 'set-up-error' || judgement.verdict === 'interrupted') return
  const missed = notComeAbout(judgement.missed)
  if (missed !== '') page.prose(`  ${missed}`, 4, 'quiet')
}

/** A line for each failed check, those of one cause together; what could not be decided with its whole reason; advice last. */
export function oddChecks(page: Page, { judgement, causes, known }: Pick<RunReport, 'judgement' | 'causes' | 'known'>): void {
  // After an interruption nothing of what must have happened by the end could be decided: that is one thing, and said already.
  const undecided = judgement.verdict !== 'interrupted' && judgement.verdict !== 'set-up-error'
  const odd = judgement.results.filter(({ verdict }) => verdict === 'fail' || (verdict === 'unknown' && undecided))
  if (odd.length === 0) return
  page.line()
  const names = Math.min(nameWidth, Math.max(...odd.map(({ check }) => lengthOf(clean(check)))))
  const counts = Math.max(...odd.map(({ violations }) => (violations.count === 0 ? 0 : String(violations.count).length)))
  const rank = (result: CheckResult): number => (isKnown(result, known) ? 1.5 : rankOf(result))
  const listed = odd.toSorted((a, b) => rank(a) - rank(b) || causeOf(a, causes) - causeOf(b, causes) || byUrgency(a, b))
  const told = new Set<number>()
  const reasons = new Reasons(listed)
  const advisory = advisoryOf(judgement.results)
  const convicting = causes.filter((cause) => !advisory.has(cause.told.check)).length
  for (const result of listed) {
    const cause = causeOf(result, causes)
    const isTold = told.has(cause)
    told.add(cause)
    const lead = `  ${padEnd(verdictWord(result, known), verdictWidth)}`
    const found = result.violations.count === 0 ? '' : String(result.violations.count)
    const body = `${padEnd(fit(clean(result.check), names), names)}  ${padStart(found, counts)}${counts > 0 ? '  ' : ''}`
    const tone = isKnown(result, known) ? toneOf('known') : toneOf(result.verdict, result.advisory)
    if (result.verdict === 'unknown') unknown(page, result, { lead, body }, reasons)
    else row(page, lead, tone, body, about(result, causes, cause, isTold, convicting))
  }
  if (odd.some((result) => result.verdict === 'fail' && result.advisory))
    page.prose('  ADVICE: an advisory check, which cannot fail a run.', 4, 'quiet')
}

/** A check with what it found. A sentence that has no room beside the name stands whole below it: it is the news. */
function row(page: Page, lead: string, tone: Tone, body: string, { label, text }: About): void {
  const told = label === '' ? text : `${label}: ${text}`
  if (lengthOf(lead) + lengthOf(body) + lengthOf(told) <= page.style.columns) return page.led(lead, tone, body + told)
  page.led(lead, tone, (body + label).trimEnd())
  below(page, text)
}

/** Below the name of a check, wrapped. */
function below(page: Page, text: string): void {
  for (const line of wrap(text, page.style.columns - verdictWidth - 2)) page.line(' '.repeat(verdictWidth + 2) + line)
}

/** Failures, then what could not be decided, then advice. */
function rankOf({ verdict, advisory }: CheckResult): number {
  if (verdict === 'unknown') return 1
  return advisory ? 2 : 0
}

/** More checks than this that could not be decided for one reason stand in one line. */
const alikeMax = 2

/** Why checks could not be decided: each reason is told once, of the first. */
class Reasons {
  readonly #first = new Map<string, CheckResult>()
  readonly #others = new Map<string, CheckResult[]>()

  constructor(listed: readonly CheckResult[]) {
    for (const result of listed) {
      if (result.verdict !== 'unknown' || result.why === undefined) continue
      const others = this.#others.get(result.why)
      if (!this.#first.has(result.why)) this.#first.set(result.why, result)
      else if (result.notes.length > 0) continue
      else if (others) others.push(result)
      else this.#others.set(result.why, [result])
    }
  }

  /** The check that the reason is told of, if it is another one. */
  toldOf(result: CheckResult): CheckResult | undefined {
    const first = result.why === undefined ? undefined : this.#first.get(result.why)
    return first === result ? undefined : first
  }

  /** Those that stand in one line. */
  alike({ why = '' }: CheckResult): readonly CheckResult[] {
    const others = this.#others.get(why) ?? []
    return others.length > alikeMax ? others : []
  }
}

interface Start {
  readonly lead: string
  readonly body: string
}

function unknown(page: Page, result: CheckResult, { lead, body }: Start, reasons: Reasons): void {
  const first = reasons.toldOf(result)
  const alike = reasons.alike(result)
  if (first && alike.includes(result)) return
  const why = joinedSentences([first === undefined ? (result.why ?? '') : `as ${clean(first.check)}`, ...result.notes])
  const tone = toneOf(result.verdict)
  if (lengthOf(lead) + lengthOf(body) + lengthOf(why) <= page.style.columns) page.led(lead, tone, `${body}${why}`.trimEnd())
  else {
    page.led(lead, tone, body.trimEnd())
    below(page, why)
  }
  if (first || alike.length === 0) return
  page.led(lead, tone, `${alike.length} more as ${clean(result.check)}:`)
  below(page, alike.map(({ check }) => clean(check)).join(', '))
}

/** Sentences that stand in one line, without the full stops between them. */
function joinedSentences(texts: readonly string[]): string {
  return texts
    .filter((text) => text !== '')
    .map((text) => unended(clean(text)))
    .join('; ')
}

/** The first cause by which a check failed; after all causes for one that has none. */
function causeOf({ check }: CheckResult, causes: readonly Cause[]): number {
  const index = causes.findIndex(({ told, others }) => told.check === check || others.some((other) => other.check === check))
  return index < 0 ? causes.length : index
}

/** What a check found, and whose doing it is where there are several causes. */
interface About {
  readonly label: string
  readonly text: string
}

function about(result: CheckResult, causes: readonly Cause[], index: number, isTold: boolean, convicting: number): About {
  const cause = causes[index]
  const explanation = cause && [cause.told, ...cause.others].find(({ check }) => check === result.check)
  const text = explanation ? oneLine(explanation) : clean(result.violations.first?.message ?? result.title, 300)
  if (!cause || result.advisory || (convicting === 1 && !isTold)) return { label: '', text }
  return { label: convicting === 1 ? 'same cause' : `cause ${index + 1}`, text }
}

/** Where the files are, and what to type next. */
function nextSteps(page: Page, report: RunReport, passed: boolean): void {
  const { files, reproduce, next, look = `mfgsync check ${shellWord(clean(files.journal, 2_000))}` } = report
  page.line()
  if (passed) {
    page.path('Journal', labelWidth, files.journal)
    const whole = files.journal === `${files.dir}/journal.jsonl` ? files.dir : files.journal
    page.commands('Look', labelWidth, [`mfgsync view ${shellWord(clean(whole, 2_000))}`])
    if (next !== undefined) page.commands('Next', labelWidth, [next])
    return
  }
  const { folder, names } = placed(report)
  page.path('Files in', labelWidth, folder)
  page.prose(`${' '.repeat(labelWidth)}${names.join(', ')}`, labelWidth)
  page.commands('Look', labelWidth, [look])
  page.commands('Reproduce', labelWidth, [reproduce.command, ...(reproduce.replay === undefined ? [] : [reproduce.replay])])
}

/** The folder of a run, and what lies in it. */
function placed({ files }: RunReport): { folder: string; names: readonly string[] } {
  const { dir, journal, case: caseFile, targetLog } = files
  const paths = [journal, caseFile, targetLog].flatMap((path) => path ?? [])
  const names = paths.map((path) => clean(path.startsWith(`${dir}/`) ? path.slice(dir.length + 1) : path, 2_000))
  return { folder: clean(dir, 2_000), names }
}

/** The run in a line, where it is one of several and nothing of it needs to be read. */
export function verdictLine(page: Page, { judgement, outcome, known }: RunReport): void {
  const { plan } = judgement.header
  const run = `${clean(plan.scenario.name, 60)} (${clean(plan.variant)}, ${clean(plan.size)}, seed ${plan.seed})`
  const missed = judgement.missed.length === 0 ? '' : `, ${count(judgement.missed.length, 'fault')} did not come about`
  const whose = knownTexts(known).join(' ')
  if (whose !== '') {
    page.led(runVerdictWord(outcome), toneOf(outcome), `  ${run}`)
    return page.prose(`  ${whose}`, 4, 'doubt')
  }
  const rest = `: ${count(judgement.facts, 'fact')}, ${duration(judgement.duration_ms)}${missed}`
  page.led(runVerdictWord(outcome), toneOf(outcome), `  ${fit(run + rest, page.style.columns - 6)}`)
}

/** Checks that passed, one line each: for those who want to see all. */
export function allChecks(page: Page, { judgement: { results }, known }: Pick<RunReport, 'judgement' | 'known'>): void {
  if (results.length === 0) return
  page.heading('Checks')
  const names = Math.max(...results.map(({ check }) => Math.min(nameWidth + 8, lengthOf(clean(check)))))
  for (const result of results.toSorted(byUrgency)) {
    const lead = `  ${padEnd(verdictWord(result, known), 12)}`
    const body = `  ${padEnd(fit(clean(result.check), names), names)}  ${padStart(String(result.judged), 6)}`
    const why = [...reasons(result), ...result.notes.map((note) => clean(note))].map(unended).join('; ')
    const fits = lengthOf(lead) + lengthOf(body) + 2 + lengthOf(why) <= page.style.columns
    page.led(
      lead,
      isKnown(result, known) ? toneOf('known') : toneOf(result.verdict, result.advisory),
      why !== '' && fits ? `${body}  ${why}` : body,
    )
    if (why !== '' && !fits) for (const line of wrap(why, page.style.columns - 16)) page.line(' '.repeat(16) + line)
  }
}

function reasons(result: CheckResult): string[] {
  const { count: found, byReason } = result.violations
  const kinds = Object.entries(byReason)
  const by = kinds.length < 2 ? '' : ` (${kinds.map(([reason, n]) => `${clean(reason)} ${n}`).join(', ')})`
  const why = result.verdict === 'fail' || result.why === undefined || result.why === '' ? [] : [clean(result.why)]
  return [...(found > 0 ? [count(found, 'violation') + by] : []), ...why]
}
