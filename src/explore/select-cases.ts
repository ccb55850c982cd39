import { createHash } from 'node:crypto'
import type { CampaignCase } from './plan-cases.js'

/** One of `total` parts of all cases, counted from 1. */
interface Shard {
  readonly index: number
  readonly total: number
}

export interface Selection {
  /** Cases whose scenario, or one of the checks that it says it exercises, matches. */
  readonly grep?: RegExp | undefined
  /** Identities of cases; others are left out. */
  readonly only?: ReadonlySet<string> | undefined
  readonly shard?: Shard | undefined
}

export interface Selected {
  readonly cases: readonly CampaignCase[]
  /** All cases of which a shard is a part: how many, and one text that is equal where they are. */
  readonly planned: { readonly hash: string; readonly cases: number }
}

/** The cases that are meant. What a shard has does not hang on which other cases there are. */
export function selectCases(all: readonly CampaignCase[], { grep, only, shard }: Selection): Selected {
  const meant = all.filter((each) => (grep ? matches(each, grep) : true) && (only ? only.has(each.identity) : true))
  return {
    cases: shard ? meant.filter(({ identity }) => shardOf(identity, shard.total) === shard.index) : meant,
    planned: { hash: planHash(meant), cases: meant.length },
  }
}

function matches({ scenario, exercises }: CampaignCase, pattern: RegExp): boolean {
  return [scenario, ...exercises].some((text) => pattern.test(text))
}

/** Which shard has a case: by a hash of what it is. */
export function shardOf(identity: string, total: number): number {
  return (createHash('sha256').update(identity).digest().readUInt32BE(0) % total) + 1
}

/** Equal for equal cases of equal scenarios, whatever their order. */
function planHash(cases: readonly CampaignCase[]): string {
  const lines = cases.map(({ identity, hash }) => `${identity} ${hash}`).sort()
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)
}
