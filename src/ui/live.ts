import type { JournalRecord } from '../journal/records.js'
import type { Judged, LiveRun, StoredRun, ViewOptions } from './contract.js'
import { openView, type OpenView, type Terminal } from './open.js'

export interface LivePorts {
  readonly terminal: Terminal
  /** Asked for with the first record of a run, when its journal is there. */
  readonly runOf: (id: string) => LiveRun
  /** Ends the run in order; a second time at once. */
  readonly onInterrupt: () => void
}

/** Follows the runs of an invocation, one after the other, until they have ended and nobody looks any more. */
export class LiveView {
  readonly #options: ViewOptions
  readonly #ports: LivePorts
  #view: OpenView | undefined
  #id = ''
  #last: { readonly run: StoredRun; readonly judged: Judged; readonly command: readonly string[] } | undefined

  constructor(options: ViewOptions, ports: LivePorts) {
    this.#options = options
    this.#ports = ports
  }

  record(record: JournalRecord, id: string): void {
    if (id !== this.#id) this.#begin(id)
    this.#view?.session.take(record)
  }

  /** A run has ended; `command` shows it again. */
  judged(run: StoredRun, judged: Judged, command: readonly string[]): void {
    this.#last = { run, judged, command }
  }

  /** Something that would have been printed. */
  note(note: string): void {
    this.#view?.session.dispatch({ do: 'note', note: note.trim() })
  }

  /**
   * No run comes any more. Whoever has used a key, or asked to stay, goes on looking until he leaves; gives the command that he asked
   * for, if any.
   */
  async finish(stay: boolean): Promise<string | undefined> {
    const session = this.#view?.session
    if (session && this.#last && (stay || session.state.touched)) {
      const { run, judged, command } = this.#last
      await session.ended(run, judged, command)
      await session.left
    }
    const command = session?.commandAsked
    this.close()
    return command
  }

  /** Takes the picture away at once. */
  close(): void {
    this.#view?.close()
    this.#view = undefined
  }

  #begin(id: string): void {
    this.#id = id
    const run = this.#ports.runOf(id)
    if (this.#view) return this.#view.session.next(run)
    this.#view = openView(run, this.#options, this.#ports.terminal)
    this.#view.session.onInterrupt = this.#ports.onInterrupt
  }
}
