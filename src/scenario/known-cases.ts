import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { defaultScenarioDir } from './catalogue.js'

/** For which checks a scenario had something to judge, in runs of the reference: with the scenario's own settings, or only otherwise. */
interface KnownCases {
  readonly checks: readonly string[]
  /** By dedupe mode, what a run with it judged besides. */
  readonly dedupe: Readonly<Record<string, readonly string[]>>
}

/** Written by `npm run cases`, beside the scenarios. */
const knownCasesFile = 'cases.json'

/** Of a scenario that ships. Of any other only a run tells. */
export function knownCases(name: string, file: string): KnownCases | undefined {
  if (dirname(file) !== defaultScenarioDir()) return undefined
  const known = JSON.parse(readFileSync(join(defaultScenarioDir(), knownCasesFile), 'utf8')) as Readonly<
    Partial<Record<string, KnownCases>>
  >
  return known[name]
}
