// The verdict table of the two worlds: every target of test/targets in the burst with faults, as a process and in process.
//
//   npm run worlds                 all of them
//   npm run worlds -- --only M07   those with this in their name
//   npm run worlds -- --jobs 4
//
// Prints a line per target and every check on which the two differ. Exit code 0 only if no verdict differs.
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { simulate } from '../dist/index.js'
import * as manifest from '../test/targets/manifest.ts'

const { values } = parseArgs({ options: { only: { type: 'string' }, jobs: { type: 'string', default: String(availableParallelism()) } } })

/** What is kept outside the folder of a run, or is no JavaScript, is run as a process alone. */
const targets = [...new Map(Object.values(manifest).flatMap((list) => list.map((target) => [target.id, target]))).values()].filter(
  ({ id, interpreter, runs }) => interpreter === 'node' && runs === 1 && id.includes(values.only ?? ''),
)

async function judged({ id, file, settings }, way) {
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-worlds-'))
  const target = { ...settings, label: id, cwd: folder, ...way(file) }
  const [run] = await simulate({ scenario: 'mes-confirmation-burst', variant: 'faulty', dedupe: 'none', out: join(folder, 'runs'), target })
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  const failed = run.judgement.results.filter(({ verdict, advisory }) => verdict === 'fail' && !advisory).map(({ check }) => check)
  return { verdict: run.judgement.verdict, why: run.judgement.why, failed: new Set(failed) }
}

const queue = [...targets]
let same = 0
let other = 0
async function worker() {
  for (let target = queue.shift(); target; target = queue.shift()) {
    const spawned = await judged(target, (file) => ({ start: { command: [process.execPath, file] } }))
    const inner = await judged(target, (file) => ({ module: file }))
    const differs = spawned.verdict !== inner.verdict
    if (differs) other += 1
    else same += 1
    const only = (a, b, world) => [...a.failed].filter((check) => !b.failed.has(check)).map((check) => `${check} (${world} alone)`)
    const checks = [...only(spawned, inner, 'process'), ...only(inner, spawned, 'in process')]
    const verdicts = [spawned, inner].map(({ verdict }) => verdict.padEnd(13)).join(' ')
    console.log(`${differs ? 'DIFFERS' : 'same   '} ${target.id.padEnd(18)} ${verdicts} ${checks.join(', ')}`)
    if (differs) console.log(`        process: ${spawned.why}\n        in process: ${inner.why}`)
  }
}

await Promise.all(Array.from({ length: Number(values.jobs) }, worker))
console.log(`\n${same} same, ${other} differ`)
if (other > 0 || same === 0) process.exitCode = 1
