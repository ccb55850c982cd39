// A shipped scenario against the reference, from the command to the verdict, and mfgsync's own processor time in it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Loaded before the command: tells what the process itself used, its children (the target) left out.
export const meter = `data:text/javascript,${encodeURIComponent(`
import { writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
if (isMainThread) process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  writeFileSync(process.env.MFGSYNC_BENCH_METER, String((user + system) / 1000))
})`)}`

export function shareOfRun(root) {
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-share-'))
  const file = join(folder, 'meter')
  const rows = [
    ['hello-confirmation', '<= 3 s'],
    ['mes-confirmation-burst', '<= 10 s'],
  ].map(([scenario, goal]) => {
    const start = process.hrtime.bigint()
    const env = { ...process.env, MFGSYNC_BENCH_METER: file }
    // The target inherits nothing of the meter: it is given on the command line of mfgsync alone.
    const args = ['simulate', scenario, '--demo', 'reference', '--out', folder, '--quiet']
    const { status } = spawnSync(process.execPath, ['--import', meter, 'bin/run.js', ...args], { cwd: root, env, stdio: 'ignore' })
    const wall_ms = Number(process.hrtime.bigint() - start) / 1e6
    if (status !== 0) throw new Error(`${scenario} ended with ${status}`)
    return { scenario, goal, wall_ms, cpu_ms: Number(readFileSync(file, 'utf8')) }
  })
  rmSync(folder, { recursive: true, force: true })
  return rows
}
