import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { simulate, type FinishedRun, type TargetInput } from '../../../src/index.js'
import type { Variant } from '../../../src/scenario/plan.js'
import type { DedupeMode } from '../../../src/systems/contract.js'
import { warm } from './warm.js'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export const reference = at('../../../examples/reference/index.js')
export const naive = at('../../../examples/naive/index.js')

export interface AskedRun {
  /** A story that ships, by its name, or the file of another. */
  readonly scenario: string
  /** Where all is well, unless told. */
  readonly variant?: Variant
  readonly mode?: DedupeMode
  readonly seed?: number
  /** A storm draws how things are numbered, unless told. */
  readonly identifiers?: 'plain'
  /** The module of the target; the reference, unless told. */
  readonly file?: string
  readonly settings?: Partial<TargetInput>
}

/** One run in process. The patience fits a target whose pauses are those of the reference. */
export async function runOf(asked: AskedRun, folder: string): Promise<FinishedRun> {
  const { scenario, variant = 'clean', mode = 'none', seed = 1, identifiers, file = reference, settings = {} } = asked
  const [run] = await simulate({
    scenario,
    variant,
    dedupe: mode,
    seeds: [seed],
    ...(identifiers && { identifiers }),
    out: join(folder, 'runs'),
    target: { patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 }, ...settings, cwd: folder, ...warm(file, settings.env) },
  })
  if (!run) throw new Error(`${scenario} was not run`)
  return run
}
