/** What the pages are made of: the indexes of the code, loaded by the caller. */
export interface House {
  readonly manifest: unknown
  readonly scenarios: readonly unknown[]
  readonly documentSchema: unknown
  readonly scenarioSchema: unknown
  readonly steps: readonly unknown[]
  readonly faultEntries: readonly unknown[]
  readonly formats: unknown
  readonly mustReach: readonly unknown[]
  readonly systemKinds: readonly unknown[]
  readonly operations: readonly unknown[]
  readonly faultKinds: readonly unknown[]
  readonly checks: readonly unknown[]
  readonly figureKinds: readonly unknown[]
  readonly flows: readonly unknown[]
  readonly measures: readonly unknown[]
  readonly exitCodes: unknown
  readonly exitCodesSource: string
  readonly worstExitCode: (codes: readonly number[]) => number
  readonly limits: unknown
  readonly limitsSource: string
  readonly journalSchema: unknown
  readonly configSchema: unknown
  readonly baselineSchema: unknown
  readonly view: unknown
}

/** Path from the package's root to text, for every generated file. */
export function pages(house: House): Readonly<Record<string, string>>
