import { mkdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Folder of a run that belongs to the target. */
const stateDirName = 'state'

/**
 * Makes the fresh, empty state directory of a run; it survives restarts within the run.
 * @param runDir the run's own folder; made if it is not there.
 * @returns the absolute path.
 */
export function makeStateDir(runDir: string): string {
  const path = join(resolve(runDir), stateDirName)
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { recursive: true, mode: 0o700 })
  return path
}
