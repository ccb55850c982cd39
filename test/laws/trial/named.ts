import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { root } from '../../support/source-files.js'

/** A rule of judging, and the tests that prove it: file and title. */
export interface Named {
  readonly number: number
  readonly rule: string
  readonly provenBy: readonly (readonly [file: string, title: string])[]
  /** What of it no test can show with the systems and flows of today, and why. */
  readonly notToday?: string
}

/** Every test that is named is there: in its file, by its title, and neither skipped nor left for later. */
export function expectProofs({ provenBy }: Named): void {
  expect(provenBy.length).toBeGreaterThan(0)
  for (const [file, title] of provenBy) {
    const lines = readFileSync(`${root}/${file}`, 'utf8').split('\n')
    const at = lines.findIndex((line) => line.includes(title))
    expect(at, `${file} has a test "${title}"`).toBeGreaterThanOrEqual(0)
    expect(lines[at]).not.toMatch(/\.(skip|todo|only)\b/)
  }
}
