import { html, nothing, render, type TemplateResult } from 'lit-html'
import type { Pair, PageChange, PageEntry, PageRun } from '../data.js'
import { stamp } from './flow.js'

/** Shows one entry: what was asked and answered, the ledger before and after, what led to it, and what each party knew. */
export function inspect(root: HTMLElement, run: PageRun, entry: PageEntry | undefined, close: () => void): void {
  root.classList.toggle('open', entry !== undefined)
  render(entry ? shown(run, entry, close) : hint(), root)
}

function hint(): TemplateResult {
  return html`<h2>Inspector</h2>
    <p class="aside">Select a message: in the list, in a diagram, or by the number of a record. It is marked wherever it is told.</p>`
}

function shown(run: PageRun, entry: PageEntry, close: () => void): TemplateResult {
  const what = entry.is === 'message' ? 'Message' : 'Event'
  return html`<div class="bar-top">
      <h2>${what} ${entry.id}</h2>
      <button type="button" @click=${close}>Close</button>
    </div>
    <p><strong>${entry.text}</strong></p>
    <p class="aside">${stamp(entry.t)}, record ${entry.seq}${entry.told ? ', told in an explanation' : ''}</p>
    ${entry.is === 'message' ? html`${list('What each party knew', entry.knew)}${list('Faults that struck it', entry.faults)}` : nothing}
    ${changes(entry.changes, entry.moreChanges)} ${links(entry)}
    ${entry.is === 'message' ? html`${list('Request', entry.request)}${list('Answer', entry.answer)}` : nothing}
    ${entry.facts.map((eid) => fact(run, eid))}`
}

function list(title: string, rows: readonly Pair[]): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing
  return html`<h3>${title}</h3>
    <dl>
      ${rows.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`
}

function changes(rows: readonly PageChange[], more: number): TemplateResult | typeof nothing {
  if (rows.length === 0) return nothing
  return html`<h3>Ledger</h3>
    <div class="scroll" tabindex="0" role="group" aria-label="Ledger before and after">
      <table>
        <thead>
          <tr>
            <th scope="col">what</th>
            <th scope="col">of</th>
            <th scope="col">before</th>
            <th scope="col">after</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ system, name, of, doc, amount, before, after }) =>
              html`<tr>
                <th scope="row">${system} ${name} ${amount}${doc === '' ? nothing : html`<br /><small>${doc}</small>`}</th>
                <td>${of}</td>
                <td>${before === '' ? '–' : before}</td>
                <td>${after}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${more > 0 ? html`<p class="aside">${more} more changes are not in this page.</p>` : nothing}`
}

function links(entry: PageEntry): TemplateResult | typeof nothing {
  if (entry.is !== 'message' || entry.links.length === 0) return nothing
  return html`<h3>Causality</h3>
    <ul class="links">
      ${entry.links.map(
        ({ how, id, text }) => html`<li>${how} <button type="button" class="cite" data-m=${id}>${id}</button> <small>${text}</small></li>`,
      )}
    </ul>`
}

function fact({ facts }: PageRun, eid: string): TemplateResult | typeof nothing {
  const told = facts[eid]
  if (!told) return nothing
  return html`<details>
    <summary>${told.title}</summary>
    <dl>
      ${told.lines.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    <p>
      Its messages:
      ${told.messages.map((id) => html`<button type="button" class="cite" data-m=${id}>${id}</button> `)}${
        told.moreMessages > 0 ? html`and ${told.moreMessages} more` : nothing
      }
    </p>
    <pre tabindex="0">${told.payload}</pre>
  </details>`
}
