import { fileURLToPath, pathToFileURL } from 'node:url'
import type { TargetInput } from '../../../src/index.js'

const module = fileURLToPath(new URL('../../targets/told.mjs', import.meta.url))

/**
 * The settings of a target that is a module, which runs on a thread that ran others before; one that is named by its own file gets a new
 * one. For targets that leave the globals of their thread as they are.
 */
export function warm(file: string, env: TargetInput['env'] = {}): Pick<TargetInput, 'module' | 'env'> {
  return { module, env: { ...env, MODULE_UNDER_PROOF: pathToFileURL(file).href } }
}
