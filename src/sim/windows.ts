import type { SystemName } from '../domain/names.js'
import type { FaultKind, FaultSteps, Leg } from '../faults/contract.js'
import type { FaultInstance } from '../scenario/plan.js'
import type { Command, SystemInstance } from '../systems/contract.js'
import type { Span } from './burst.js'
import type { Clock } from './clock.js'
import type { FaultEngine } from './fault-engine.js'
import type { Recorder } from './recorder.js'
import { append } from '../domain/grouping.js'

/** What a window can do to the landscape's links. */
export interface Links {
  /** Source to target, or target to system, is cut; `flush_per_s` says how a buffer empties when it is back. */
  down(direction: 'call' | 'delivery', system: SystemName): void
  up(direction: 'call' | 'delivery', system: SystemName, flush_per_s: number): void
}

export interface WindowParts {
  readonly clock: Clock
  readonly recorder: Recorder
  readonly faults: FaultEngine
  readonly links: Links
  readonly systems: ReadonlyMap<SystemName, SystemInstance>
  readonly burst_ms: number
  /** A number in [0, 1) from the run's named streams, for jitter. */
  readonly chance: (direction: 'call' | 'delivery') => number
  /** A fault's step was done to a system. */
  readonly onStep?: (fault: string, which: 'begin' | 'end') => void
}

/** Milliseconds that a message takes longer, by where on its way. */
export type Latency = Readonly<Record<Leg, number>>

export const noLatency: Latency = { either: 0, before: 0, after: 0 }

interface Slow {
  readonly latency_ms: number
  readonly jitter_ms: number
  readonly leg: Leg
}

interface Lasting {
  readonly instance: FaultInstance
  readonly steps: FaultSteps
}

/** Faults that last: windows on links, and changes of a system's state that end again. */
export class Windows {
  readonly #parts: WindowParts
  /** Those that wait for the first call that touches their subject, by its system. */
  readonly #waiting = new Map<SystemName, Set<Lasting>>()
  readonly #latencies = new Map<string, Slow[]>()
  readonly #cuts = new Map<string, number>()
  /** Ends of what lasts as long as the burst. */
  readonly #withBurst: (() => void)[] = []
  #open = 0
  #standing = 0
  #shaken = false
  /** Windows during which the link from some system to the target was down, in run time, for what overlapped them. */
  readonly outages: { readonly system: SystemName; readonly from: number; to: number }[] = []

  constructor(parts: WindowParts) {
    this.#parts = parts
  }

  /** Windows that have begun or are still to begin. */
  get open(): number {
    return this.#open
  }

  /** Windows that stand now. */
  get standing(): number {
    return this.#standing
  }

  /** What a target calls was, at some time, not as it is by itself. */
  get shaken(): boolean {
    return this.#shaken
  }

  /** Called when a part of the burst starts, for what begins in it. */
  start({ from_ms, to_ms }: Span): void {
    const isIn = (begin_ms: number): boolean => begin_ms >= from_ms && begin_ms < to_ms
    for (const { instance, kind } of this.#parts.faults.others) {
      if (kind.steps) {
        const steps = kind.steps(instance.settings)
        // What waits for a call waits from the start.
        if (steps.anchor === 'burst' ? isIn(steps.from_ms) : from_ms === 0) this.#startSteps(instance, steps, from_ms)
      } else if (kind.link && isIn(instance.window?.from_ms ?? 0)) this.#startWindow(instance, kind.link(instance.settings), from_ms)
    }
  }

  /** Ends what lasts as long as the burst. */
  endBurst(): void {
    for (const end of this.#withBurst.splice(0)) end()
  }

  /** How much longer a call to this system, or a delivery from it, takes now. */
  latency(direction: 'call' | 'delivery', system: SystemName): Latency {
    const total = { ...noLatency }
    for (const { latency_ms, jitter_ms, leg } of this.#latencies.get(`${direction}|${system}`) ?? [])
      total[leg] += latency_ms + this.#parts.chance(direction) * jitter_ms
    return total
  }

  /** The first call that touches the subject of a fault that waits for it begins that fault. */
  before(system: SystemName, command: Command): void {
    const waiting = this.#waiting.get(system)
    if (!waiting || !command.posts) return
    for (const lasting of waiting) {
      if (this.#parts.systems.get(system)?.touches(lasting.steps.begin, command) !== true) continue
      waiting.delete(lasting)
      if (lasting.steps.from_ms === 0) this.#begin(lasting)
      else this.#parts.clock.setTimer(lasting.steps.from_ms, () => this.#begin(lasting))
    }
  }

  #startSteps(instance: FaultInstance, steps: FaultSteps, from_ms: number): void {
    const lasting: Lasting = { instance, steps }
    if (steps.anchor === 'burst') this.#parts.clock.setTimer(steps.from_ms - from_ms, () => this.#begin(lasting))
    else {
      const waiting = this.#waiting.get(steps.system) ?? new Set()
      this.#waiting.set(steps.system, waiting.add(lasting))
    }
  }

  #begin(lasting: Lasting): void {
    const { faults, clock } = this.#parts
    this.#open += 1
    this.#standing += 1
    this.#shaken = true
    this.#step(lasting, 'begin')
    faults.fired(lasting.instance, { eids: [] })
    clock.setTimer(lasting.steps.for_ms, () => {
      this.#step(lasting, 'end')
      faults.healedOne(lasting.instance)
      this.#standing -= 1
      this.#open -= 1
    })
  }

  #step({ instance: { id }, steps }: Lasting, which: 'begin' | 'end'): void {
    const { systems, recorder, clock, onStep } = this.#parts
    const { system } = steps
    const instance = systems.get(system)
    if (!instance) {
      recorder.record({ kind: 'harness.error', where: 'step', message: `the fault ${id} is about ${system}, and there is no such system` })
      return
    }
    for (const effect of instance.step(steps[which], clock.now())) recorder.record({ kind: 'effect', system, step: id, ...effect })
    onStep?.(id, which)
  }

  /** Windows may overlap: a link is back when the last of them has ended. */
  #cut(slot: string, down: () => void): void {
    const cuts = this.#cuts.get(slot) ?? 0
    this.#cuts.set(slot, cuts + 1)
    if (cuts === 0) down()
  }

  #mend(slot: string, up: () => void): void {
    const cuts = (this.#cuts.get(slot) ?? 1) - 1
    this.#cuts.set(slot, cuts)
    if (cuts === 0) up()
  }

  #startWindow(instance: FaultInstance, link: ReturnType<NonNullable<FaultKind['link']>>, from_ms: number): void {
    const { clock, faults, links } = this.#parts
    if (!instance.address) throw new Error(`the plan does not say which link ${instance.id} is about`)
    const { direction, system } = instance.address
    // Without a window it lasts as long as the burst. What only slows a link does so over every wait in it: a wait must not wait for that.
    // A link that is down comes back by itself, since the burst may wait for what is told over it.
    const lasts = instance.window === undefined && !link.down
    const window = instance.window ?? { from_ms: 0, for_ms: this.#parts.burst_ms }
    const slot = `${direction}|${system}`
    const latency: Slow = { latency_ms: link.latency_ms, jitter_ms: link.jitter_ms, leg: link.leg }
    if (!lasts) this.#open += 1
    clock.setTimer(window.from_ms - from_ms, () => {
      this.#standing += 1
      if (direction === 'call') this.#shaken = true
      faults.fired(instance, { eids: [] }, direction === 'call' ? `target→${system}` : `${system}→target`)
      if (link.down) this.#cut(slot, () => links.down(direction, system))
      else append(this.#latencies, slot, latency)
      const outage = { system, from: clock.now(), to: Number.POSITIVE_INFINITY }
      if (link.down && direction === 'delivery') this.outages.push(outage)
      const end = (): void => {
        outage.to = clock.now()
        if (link.down) this.#mend(slot, () => links.up(direction, system, link.flush_per_s))
        else
          this.#latencies.set(
            slot,
            (this.#latencies.get(slot) ?? []).filter((entry) => entry !== latency),
          )
        faults.healedOne(instance)
        this.#standing -= 1
        if (!lasts) this.#open -= 1
      }
      if (lasts) this.#withBurst.push(end)
      else clock.setTimer(window.for_ms, end)
    })
  }
}
