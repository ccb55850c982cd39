import type { TargetHandle } from '../target/process.js'
import type { Clock } from './clock.js'
import type { Recorder } from './recorder.js'
import { errorText } from '../words/errors.js'

/** How a life of the target ended that nobody scripted. */
export interface TargetEnd {
  readonly code: number | null
  readonly signal: string | null
  readonly logTail: readonly string[]
}

/** Why the target cannot be used, with its last words. */
export class TargetProblem extends Error {
  constructor(
    message: string,
    readonly logTail: readonly string[],
  ) {
    super(message)
  }
}

export interface IncarnationParts {
  readonly clock: Clock
  readonly recorder: Recorder
  /** Given when the run is interrupted: nobody waits for a life to get ready any more. */
  readonly signal?: AbortSignal
  /** Starts the nth life. */
  readonly spawn: (incarnation: number) => Promise<TargetHandle>
  /** Called when intake stops and starts again. */
  readonly onFreeze: () => void
  readonly onThaw: () => void
  /** The target ended and nobody scripted it. */
  readonly onGone: (end: TargetEnd, message: string) => void
}

/** The lives of the target: at most one at a time, and nothing of a dead one commits. */
export class Incarnations {
  #parts: IncarnationParts | undefined
  #life: TargetHandle | undefined
  #ending = false
  #restarts: Promise<void> = Promise.resolve()
  #restarting = 0
  /** The life that lives now, from 1. */
  current = 0
  /** True while no call is taken in: from a kill until the next life begins, and before the first. */
  frozen = true

  /** Parts come later than the object, since links and sources need the object first. */
  use(parts: IncarnationParts): void {
    this.#parts = parts
  }

  get restarting(): boolean {
    return this.#restarting > 0
  }

  /** The last words of the life that lives now. */
  tail(): readonly string[] {
    return this.#life?.tail() ?? []
  }

  /** Begins a life and waits until it is ready. Rejects with what is wrong, in words. */
  async start(): Promise<void> {
    const parts = this.#need()
    this.current += 1
    const incarnation = this.current
    // Intake is open before the process is: a target may call before it is ready.
    this.frozen = false
    const life = await parts.spawn(incarnation)
    this.#life = life
    this.#ending = false
    parts.recorder.record({ kind: 'target.spawned', incarnation, ...(life.pid !== undefined && { pid: life.pid }) })
    void life.exited.then((end) => this.#exited(incarnation, life, end))
    const problem = await unlessAborted(life.ready, parts.signal)
    if (this.#life !== life || parts.signal?.aborted === true) return
    if (problem) throw new TargetProblem(problem.message, problem.logTail)
    if (this.frozen) return
    parts.recorder.record({ kind: 'target.ready', incarnation })
    parts.onThaw()
  }

  /** Intake is frozen at once; what was accepted and not committed is dropped; the next life begins when the group is gone. */
  kill(fault: string, restart_after_ms: number): void {
    const parts = this.#need()
    const life = this.#life
    if (!life || this.frozen || this.#ending) return
    this.frozen = true
    this.#ending = true
    parts.onFreeze()
    this.#restarting += 1
    parts.recorder.record({ kind: 'target.killed', incarnation: this.current, signal: 'SIGKILL', fault, scripted: true })
    parts.recorder.flush()
    this.#restarts = this.#restarts.then(async () => {
      await life.kill()
      await parts.clock.sleep(restart_after_ms)
      if (this.#life === life) await this.start().catch((error: unknown) => parts.onGone(endOf(error), errorText(error)))
      this.#restarting -= 1
    })
  }

  /** Ends the life that there is, for good; resolves to what was wrong with its end. In a hurry it gets little time to end by itself. */
  async stop(hurry = false): Promise<TargetProblem | undefined> {
    const life = this.#life
    this.frozen = true
    this.#ending = true
    this.#life = undefined
    const report = await life?.stop(hurry)
    await this.#restarts
    return report?.error && new TargetProblem(report.error.message, report.error.logTail)
  }

  #exited(incarnation: number, life: TargetHandle, end: TargetEnd): void {
    const parts = this.#need()
    const scripted = this.#ending || this.#life !== life
    parts.recorder.record({
      kind: 'target.exited',
      incarnation,
      code: end.code,
      signal: end.signal,
      scripted,
      ...(scripted ? {} : { logTail: end.logTail }),
    })
    if (scripted || this.frozen) return
    this.frozen = true
    parts.onFreeze()
    parts.onGone(end, `The target ended by itself (${end.signal === null ? `exit code ${end.code}` : end.signal}).`)
  }

  #need(): IncarnationParts {
    if (!this.#parts) throw new Error('incarnations are used before the run is wired')
    return this.#parts
  }
}

function endOf(error: unknown): TargetEnd {
  return { code: null, signal: null, logTail: error instanceof TargetProblem ? error.logTail : [] }
}

/** The outcome, or nothing once the signal is given: what is left then is somebody else's to end. */
async function unlessAborted<T>(outcome: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  if (!signal) return outcome
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const give = (): void => resolve(undefined)
  if (signal.aborted) give()
  signal.addEventListener('abort', give, { once: true })
  try {
    return await Promise.race([outcome, promise])
  } finally {
    signal.removeEventListener('abort', give)
  }
}
