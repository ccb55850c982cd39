// The whole matrix: the reference integration against every scenario × variant × dedupe mode × way of delivery × seed, with the built
// package.
//
//   npm run matrix                                    everything, seeds 1-20
//   npm run matrix -- --seeds 1-3 --jobs 4            fewer seeds, more runs at once
//   npm run matrix -- --only storm,feed               what has all of these words in its name
//   npm run matrix -- --target-config my.config.yaml  another integration than the reference
//
// Prints one line per combination and, for every run that did not pass, why and how to run it again. Exit code 0 only if all passed.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const scenarios = ['hello-confirmation', 'mes-confirmation-burst']
const variants = ['clean', 'faulty', 'storm']
const modes = ['none', 'idempotency-key', 'external-reference']
const ways = ['webhook', 'feed']
const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url))

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1-20' },
    jobs: { type: 'string', default: String(Math.max(2, availableParallelism() * 2)) },
    only: { type: 'string' },
    out: { type: 'string' },
    'target-config': { type: 'string' },
  },
})

/** `1-3,7` as numbers. */
function seedsOf(text) {
  return text.split(',').flatMap((part) => {
    const range = /^(\d+)(?:-(\d+))?$/.exec(part.trim())
    if (!range) throw new Error(`--seeds ${text}: give numbers and ranges, such as 1-20 or 1,5,9`)
    const [from, to] = [Number(range[1]), Number(range[2] ?? range[1])]
    return Array.from({ length: to - from + 1 }, (_, index) => from + index)
  })
}

function combinations() {
  const words = values.only?.split(',') ?? []
  return scenarios
    .flatMap((scenario) => variants.flatMap((variant) => modes.flatMap((mode) => ways.map((way) => ({ scenario, variant, mode, way })))))
    .map((each) => ({ ...each, name: `${each.scenario} ${each.variant} ${each.mode} ${each.way}` }))
    .filter(({ name }) => words.every((word) => name.includes(word)))
}

/** One process, one seed: a run that hangs or crashes takes no other with it. */
function run({ scenario, variant, mode, way }, seed, folder) {
  const out = join(folder, `${scenario}-${variant}-${mode}-${way}-${seed}`)
  const report = join(out, 'report.json')
  const target = values['target-config'] === undefined ? ['--demo', 'reference'] : ['--config', resolve(values['target-config'])]
  const args = ['simulate', scenario, '--variant', variant, '--dedupe', mode, '--deliver', way, '--seed', String(seed), ...target]
  return new Promise((done) => {
    const child = spawn(process.execPath, [bin, ...args, '--out', out, '--reporter', `json=${report}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let errors = ''
    child.stderr.on('data', (chunk) => (errors += chunk))
    child.on('close', (code) => {
      const judged = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).runs[0] : undefined
      done({ seed, code, out, args, errors, judged })
    })
  })
}

function findingsOf({ code, errors, judged }) {
  if (!judged) return `exit ${code}: ${errors.trim().slice(0, 400)}`
  const odd = judged.checks.filter((check) => !check.advisory && (check.verdict === 'fail' || check.verdict === 'unknown'))
  return [judged.why, ...odd.map((check) => `${check.check} ${check.verdict}`)].join('; ')
}

function print(combination, results) {
  const passed = results.filter((result) => result.code === 0)
  const slowest = Math.max(...results.map((result) => result.judged?.duration_ms ?? 0))
  const verdict = passed.length === results.length ? 'ok  ' : 'FAIL'
  console.log(`${verdict} ${combination.name.padEnd(62)} ${passed.length}/${results.length}  slowest ${(slowest / 1000).toFixed(1)} s`)
  for (const result of results.filter(({ code }) => code !== 0)) {
    console.log(`       seed ${result.seed}, exit ${result.code}: ${findingsOf(result)}`)
    console.log(`       mfgsync ${result.args.join(' ')}`)
    console.log(`       ${result.out}`)
  }
}

async function main() {
  const seeds = seedsOf(values.seeds)
  const folder = values.out === undefined ? mkdtempSync(join(tmpdir(), 'mfgsync-matrix-')) : resolve(values.out)
  const rows = combinations().map((combination) => ({ combination, results: [] }))
  const queue = rows.flatMap((row) => seeds.map((seed) => ({ row, seed })))
  const total = queue.length
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { row, seed } = next
      const result = await run(row.combination, seed, folder)
      row.results.push(result)
      // What passed needs no journal any more; a full matrix would fill a disk.
      if (result.code === 0) rmSync(result.out, { recursive: true, force: true })
      if (row.results.length === seeds.length)
        print(
          row.combination,
          row.results.toSorted((a, b) => a.seed - b.seed),
        )
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Number(values.jobs)) }, worker))
  const failed = rows.flatMap(({ results }) => results).filter(({ code }) => code !== 0).length
  if (failed === 0 && values.out === undefined) rmSync(folder, { recursive: true, force: true })
  console.log(`\n${total - failed} passed, ${failed} failed`)
  if (failed > 0 || total === 0) process.exitCode = 1
}

await main()
