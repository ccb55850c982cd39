// Makes README's picture of the view from a real run, as text: what stands on a terminal of 110 × 30 after the key `b`.
// Needs a build, and `script`, which opens a terminal.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import xterm from '@xterm/headless'

const columns = 110
const rows = 28
const root = fileURLToPath(new URL('..', import.meta.url))
const out = mkdtempSync(join(tmpdir(), 'mfgsync-picture-'))
const mutant = join(root, 'test/targets/mutants/m01-blind-retry.mjs')
const bin = join(root, 'bin/run.js')
const begin = '<!-- view: npm run picture -->'
const end = '<!-- end of view -->'

/** The screen once the run is judged, and has not changed for a while. */
async function settled(terminal) {
  const read = () => Array.from({ length: rows }, (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true) ?? '').join('\n')
  for (let last = '', same = 0; same < 5;) {
    await wait(200)
    const now = read()
    same = now === last && now.includes('→ FAIL') ? same + 1 : 0
    last = now
  }
  return read()
}

try {
  const run = spawnSync(process.execPath, [bin, 'simulate', 'mes-confirmation-burst', '--target-module', mutant, '--quiet'], { cwd: out })
  if (run.status !== 1) throw new Error(`expected a conviction, and the run ended with ${run.status}: ${run.stderr}`)
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true })
  const command = `stty cols ${columns} rows ${rows}; exec '${process.execPath}' '${bin}' view`
  const env = { ...process.env, TERM: 'xterm-256color', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' }
  delete env.CI
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd: out, env, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdout.on('data', (bytes) => terminal.write(bytes))
  await settled(terminal)
  child.stdin.write('b')
  const screen = await settled(terminal)
  child.stdin.write('q')
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const [before, rest] = readme.split(begin)
  const after = rest?.split(end)[1]
  if (after === undefined) throw new Error(`README.md has no place for the picture: expected ${begin} and ${end}`)
  const picture = screen.replaceAll(/[ \t]+$/gm, '').trim()
  writeFileSync(join(root, 'README.md'), `${before}${begin}\n\`\`\`\n ${picture}\n\`\`\`\n${end}${after}`)
  process.stdout.write('The picture of the view is written into README.md.\n')
} finally {
  rmSync(out, { recursive: true, force: true })
}
