import { Timeline } from '../journal/timeline/index.js'
import type { JournalRecord } from '../journal/records.js'
import { errorText } from '../words/errors.js'
import type { LiveRun, Looked, StoredRun, ViewOptions } from './contract.js'
import type { Glyphs } from './glyphs.js'
import { commandOf } from './keys.js'
import { boardLines } from './layout/board.js'
import type { Line } from './layout/spans.js'
import { drawOn, type Terminal } from './open.js'
import { ViewSession } from './session.js'
import { initialBoard, reduceBoard, type BoardAction, type BoardEnd, type BoardRun, type BoardState } from './state/board.js'

/** So many of the newest rows of each run that goes on are kept, for whoever looks at one of them. */
const rowsOfEach = 4_000

interface Tracked {
  readonly row: BoardRun
  readonly live?: LiveRun
  /** A run that has ended is read from its journal when somebody looks at it. */
  readonly stored?: { readonly open: () => StoredRun; readonly command: readonly string[] }
}

interface BoardPorts {
  /** Asked for with the first record of a run, when its journal is there. */
  readonly runOf: (id: string) => LiveRun
  /** Ends all runs in order; a second time at once. */
  readonly onInterrupt: () => void
  /** How many runs there will be. */
  readonly total: number
}

/** A look at several runs at once: their table, or one of them. */
export class BoardSession implements Looked {
  readonly #options: ViewOptions
  readonly #ports: BoardPorts
  readonly #tracked = new Map<string, Tracked>()
  readonly #listeners = new Set<() => void>()
  #state: BoardState
  #inner: { readonly id: string; readonly session: ViewSession } | undefined
  #grown = false
  #command: string | undefined
  #handOver: Parameters<Looked['drawnBy']>[0] = (use) => use()
  #cancel: (() => void) | undefined
  #end: () => void = () => undefined
  /** Settles when whoever looks leaves. */
  readonly left: Promise<void>

  constructor(options: ViewOptions, ports: BoardPorts, { columns, rows }: { readonly columns: number; readonly rows: number }) {
    this.#options = options
    this.#ports = ports
    this.#state = initialBoard(ports.total, columns, rows)
    this.left = new Promise((resolve) => (this.#end = resolve))
    this.#schedule()
  }

  get state(): BoardState {
    return this.#state
  }

  /** The command that was asked for while one run was looked at. */
  get commandAsked(): string | undefined {
    return this.#inner?.session.commandAsked ?? this.#command
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly current = (): unknown => this.#inner?.session.state ?? this.#state

  picture(glyphs: Glyphs): readonly Line[] {
    return this.#inner ? this.#inner.session.picture(glyphs) : boardLines(this.#state, glyphs)
  }

  drawnBy(handOver: Parameters<Looked['drawnBy']>[0]): void {
    this.#handOver = handOver
  }

  begin({ id, scenario, variant, seed, outstanding }: Pick<BoardRun, 'id' | 'scenario' | 'variant' | 'seed' | 'outstanding'>): void {
    this.#tracked.set(id, { row: { id, scenario, variant, seed, outstanding } })
    this.#grown = true
  }

  take(record: JournalRecord, id: string): void {
    let tracked = this.#tracked.get(id)
    if (!tracked || tracked.stored) return
    if (!tracked.live) {
      const live = this.#ports.runOf(id)
      const timeline = new Timeline(live.header, { rows_max: rowsOfEach })
      tracked = { row: { ...tracked.row, timeline }, live: { ...live, timeline } }
      this.#tracked.set(id, tracked)
    }
    tracked.row.timeline?.take(record)
    if (this.#inner?.id === id) this.#inner.session.grew()
    this.#grown = true
  }

  /** A run has ended; whoever looks at it goes on looking, at what is stored. */
  ended(id: string, end: BoardEnd, stored: NonNullable<Tracked['stored']>): void {
    const known = this.#tracked.get(id)
    if (!known) return
    const { timeline: _, ...row } = known.row
    this.#tracked.set(id, { row: { ...row, end }, stored })
    this.#grown = true
    if (this.#inner?.id !== id) return
    const { session } = this.#inner
    const run = stored.open()
    void run.judge().then((judged) => session.ended(run, judged, stored.command))
  }

  /** No run comes any more. */
  over(): void {
    this.#apply({ do: 'ended' })
  }

  note(note: string): void {
    if (this.#inner) this.#inner.session.dispatch({ do: 'note', note })
    this.#apply({ do: 'note', note })
  }

  dispatch(action: Extract<BoardAction, { do: 'key' | 'resize' }>): void {
    if (action.do === 'resize') {
      this.#inner?.session.dispatch(action)
      return this.#apply(action)
    }
    const inner = this.#inner?.session
    if (inner && action.key !== 'C-c') {
      if (leadsBack(action.key, inner.state)) this.#back()
      else inner.dispatch(action)
      return
    }
    this.#apply(action)
    const { leaving, wanted } = this.#state
    if (leaving === 'quit') return this.#end()
    if (leaving === 'interrupt') {
      this.#state = { ...this.#state, leaving: undefined, touched: false }
      this.note('Ending the runs and their targets; ctrl-c once more ends at once.')
      return this.#ports.onInterrupt()
    }
    if (wanted !== undefined) this.#open(wanted)
  }

  close(): void {
    this.#cancel?.()
    this.#inner?.session.close()
    this.#listeners.clear()
  }

  #open(id: string): void {
    const { live, stored } = this.#tracked.get(id) ?? {}
    const { columns, rows } = this.#state
    try {
      const run = stored ? stored.open() : live
      if (!run) return
      const session = new ViewSession(run, { ...this.#options, ...(stored && { command: stored.command }) }, { columns, rows })
      session.drawnBy((use) => this.#handOver(use))
      session.subscribe(() => this.#tell())
      this.#inner = { id, session }
      if (stored && 'judge' in run)
        void session.read(run, undefined).catch((error: unknown) => session.dispatch({ do: 'note', note: errorText(error) }))
      this.#tell()
    } catch (error) {
      // Somebody has taken the folder away, say.
      this.note(errorText(error))
    }
  }

  #back(): void {
    this.#command = this.commandAsked
    this.#inner?.session.close()
    this.#inner = undefined
    this.#state = { ...this.#state, note: '' }
    this.#tell()
  }

  #apply(action: BoardAction): void {
    const before = this.#state
    this.#state = reduceBoard(before, action)
    if (this.#state !== before) this.#tell()
  }

  #schedule(): void {
    this.#cancel = this.#options.clock.setTimer(Math.ceil(1_000 / this.#options.fps), () => {
      if (this.#grown) {
        this.#grown = false
        this.#apply({ do: 'runs', runs: [...this.#tracked.values()].map(({ row }) => row) })
      }
      this.#schedule()
    })
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }
}

/** Where nothing is in front, and nothing is left to take away, esc leads back to the table; q does from anywhere that q would leave. */
function leadsBack(key: string, { entry, overlay, pane, window, filterText, only, marked }: ViewSession['state']): boolean {
  if (entry || overlay) return false
  const command = commandOf(key)
  const isClear = pane === 'flow' && !window && filterText === '' && only.length === 0 && marked.size === 0
  return command === 'quit' || (command === 'back' && isClear)
}

/** Follows several runs at once, until they have ended and nobody looks any more. */
export class BoardView {
  readonly session: BoardSession
  readonly #take: () => void

  constructor(options: ViewOptions, ports: BoardPorts, terminal: Terminal) {
    const { columns, rows } = terminal.stdout
    this.session = new BoardSession(options, ports, { columns, rows })
    this.#take = drawOn(this.session, options, terminal)
  }

  /** Whoever has used a key, or asked to stay, goes on looking until he leaves; gives the command that he asked for, if any. */
  async finish(stay: boolean): Promise<string | undefined> {
    if (stay || this.session.state.touched) {
      this.session.over()
      await this.session.left
    }
    const command = this.session.commandAsked
    this.close()
    return command
  }

  /** Takes the picture away at once. */
  close(): void {
    this.#take()
  }
}
