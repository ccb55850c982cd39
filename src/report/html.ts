import { limits } from '../domain/limits.js'
import type { RunOutcome } from '../checks/baseline.js'
import type { PageRun } from '../page/data.js'
import { count } from '../words/lists.js'
import { asset } from './assets.js'
import { Causes, type Cause } from './causes.js'
import type { ReportContext, Reporter, ReporterKind, RunReport, Summary } from './contract.js'
import { documentOf } from './page/document.js'
import { html as markup, nothing, type Markup } from './page/markup.js'
import { runDataOf } from './page/run-data.js'
import { badge, runPart, runTitle } from './page/run-part.js'
import { baselineText, runVerdictWord, tallied } from './style.js'

const causesMax = 50

/** One page for people: complete in one file, without a network. */
export const html: ReporterKind = {
  name: 'html',
  title: 'One page for a browser, in one file: verdicts, why, the messages, sums and figures.',
  fileName: 'report.html',
  create,
}

/** A run that the page tells in full. */
interface Shown {
  readonly id: string
  readonly verdict: RunOutcome
  readonly title: string
  readonly body: Markup
  readonly data: PageRun
}

function create(context: ReportContext): Reporter {
  const page = new Page()
  return { run: (report) => page.run(report), end: (summary) => context.write(page.end(summary, context.tool ?? 'mfgsync')) }
}

class Page {
  readonly #causes = new Causes(causesMax)
  readonly #shown: Shown[] = []
  readonly #rows: Markup[] = []
  readonly #idOf = new Map<string, string>()
  #runs = 0
  #untold = 0

  /** Kept as markup: the judgements of a thousand runs would not fit into memory. */
  run(report: RunReport): void {
    const { judgement, outcome: verdict } = report
    const { header, facts, why } = judgement
    const { plan, run } = header
    this.#runs += 1
    const before = this.#causes.all.length
    const causes = this.#causes.take(report)
    const isNew = verdict !== 'pass' && (causes.length === 0 || this.#causes.all.length > before)
    const hasRoom = this.#shown.length < limits.page_runs_count_max
    const shown = this.#runs === 1 || (isNew && hasRoom) ? this.#tell(report) : undefined
    if (!shown && verdict !== 'pass') this.#untold += 1
    if (shown) this.#idOf.set(run, shown.id)
    if (this.#rows.length >= limits.page_rows_count_max) return
    const names = [...new Set(causes.map(({ told }) => told.check))]
    const title = shown ? markup`<a href="#${shown.id}">${plan.scenario.name}</a>` : markup`${plan.scenario.name}`
    this.#rows.push(markup`<tr>
      <td>${badge(runVerdictWord(verdict))}</td><th scope="row">${title}</th>
      <td>${plan.variant}</td><td>${plan.size}</td><td>${plan.seed}</td>
      <td>${facts}</td><td>${names.length > 0 ? names.slice(0, 3).join(', ') : why}</td>
    </tr>`)
  }

  #tell(report: RunReport): Shown {
    const { judgement } = report
    const id = `r${this.#shown.length + 1}`
    // The first one gets most of the room: as a rule it is the only one.
    const max = this.#shown.length === 0 ? limits.page_entries_count_max : limits.page_more_entries_count_max
    const data = runDataOf(report, id, max)
    const shown: Shown = { id, verdict: report.outcome, title: runTitle(judgement), body: runPart(report, data), data: data.data }
    this.#shown.push(shown)
    return shown
  }

  end(summary: Summary, tool: string): string {
    const [only] = this.#shown
    const assets = { style: asset('page.css'), script: asset('client.js'), tool }
    if (this.#runs === 1 && only && summary.skipped.length === 0 && (summary.baseline ?? []).length === 0) {
      const word = runVerdictWord(only.verdict)
      const sections = sectionsOf(only)
      const main = markup`<article id="${only.id}" data-run="${only.id}">${only.body}</article>`
      return documentOf({
        ...assets,
        title: `${word} ${only.title} – mfgsync`,
        heading: markup`<h1>${badge(word)} ${only.title}</h1>`,
        sections,
        main,
        runs: [only.data],
      })
    }
    // Where others failed, a run that passed is but a row.
    const told = this.#shown.some(({ verdict }) => verdict !== 'pass')
      ? this.#shown.filter(({ verdict }) => verdict !== 'pass')
      : this.#shown
    const details = told.map((run, place) => runDetails(run, place === 0))
    const tally = `${count(summary.runs, 'run')}: ${tallied(summary, false)}`
    return documentOf({
      ...assets,
      title: `${tally} – mfgsync`,
      heading: markup`<h1>${tally}</h1><p>Exit code ${summary.exitCode}.</p>`,
      sections: [
        ...((summary.baseline ?? []).length > 0 ? [{ id: 'baseline', title: 'Baseline' }] : []),
        ...(this.#causes.all.length > 0 ? [{ id: 'causes', title: 'Causes' }] : []),
        { id: 'runs', title: 'Runs' },
        ...told.map(({ id, title }) => ({ id, title })),
      ],
      main: markup`${baselinePart(summary)} ${this.#causesPart()} ${this.#runsPart(summary)} ${details} ${this.#untoldPart()}`,
      runs: told.map(({ data }) => data),
    })
  }

  #causesPart(): Markup {
    if (this.#causes.all.length === 0) return nothing
    const rows = this.#causes.all.map((cause) => this.#causeRow(cause))
    const more = this.#causes.more > 0 ? markup`<p>${count(this.#causes.more, 'more cause')} not listed.</p>` : nothing
    return markup`<section aria-labelledby="causes"><h2 id="causes">Causes</h2><ul class="causes">${rows}</ul>${more}</section>`
  }

  #causeRow({ told, runs, also, advisory, known, run }: Cause): Markup {
    const id = this.#idOf.get(run)
    const word = advisory ? 'ADVICE' : known ? runVerdictWord('known') : 'FAIL'
    const where = id === undefined ? nothing : markup` <a href="#${id}">See it in ${run}</a>`
    const others = also.length > 0 ? markup` <small>The same is told by ${also.join(', ')}.</small>` : nothing
    return markup`<li>
      ${badge(word)} <strong>${told.check}</strong> in ${count(runs.length, 'run')}:
      ${told.statement.text}${where}${others}
    </li>`
  }

  #runsPart({ skipped }: Summary): Markup {
    const head = ['verdict', 'scenario', 'variant', 'size', 'seed', 'facts', 'cause'].map((name) => markup`<th scope="col">${name}</th>`)
    const left = this.#runs - this.#rows.length
    const notRun = skipped
      .slice(0, limits.page_rows_count_max)
      .map(({ name, seed, why }) => markup`<li>skipped ${name} seed ${seed}: ${why}</li>`)
    return markup`<section aria-labelledby="runs">
      <h2 id="runs">Runs</h2>
      <div class="scroll" tabindex="0" role="group" aria-label="Runs">
        <table><thead><tr>${head}</tr></thead><tbody>${this.#rows}</tbody></table>
      </div>
      ${left > 0 ? markup`<p>${count(left, 'more run')} not listed.</p>` : nothing}
      ${notRun.length > 0 ? markup`<ul>${notRun}</ul>` : nothing}
    </section>`
  }

  #untoldPart(): Markup {
    if (this.#untold === 0) return nothing
    const are = this.#untold === 1 ? 'is' : 'are'
    return markup`<p class="aside">
      ${count(this.#untold, 'run')} that did not pass ${are} not told here: they have causes that are told above, or there were too many.
      mfgsync report makes a page of one run.</p>`
  }
}

/** Entries of the baseline that fail the invocation. */
function baselinePart({ baseline = [] }: Summary): Markup {
  if (baseline.length === 0) return nothing
  const rows = baseline.map((each) => markup`<li>${badge('FAIL')} ${baselineText(each)}</li>`)
  return markup`<section aria-labelledby="baseline"><h2 id="baseline">Baseline</h2><ul class="causes">${rows}</ul></section>`
}

function runDetails({ id, verdict, title, body }: Shown, isFirst: boolean): Markup {
  return markup`<details id="${id}" data-run="${id}"${isFirst ? markup` open` : nothing}>
    <summary><h2>${badge(runVerdictWord(verdict))} ${title}</h2></summary>
    ${body}
  </details>`
}

/** Sections of a run that its page has, for the links at its top. */
function sectionsOf({ id, body }: Shown): readonly { readonly id: string; readonly title: string }[] {
  const all = [
    ['why', 'Why'],
    ['flow', 'Messages'],
    ['sums', 'Reconciliation'],
    ['figures', 'Figures'],
    ['checks', 'Checks'],
    ['again', 'Again'],
  ] as const
  return all.flatMap(([name, title]) => (body.text.includes(` id="${id}-${name}"`) ? [{ id: `${id}-${name}`, title }] : []))
}
