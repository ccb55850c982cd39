import { isZeroQuantity } from '../../domain/quantity.js'
import type { Explanation, Sum } from '../../explain/explanation.js'
import { stamp } from '../../explain/text.js'
import { count } from '../../words/lists.js'
import { draw } from '../drawing.js'
import { html, Markup, nothing } from './markup.js'

/** Entries of the page by record, so that whatever is cited can be selected. */
type EntryOf = ReadonlyMap<number, string>

const citesMax = 8

/** Tells one explanation, complete without a script. Its parts carry the entries that they are about, for the script to mark. */
export function explanationPart(told: Explanation, entryOf: EntryOf, id: string): Markup {
  const teller = new Teller(told, entryOf)
  const problem = told.problem
  return html`${problem === undefined ? nothing : html`<p class="problem">Internal error, do not trust this: ${problem}</p>`}
    <p class="statement">${teller.named(told.statement.text)}</p>
    ${teller.bindings()} ${teller.steps()} ${teller.diagram(id)} ${teller.knowledge()} ${teller.differences()}
    ${told.sum ? part('Sum', sumPart(told.sum)) : nothing} ${teller.rulings()} ${teller.likely()}`
}

class Teller {
  readonly #told: Explanation
  readonly #entryOf: EntryOf
  readonly #entries: ReadonlyMap<string, string>
  readonly #names: RegExp | undefined

  constructor(told: Explanation, entryOf: EntryOf) {
    this.#told = told
    this.#entryOf = entryOf
    this.#entries = new Map(told.bindings.flatMap(({ name, records }) => this.#idOf(records).map((id) => [name, id])))
    const names = told.bindings.flatMap(({ name }) => (/^\w+$/.test(name) ? name : []))
    this.#names = names.length === 0 ? undefined : new RegExp(`\\b(${names.join('|')})\\b`)
  }

  #idOf(records: readonly number[]): string[] {
    return records.flatMap((record) => this.#entryOf.get(record) ?? []).slice(0, 1)
  }

  /** A sentence in which each bound name can be selected. */
  named(text: string): Markup {
    if (!this.#names) return html`${text}`
    return html`${text.split(this.#names).map((piece, index) => {
      const id = index % 2 === 1 ? this.#entries.get(piece) : undefined
      return id === undefined ? html`${piece}` : html`<b class="name" data-m="${id}">${piece}</b>`
    })}`
  }

  #cited(records: readonly number[]): Markup {
    if (records.length === 0) return nothing
    const shown = records.slice(0, citesMax).map((record) => {
      const id = this.#entryOf.get(record)
      return id === undefined
        ? html` <span>${record}</span>`
        : html` <button type="button" class="cite" data-m="${id}" aria-label="record ${record}">${record}</button>`
    })
    const more = records.length > citesMax ? html` and ${records.length - citesMax} more` : nothing
    return html` <span class="cites">[${records.length === 1 ? 'record' : 'records'}${shown}${more}]</span>`
  }

  bindings(): Markup {
    const rows = this.#told.bindings.map(({ name, what, about, records }) => {
      const [id] = this.#idOf(records)
      const marked = id === undefined ? nothing : html` data-m="${id}"`
      const told = html`${what}${about === '' ? '' : ': '}${this.named(about)}${this.#cited(records)}`
      return html`<div${marked}><dt>${name}</dt><dd>${told}</dd></div>`
    })
    return rows.length === 0 ? nothing : part('Let', html`<dl class="bindings">${rows}</dl>`)
  }

  steps(): Markup {
    const last = this.#told.steps.length - 1
    const rows = this.#told.steps.map(({ claim, because, records }, index) => {
      const reason = because === '' ? nothing : html`, because ${this.named(because)}`
      const odd = index === last ? html` class="odd"` : nothing
      return html`<li${odd}>${this.named(claim)}${reason}.${this.#cited(records)}</li>`
    })
    return part(
      'Then',
      html`<ol class="steps">
        ${rows}
      </ol>`,
    )
  }

  diagram(id: string): Markup {
    const { diagram, hidden } = this.#told
    if (diagram.rows.length === 0) return nothing
    const { width, height, elements } = draw(diagram, (record) => this.#entryOf.get(record) ?? '')
    const left = hidden.messages + diagram.hidden
    const said = left > 0 ? `${count(left, 'other message')} of the run not drawn.` : ''
    const title = `Messages between ${diagram.parties.join(', ')}, as told in the steps.`
    return part(
      'Diagram',
      html`<div class="scroll" tabindex="0" role="group" aria-label="Diagram">
          <svg
            class="diagram"
            width="${width}"
            height="${height}"
            viewBox="0 0 ${width} ${height}"
            role="img"
            aria-labelledby="${id}-title"
          >
            <title id="${id}-title">${title}</title>
            ${new Markup(elements.join(''))}
          </svg>
        </div>
        <p class="aside">Dashed: an answer. A cross: it did not arrive. ✗: where the harm is done. ${said}</p>`,
    )
  }

  knowledge(): Markup {
    const { columns, rows } = this.#told.knowledge
    if (rows.length === 0) return nothing
    const body = rows.map(({ at_ms, event, cells, odd, record }) => {
      const id = this.#entryOf.get(record)
      const marked = id === undefined ? nothing : html` data-m="${id}"`
      const told = columns.map((column) => {
        const cell = this.named(cells[column] ?? '–')
        return odd.includes(column)
          ? html`<td class="odd">
              ${cell} <strong>✗<span class="hidden"> here</span></strong>
            </td>`
          : html`<td>${cell}</td>`
      })
      const time =
        id === undefined ? html`${stamp(at_ms)}` : html`<button type="button" class="cite" data-m="${id}">${stamp(at_ms)}</button>`
      return html`<tr data-t="${at_ms}" ${marked}>
        <td>${time}</td>
        <th scope="row">${this.named(event)}</th>
        ${told}
      </tr>`
    })
    return part('Who knew what', table('Who knew what', ['time', 'event', ...columns], body))
  }

  differences(): Markup {
    const { diff } = this.#told
    if (diff.length === 0) return nothing
    const rows = diff.map(
      ({ field, from, to }) =>
        html`<tr>
          <th scope="row">${field}</th>
          <td>${from}</td>
          <td>${to}</td>
        </tr>`,
    )
    return part('Differs between the attempts', table('Differences', ['field', 'first', 'then'], rows))
  }

  rulings(): Markup {
    const { innocent } = this.#told
    const rows = innocent.map(({ claim, records }) => html`<li>${this.named(claim)}${this.#cited(records)}</li>`)
    return rows.length === 0
      ? nothing
      : part(
          'Not the cause (from the journal)',
          html`<ul>
            ${rows}
          </ul>`,
        )
  }

  likely(): Markup {
    const rows = this.#told.likely.map((text) => html`<li>${this.named(text)}</li>`)
    return rows.length === 0
      ? nothing
      : part(
          'Likely (not proven)',
          html`<ul>
            ${rows}
          </ul>`,
        )
  }
}

function part(heading: string, body: Markup): Markup {
  return html`<h4>${heading}</h4>
    ${body}`
}

/** One that may be wider than a phone, and can be scrolled by keys. */
function table(label: string, heads: readonly string[], rows: readonly Markup[]): Markup {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}

function sumPart({ measure, unit, terms, total, expected, excess }: Sum): Markup {
  const isNegative = excess.startsWith('-')
  const isMissing = isZeroQuantity(expected) ? false : isNegative !== expected.startsWith('-')
  const inUnit = (quantity: string): string => `${quantity} ${unit}`.trimEnd()
  const made = terms.map(({ name, quantity }) => `${quantity} (${name})`).join(' + ')
  const rest = `${isMissing ? 'missing' : 'too much'} ${inUnit(isNegative ? excess.slice(1) : excess)}`
  return html`<p>${measure}: ${made || '0'} = ${inUnit(total)}; expected ${inUnit(expected)}; <strong>${rest}</strong>.</p>`
}
