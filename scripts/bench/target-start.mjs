// From the start of `mfgsync simulate` to the start of the target: a shell that says what time it is, and then waits to be stopped.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export async function targetStart(root) {
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-target-start-'))
  const file = join(folder, 'started')
  const target = `sh -c "date +%s%N > ${file}; exec sleep 60"`
  const start = BigInt(Date.now()) * 1_000_000n
  const child = spawn(process.execPath, [join(root, 'bin/run.js'), 'simulate', 'hello-confirmation', '--target', target, '--out', folder], {
    cwd: folder,
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const ms = await new Promise((resolve) => {
    const watcher = watch(folder, (_event, name) => {
      const text = name === 'started' ? readFileSync(file, 'utf8').trim() : ''
      if (text === '') return
      watcher.close()
      resolve(Number(BigInt(text) - start) / 1e6)
    })
  })
  // Once ends the run when its target is ready or given up, twice ends it at once.
  child.kill('SIGINT')
  setTimeout(() => child.kill('SIGINT'), 500)
  await ended
  rmSync(folder, { recursive: true, force: true })
  return ms
}
