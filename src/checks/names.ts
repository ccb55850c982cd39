import { checks } from './index.js'

/** As scenarios and reports name a check; which there are, the index says. */
export type CheckName = string

/** Numbers in the catalogue of invariants, and names. */
export const checkNames: readonly (readonly [number: number, name: CheckName])[] = checks.map(({ number, name }) => [number, name])
