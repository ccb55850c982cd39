import { randomStream } from '../chance/random.js'
import { limits } from '../domain/limits.js'
import { onceEach } from '../target/exceptions/fields.js'
import { Surroundings } from '../target/in-process/surroundings.js'
import { MemoryNetwork } from '../transports/memory/network.js'
import { memoryLandscape } from './memory-landscape.js'
import { moduleTargets } from './module-link.js'
import { runPlan } from './run.js'
import type { RunOptions, RunOutcome } from './run-types.js'
import { VirtualTime } from './virtual-time.js'

/** The first instant of every run: the same, so that two runs of a seed are equal to the byte. A Monday, before the early shift. */
export const beginning = new Date('2026-03-02T04:00:00.000Z')
/** A message takes one of so many milliseconds, drawn by seed: what goes side by side arrives in another order with another seed. */
const travelMs = 3

/** How long each message in process takes, in milliseconds, by seed. */
export function travelTimes(seed: number): () => number {
  const travel = randomStream(seed, 'wire')
  return () => 1 + travel.int(travelMs)
}

export function waitedForReal(what: string): string {
  return (
    `The target waits for something real: ${what}. In process, time jumps to the next timer, so what is neither a timer nor a call to a ` +
    'simulated system comes too late or too early; run it as a process (--target), or put a fake in its place.'
  )
}

export function stray(url: string): string {
  return (
    `The target called ${url}, which is no simulated system: in process nothing else can be called. ` +
    'Run it as a process (--target), or fake what it calls.'
  )
}

/** Runs against targets that are modules in this thread, one after the other, on a clock that waits for nobody. */
export class VirtualRuns {
  readonly #time = new VirtualTime()
  readonly #surroundings = new Surroundings()

  /** @param userEnv environment that is handed on to the target */
  run(options: RunOptions, userEnv: Readonly<Record<string, string | undefined>>): Promise<RunOutcome> {
    const { seed } = options.plan
    let tell: (message: string) => void = () => undefined
    const travel_ms = travelTimes(seed)
    return this.#time.run(
      beginning,
      randomStream(seed, 'target'),
      ({ waitedFor }) => tell(waitedForReal(waitedFor)),
      () => {
        const clock = this.#time.clock()
        const network = new MemoryNetwork({ timers: clock, limits, travel_ms, onStray: (url) => tell(stray(url)) })
        return runPlan(options, {
          clock,
          namespaced: false,
          canBeLate: false,
          openLandscape: memoryLandscape(network),
          openTarget: moduleTargets({
            surroundings: this.#surroundings,
            fetch: network.fetch,
            userEnv,
            travel_ms,
            hold: () => this.#time.hold(),
            dropTimers: () => this.#time.dropOthers(),
          }),
          onTrouble: (teller) => {
            tell = onceEach(teller)
          },
        })
      },
    )
  }
}
