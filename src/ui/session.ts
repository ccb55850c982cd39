import { errorText } from '../words/errors.js'
import { firstDivergence, Timeline, type TimelineOptions } from '../journal/timeline/index.js'
import type { JournalRecord } from '../journal/records.js'
import type { Judged, LiveRun, Looked, StoredRun, ViewClock, ViewOptions } from './contract.js'
import type { Glyphs } from './glyphs.js'
import { commandOf, type Command } from './keys.js'
import { drawn } from './layout/screen.js'
import type { Line } from './layout/spans.js'
import { reduce, remarked, type Action } from './state/reducer.js'
import { shownCommand } from './state/command.js'
import { recordsText } from './state/records-text.js'
import { chosenRow, messageOf } from './state/selectors.js'
import { initialState, type ViewState } from './state/state.js'
import { toOpening } from './state/navigate.js'

/** So many of the newest rows of a run that goes on are kept; the journal has all of them. */
const liveRows: TimelineOptions = { rows_max: 20_000 }
/** Beyond so many records explanations and the first divergence are sought when somebody asks for them. */
const eagerRecords_max = 300_000
/** A file is read in slices, so that keys are taken in between. */
const slice_ms = 12
const lookAtClockEvery = 512
/** What a log says, and what judges say of a run that goes on, is asked for so often. */
const asking_ms = 500

export interface SessionSize {
  readonly columns: number
  readonly rows: number
}

/** How whoever looked has left. */
export interface ViewEnd {
  readonly how: 'quit' | 'interrupt'
  /** The command that was asked for, if any was. */
  readonly command?: string
}

/**
 * A look at a run, outside of what draws it: takes records as they come, tells whoever draws at most so many times a second, and keeps
 * the state.
 */
export class ViewSession implements Looked {
  readonly #options: ViewOptions
  readonly #clock: ViewClock
  readonly #listeners = new Set<() => void>()
  #state: ViewState
  #live: LiveRun | undefined
  #stored: StoredRun | undefined
  #dirty = false
  #grown = false
  #lastRecord_ms = 0
  #lastTick_ms: number
  #lastAsked_ms = 0
  #cancel: (() => void) | undefined
  #commandAsked = false
  #sought = { explained: false, diverged: false }
  #end: ((end: ViewEnd) => void) | undefined
  /** Gives the terminal to somebody else for a while. */
  #handOver: (use: () => Promise<void>) => Promise<void> = (use) => use()
  /** Settles when whoever looks leaves. */
  readonly left: Promise<ViewEnd>
  onInterrupt: () => void = () => undefined

  constructor(run: LiveRun | StoredRun, options: ViewOptions, size: SessionSize) {
    this.#options = options
    this.#clock = options.clock
    this.#lastTick_ms = this.#clock.now()
    this.left = new Promise((resolve) => (this.#end = resolve))
    this.#state = this.#begin(run, size)
    this.#schedule()
  }

  get state(): ViewState {
    return this.#state
  }

  /** For whoever draws: calls back whenever there is another state. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly current = (): ViewState => this.#state

  picture(glyphs: Glyphs): readonly Line[] {
    return drawn(this.#state, glyphs)
  }

  /** Another run begins; where one looks stays. */
  next(run: LiveRun): void {
    const { columns, rows, mode, time, filter, filterText, only } = this.#state
    this.#state = { ...this.#begin(run, { columns, rows }), mode, time, filter, filterText, only }
    this.#sought = { explained: false, diverged: false }
    this.#tell()
  }

  /** A record of the run that goes on. */
  take(record: JournalRecord): void {
    this.#state.timeline.take(record)
    this.grew()
  }

  /** The timeline has grown beside it. */
  grew(): void {
    this.#grown = true
    this.#lastRecord_ms = this.#clock.now()
  }

  /** Takes the way to give the terminal to somebody else. */
  drawnBy(handOver: (use: () => Promise<void>) => Promise<void>): void {
    this.#handOver = handOver
  }

  dispatch(action: Action): void {
    const before = this.#state
    if (action.do === 'key') this.#seek(action.key)
    this.#state = reduce(this.#state, action)
    if (action.do === 'key' && !before.entry && before.overlay !== 'quit') this.#reachOut(commandOf(action.key))
    if (this.#state === before) return
    this.#dirty = true
    if (action.do === 'key' || action.do === 'resize') this.#tell()
    if (this.#state.overlay === 'command') this.#commandAsked = true
    if (this.#state.leaving === 'quit') this.#leave('quit')
    if (this.#state.leaving === 'interrupt') this.#interrupt()
  }

  /** Reads a stored run, judges it, and goes to where one wants to look. */
  async read(run: StoredRun, at: ViewOptions['start']['at']): Promise<void> {
    const { timeline } = this.#state
    if (!(await this.#readInto(timeline, run))) return
    this.dispatch({ do: 'ended' })
    if (at) this.dispatch({ do: 'look', at })
    else if (!this.#state.touched) this.dispatch({ do: 'look', at: { seq: timeline.rows[0]?.seq ?? 1 } })
    this.dispatch({ do: 'tick', ms: 0, log: run.log() })
    this.#tell()
    await new Promise((resolve) => setImmediate(resolve))
    this.dispatch({ do: 'judged', judged: await run.judge() })
    if (timeline.records <= eagerRecords_max) this.#explain()
    if (!at && !this.#state.touched) this.#state = remarked({ ...toOpening(this.#state), touched: false })
    this.#tell()
  }

  /** The run has ended and was judged: from now on it is a stored one, and whole. */
  async ended(run: StoredRun, judged: Judged, command: readonly string[]): Promise<void> {
    this.#stored = run
    this.#live = undefined
    const timeline = new Timeline(run.header, { recordAt: run.recordAt })
    if (!(await this.#readInto(timeline, run))) return
    this.#state = { ...this.#state, timeline, command, frozenAt: timeline.records }
    this.dispatch({ do: 'ended' })
    await run.judge()
    this.dispatch({ do: 'judged', judged })
    this.#explain()
    const word = judged.verdict === 'pass' ? 'Passed' : `${judged.verdict.toUpperCase()}: n goes to the failures, x says why`
    this.dispatch({ do: 'note', note: `${word}. q leaves.` })
    this.#tell()
  }

  /** Reads in slices, so that keys are taken in between; false if somebody left meanwhile. */
  async #readInto(timeline: Timeline, run: StoredRun): Promise<boolean> {
    let until = this.#clock.now() + slice_ms
    let taken = 0
    for (const record of run.records()) {
      timeline.take(record)
      taken += 1
      if (taken % lookAtClockEvery !== 0 || this.#clock.now() < until) continue
      this.#grown = true
      await new Promise((resolve) => setImmediate(resolve))
      if (this.#state.leaving === 'quit') return false
      until = this.#clock.now() + slice_ms
    }
    return true
  }

  /** The command that was asked for with a key, for the end. */
  get commandAsked(): string | undefined {
    return this.#commandAsked ? shownCommand(this.#state) : undefined
  }

  close(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#listeners.clear()
  }

  #begin(run: LiveRun | StoredRun, { columns, rows }: SessionSize): ViewState {
    const isLive = 'outstanding' in run
    this.#live = isLive ? run : undefined
    this.#stored = isLive ? undefined : run
    this.#lastRecord_ms = this.#clock.now()
    const timeline = (isLive ? run.timeline : undefined) ?? new Timeline(run.header, isLive ? liveRows : { recordAt: run.recordAt })
    const { command, start } = this.#options
    return initialState({ timeline, live: isLive, columns, rows, place: isLive ? run.place : '', command, start })
  }

  #schedule(): void {
    this.#cancel = this.#clock.setTimer(Math.ceil(1_000 / this.#options.fps), () => {
      this.#tick()
      this.#schedule()
    })
  }

  #tick(): void {
    const now = this.#clock.now()
    const ms = now - this.#lastTick_ms
    this.#lastTick_ms = now
    if (this.#grown) this.#state = reduce(this.#state, { do: 'record' })
    const live = this.#live
    const asking = live !== undefined && now - this.#lastAsked_ms >= asking_ms
    if (asking) {
      this.#lastAsked_ms = now
      const judged = live.standing()
      if (judged) this.#state = reduce(this.#state, { do: 'judged', judged })
      const silent_ms = now - this.#lastRecord_ms
      this.#state = reduce(this.#state, {
        do: 'tick',
        ms,
        outstanding: live.outstanding(),
        awaited: live.awaited?.() ?? [],
        log: live.log(),
        silent_ms,
      })
    } else if (this.#state.playing) this.#state = reduce(this.#state, { do: 'tick', ms })
    const moved = this.#grown || asking || this.#state.playing || this.#dirty
    this.#grown = false
    if (moved) this.#tell()
  }

  /** What takes long is sought when somebody asks for it. */
  #seek(key: string): void {
    const command = commandOf(key)
    if (this.#state.entry) return
    if (command === 'explanation' || command === 'enter') this.#explain()
    const run = this.#stored
    if (command !== 'divergence' || !run || this.#sought.diverged) return
    this.#sought.diverged = true
    const found = firstDivergence(this.#state.timeline, run.records())
    const text =
      found &&
      `From here on ${found.system} has ${found.found || 'nothing'} of ${found.name} for ${found.eid}, which obliges ${found.expected}: ` +
        `${found.how}.`
    this.dispatch({ do: 'diverged', divergence: found && { seq: found.seq, text: text ?? '' } })
  }

  /** Keys that do something outside of the picture. */
  #reachOut(command: Command | undefined): void {
    if (command === 'edit') void this.#edit()
    if (command === 'save-page') void this.#save('page')
    if (command === 'save-picture') void this.#save('picture')
  }

  async #edit(): Promise<void> {
    const row = chosenRow(this.#state)
    const run = this.#live ?? this.#stored
    const { edit } = this.#options
    if (!row || !run || !edit) return this.#note('There is nothing to edit here.')
    const text = recordsText(row, messageOf(row, this.#state), run.records(), this.#options.command)
    let said = ''
    await this.#handOver(async () => {
      said = await edit(`record-${row.seq}.json`, text)
    })
    this.#note(said)
  }

  async #save(what: 'page' | 'picture'): Promise<void> {
    const run = this.#stored
    if (!run?.save || !this.#state.judged) return this.#note('That can be saved when the run has ended and is judged.')
    try {
      this.#note(`Saved ${await run.save(what)}`)
    } catch (error) {
      this.#note(`It could not be saved: ${errorText(error)}`)
    }
  }

  #note(note: string): void {
    this.dispatch({ do: 'note', note })
    this.#tell()
  }

  #explain(): void {
    if (this.#sought.explained || !this.#stored || !this.#state.judged) return
    this.#sought.explained = true
    this.dispatch({ do: 'explained', explanations: this.#stored.explain() })
  }

  #interrupt(): void {
    this.#state = {
      ...this.#state,
      leaving: undefined,
      overlay: undefined,
      note: 'Ending the run and its target; ctrl-c once more ends at once.',
      touched: false,
    }
    this.#tell()
    this.onInterrupt()
  }

  #leave(how: ViewEnd['how']): void {
    const command = this.commandAsked
    this.#end?.({ how, ...(command !== undefined && { command }) })
  }

  #tell(): void {
    this.#dirty = false
    for (const listener of this.#listeners) listener()
  }
}
