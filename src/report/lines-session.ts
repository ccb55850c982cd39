import type { RunOutcome } from '../checks/baseline.js'
import { advisoryOf } from '../explain/causes.js'
import { oneLine } from '../explain/words.js'
import { clean, fit, lengthOf, padEnd, padStart } from '../explain/text.js'
import { count } from '../words/lists.js'
import type { RunReport, Summary } from './contract.js'
import type { Page } from './lines-page.js'
import { labelled, runVerdictWord, tallied, toneOf } from './style.js'

/** Rows of the table: those that passed are left out first, and counted. */
const rowsMax = 40
const commandsMax = 10

interface Row {
  readonly scenario: string
  readonly seed: number
  readonly verdict: RunOutcome
  /** Letters of its causes, or why there was no verdict. */
  readonly cause: string
  readonly command: string
}

interface KnownCause {
  readonly letter: string
  readonly text: string
  runs: number
}

/** What is kept of every run for the table at the end: a line each, never a judgement. */
export class SessionTable {
  readonly #rows: Row[] = []
  readonly #causes = new Map<string, KnownCause>()

  get rows(): number {
    return this.#rows.length
  }

  take(report: RunReport): void {
    const { judgement, outcome, reproduce } = report
    const { plan } = judgement.header
    const advisory = advisoryOf(judgement.results)
    const letters = report.causes
      .filter(({ told }) => !advisory.has(told.check))
      .map((cause) => this.#letter(cause.fingerprint, cause.told))
    this.#rows.push({
      scenario: labelled(report, clean(plan.scenario.name, 60)),
      seed: plan.seed,
      verdict: outcome,
      cause: judgement.verdict === 'fail' ? letters.join(', ') : clean(judgement.why, 200),
      command: reproduce.command,
    })
  }

  #letter(fingerprint: string, told: Parameters<typeof oneLine>[0]): string {
    const known = this.#causes.get(fingerprint) ?? {
      letter: letterOf(this.#causes.size),
      text: `${clean(told.check)}: ${oneLine(told)}`,
      runs: 0,
    }
    known.runs += 1
    this.#causes.set(fingerprint, known)
    return known.letter
  }

  write(page: Page, summary: Summary): void {
    // What was interrupted has no result: whoever did it knows, and is told how many.
    const ended = this.#rows.filter(({ verdict }) => verdict !== 'interrupted')
    if (ended.length > 0) this.#table(page, ended)
    if (this.#causes.size > 0) this.#told(page)
    const label = summary.label === undefined ? '' : `${clean(summary.label, 60)}: `
    page.line()
    page.prose(
      `${label}${count(summary.runs, 'run')}: ${tallied(summary, false)} (exit code ${summary.exitCode})`,
      2,
      summary.exitCode === 0 ? 'good' : 'bad',
    )
    for (const { name, seed, failed, attempts } of summary.flaky ?? [])
      page.prose(`  FLAKY  ${clean(name)} seed ${seed}: failed ${failed} of ${attempts} attempts, and passed another`, 4, 'doubt')
    const isCutOff = (why: string): boolean => why === 'interrupted'
    for (const skipped of summary.skipped.filter(({ why }) => !isCutOff(why)))
      page.prose(`  skipped ${clean(skipped.name)} seed ${skipped.seed}: ${clean(skipped.why)}`, 4)
    const odd = ended.filter(({ verdict }) => verdict !== 'pass' && verdict !== 'known')
    if (odd.length === 0) return
    page.commands(
      'Reproduce',
      11,
      odd.slice(0, commandsMax).map(({ command }) => command),
    )
    if (odd.length > commandsMax) page.line(`  and ${count(odd.length - commandsMax, 'more run')} of the table`, 'quiet')
  }

  #table(page: Page, all: readonly Row[]): void {
    const rows = all.length <= rowsMax ? all : all.filter(({ verdict }) => verdict !== 'pass').slice(0, rowsMax)
    page.line()
    const scenarios = new Set(all.map(({ scenario }) => scenario)).size > 1
    const names = scenarios ? Math.max(8, ...rows.map(({ scenario }) => lengthOf(scenario))) : 0
    const seeds = Math.max(4, ...rows.map(({ seed }) => String(seed).length))
    const verdicts = Math.max(7, ...rows.map(({ verdict }) => runVerdictWord(verdict).length))
    const lead = (scenario: string, seed: string): string =>
      `  ${scenarios ? `${padEnd(scenario, names)}  ` : ''}${padStart(seed, seeds)}  `
    if (rows.length > 0) page.line(`${lead('scenario', 'seed')}${padEnd('verdict', verdicts)}  cause`, 'quiet')
    for (const row of rows) {
      const start = `${lead(row.scenario, String(row.seed))}${padEnd(runVerdictWord(row.verdict), verdicts)}`
      page.line(fit(`${start}  ${row.cause}`.trimEnd(), page.style.columns), toneOf(row.verdict))
    }
    const left = all.length - rows.length
    if (left > 0) page.line(`  and ${count(left, 'more run')}, ${rows.length === rowsMax ? 'not all passed' : 'which passed'}`, 'quiet')
  }

  #told(page: Page): void {
    page.line()
    for (const { letter, text, runs } of this.#causes.values()) page.prose(`  ${letter}  in ${count(runs, 'run')}: ${text}`, 5)
  }
}

/** A, B, … Z, AA. */
function letterOf(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : letterOf(Math.floor(index / 26) - 1) + letter
}
