import fc from 'fast-check'
import type { HeaderOptions } from '../../support/journal-header.js'
import type { Journal } from '../../support/judging.js'
import { burst, type Burst } from './burst.js'
import { Landscape, type Setting } from './landscape.js'
import { orderOf } from './master.js'
import { otherStories } from './stories.js'
import { told, type Story, type Told } from './story.js'
import type { Pause } from './tasks.js'

/**
 * Runs of a law, and where they begin: a sample that is always the same one, unless more are asked for (`npm run laws`); one law of many
 * gets its share of them.
 */
export function trialRuns(sample: number, share = 1): { readonly numRuns: number; readonly seed?: number } {
  const { MFGSYNC_LAW_RUNS: runs, MFGSYNC_LAW_SEED: seed } = process.env
  if (runs === undefined) return { numRuns: sample, seed: 20260302 }
  return { numRuns: Math.max(1, Math.ceil(Number(runs) * share)), ...(seed !== undefined && { seed: Number(seed) }) }
}

const setting: fc.Arbitrary<Setting> = fc.record({
  dedupe: fc.constantFrom('none', 'idempotency-key', 'external-reference'),
  delivery: fc.constantFrom('webhook', 'feed'),
  closedPeriod: fc.constantFrom('first-open-period', 'exception'),
  exceptions: fc.constantFrom('desk', 'desk', 'http', 'none'),
  healsAfter: fc.nat({ max: 60 }),
  crashesAfter: fc.array(fc.nat({ max: 40 }), { maxLength: 2 }),
})

/** A whole history, which can be told again: as it was, or with something else in it. */
export class History {
  constructor(
    readonly setting: Setting,
    readonly stories: readonly Told[],
    readonly choices: readonly number[],
    readonly header: HeaderOptions = {},
    /** So many stories have orders of one number, two by two. */
    readonly shared = stories.length,
  ) {}

  /** The same, with something else in it: on orders of its own, and in a run in which that is possible. */
  with(story: Told, setting: Partial<Setting> = {}, header: HeaderOptions = {}): History {
    return new History({ ...this.setting, ...setting }, [...this.stories, story], this.choices, header, this.shared)
  }

  /** The same, with each fact of a burst in a document of its own. */
  postedOneByOne(): History {
    const stories = this.stories.map((story) => (isBurst(story) ? told(burst, oneByOne(story.params)) : story))
    return new History(this.setting, stories, this.choices, this.header, this.shared)
  }

  journal(): Journal {
    const given = this.stories.map(({ orders }, index) =>
      orders.map((kind, order) => orderOf(index < this.shared ? numberOf(index, order) : String(200_001 + order), kind)),
    )
    const world = new Landscape(this.setting, given.flat(), this.header)
    world.begin('heal', healing(world))
    for (const after of this.setting.crashesAfter) world.begin('crash', crashing(world, after))
    for (const [index, story] of this.stories.entries()) story.play(world, given[index] ?? [])
    return world.play(this.choices)
  }

  toString(): string {
    return JSON.stringify({
      setting: this.setting,
      stories: this.stories.map(({ name, params }) => ({ name, params })),
      choices: this.choices,
    })
  }
}

function isBurst(story: Told): story is Told & { readonly params: Burst } {
  return story.name === burst.name
}

function oneByOne(params: Burst): Burst {
  return { ...params, facts: params.facts.map((fact) => ({ ...fact, inBatch: false, parts: 1 })) }
}

function* healing(world: Landscape): Generator<Pause, void> {
  for (let step = 0; step < world.setting.healsAfter; step += 1) yield
  world.heal()
  world.isHealed = true
}

function* crashing(world: Landscape, after: number): Generator<Pause, void> {
  for (let step = 0; step < after; step += 1) yield
  if (!world.isHealed) world.crash()
}

const chosen = <P>(story: Story<P>): fc.Arbitrary<Told> => story.params.map((params) => told(story, params))

const { rejected, held, overConfirmed, twoReports, corrected, samples } = otherStories
const others = [
  chosen(rejected),
  chosen(held),
  chosen(overConfirmed),
  chosen(twoReports),
  chosen(corrected),
  chosen(corrected),
  chosen(corrected),
  chosen(samples),
]
const one = fc.oneof({ weight: 8, arbitrary: chosen(burst) }, ...others.map((other) => ({ weight: 1, arbitrary: other })))
const stories = fc.array(one, { minLength: 1, maxLength: 4 })
const choices = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 30 })

/** Two stories may have orders of one number, in two plants. */
export const history: fc.Arbitrary<History> = fc
  .tuple(setting, stories, choices)
  .filter(([, told]) => new Set(numbersOf(told)).size === numbersOf(told).length)
  .map(([how, told, turns]) => new History(how, told, turns))

function numberOf(story: number, order: number): string {
  return String(100_001 + Math.floor(story / 2) * 10 + order)
}

function numbersOf(told: readonly Told[]): readonly string[] {
  return told.flatMap(({ orders }, index) => orders.map(({ plant = 'P1' }, order) => `${plant} ${numberOf(index, order)}`))
}
