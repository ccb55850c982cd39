// Damaged files, hostile requests, ends by signal, secrets, control characters, all of them: what the tests have a sample of. Prints what
// was tried, and what came of it.
//   npm run hostile [-- NAME]      a part of it: files, hand-made, http, signals, secrets, commands
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'mfgsync-hostile-counts-'))
const counts = join(folder, 'counts.jsonl')
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--maxWorkers', '1', `test/hostile/${process.argv[2] ?? ''}`],
  { cwd: root, stdio: 'inherit', env: { ...process.env, MFGSYNC_HOSTILE: 'long', MFGSYNC_HOSTILE_COUNTS: counts } },
)
const parts = existsSync(counts)
  ? readFileSync(counts, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : []
const sum = (name) => parts.reduce((all, part) => all + part[name], 0)
for (const { what, cases, ends } of parts) {
  const told = Object.entries(ends).map(([end, times]) => `${end}: ${times}`)
  process.stdout.write(`${String(cases).padStart(7)}  ${what} (${told.join(', ')})\n`)
}
process.stdout.write(
  `${String(sum('cases')).padStart(7)}  in all: ${sum('bugs')} bugs (exit 70, answers of 5xx), ${sum('hangs')} hangs, ` +
    `${sum('orphans')} orphans after two seconds, ${sum('falseVerdicts')} false verdicts\n`,
)
rmSync(folder, { recursive: true, force: true })
process.exitCode = status ?? 1
