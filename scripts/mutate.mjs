// Mutation testing of the judge: its sources are changed one small thing at a time, and the tests have to notice.
//
//   npm run mutate                                    src/checks and src/flows
//   npm run mutate -- src/flows                       one folder, or one file
//   npm run mutate -- --sample 1000 --seed 7          so many mutants of all of them, drawn by the seed
//   npm run mutate -- --quick                         without the tests that take long: the laws, above all
//   npm run mutate -- --minutes 30 --out mutants.json what is left after so long is undecided, and goes on from there next time
//   npm run mutate -- src/journal --tests test/unit/journal,test/laws
//
// Works on a copy, with Stryker's instrumenter beside it from the registry: nobody else needs it. All mutants stand in the sources at once,
// behind switches, and each test runs again for each mutant that it reaches and that none before it noticed (scripts/mutate/runner.js): so
// nothing is loaded twice, and thousands of mutants take minutes. What is worked out when a module loads is left out, since it stays.
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

const instrumenter = '@stryker-mutator/instrumenter@10.1.1'
/** A mutant that keeps one test busy for longer turns for ever. */
const endless_ms = 120_000
const root = fileURLToPath(new URL('..', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '60' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    tests: { type: 'string', default: 'test/unit/checks,test/unit/flows,test/unit/journal,test/unit/explain,test/laws' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
})
for (const name of ['minutes', 'sample', 'seed']) {
  const value = values[name]
  if (value !== undefined && !/^\d{1,9}$/.test(value)) throw new Error(`--${name} ${value}: give a whole number, such as 60`)
}

function sourcesIn(path) {
  const whole = join(root, path)
  if (!existsSync(whole)) throw new Error(`there is no ${path}: give a folder or a file, such as src/checks`)
  if (!statSync(whole).isDirectory()) return [path]
  const found = readdirSync(whole, { recursive: true, encoding: 'utf8' }).map((each) => join(path, each))
  return found.filter((each) => each.endsWith('.ts') && !each.endsWith('index.ts') && !each.endsWith('contract.ts')).sort()
}

/** Test files that put something in the place of a module: all of them share what they load. */
function replacing() {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' }).map((file) => join('test', file))
  return files.filter((file) => file.endsWith('.test.ts') && readFileSync(join(root, file), 'utf8').includes('vi.mock('))
}

/** Everything that is installed here, and the instrumenter beside it. */
function install(copy) {
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ name: 'mutants', private: true, type: 'module' }))
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', '--legacy-peer-deps', instrumenter], {
    cwd: copy,
    stdio: 'inherit',
  })
  const modules = join(root, 'node_modules')
  for (const name of readdirSync(modules)) {
    const inside = name.startsWith('@') ? readdirSync(join(modules, name)).map((each) => join(name, each)) : [name]
    for (const each of inside) {
      const there = join(copy, 'node_modules', each)
      if (existsSync(there)) continue
      mkdirSync(join(there, '..'), { recursive: true })
      symlinkSync(join(modules, each), there)
    }
  }
}

function copyOf() {
  const copy = mkdtempSync(join(tmpdir(), 'mfgsync-mutants-'))
  for (const part of ['src', 'test', 'scenarios', 'docs', 'mocks', 'schemas', 'examples', 'bin', 'scripts']) {
    cpSync(join(root, part), join(copy, part), { recursive: true, filter: (path) => !path.includes('node_modules') })
  }
  install(copy)
  cpSync(join(root, 'package.json'), join(copy, 'package.json'))
  cpSync(join(root, 'scripts/mutate/runner.js'), join(copy, 'runner.js'))
  // The laws come last: they take longest, and by then few mutants are left. Where one is broken, the first history will do.
  writeFileSync(
    join(copy, 'vitest.mutants.ts'),
    `class InOrder {
  sort(specs) {
    const rank = ({ moduleId }) => (moduleId.includes('/test/laws/trial') ? 1 : 0)
    return [...specs].sort((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1))
  }
  shard(specs) {
    return specs
  }
}
export default ${JSON.stringify({
      test: {
        include: values.tests.split(',').map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.test.ts`)),
        exclude: replacing(),
        setupFiles: ['test/support/long-texts.ts', 'first-failure.ts'],
        runner: './runner.js',
        pool: 'forks',
        isolate: false,
        fileParallelism: false,
        testTimeout: 600_000,
        sequence: { sequencer: 'InOrder' },
        reporters: ['dot'],
      },
    }).replace('"InOrder"', 'InOrder')}\n`,
  )
  writeFileSync(join(copy, 'first-failure.ts'), `import fc from 'fast-check'\nfc.configureGlobal({ endOnFailure: true })\n`)
  return copy
}

/** Puts all mutants into the sources of the copy, and lists them. */
async function instrumented(copy, sources) {
  const from = createRequire(join(copy, 'node_modules/@stryker-mutator/instrumenter/package.json'))
  const load = (name) => import(pathToFileURL(from.resolve(name)).href)
  const { createInstrumenter } = await import(
    pathToFileURL(join(copy, 'node_modules/@stryker-mutator/instrumenter/dist/src/index.js')).href
  )
  const [{ createInjector }, { commonTokens }] = [await load('typed-inject'), await load('@stryker-mutator/api/plugin')]
  const silent = () => undefined
  const logger = { isDebugEnabled: () => false, debug: silent, info: silent, warn: silent, error: silent, trace: silent, fatal: silent }
  const files = sources.map((name) => ({ name: join(copy, name), mutate: true, content: readFileSync(join(root, name), 'utf8') }))
  const options = { plugins: null, ignorers: [], excludedMutations: [] }
  const made = await createInjector()
    .provideValue(commonTokens.logger, logger)
    .injectFunction(createInstrumenter)
    .instrument(files, options)
  for (const { name, content } of made.files) writeFileSync(name, content)
  return made.mutants.map(({ id, fileName, mutatorName, replacement, location }) => {
    const { start, end } = location
    const file = fileName.slice(copy.length + 1)
    const at = `${file}:${start.line + 1}:${start.column + 1}-${end.line + 1}:${end.column + 1}`
    return { id, name: `${at} ${mutatorName} ${replacement}`, file, line: start.line + 1, mutatorName, replacement }
  })
}

/** Some of them, always the same ones for a seed, whatever the order they were found in. */
function drawn(mutants) {
  if (values.sample === undefined) return mutants
  const lot = ({ name }) => createHash('sha1').update(`${values.seed} ${name}`).digest('hex')
  return mutants
    .map((mutant) => [lot(mutant), mutant])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, Number(values.sample))
    .map(([, mutant]) => mutant)
}

function lines(path) {
  return existsSync(path)
    ? readFileSync(path, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line))
    : []
}

/** One pass over the tests; ends early, with the mutant that is to blame, where one never ends or takes the process with it. */
async function pass(copy, { open, slow }, results) {
  const [plan, now] = [join(copy, 'plan.json'), join(copy, 'now.json')]
  writeFileSync(plan, JSON.stringify({ open, slow, results, now, until }))
  writeFileSync(now, '')
  const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
  const env = { ...process.env, CI: '1', MFGSYNC_MUTANTS: plan, MFGSYNC_LAW_RUNS: '20', MFGSYNC_LAW_SEED: '20260302' }
  const args = ['-n', '15', process.execPath, vitest, 'run', '--config', 'vitest.mutants.ts']
  const child = spawn('nice', args, { cwd: copy, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said = `${said}${chunk}`.slice(-20_000)))
  const ended = new Promise((resolve) => child.on('exit', resolve))
  const read = () => readFileSync(now, 'utf8').trim()
  let [seen, since] = [read(), Date.now()]
  for (;;) {
    const isOver = await Promise.race([ended.then(() => true), wait(1000, false)])
    const is = read()
    if (is !== seen) [seen, since] = [is, Date.now()]
    const { mutant = '' } = is === '' ? {} : JSON.parse(is)
    if (!isOver && (mutant === '' || Date.now() - since < endless_ms)) continue
    if (!isOver) process.kill(-child.pid, 'SIGKILL')
    await ended
    return { blamed: mutant, said }
  }
}

const sources = (positionals.length > 0 ? positionals : ['src/checks', 'src/flows']).flatMap(sourcesIn)
const until = Date.now() + Number(values.minutes) * 60_000
const copy = copyOf()
const saved = values.out !== undefined && existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : {}
const known = new Map(Object.entries(saved))
const all = await instrumented(copy, sources)
const tried = drawn(all)
/** What became of each, by its name, which outlives this run. */
const verdicts = new Map(tried.flatMap(({ id, name }) => (known.has(name) ? [[id, known.get(name)]] : [])))
const spoiled = []
let said = ''

/** All that one pass found out; true if it came to its end. */
function learn(results, reached, loaded) {
  let isLate = false
  for (const { mutant, noticed, how, reached: some = [], loaded: others = [], late = false, spoiled: test } of lines(results)) {
    for (const id of some) reached.add(id)
    for (const id of others) loaded.add(id)
    isLate ||= late
    if (mutant !== undefined) verdicts.set(mutant, { status: 'noticed', by: noticed, how })
    if (test !== undefined) spoiled.push(`${test}: ${how}`)
  }
  return !isLate && Date.now() < until
}

/** First the quick tests, then the slow ones for what is left; whoever never ends is noticed, and the pass begins again without it. */
async function passes() {
  const [reached, loaded] = [new Set(), new Set()]
  for (const slow of values.quick ? [false] : [false, true]) {
    for (;;) {
      const open = tried.filter(isOpen).map(({ id }) => id)
      if (open.length === 0) return
      const results = join(copy, 'results.jsonl')
      rmSync(results, { force: true })
      const end = await pass(copy, { open, slow }, results)
      said = end.said
      if (!learn(results, reached, loaded)) return
      if (end.blamed === '') break
      verdicts.set(end.blamed, { status: 'noticed', by: '', how: 'never ends' })
    }
    for (const { id } of tried.filter(isOpen)) {
      const status = reached.has(id) ? 'survived' : loaded.has(id) ? 'when loaded' : 'not reached'
      verdicts.set(id, { status, ...(!slow && status === 'survived' && { quick: true }) })
    }
  }
}

/** Nothing is known of it, or only that quick tests let it through. */
function isOpen({ id }) {
  const { status, quick = false } = verdicts.get(id) ?? {}
  return status === undefined || (!values.quick && (quick || status === 'not reached'))
}

try {
  await passes()
} finally {
  rmSync(copy, { recursive: true, force: true })
}

const byFile = Map.groupBy(tried, ({ file }) => file)
const statusOf = ({ id }) => verdicts.get(id)?.status ?? 'undecided'
for (const [file, mutants] of [...byFile].sort()) {
  const noticed = mutants.filter((mutant) => statusOf(mutant) === 'noticed').length
  process.stdout.write(`${file}: ${noticed} of ${mutants.length}\n`)
  const text = readFileSync(join(root, file), 'utf8').split('\n')
  for (const mutant of mutants.filter((each) => statusOf(each) === 'survived' || statusOf(each) === 'not reached')) {
    const becomes = mutant.replacement.replaceAll(/\s+/g, ' ').slice(0, 80)
    const was = (text[mutant.line - 1] ?? '').trim().slice(0, 120)
    process.stdout.write(`  ${file}:${mutant.line} ${statusOf(mutant)} ${mutant.mutatorName} → ${becomes}\n      ${was}\n`)
  }
}
for (const each of spoiled) process.stdout.write(`left behind by a mutant: ${each}\n`)
for (const [room, mutants] of Map.groupBy(tried, ({ file }) => file.split('/').slice(0, 2).join('/'))) tell(room, mutants)
const decided = tell(`all, ${tried.length} of ${all.length} mutants`, tried)

/** How many were noticed, of those that could be: what is worked out when a module loads stays as it is, whatever a switch says. */
function tell(what, mutants) {
  const count = (status) => mutants.filter((mutant) => statusOf(mutant) === status).length
  const [noticed, survived, unreached] = ['noticed', 'survived', 'not reached'].map(count)
  const judged = noticed + survived + unreached
  const score = judged === 0 ? 0 : Math.round((noticed * 1000) / judged) / 10
  const rest = `${count('when loaded')} only when loaded, ${count('undecided')} undecided`
  const quick = mutants.filter(({ id }) => verdicts.get(id)?.quick === true).length
  const by = quick === 0 ? '' : `; ${quick} of the survivors have met quick tests only`
  process.stdout.write(`${what}: ${noticed} noticed, ${survived} survived, ${unreached} not reached, ${rest}: ${score} %${by}\n`)
  return judged
}

if (decided === 0) process.stdout.write(`${said}\n`)
if (values.out !== undefined) {
  const found = Object.fromEntries(tried.flatMap(({ id, name }) => (verdicts.has(id) ? [[name, verdicts.get(id)]] : [])))
  writeFileSync(values.out, JSON.stringify({ ...saved, ...found }, undefined, 1))
}
