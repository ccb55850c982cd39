// Runs of a campaign, in process and with targets of their own: processor time and wall time of each.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { meter } from './run-share.mjs'

const scenario = 'mes-confirmation-burst'

function campaign(root, runs, flags) {
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-campaign-'))
  try {
    const file = join(folder, 'meter')
    const args = ['simulate', scenario, '--seeds', `1-${runs}`, '--out', folder, '--quiet', ...flags]
    const start = process.hrtime.bigint()
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', meter, 'bin/run.js', ...args], {
      cwd: root,
      env: { ...process.env, MFGSYNC_BENCH_METER: file },
      encoding: 'utf8',
    })
    const wall_ms = Number(process.hrtime.bigint() - start) / 1e6
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${(stdout + stderr).slice(-2000)}`)
    return { runs, wall_ms, cpu_ms: Number(readFileSync(file, 'utf8')) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Virtual runs, one thread and two in turn. The processor time is of all threads, those of the garbage collector and the compiler too. */
export function virtualCampaigns(root, runs, rounds) {
  const flags = (jobs) => ['--target-module', 'examples/reference/index.js', '--jobs', String(jobs)]
  return Array.from({ length: rounds }, () => ({ one: campaign(root, runs, flags(1)), two: campaign(root, runs, flags(2)) }))
}

/** Runs with the reference as a process of its own; the processor time is of mfgsync alone. */
export const spawnedCampaign = (root, runs, jobs) => campaign(root, runs, ['--demo', 'reference', '--jobs', String(jobs)])
