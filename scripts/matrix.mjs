// The whole matrix: the reference integration against every scenario × variant × dedupe mode × way of delivery × seed, with the built
// package.
//
//   npm run matrix                                    everything, seeds 1-20
//   npm run matrix -- --seeds 1-3 --jobs 4            fewer seeds, more runs at once
//   npm run matrix -- --only storm,feed               what has all of these words in its name
//   npm run matrix -- --target-config my.config.yaml  another integration than the reference
//   npm run matrix -- --events thin                   where a PLM has facts, its events say keys and versions alone
//   npm run matrix -- --world process                 the reference as a process of its own, in real time
//   npm run matrix -- --half                          each mode by one way of delivery, by the other in the next scenario
//
// Without it the reference runs in process, on the virtual clock, and nothing is started for a run but its thread.
//
// A run passes if its verdict is "pass", the ledgers stand in the end as the table of its story says (test/ends), and they stand as in the
// run of the same story and seed that ended first: what goes wrong, and how a target is told, is not to be seen in the end. Both go by the
// names of the data: of each story every other seed of a storm is numbered plainly, and the rest, as it draws it, has no table. Each storm
// is held against the run without faults that it was drawn from.
//
// Prints one line per combination and, for every run that did not pass, why and how to run it again. Exit code 0 only if all passed.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parseDocument } from 'yaml'
import { readJournal, simulate } from '../dist/index.js'
import { linesOf, unlike } from '../test/ends/alike.ts'
import { endTables, expectEndOf } from '../test/ends/index.ts'

/** All that ship. */
const scenarios = readdirSync(fileURLToPath(new URL('../scenarios', import.meta.url)))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => basename(file, '.yaml'))
  .toSorted()
const variants = ['clean', 'faulty', 'storm']
const modes = ['none', 'idempotency-key', 'external-reference']
const ways = ['webhook', 'feed']
const reference = fileURLToPath(new URL('../examples/reference/index.js', import.meta.url))
const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url))

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1-20' },
    jobs: { type: 'string', default: String(Math.max(2, availableParallelism())) },
    only: { type: 'string' },
    out: { type: 'string' },
    'target-config': { type: 'string' },
    events: { type: 'string' },
    world: { type: 'string', default: 'module' },
    half: { type: 'boolean', default: false },
  },
})

const inProcess = values.world === 'module' && values['target-config'] === undefined

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
    .flatMap((scenario, place) =>
      variants.flatMap((variant) =>
        modes.flatMap((mode, turn) =>
          ways.filter((_, way) => !values.half || (place + turn) % 2 === way).map((way) => ({ scenario, variant, mode, way })),
        ),
      ),
    )
    .map((each) => ({ ...each, name: `${each.scenario} ${each.variant} ${each.mode} ${each.way}` }))
    .filter(({ scenario }) => values.events === undefined || hasPlm(scenario))
    .filter(({ name }) => words.every((word) => name.includes(word)))
}

const fileOf = (scenario) => fileURLToPath(new URL(`../scenarios/${scenario}.yaml`, import.meta.url))

/** A scenario as it ships, or with the events that were asked for. */
function asked(scenario, out) {
  if (values.events === undefined) return scenario
  const document = parseDocument(readFileSync(fileOf(scenario), 'utf8'))
  document.setIn(['landscape', 'systems', 'plm', 'events'], values.events)
  const path = join(out, `${scenario}.yaml`)
  writeFileSync(path, document.toString())
  return path
}

/** Whether events of a PLM come up in it. */
const hasPlm = (scenario) => /^ *- publish-/m.test(readFileSync(fileOf(scenario), 'utf8'))

/** The words that name the target. */
function targetOf(way, out) {
  if (values['target-config'] !== undefined) return ['--config', resolve(values['target-config'])]
  if (values.world === 'process') return ['--demo', 'reference']
  const config = join(out, 'mfgsync.config.yaml')
  writeFileSync(config, JSON.stringify({ version: 1, target: settingsOf(way) }))
  return ['--config', config]
}

/** The reference as a module. */
function settingsOf(way) {
  const env = way === 'feed' ? { REFERENCE_INTAKE: 'feed' } : {}
  return { module: reference, patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 }, env }
}

/** Runs of one combination. In real time each seed has a process, so that one that hangs or crashes takes no other with it. */
function run({ scenario, variant, mode, way, name }, seeds, folder) {
  const out = join(folder, `${scenario}-${variant}-${mode}-${way}-${seeds[0]}`)
  mkdirSync(out, { recursive: true })
  const file = asked(scenario, out)
  const plain = variant === 'storm' && isPlain(scenario)(seeds[0])
  const words = ['simulate', file, '--variant', variant, '--dedupe', mode, '--deliver', way, ...(plain ? ['--identifiers', 'plain'] : [])]
  const args = [...words, '--seeds', seeds.join(), ...targetOf(way, out)]
  const wanted = { scenario: file, variant, dedupe: mode, seeds, out, ...(plain && { identifiers: 'plain' }) }
  // What a target of others does in the end beyond what it must is its own affair.
  const isOthers = values['target-config'] !== undefined
  const isNamed = variant !== 'storm' || plain
  const differs = (seed, journal) => (isOthers ? undefined : differenceOf({ scenario, seed, name, isNamed }, journal))
  return inProcess ? runHere(wanted, way, args, differs) : runApart(args, seeds, out, differs)
}

/** Whether a storm is numbered plainly: other seeds in the next story, so that each seed has some of both. */
const isPlain = (scenario) => (seed) => scenario in endTables && (seed + scenarios.indexOf(scenario)) % 2 === 0

/** How the first run of each story and seed ended. */
const firstEnds = new Map()

/** Where the ledgers stand otherwise than the story's table says, or than in another run of the same seed. */
function differenceOf({ scenario, seed, name, isNamed }, journal) {
  try {
    const records = [...readJournal(journal).records()]
    if (isNamed && scenario in endTables) expectEndOf(scenario, records)
    const lines = linesOf(scenario, records)
    const first = firstEnds.get(`${scenario} ${seed}`)
    if (isNamed && !first) firstEnds.set(`${scenario} ${seed}`, { name, lines })
    const ownJournal = join(`${dirname(journal)}-clean`, basename(journal))
    const own = existsSync(ownJournal) && { name: 'that it was drawn from', lines: linesOf(scenario, readJournal(ownJournal).records()) }
    for (const other of [isNamed && first, own]) {
      const found = other ? unlike(other.lines, lines) : []
      if (found.length > 0) return `it differs from that of the run ${other.name}:\n${found.join('\n')}`
    }
    return undefined
  } catch (error) {
    return String(error?.message ?? error)
  }
}

/** The same as the command, without its start, which takes longer than many a run. */
async function runHere(wanted, way, args, differs) {
  const { out, seeds } = wanted
  const target = { ...settingsOf(way), cwd: out, deliver: { mode: way } }
  try {
    const runs = await simulate({ ...wanted, target })
    return runs.map(({ judgement, files }) => {
      const { header, verdict, why, results, duration_ms } = judgement
      const { seed } = header.plan
      const end = verdict === 'pass' ? differs(seed, files.journal) : undefined
      return { seed, code: verdict, out, args, errors: '', judged: { verdict, why, duration_ms, checks: results }, end }
    })
  } catch (error) {
    return seeds.map((seed) => ({ seed, code: 'none', out, args, errors: String(error?.stack ?? error), judged: undefined }))
  }
}

function runApart(args, seeds, out, differs) {
  const report = join(out, 'report.json')
  return new Promise((done) => {
    const child = spawn(process.execPath, [bin, ...args, '--out', out, '--reporter', `json=${report}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let errors = ''
    child.stderr.on('data', (chunk) => (errors += chunk))
    child.on('close', (code) => {
      const judged = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')).runs : []
      const bySeed = new Map(judged.map((each) => [each.seed, each]))
      done(
        seeds.map((seed) => {
          const found = bySeed.get(seed)
          return {
            seed,
            code,
            out,
            args,
            errors,
            judged: found,
            end: found?.verdict === 'pass' ? differs(seed, found.files.journal) : undefined,
          }
        }),
      )
    })
  })
}

const hasPassed = ({ judged, end }) => judged?.verdict === 'pass' && end === undefined

function findingsOf({ code, errors, judged, end }) {
  if (end !== undefined) return `the verdict is "pass", and the end is not as it has to be: ${end}`
  if (!judged) return `exit ${code}: ${errors.trim().slice(0, 400)}`
  const odd = judged.checks.filter((check) => !check.advisory && (check.verdict === 'fail' || check.verdict === 'unknown'))
  return [judged.why, ...odd.map((check) => `${check.check} ${check.verdict}`)].join('; ')
}

function print(combination, results) {
  const passed = results.filter(hasPassed)
  const slowest = Math.max(...results.map((result) => result.judged?.duration_ms ?? 0))
  const verdict = passed.length === results.length ? 'ok  ' : 'FAIL'
  console.log(`${verdict} ${combination.name.padEnd(62)} ${passed.length}/${results.length}  slowest ${(slowest / 1000).toFixed(1)} s`)
  for (const result of results.filter((each) => !hasPassed(each))) {
    console.log(`       seed ${result.seed}, exit ${result.code}: ${findingsOf(result)}`)
    console.log(`       mfgsync ${result.args.join(' ')}`)
    console.log(`       ${result.out}`)
  }
}

async function main() {
  const seeds = seedsOf(values.seeds)
  const folder = values.out === undefined ? mkdtempSync(join(tmpdir(), 'mfgsync-matrix-')) : resolve(values.out)
  const rows = combinations().map((combination) => ({ combination, results: [] }))
  const apart = values.world === 'process' || values['target-config'] !== undefined
  const togetherIn = ({ scenario, variant }) => {
    if (apart) return seeds.map((seed) => [seed])
    return variant === 'storm' ? [...Map.groupBy(seeds, isPlain(scenario)).values()] : [seeds]
  }
  const queue = rows.flatMap((row) => togetherIn(row.combination).map((some) => ({ row, some })))
  const total = rows.length * seeds.length
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { row, some } = next
      const results = await run(row.combination, some, folder)
      row.results.push(...results)
      // What passed needs no journal any more; a full matrix would fill a disk.
      if (results.every(hasPassed)) rmSync(results[0].out, { recursive: true, force: true })
      if (row.results.length === seeds.length)
        print(
          row.combination,
          row.results.toSorted((a, b) => a.seed - b.seed),
        )
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Number(values.jobs)) }, worker))
  const failed = rows.flatMap(({ results }) => results).filter((each) => !hasPassed(each)).length
  if (failed === 0 && values.out === undefined) rmSync(folder, { recursive: true, force: true })
  console.log(`\n${total - failed} passed, ${failed} failed`)
  if (failed > 0 || total === 0) process.exitCode = 1
}

await main()
