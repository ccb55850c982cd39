import { appendFileSync } from 'node:fs'
import { expect } from 'vitest'

/** `npm run hostile` asks for all of it; the ordinary tests for a sample that takes seconds. */
export const long = process.env['MFGSYNC_HOSTILE'] === 'long'

/** What may not be, whatever comes in. */
export interface Outcomes {
  cases: number
  /** Exit code 70, or a stack. */
  bugs: number
  hangs: number
  orphans: number
  /** A verdict that the damaged file cannot bear. */
  falseVerdicts: number
  /** Exit codes or answers, and how often each. */
  readonly ends: Record<string, number>
  /** The first of what may not be, to be looked at. */
  readonly found: string[]
}

export function outcomes(): Outcomes {
  return { cases: 0, bugs: 0, hangs: 0, orphans: 0, falseVerdicts: 0, ends: {}, found: [] }
}

export function ended(all: Outcomes, how: string | number): void {
  all.cases += 1
  all.ends[how] = (all.ends[how] ?? 0) + 1
}

/** Tells the counts to whoever counts over all files, and holds them to nought. */
export function settle(what: string, all: Outcomes, cases_min: number): void {
  const counts = process.env['MFGSYNC_HOSTILE_COUNTS']
  if (counts !== undefined) appendFileSync(counts, `${JSON.stringify({ what, ...all })}\n`)
  const { bugs, hangs, orphans, falseVerdicts, found } = all
  expect({ bugs, hangs, orphans, falseVerdicts, found }).toEqual({ bugs: 0, hangs: 0, orphans: 0, falseVerdicts: 0, found: [] })
  expect(all.cases).toBeGreaterThanOrEqual(cases_min)
}
