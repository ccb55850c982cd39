import { parseDuration } from '../words/duration.js'
import { UserError } from './errors.js'

const seedsCountMax = 100_000
/** Nine digits, as in a list of seeds. */
export const seedMax = 999_999_999

/** `7`, `1-20`, `1,5,9-12`: seeds in the order they are named. */
export function parseSeeds(text: string): readonly number[] {
  const seeds: number[] = []
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,9})(?:\s*-\s*(\d{1,9}))?\s*$/.exec(part)
    if (!match) throw new UserError(`"${text}" names no seeds.`, 'Give numbers and ranges such as 7, 1-20 or 1,5,9-12.')
    const from = Number(match[1])
    const to = Number(match[2] ?? match[1])
    if (to < from) throw new UserError(`The range ${part.trim()} runs backwards.`, `Give ${to}-${from}.`)
    if (seeds.length + to - from >= seedsCountMax)
      throw new UserError(`"${text}" names more than ${seedsCountMax} seeds.`, 'Split the call.')
    for (let seed = from; seed <= to; seed += 1) seeds.push(seed)
  }
  return seeds
}

/** `90s`, `10m`, `500ms`: milliseconds, as long as it may be. */
export function millisecondsOf(text: string, what: string): number {
  const ms = parseDuration(text, Number.POSITIVE_INFINITY)
  if (ms === undefined)
    throw new UserError(`${what} "${text}" is not a duration.`, 'Give a number and a unit, such as 500ms, 90s, 10m or 1h.')
  return ms
}
