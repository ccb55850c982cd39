import { install, type Clock as FakeClock } from '@sinonjs/fake-timers'
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers'
import type { RandomStream } from '../chance/random.js'
import { limits } from '../domain/limits.js'
import { asError } from '../words/errors.js'
import { clockOn, type Clock } from './clock.js'
import { drawFrom } from './virtual-chance.js'

const faked = [
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'setImmediate',
  'clearImmediate',
  'Date',
  'performance',
  'hrtime',
] as const

/** What does not count as work under way: it waits for nothing, or only for this harness. */
const idle = new Set(['Timeout', 'Immediate', 'MessagePort', 'TTYWrap', 'PipeWrap', 'FSEventWrap', 'SignalWrap'])

const tcpSocket = 'TCPSocketWrap'

/** Most real work is done after so few turns of the loop; what is not is waited for with an idle core. */
const patientTurns = 200

type Timer = ReturnType<FakeClock['setTimeout']>

/**
 * What crosses a socket that an interceptor answers in this thread takes up to one turn of the loop: so many are let go by before time
 * moves on.
 */
const crossingTurns = 8

/** Time passed only where nothing was under way; what kept it waiting, in words. */
export interface RealWork {
  /** Kinds of real things that were still under way when patience with them ran out. */
  readonly waitedFor: string
}

/**
 * The time of a thread, of which no second is ever waited for: it jumps to the next timer as soon as nothing else is left to do. Made once
 * in a thread, and from then on the only time that code in it knows: timers, dates, `node:timers/promises`, `AbortSignal.timeout`. Chance
 * is drawn from a seed as well, so that two runs of it are equal.
 */
export class VirtualTime {
  readonly #clock: FakeClock
  readonly #turn: () => Promise<void>
  /** A moment of real time, for waiting without keeping a core busy. */
  readonly #moment: () => Promise<void>
  readonly #realNow: () => number
  readonly #realTurns: Pick<typeof globalThis, 'setImmediate' | 'clearImmediate'>
  readonly #own = new Set<number>()
  readonly #abortTimeout: typeof AbortSignal.timeout
  #holds = 0
  #crossingTurns = 0
  #idle: ReadonlySet<string> = idle
  #baseline = new Map<string, number>()
  /** Set once something real was under way for longer than anybody waits. */
  #stuck: RealWork | undefined

  /** @throws Error if the time of this thread is faked already. */
  constructor() {
    this.#realTurns = { setImmediate, clearImmediate }
    const immediate = setImmediate
    const realTimeout = setTimeout
    const real = performance.now.bind(performance)
    this.#moment = () => new Promise((resolve) => void realTimeout(resolve, 1))
    this.#turn = () => new Promise((resolve) => void immediate(resolve))
    this.#realNow = real
    this.#clock = install({ toFake: [...faked], shouldClearNativeTimers: true })
    this.#abortTimeout = AbortSignal.timeout
    AbortSignal.timeout = (ms) => {
      const controller = new AbortController()
      setTimeout(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms)
      return controller.signal
    }
    syncBuiltinESMExports()
  }

  /** What a run waits with: timers of its own, which no end of a target takes away. */
  clock(): Clock {
    return clockOn({
      now: () => this.#clock.now,
      setTimer: (ms, callback) => {
        const id = Number(
          this.#clock.setTimeout(() => {
            this.#own.delete(id)
            callback()
          }, ms),
        )
        this.#own.add(id)
        return () => {
          this.#clock.clearTimeout(id as unknown as Timer)
          this.#own.delete(id)
        }
      },
      // In memory whoever leaves is seen to leave at once.
      turn: () => Promise.resolve(),
    })
  }

  /** Gives the thread its own time back. */
  uninstall(): void {
    this.#clock.uninstall()
    AbortSignal.timeout = this.#abortTimeout
    syncBuiltinESMExports()
  }

  /** Drops every timer that is not a run's own: those of a target whose life is over. */
  dropOthers(): void {
    const { timers } = this.#clock as unknown as { readonly timers?: ReadonlyMap<number, { readonly immediate?: boolean }> }
    for (const [id, { immediate }] of timers ?? []) {
      if (this.#own.has(Number(id))) continue
      // Each kind is cleared as what it is.
      if (immediate === true) this.#clock.clearImmediate(id as never)
      else this.#clock.clearTimeout(id as unknown as Timer)
    }
  }

  /** Time stands still until the returned function is called. */
  hold(): () => void {
    let held = true
    this.#holds += 1
    return () => {
      if (held) this.#holds -= 1
      held = false
    }
  }

  /**
   * Does a piece of work in this time, from an instant on, with chance of its own. `onStuck` hears of real work (a socket, a file, a
   * process) that took longer than anybody waits: from then on time goes on without it.
   */
  async run<T>(from: Date, chance: RandomStream, onStuck: (work: RealWork) => void, work: () => Promise<T>): Promise<T> {
    this.#clock.reset()
    this.#clock.setSystemTime(from)
    this.#own.clear()
    this.#stuck = undefined
    this.#baseline = this.#underWay()
    const restore = drawFrom(chance)
    let ended = false
    const result = work().finally(() => {
      ended = true
    })
    result.catch(() => undefined)
    try {
      while (!ended) {
        await this.#turn()
        if (ended) break
        if (!this.#stuck && !(await this.#settled(() => ended))) {
          this.#stuck = { waitedFor: this.#busyWith() }
          onStuck(this.#stuck)
        }
        if (!ended && this.#clock.countTimers() > 0) this.#next()
      }
      return await result
    } finally {
      restore()
    }
  }

  /** What a timer throws nobody can catch: it ends a process, and so it does here. */
  #next(): void {
    try {
      this.#clock.next()
    } catch (error) {
      process.emit('uncaughtException', asError(error))
    }
  }

  /**
   * From now on sockets are an interceptor's, which answers them in this thread: nothing real is at their other end. What crosses them
   * needs turns of the loop, also while time stands still; so these are real again, and waited for.
   */
  socketsAreAnsweredHere(): void {
    this.#crossingTurns = crossingTurns
    this.#idle = new Set([...idle, tcpSocket].filter((name) => name !== 'Immediate'))
    this.#baseline.set(tcpSocket, realSockets())
    Object.assign(globalThis, this.#realTurns)
    Object.assign(timers, this.#realTurns)
    syncBuiltinESMExports()
  }

  /** Waits until nothing real is under way; false if that takes too long. */
  async #settled(over: () => boolean): Promise<boolean> {
    const from = this.#realNow()
    let quiet = 0
    for (let turns = 0; !over(); turns += 1) {
      quiet = this.#holds > 0 || this.#isBusy() || this.#clock.countTimers() === 0 ? 0 : quiet + 1
      if (quiet > this.#crossingTurns) return true
      await (turns < patientTurns ? this.#turn() : this.#moment())
      if (this.#holds === 0 && this.#realNow() - from > limits.real_work_ms_max) return false
    }
    return true
  }

  #underWay(): Map<string, number> {
    const counts = new Map<string, number>()
    for (const name of process.getActiveResourcesInfo()) if (!this.#idle.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1)
    if (this.#idle.has(tcpSocket)) counts.set(tcpSocket, realSockets())
    return counts
  }

  #isBusy(): boolean {
    for (const [name, count] of this.#underWay()) if (count > (this.#baseline.get(name) ?? 0)) return true
    return false
  }

  #busyWith(): string {
    const names = [...this.#underWay()].flatMap(([name, count]) => {
      const more = count - (this.#baseline.get(name) ?? 0)
      return more > 0 ? [`${name} (${more})`] : []
    })
    return names.length === 0 ? 'something that is neither a timer nor a call to a simulated system' : names.join(', ')
  }
}

/** How many sockets lead out of this process: one that an interceptor answers has never got a file descriptor. */
function realSockets(): number {
  const { _getActiveHandles: handles } = process as unknown as { readonly _getActiveHandles: () => readonly object[] }
  return handles().filter((each) => {
    // A server that listens has no state of connecting.
    const handle: unknown = '_handle' in each && 'connecting' in each ? each._handle : undefined
    return typeof handle === 'object' && handle?.constructor.name === 'TCP' && 'fd' in handle && Number(handle.fd) >= 0
  }).length
}
