// Mutation testing of the judge: Stryker changes the sources one small thing at a time, and the tests have to notice.
//
//   npm run mutate                                    src/checks and src/flows, for an hour
//   npm run mutate -- src/flows                       one folder, or one file
//   npm run mutate -- src/checks --minutes 10         so long, and then no further file is begun
//   npm run mutate -- src/journal --tests test/unit/journal,test/laws
//
// Works on a copy, with Stryker installed beside it from the registry: nobody else needs it. Takes little of the machine. Prints every
// mutant that nobody noticed, and the score per file; the whole report is in --out.
import { execFileSync, spawnSync } from 'node:child_process'
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
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const stryker = ['@stryker-mutator/core@10.1.1', '@stryker-mutator/vitest-runner@10.1.1']
const filesAtOnce = 4
const root = fileURLToPath(new URL('..', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '60' },
    tests: { type: 'string', default: 'test/unit/checks,test/unit/flows,test/unit/journal,test/laws' },
    out: { type: 'string' },
  },
})
if (!/^\d{1,5}$/.test(values.minutes)) throw new Error(`--minutes ${values.minutes}: give a whole number, such as 60`)

function sourcesIn(path) {
  const whole = join(root, path)
  if (!existsSync(whole)) throw new Error(`there is no ${path}: give a folder or a file, such as src/checks`)
  if (!statSync(whole).isDirectory()) return [path]
  const found = readdirSync(whole, { recursive: true, encoding: 'utf8' }).map((each) => join(path, each))
  return found.filter((each) => each.endsWith('.ts') && !each.endsWith('index.ts') && !each.endsWith('contract.ts')).sort()
}

/** Everything that is installed here, and Stryker beside it. */
function install(copy) {
  writeFileSync(join(copy, 'package.json'), JSON.stringify({ name: 'mutants', private: true, type: 'module' }))
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', '--legacy-peer-deps', ...stryker], { cwd: copy, stdio: 'inherit' })
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
  const include = values.tests.split(',').map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.test.ts`))
  // Such tests look at the sources as files, where all mutants stand side by side.
  const exclude = ['test/laws/trial-changes.test.ts']
  const test = { include, exclude, testTimeout: 120_000, setupFiles: ['test/support/long-texts.ts'] }
  writeFileSync(join(copy, 'vitest.mutants.ts'), `export default ${JSON.stringify({ test })}\n`)
  return copy
}

function run(copy, mutate) {
  const settings = {
    mutate,
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'vitest.mutants.ts' },
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    concurrency: 1,
    reporters: ['json'],
    jsonReporter: { fileName: 'report.json' },
    // It rewrites one with an API of TypeScript that the version here no longer has.
    tsconfigFile: 'none.json',
    timeoutMS: 60_000,
    tempDirName: '.mutants',
    ignorePatterns: ['docs', 'examples', 'mocks'],
  }
  writeFileSync(join(copy, 'stryker.config.json'), JSON.stringify(settings))
  rmSync(join(copy, 'report.json'), { force: true })
  const bin = join(copy, 'node_modules/@stryker-mutator/core/bin/stryker.js')
  const { status, stdout } = spawnSync('nice', ['-n', '19', process.execPath, bin, 'run', '--logLevel', 'error'], {
    cwd: copy,
    encoding: 'utf8',
  })
  if (!existsSync(join(copy, 'report.json'))) throw new Error(`Stryker ended with ${status} and no report:\n${stdout}`)
  return JSON.parse(readFileSync(join(copy, 'report.json'), 'utf8')).files
}

const noticed = new Set(['Killed', 'Timeout'])
const unnoticed = new Set(['Survived', 'NoCoverage'])
const sources = (positionals.length > 0 ? positionals : ['src/checks', 'src/flows']).flatMap(sourcesIn)
const until = Date.now() + Number(values.minutes) * 60_000
const copy = copyOf()
const files = {}
let begun = 0
try {
  for (; begun < sources.length && Date.now() < until; begun += filesAtOnce)
    Object.assign(files, run(copy, sources.slice(begun, begun + filesAtOnce)))
} finally {
  rmSync(copy, { recursive: true, force: true })
}

const counts = { killed: 0, judged: 0 }
for (const [name, { mutants, source }] of Object.entries(files)) {
  const lines = source.split('\n')
  const judged = mutants.filter(({ status }) => noticed.has(status) || unnoticed.has(status))
  const killed = judged.filter(({ status }) => noticed.has(status))
  counts.killed += killed.length
  counts.judged += judged.length
  process.stdout.write(`${name}: ${killed.length} of ${judged.length}\n`)
  for (const { status, mutatorName, replacement = '', location } of judged.filter((each) => unnoticed.has(each.status))) {
    const { line } = location.start
    const becomes = replacement.replaceAll(/\s+/g, ' ').slice(0, 80)
    process.stdout.write(`  ${name}:${line} ${status} ${mutatorName} → ${becomes}\n      ${(lines[line - 1] ?? '').trim().slice(0, 120)}\n`)
  }
}
const score = counts.judged === 0 ? 0 : Math.round((counts.killed * 1000) / counts.judged) / 10
const left = begun < sources.length ? `, ${sources.length - begun} files not begun` : ''
process.stdout.write(`${counts.judged} mutants in ${Object.keys(files).length} files, ${counts.killed} noticed: ${score} %${left}\n`)
if (values.out !== undefined) writeFileSync(values.out, JSON.stringify(files, undefined, 1))
