import { html, nothing, render, svg, type SVGTemplateResult, type TemplateResult } from 'lit-html'
import type { PageEntry, PageLane, PageRun } from '../data.js'
import { parseFilter } from '../../words/filter.js'
import { around, isWithin, listOf, nextTrouble, passes, type ListRow, type Window } from '../filter.js'

const rowHeight = 30
const laneWidth = 58
/** Rows above and below those that are seen. */
const spare = 8
const barsHeight = 48
const bandHeight = 9
const bandsDrawn = 12
const steps = 1000
const stripesMax = 3

const glyphs: Readonly<Record<string, string>> = { done: '✓', refused: '⊘', unknown: '?', lost: '✂', open: '…' }

/** The messages of one run: an overview with a window, and the list of what is in the window and passes the filter. */
export class FlowView {
  readonly #run: PageRun
  readonly #root: HTMLElement
  readonly #onSelect: (entry: PageEntry) => void
  readonly #onWindow: (window: Window) => void
  readonly #byId: ReadonlyMap<string, PageEntry>
  #window: Window
  #text = ''
  #rows: readonly ListRow[] = []
  #selected = ''
  #top = 0
  #height = 420
  #grabbed: number | undefined

  constructor(run: PageRun, root: HTMLElement, onSelect: (entry: PageEntry) => void, onWindow: (window: Window) => void) {
    this.#run = run
    this.#root = root
    this.#onSelect = onSelect
    this.#onWindow = onWindow
    this.#byId = new Map(run.entries.map((entry) => [entry.id, entry]))
    this.#window = { from: 0, to: run.end_ms }
    this.#list()
    this.draw()
  }

  entry(id: string): PageEntry | undefined {
    return this.#byId.get(id)
  }

  /** Marks an entry, opens the window and the filter where they hide it, and shows its row. */
  mark(id: string): void {
    const entry = this.#byId.get(id)
    this.#selected = id
    if (!entry) return this.draw()
    if (!isWithin(entry, this.#window)) this.#setWindow({ from: 0, to: this.#run.end_ms })
    if (!passes(parseFilter(this.#text), entry)) this.#text = ''
    this.#list()
    this.draw()
    const index = this.#rows.findIndex((row) => row.is === 'entry' && row.entry.id === id)
    const list = this.#listElement()
    if (!list || index < 0) return
    const top = index * rowHeight
    if (top < list.scrollTop + rowHeight || top > list.scrollTop + this.#height - 2 * rowHeight) list.scrollTop = top - this.#height / 2
  }

  #listElement(): HTMLElement | null {
    return this.#root.querySelector('.list')
  }

  #list(): void {
    this.#rows = listOf(this.#run.entries, this.#window, this.#text)
  }

  #setWindow(window: Window): void {
    const from = Math.max(0, Math.min(window.from, window.to))
    this.#window = { from, to: Math.min(this.#run.end_ms, Math.max(window.from, window.to)) }
    this.#list()
    this.draw()
    this.#onWindow(this.#window)
  }

  #filter(text: string): void {
    this.#text = text
    this.#list()
    this.draw()
  }

  #choose(index: number): void {
    const row = this.#rows[Math.max(0, Math.min(this.#rows.length - 1, index))]
    if (row?.is === 'entry') this.#onSelect(row.entry)
  }

  #index(): number {
    return this.#rows.findIndex((row) => row.is === 'entry' && row.entry.id === this.#selected)
  }

  #step(step: number): void {
    const from = this.#index()
    let index = from < 0 ? (step > 0 ? 0 : this.#rows.length - 1) : from + step
    // A gap is nothing that can be selected.
    if (this.#rows[index]?.is === 'gap') index += step > 0 ? 1 : -1
    this.#choose(index)
  }

  #key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.#height / rowHeight) - 1)
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.#step(1),
      ArrowUp: () => this.#step(-1),
      PageDown: () => this.#step(page),
      PageUp: () => this.#step(-page),
      Home: () => this.#choose(0),
      End: () => this.#choose(this.#rows.length - 1),
      n: () => this.#choose(nextTrouble(this.#rows, this.#index(), 1)),
      p: () => this.#choose(nextTrouble(this.#rows, Math.max(0, this.#index()), -1)),
    }
    const move = moves[event.key]
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    move()
  }

  draw(): void {
    render(html`${this.#controls()}${this.#overview()}${this.#bands()}${this.#body()}`, this.#root)
    // Read after drawing: a list that was hidden has no height before.
    const height = this.#listElement()?.clientHeight ?? 0
    if (height > 0 && height !== this.#height) {
      this.#height = height
      render(html`${this.#controls()}${this.#overview()}${this.#bands()}${this.#body()}`, this.#root)
    }
  }

  #controls(): TemplateResult {
    const { end_ms, entries } = this.#run
    const told = around(
      entries.filter((entry) => entry.told),
      end_ms,
    )
    const place = (ms: number): number => (end_ms === 0 ? 0 : Math.round((ms / end_ms) * steps))
    const range = (label: string, value: number, set: (ms: number) => Window): TemplateResult =>
      html`<div>
        <label for="${this.#run.id}-${label}">${label}</label> <span class="moment">${stamp(value)}</span>
        <input
          type="range"
          id="${this.#run.id}-${label}"
          min="0"
          max=${steps}
          .value=${String(place(value))}
          aria-valuetext=${`${(value / 1000).toFixed(3)} seconds`}
          @input=${(event: Event) => this.#setWindow(set((numberIn(event) / steps) * end_ms))}
        />
      </div>`
    return html`<div class="controls">
      <label class="filter"
        >Filter
        <input
          type="search"
          .value=${this.#text}
          placeholder="sys:erp key:100123 is:lost !telemetry"
          @input=${(event: Event) => this.#filter(textIn(event))}
      /></label>
      ${range('From', this.#window.from, (from) => ({ from, to: Math.max(from, this.#window.to) }))}
      ${range('To', this.#window.to, (to) => ({ from: Math.min(to, this.#window.from), to }))}
      <span class="buttons">
        <button type="button" @click=${() => this.#setWindow({ from: 0, to: end_ms })}>Whole run</button>
        ${told ? html`<button type="button" @click=${() => this.#setWindow(told)}>What failed</button>` : nothing}
        <button type="button" @click=${() => this.#choose(nextTrouble(this.#rows, this.#index(), 1))}>Next trouble</button>
        <button type="button" @click=${() => this.#choose(nextTrouble(this.#rows, Math.max(0, this.#index()), -1))}>Previous</button>
      </span>
    </div>`
  }

  #overview(): TemplateResult {
    const { end_ms, density, bands, phases } = this.#run
    const x = (ms: number): number => (end_ms === 0 ? 0 : (ms / end_ms) * steps)
    const high = Math.max(1, ...density.all)
    const part = steps / density.all.length
    const bars = density.all.map((n, index) => {
      const bad = density.troubled[index] ?? 0
      const tall = (n / high) * barsHeight
      const badTall = (bad / high) * barsHeight
      return svg`<rect class="bar" x=${index * part} y=${barsHeight - tall} width=${part - 1} height=${tall}></rect>
        <rect class="bar trouble" x=${index * part} y=${barsHeight - badTall} width=${part - 1} height=${badTall}></rect>`
    })
    const shown = bands.slice(0, bandsDrawn)
    const height = barsHeight + shown.length * bandHeight + 4
    const stripes = shown.map(({ from, to }, index) => {
      const y = barsHeight + 3 + index * bandHeight
      const long = Math.max(4, x(to) - x(from))
      return svg`<rect class="band b${index % 4}" x=${x(from)} y=${y} width=${long} height=${bandHeight - 2}></rect>`
    })
    const lines = phases.map(({ t }) => svg`<line class="phase" x1=${x(t)} x2=${x(t)} y1="0" y2=${height}></line>`)
    const selected = this.#byId.get(this.#selected)
    const cursor = selected ? svg`<line class="cursor" x1=${x(selected.t)} x2=${x(selected.t)} y1="0" y2=${height}></line>` : nothing
    const label = `Messages over ${stamp(end_ms)}, with ${bands.length} stretches of faults; the window is set by From and To`
    return html`<svg
      class="overview"
      viewBox="0 0 ${steps} ${height}"
      preserveAspectRatio="none"
      role="img"
      aria-label=${label}
      @pointerdown=${(event: PointerEvent) => this.#grab(event)}
      @pointerup=${(event: PointerEvent) => this.#drop(event)}
    >
      <rect
        class="window"
        x=${x(this.#window.from)}
        y="0"
        width=${Math.max(2, x(this.#window.to) - x(this.#window.from))}
        height=${height}
      ></rect>
      ${bars}${stripes}${lines}${cursor}
    </svg>`
  }

  /** A stretch that is drawn with the pointer is the window. */
  #grab(event: PointerEvent): void {
    this.#grabbed = this.#timeAt(event)
  }

  #drop(event: PointerEvent): void {
    const from = this.#grabbed
    const to = this.#timeAt(event)
    this.#grabbed = undefined
    if (from === undefined || Math.abs(to - from) < this.#run.end_ms / 200) return
    this.#setWindow({ from: Math.min(from, to), to: Math.max(from, to) })
  }

  #timeAt(event: PointerEvent): number {
    const { currentTarget, clientX } = event
    if (!(currentTarget instanceof Element)) return 0
    const { left, width } = currentTarget.getBoundingClientRect()
    return Math.max(0, Math.min(1, (clientX - left) / Math.max(1, width))) * this.#run.end_ms
  }

  #bands(): TemplateResult | typeof nothing {
    const { from, to } = this.#window
    const shown = this.#run.bands.filter((band) => band.from <= to && band.to >= from)
    if (this.#run.bands.length === 0) return nothing
    const rows = shown.map((band) => {
      const place = this.#run.bands.indexOf(band)
      return html`<li>
        <button type="button" @click=${() => this.#setWindow(bandWindow(band, this.#run.end_ms))}>
          <span class="swatch b${place % 4}" aria-hidden="true"></span>${band.fault}
          <small>${stamp(band.from)} to ${stamp(band.to)}, fired ${band.fired} ×</small>
        </button>
      </li>`
    })
    return html`<h3 class="small">Faults in the window</h3>
      <ul class="bands">
        ${shown.length === 0 ? html`<li>none</li>` : rows}
      </ul>`
  }

  #body(): TemplateResult {
    const { lanes } = this.#run
    const first = Math.max(0, Math.floor(this.#top / rowHeight) - spare)
    const last = Math.min(this.#rows.length, Math.ceil((this.#top + this.#height) / rowHeight) + spare)
    const rows = this.#rows.slice(first, last).map((row, index) => this.#row(row, first + index))
    const entries = this.#rows.filter((row) => row.is === 'entry').length
    const active = this.#index() >= first && this.#index() < last ? `${this.#run.id}-row-${this.#index()}` : nothing
    return html`<p class="count" role="status">${entries} of ${this.#run.entries.length} rows</p>
      <div class="lanes" aria-hidden="true">
        <span class="gutter"></span><span class="time">time</span><span class="names">${laneNames(lanes)}</span>
      </div>
      <div
        class="list"
        role="listbox"
        tabindex="0"
        aria-label="Messages and events in the window"
        aria-activedescendant=${active}
        @scroll=${(event: Event) => this.#scrolled(event)}
        @keydown=${(event: KeyboardEvent) => this.#key(event)}
      >
        <div role="presentation" .style=${`height:${first * rowHeight}px`}></div>
        ${rows}
        <div role="presentation" .style=${`height:${(this.#rows.length - last) * rowHeight}px`}></div>
      </div>`
  }

  #scrolled({ currentTarget }: Event): void {
    if (!(currentTarget instanceof HTMLElement)) return
    this.#top = currentTarget.scrollTop
    this.#height = currentTarget.clientHeight
    this.draw()
  }

  /** The faults that stood at a time, as stripes beside it; the list of faults says in words what they are. */
  #gutter(t: number): TemplateResult {
    const stripes = this.#run.bands.flatMap(({ from, to }, place) => (from <= t && t <= to ? place : []))
    const drawn = stripes.slice(0, stripesMax)
    return html`<svg class="gutter" width=${stripesMax * 6} height=${rowHeight} aria-hidden="true">
      ${drawn.map((place, index) => svg`<rect class="band b${place % 4}" x=${index * 6} y="0" width="4" height=${rowHeight}></rect>`)}
    </svg>`
  }

  #row(row: ListRow, index: number): TemplateResult {
    if (row.is === 'gap') return html`<div class="row gap" role="presentation">… ${row.count} rows are not in this page …</div>`
    const { entry } = row
    const isSelected = entry.id === this.#selected
    const glyph = entry.is === 'message' ? (glyphs[entry.outcome] ?? '') : '•'
    const classes = ['row', isSelected ? 'marked' : '', entry.trouble ? 'trouble' : '', entry.told ? 'told' : ''].join(' ')
    return html`<div
      id="${this.#run.id}-row-${index}"
      class=${classes}
      role="option"
      aria-selected=${isSelected ? 'true' : 'false'}
      aria-posinset=${index + 1}
      aria-setsize=${this.#rows.length}
      data-m=${entry.id}
    >
      ${this.#gutter(entry.t)}
      <span class="time">${stamp(entry.t)}</span>
      <svg class="wires" width=${this.#run.lanes.length * laneWidth} height=${rowHeight} aria-hidden="true">
        ${wires(entry, this.#run.lanes)}
      </svg>
      <span class="glyph" aria-hidden="true">${glyph}</span>
      <span class="text">${entry.told ? html`<em>told</em> ` : nothing}${entry.text}</span>
    </div>`
  }
}

function bandWindow({ from, to }: { readonly from: number; readonly to: number }, end_ms: number): Window {
  const margin = Math.max(end_ms / 100, (to - from) / 10)
  return { from: Math.max(0, from - margin), to: Math.min(end_ms, to + margin) }
}

function laneNames(lanes: readonly PageLane[]): readonly TemplateResult[] {
  return lanes.map(({ title, isTarget }) => html`<span class=${isTarget ? 'lane target' : 'lane'}>${title}</span>`)
}

/** The lanes of a row, and what goes between them. */
function wires(entry: PageEntry, lanes: readonly PageLane[]): readonly SVGTemplateResult[] {
  const y = rowHeight / 2
  const at = (lane: string): number => lanes.findIndex(({ id }) => id === lane) * laneWidth + laneWidth / 2
  const lines = lanes.map((lane) => {
    const x = at(lane.id)
    return svg`<line class=${lane.isTarget ? 'lane target' : 'lane'} x1=${x} x2=${x} y1="0" y2=${rowHeight}></line>`
  })
  if (entry.is === 'event') {
    const x = at(entry.at)
    return x < 0 ? lines : [...lines, svg`<circle class="event" cx=${x} cy=${y} r="4"></circle>`]
  }
  const [from, to] = [at(entry.from), at(entry.to)]
  if (from < 0 || to < 0) return lines
  const way = to > from ? 1 : -1
  const end = entry.lost === 'message' ? (from + to) / 2 : to - way * 3
  const head = `M${end} ${y}L${end - way * 8} ${y - 4}L${end - way * 8} ${y + 4}Z`
  const middle = entry.lost === 'message' ? end : from + (to - from) * 0.35
  const cross = `M${middle - 5} ${y - 5}L${middle + 5} ${y + 5}M${middle + 5} ${y - 5}L${middle - 5} ${y + 5}`
  return [
    ...lines,
    svg`<line class=${`wire ${entry.wire}`} x1=${from} x2=${end} y1=${y} y2=${y}></line>`,
    entry.lost === 'message' ? svg`` : svg`<path class="head" d=${head}></path>`,
    entry.lost === '' ? svg`` : svg`<path class="cross" d=${cross}></path>`,
    entry.changes.length > 0 ? svg`<circle class="commit" cx=${to} cy=${y} r="5"></circle>` : svg``,
  ]
}

export function stamp(ms: number): string {
  return `T+${(ms / 1000).toFixed(3)}`
}

function textIn({ target }: Event): string {
  return target instanceof HTMLInputElement ? target.value : ''
}

function numberIn(event: Event): number {
  return Number(textIn(event))
}
