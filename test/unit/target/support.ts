import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { onTestFinished } from 'vitest'

import { freePort } from '../../../src/target/free-port.js'
import { TargetLog } from '../../../src/target/log.js'
import { startTarget, type TargetContext, type TargetHandle } from '../../../src/target/process.js'
import { createRedactor } from '../../../src/target/redact.js'
import { targetSettings, type TargetInput, type TargetSettings } from '../../../src/target/settings.js'
import { makeStateDir } from '../../../src/target/state-dir.js'

export const fixtures = join(import.meta.dirname, 'fixtures')

/** A folder that is gone after the test. */
export function tempDir(): string {
  const path = mkdtempSync(join(tmpdir(), 'mfgsync-target-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Settings of a target that runs a fixture. */
export function fixture(command: readonly string[], input: Partial<TargetInput> = {}): TargetSettings {
  const [file = '', ...args] = command
  return targetSettings({ cwd: fixtures, start: { command: [process.execPath, join(fixtures, file), ...args] }, ...input })
}

/** What a run would give its target; every run has folders and a port of its own. */
export async function context(
  options: { readonly userEnv?: TargetContext['userEnv']; readonly logBytesMax?: number } = {},
): Promise<TargetContext & { readonly runDir: string }> {
  const runDir = tempDir()
  const userEnv = options.userEnv ?? { PATH: process.env['PATH'] }
  const log = new TargetLog(
    join(runDir, 'target.log'),
    createRedactor({ fields: [], env: userEnv }),
    options.logBytesMax === undefined ? {} : { bytes_max: options.logBytesMax },
  )
  onTestFinished(() => log.close())
  return {
    runDir,
    log,
    userEnv,
    incarnation: 1,
    contract: {
      systems: [
        { variable: 'MFGSYNC_ERP_URL', url: 'http://127.0.0.1:4001', dialect: 'plain' },
        { variable: 'MFGSYNC_MES_URL', url: 'http://127.0.0.1:4002', dialect: 'plain' },
        { variable: 'MFGSYNC_EXCEPTIONS_URL', url: 'http://127.0.0.1:4003/exceptions' },
      ],
      port: await freePort(),
      stateDir: makeStateDir(runDir),
      runId: 'run-1',
      seed: 7,
    },
  }
}

/** Starts a target that is ended with the test, whatever happens. */
export async function started(settings: TargetSettings, around: TargetContext): Promise<TargetHandle> {
  const handle = await startTarget(settings, around)
  onTestFinished(async () => {
    await handle.kill()
  })
  return handle
}

/** True if the process is there and no zombie. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3))
  } catch {
    return process.platform !== 'linux'
  }
}

/** Process ids that family.mjs printed, by role. */
export function family(text: string): Readonly<Record<string, number>> {
  return Object.fromEntries([...text.matchAll(/^pid (\w+) (\d+)$/gm)].map((match) => [match[1], Number(match[2])]))
}
