import { childrenOf, openedAt, processLine, somebodyBegins } from './process-table.js'

/** How often a family is looked at: more often while it is young, since that is when it forks. */
const young_ms = 2_000
const youngEvery_ms = 50
const every_ms = 250
const seen_count_max = 10_000

/**
 * Who descends from a process, remembered while it runs: a grandchild that took a session of its own and emptied its environment can be
 * told from others only as long as its parents live. Linux; nothing is seen elsewhere.
 */
export class Kin {
  readonly #leader: number
  readonly #tell: (pid: number, start: string) => void
  /** When each began, so that a number that was given away again is nobody of ours. */
  readonly #seen = new Map<number, string>()
  /** What the leader writes its output to. */
  readonly output: ReadonlySet<string>
  readonly #since = Date.now()
  /** When the leader began, in ticks of the machine. */
  readonly #born: string
  #timer: NodeJS.Timeout | undefined

  /** @param tell of everybody who is not in the session of the leader. */
  constructor(leader: number, tell: (pid: number, start: string) => void = () => undefined) {
    this.#leader = leader
    this.#tell = tell
    this.#born = process.platform === 'linux' ? (processLine(leader)?.start ?? '') : ''
    const opened = process.platform === 'linux' ? [1, 2].map((descriptor) => openedAt(leader, descriptor) ?? '') : []
    this.output = new Set(opened.filter((name) => name.startsWith('socket:')))
    if (process.platform === 'linux') this.#later()
  }

  /** Looks at the family now. */
  look(): void {
    if (process.platform !== 'linux') return
    const open = [this.#leader, ...this.alive()]
    const visited = new Set(open)
    for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
      for (const child of childrenOf(pid)) {
        if (visited.has(child)) continue
        visited.add(child)
        open.push(child)
        this.add(child)
      }
    }
  }

  add(pid: number): void {
    const line = processLine(pid)
    if (!line || this.#seen.get(pid) === line.start || this.#seen.size >= seen_count_max) return
    this.#seen.set(pid, line.start)
    if (line.session !== this.#leader) this.#tell(pid, line.start)
  }

  /** Those that were seen and live. */
  alive(): readonly number[] {
    return [...this.#seen].flatMap(([pid, start]) => {
      const line = processLine(pid)
      if (line?.start === start && line.alive) return [pid]
      this.#seen.delete(pid)
      return []
    })
  }

  /** True as long as somebody is just beginning, who may be one of them. */
  mayGrow(): boolean {
    return this.#born !== '' && somebodyBegins(this.#born)
  }

  /** Nobody is looked for any more. */
  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #later(): void {
    const wait = Date.now() - this.#since < young_ms ? youngEvery_ms : every_ms
    this.#timer = setTimeout(() => {
      this.look()
      this.#later()
    }, wait)
    this.#timer.unref()
  }
}
