import type { RandomStream } from '../chance/random.js'
import { realClock, type Clock } from '../sim/clock.js'
import { VirtualTime } from '../sim/virtual-time.js'

/** The virtual clock is a whole thread's: one plant has it at a time. */
let taken = false

/** When time passes for a plant: always, on the real clock; on the virtual one while something of the plant is awaited. */
export class Flow {
  readonly #time: VirtualTime | undefined
  #release: (() => void) | undefined
  #under = 0
  #over = false

  /** @throws Error if another plant has this thread's clock, or a test has faked it. */
  constructor(virtual: boolean) {
    if (!virtual) return
    if (taken) throw new Error('Another plant has the clock of this thread. Close it first, or give this one clock: real.')
    try {
      this.#time = new VirtualTime()
    } catch (error) {
      throw new Error(
        'The clock of this thread is faked already (vi.useFakeTimers?). Give it back first, or open the plant with clock: real.',
        { cause: error },
      )
    }
    taken = true
    this.#release = this.#time.hold()
  }

  get isVirtual(): boolean {
    return this.#time !== undefined
  }

  /** The calls of this plant cross sockets that an interceptor answers in this thread: they are no work that time would wait for. */
  crossesSockets(): void {
    this.#time?.socketsAreAnsweredHere()
  }

  /** Does the work of a run to its end; then the thread has its own time again. */
  async run<T>(from: Date, chance: RandomStream, onStuck: (waitedFor: string) => void, work: (clock: Clock) => Promise<T>): Promise<T> {
    const time = this.#time
    try {
      if (!time) return await work(realClock())
      return await time.run(
        from,
        chance,
        ({ waitedFor }) => onStuck(waitedFor),
        () => work(time.clock()),
      )
    } finally {
      this.#over = true
      if (time) {
        time.uninstall()
        taken = false
      }
    }
  }

  /** Time passes until this is done. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#under += 1
    this.#release?.()
    this.#release = undefined
    try {
      return await work()
    } finally {
      this.#under -= 1
      if (this.#under === 0 && this.#time && !this.#over) this.#release = this.#time.hold()
    }
  }
}
