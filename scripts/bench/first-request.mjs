// From the command to the first request that the target is sent, against `node -e 0`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const target = `
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
createServer((request, response) => {
  writeFileSync(process.env.MFGSYNC_BENCH_TIME, String(Date.now()))
  response.end()
  process.exit(0)
}).listen(Number(process.env.PORT), '127.0.0.1')
`

/** Milliseconds of each: the bare start of node, and until the target was asked. */
export function firstRequests(root, rounds) {
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-first-'))
  try {
    const path = join(folder, 'target.mjs')
    const time = join(folder, 'time')
    writeFileSync(path, target)
    const bare = () => {
      const start = performance.now()
      spawnSync(process.execPath, ['-e', '0'])
      return performance.now() - start
    }
    const ours = () => {
      const start = performance.timeOrigin + performance.now()
      spawnSync(
        process.execPath,
        ['bin/run.js', 'simulate', 'hello-confirmation', '--target', `${process.execPath} ${path}`, '--out', folder, '--quiet'],
        { cwd: root, env: { ...process.env, MFGSYNC_BENCH_TIME: time }, stdio: 'ignore' },
      )
      return { asked: Number(readFileSync(time, 'utf8')) - start }
    }
    ours()
    bare()
    return Array.from({ length: rounds }, () => ({ ...ours(), bare: bare() }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
