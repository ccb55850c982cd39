import { isAbsolute, relative } from 'node:path'
import { UserError } from './errors.js'

const seedsCountMax = 100_000

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

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** `90s`, `10m`, `500ms`: milliseconds. */
export function parseDuration(text: string, what: string): number {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text.trim())
  const unit = units[match?.[2] ?? '']
  if (!match || unit === undefined)
    throw new UserError(`${what} "${text}" is not a duration.`, 'Give a number and a unit, such as 500ms, 90s, 10m or 1h.')
  return Number(match[1]) * unit
}

/** Words for a shell that it reads as one argument each. */
export function shellWords(words: readonly string[]): string {
  return words.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ')
}

/** A path as it is said from here: relative where it lies below this folder. */
export function shownPath(path: string): string {
  const below = relative(process.cwd(), path)
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : below
}
