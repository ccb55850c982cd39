import type { CheckResult } from '../../checks/contract.js'
import type { Judgement } from '../../checks/judgement.js'
import type { FigureRow, PlantFigure } from '../../checks/figures/contract.js'
import { advisoryOf } from '../../explain/causes.js'
import type { Explanation } from '../../explain/explanation.js'
import { duration } from '../../words/duration.js'
import { count, joined } from '../../words/lists.js'
import { shellWord } from '../../words/shell.js'
import type { RunReport } from '../contract.js'
import { byUrgency, knownTexts, notComeAbout, runVerdictWord, verdictWord } from '../style.js'
import { explanationPart } from './explanation-part.js'
import { html, nothing, type Markup } from './markup.js'
import type { RunData } from './run-data.js'

const toldMax = 8
const alsoMax = 8
const rowsMax = 50

/** All that is said of one run. */
export function runPart(report: RunReport, { data, entryOf }: RunData): Markup {
  const { judgement } = report
  const { id } = data
  return html`${headPart(report)} ${setUpPart(judgement)} ${failuresPart(report, entryOf, id)}
  ${flowPart(data.id, data.messages, data.left)} ${reconciliationPart(judgement, id)} ${figuresPart(judgement, id)}
  ${checksPart(report, id)} ${commandsPart(report, id)}`
}

export function runTitle({ header: { plan } }: Judgement): string {
  return `${plan.scenario.name} (${plan.variant}, ${plan.size}, seed ${plan.seed})`
}

function headPart({ judgement, known }: RunReport): Markup {
  const { header, facts, records, duration_ms, why, whole, missed, quiet } = judgement
  const waited =
    quiet && quiet.how !== 'quiet' && quiet.how !== 'target-gone'
      ? html`<p>Waited ${duration(quiet.waited_ms)} for what was expected (target.patience is ${duration(quiet.patience_ms)}).</p>`
      : nothing
  return html`<p class="what">
      Target <code>${header.target.label}</code>; ${count(facts, 'fact')}, ${count(records, 'record')}, ${duration(duration_ms)}.
    </p>
    ${why === '' ? nothing : html`<p class="why">${why}</p>`}
    ${knownTexts(known).map((text) => html`<p>${badge(runVerdictWord('known'))} ${text}</p>`)}
    ${whole ? nothing : html`<p>The journal ends before its end mark; it was judged as far as it goes.</p>`} ${waited}
    ${missed.length === 0 ? nothing : html`<p class="aside">${notComeAbout(missed)}</p>`}`
}

function setUpPart({ setUp }: Judgement): Markup {
  if (setUp.length === 0) return nothing
  const rows = setUp.map(({ message, count: times, details }) => {
    const lines = details.slice(0, 12).map((detail) => html`<li>${detail}</li>`)
    const more = details.length > 12 ? html`<li>… and ${details.length - 12} more</li>` : nothing
    return html`<li>
      ${message}${times > 1 ? ` (${times} times)` : ''}${
        lines.length > 0
          ? html`<ul>
              ${lines}${more}
            </ul>`
          : nothing
      }
    </li>`
  })
  return html`<section>
    <h2>Set-up</h2>
    <ul>
      ${rows}
    </ul>
  </section>`
}

/** Why it failed, once per cause; what else broke by one is told with it. */
function failuresPart({ judgement, causes, known }: RunReport, entryOf: ReadonlyMap<number, string>, id: string): Markup {
  if (causes.length === 0) return nothing
  const advisory = advisoryOf(judgement.results)
  const parts = causes.map(({ told, again, others }, place) => {
    const number = `${id}-why-${place + 1}`
    const isKnown = known.some(({ check }) => check === told.check)
    const word = advisory.has(told.check) ? 'ADVICE' : isKnown ? runVerdictWord('known') : 'FAIL'
    const body = place < toldMax ? explanationPart(told, entryOf, number) : html`<p class="statement">${told.statement.text}</p>`
    return html`<details class="failure" id="${number}" ${place === 0 ? html` open` : nothing}>
      <summary>
        <h3>${badge(word)} ${told.check}</h3>
        <span class="promise">${told.title}</span>
      </summary>
      ${body} ${alsoPart('The same of others', again)} ${alsoPart('By the same cause', others)}
    </details>`
  })
  return html`<section aria-labelledby="${id}-why">
    <h2 id="${id}-why">Why</h2>
    ${parts}
  </section>`
}

/** What the same cause did besides, in a line each. */
function alsoPart(heading: string, all: readonly Explanation[]): Markup {
  if (all.length === 0) return nothing
  const rows = all.slice(0, alsoMax).map(({ check, statement }) => html`<li><strong>${check}</strong>: ${statement.text}</li>`)
  const more = all.length > alsoMax ? html`<li>${all.length - alsoMax} more</li>` : nothing
  return html`<h4>${heading}</h4>
    <ul>
      ${rows}${more}
    </ul>`
}

export function badge(word: string): Markup {
  return html`<span class="badge ${word.toLowerCase().replaceAll(' ', '-')}">${word}</span>`
}

function flowPart(id: string, messages: number, left: number): Markup {
  if (messages === 0) return nothing
  const cut = left > 0 ? ` ${left} of them are not in this page: those nearest to what failed are.` : ''
  return html`<section class="flow" aria-labelledby="${id}-flow">
    <h2 id="${id}-flow">Messages</h2>
    <p class="aside">${count(messages, 'message')} in the run.${cut}</p>
    <div data-flow="${id}">
      <p class="needs-script">The list of messages and the timeline are made by the script of this page, which does not run here.</p>
    </div>
  </section>`
}

function reconciliationPart({ reconciliation, header }: Judgement, id: string): Markup {
  const { columns, rows, agreeing, hidden } = reconciliation
  if (rows.length === 0) return nothing
  const shorts = new Map(header.words.systems.map(({ name, short }) => [name, short]))
  const sources = new Set(header.words.flows.map(({ source }) => shorts.get(source) ?? source))
  const head = columns.map(
    (column) => html`<th scope="col">${column}${sources.has(column) ? html` <small>expected</small>` : nothing}</th>`,
  )
  const body = rows.map(({ key, cells, odd }) => {
    const told = columns.map((column) => {
      const value = cells[column] ?? ''
      return odd.includes(column)
        ? html`<td class="odd">
            ${value} <strong>✗<span class="hidden"> differs</span></strong>
          </td>`
        : html`<td>${value}</td>`
    })
    return html`<tr>
      <th scope="row">${key}</th>
      ${told}
    </tr>`
  })
  const rest = [`${agreeing} of all rows agree`, hidden > 0 ? `${hidden} are not shown` : ''].filter((text) => text !== '')
  return html`<section aria-labelledby="${id}-sums">
    <h2 id="${id}-sums">Reconciliation</h2>
    ${tableOf(
      'Reconciliation',
      html`<tr>
        <th scope="col">key</th>
        ${head}
      </tr>`,
      body,
    )}
    <p class="aside">What the sources report is what is expected of the ledgers beside it. ${joined(rest)}.</p>
  </section>`
}

function tableOf(label: string, head: Markup, body: readonly Markup[], kind = ''): Markup {
  return html`<div class="scroll ${kind}" tabindex="0" role="group" aria-label="${label}">
    <table>
      <thead>
        ${head}
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`
}

function figuresPart({ figures, plantFigures }: Judgement, id: string): Markup {
  if (figures.length + plantFigures.length === 0) return nothing
  const rows = figures.map(
    ({ name, value, judgedBy }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td>${value}</td>
        <td>${judgedBy ?? 'not judged'}</td>
      </tr>`,
  )
  const head = html`<tr>
    <th scope="col">figure</th>
    <th scope="col">value</th>
    <th scope="col">judged by</th>
  </tr>`
  return html`<section aria-labelledby="${id}-figures">
    <h2 id="${id}-figures">Figures</h2>
    ${tableOf('Figures', head, rows, 'figures')} ${plantFigures.filter((figure) => figure.rows.length > 0).map(plantPart)}
  </section>`
}

function plantPart({ title, counts, columns, rows, hidden }: PlantFigure): Markup {
  const parts = counts.map(({ name, count: n }) => `${name} ${n}`)
  const cells = (row: FigureRow): Markup => html`${columns.map((column) => html`<td>${row.cells[column] ?? ''}</td>`)}`
  const body = rows.slice(0, rowsMax).map(
    (row) =>
      html`<tr>
        <td>${row.plant}</td>
        <th scope="row">${row.key}</th>
        ${cells(row)}
        <td>${row.age_ms === null ? '' : duration(row.age_ms)}</td>
      </tr>`,
  )
  const left = hidden + Math.max(0, rows.length - rowsMax)
  const head = html`<tr>
    <th scope="col">plant</th>
    <th scope="col">what</th>
    ${columns.map((column) => html`<th scope="col">${column}</th>`)}
    <th scope="col">for</th>
  </tr>`
  return html`<h3>${title}</h3>
    <p>${joined(parts)}.${left > 0 ? ` ${count(left, 'row')} not shown.` : ''}</p>
    ${tableOf(title, head, body)}`
}

function checksPart({ judgement: { results }, known }: RunReport, id: string): Markup {
  if (results.length === 0) return nothing
  const sorted = [...results].sort(byUrgency)
  const rows = (some: readonly CheckResult[]): Markup[] =>
    some.map((result) => {
      const why = result.violations.first?.message ?? result.why ?? result.title
      return html`<tr>
        <td>${badge(verdictWord(result, known))}</td>
        <th scope="row">${result.check}</th>
        <td>${result.judged}</td>
        <td>${why}</td>
      </tr>`
    })
  const head = html`<tr>
    <th scope="col">verdict</th>
    <th scope="col">check</th>
    <th scope="col">judged</th>
    <th scope="col">what</th>
  </tr>`
  const told = sorted.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown')
  const rest = sorted.filter((result) => !told.includes(result))
  const passed = rest.filter(({ verdict }) => verdict === 'pass').length
  return html`<section aria-labelledby="${id}-checks">
    <h2 id="${id}-checks">Checks</h2>
    ${told.length > 0 ? tableOf('Checks that did not pass', head, rows(told), 'prose') : nothing}
    <details${told.length === 0 ? html` open` : nothing}>
      <summary>${count(passed, 'check')} passed, ${rest.length - passed} not judged here</summary>
      ${tableOf('Other checks', head, rows(rest), 'prose')}
    </details>
  </section>`
}

function commandsPart({ judgement: { header }, files, reproduce }: RunReport, id: string): Markup {
  const commands = [
    reproduce.command,
    reproduce.replay ?? '',
    `mfgsync view ${shellWord(files.journal)}`,
    `mfgsync check ${shellWord(files.journal)}`,
  ].filter((text) => text !== '')
  const files_ = [files.journal, files.case ?? '', files.targetLog ?? ''].filter((text) => text !== '')
  return html`<section aria-labelledby="${id}-again">
    <h2 id="${id}-again">Again</h2>
    <p>Seed ${header.plan.seed}, started ${header.startedAt}, run <code>${header.run}</code>.</p>
    ${[...new Set(commands)].map((command) => html`<pre class="command" tabindex="0"><code>${command}</code></pre>`)}
    <p class="aside">Files: ${files_.map((file) => html`<code>${file}</code> `)}</p>
  </section>`
}
