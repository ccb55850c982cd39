import type { Landscape } from '../data/sets.js'
import type { Must } from '../domain/fact.js'
import type { MasterData } from '../domain/master.js'
import type { FlowName, SystemName } from '../domain/names.js'
import { randomStream, type RandomStream } from '../chance/random.js'
import { counter } from './counter.js'
import type { PlannedStep } from './plan.js'
import type { Path } from './yaml-source.js'

/** What a payload is made from, once all facts have their numbers. */
export interface Known {
  /** Its business key. */
  readonly key: string
  /** Its place in the order of its sequence key. */
  readonly sequence: number
  /** When its source says that it occurred. */
  readonly occurredAt: string
  keyOf(draft: FactDraft): string
}

/** What a step may say of a fact beyond its payload. */
export interface FactOptions {
  /** CloudEvents type; default: the first of its flow. */
  readonly type?: string
  /** Business key; default: the next one of its flow. */
  readonly key?: string
  /** Facts that must have been acknowledged before this one is offered. */
  readonly after?: readonly FactDraft[]
  /** What the target must do with it, asked once all steps have spoken; default: post it. */
  readonly must?: Must | (() => Must)
  /** The fact that it cancels. */
  readonly reverses?: FactDraft
  /** Facts whose state it overtakes. */
  readonly supersedes?: readonly FactDraft[]
  /** The publication whose messages settle together. */
  readonly partOf?: string
  /** Facts of one physical event share their obligations. */
  readonly physId?: string
  /** The fact that reports the same physical event in another way. */
  readonly repeats?: FactDraft
  /** When it occurred, where the story is not told at its own pace: ISO instant. */
  readonly occurredAt?: string
}

/** A fact before it has a number: those are given in the order of time, once all are known. */
export interface FactDraft extends FactOptions {
  readonly flow: FlowName
  readonly at_ms: number
  payload(known: Known): object
}

/** Something that steps tell one another of: made by the first that asks. */
export interface StoryKey<T> {
  begin(): T
}

/** Looks at what the steps came to: its lists are added to those of the master data. It may say that the steps contradict each other. */
export type Finisher = (build: PlanBuilder, problem: (path: Path, message: string, hint?: string) => void) => Partial<MasterData>

/** What the steps of a scenario write into: facts, and what systems do by themselves, each at its offset in the burst. */
export class PlanBuilder {
  readonly seed: number
  readonly landscape: Landscape
  readonly facts: FactDraft[] = []
  readonly steps: PlannedStep[] = []
  readonly finishers = new Set<Finisher>()
  /** Where the next step begins, in milliseconds from the start of the burst. */
  cursor_ms = 0
  /** Offsets at which the burst waits until all before is settled. */
  readonly waits: number[] = []
  readonly #uses = counter()
  readonly #stepIds = new Set<string>()
  readonly #stories = new Map<StoryKey<unknown>, unknown>()

  constructor(seed: number, landscape: Landscape) {
    this.seed = seed
    this.landscape = landscape
  }

  /** Chance for the nth use of a verb: another verb before it shifts nothing. */
  stream(verb: string): RandomStream {
    return randomStream(this.seed, `step:${verb}:${this.#uses(verb)}`)
  }

  /** Where a step begins that says so itself: counted from the last wait, or else from the start of the burst. Nothing: the cursor. */
  startOf(at_ms: number | undefined): number {
    return at_ms === undefined ? this.cursor_ms : (this.waits.at(-1) ?? 0) + at_ms
  }

  /** Whatever comes after it waits until nothing of what came before is expected. */
  settle(): void {
    const last = Math.max(this.cursor_ms, ...this.facts.map(({ at_ms }) => at_ms), ...this.steps.map(({ at_ms }) => at_ms))
    this.cursor_ms = last + 1
    this.waits.push(this.cursor_ms)
  }

  story<T>(key: StoryKey<T>): T {
    if (!this.#stories.has(key)) this.#stories.set(key, key.begin())
    return this.#stories.get(key) as T
  }

  fact<P extends object>(flow: FlowName, payload: (known: Known) => P, at_ms: number, options: FactOptions = {}): FactDraft {
    const draft: FactDraft = { ...options, flow, at_ms, payload }
    this.facts.push(draft)
    return draft
  }

  /** A system does something by itself, not by the target. */
  step(system: SystemName, step: PlannedStep['step'], at_ms: number, id: string): void {
    const unique = this.#stepIds.has(id) ? `${id}-${this.steps.length + 1}` : id
    this.#stepIds.add(unique)
    this.steps.push({ id: unique, system, at_ms, step })
  }

  /** Called once, when all steps have spoken, however often it is given. */
  finish(finisher: Finisher): void {
    this.finishers.add(finisher)
  }
}
