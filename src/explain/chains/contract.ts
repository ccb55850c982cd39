import type { Explanation, Step } from '../explanation.js'
import type { Scene } from '../scene.js'

/** What a chain tells of a scene. Names come from `scene.n`, so that each is bound. Without a statement, the check's own message is it. */
export interface Told extends Partial<Pick<Explanation, 'statement' | 'knowledge' | 'diff' | 'sum' | 'innocent' | 'likely'>> {
  readonly steps: readonly Step[]
  /** What distinguishes this cause from another one of the same check and reason. */
  readonly shape: readonly string[]
}

/** Tells why, or says that it cannot (undefined): then the records are told in order. */
export type Chain = (scene: Scene) => Told | undefined

/** One step of a story; of the records, those that there are. */
export function step(claim: string, because: string, records: readonly (number | undefined)[]): Step {
  return { claim, because, records: records.filter((seq) => seq !== undefined) }
}
