// Draws seeds until the time is up, in process and on the virtual clock: careful integrations must pass, the careless one must be convicted
// wherever it was harmed. What ever failed stands in test/corpus/seeds.json and comes first.
//
//   npm run storm                          a minute
//   npm run storm -- --minutes 5           longer
//   npm run storm -- --corpus              the corpus alone
//   npm run storm -- --from 1000000        the first seed; by default a random one
//
// Prints every run that ended otherwise, and the line that belongs into the corpus. Exit code 0 only if there was none.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { simulate } from '../dist/index.js'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    from: { type: 'string' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    corpus: { type: 'boolean', default: false },
  },
})

const modes = ['none', 'idempotency-key', 'external-reference']
const patience = { retry_interval_ms: 1500, client_timeout_ms: 1500 }
const careful = [
  { target: 'examples/reference/index.js', way: 'webhook' },
  { target: 'examples/reference/index.js', way: 'feed' },
  { target: 'examples/hand-written/index.js', way: 'webhook' },
]

/** The small one knows confirmations of one plant, and nothing else. */
const ofConfirmations = ['hello-confirmation', 'mes-confirmation-burst']
const carefulIn = (scenario) =>
  ofConfirmations.includes(scenario) ? careful : careful.filter(({ target }) => target.includes('reference'))

/** All that ship. */
const scenarios = readdirSync(at('scenarios'))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length))
  .toSorted()

/** Everything that is drawn: one run of each for every seed. */
const draws = scenarios.flatMap((scenario) =>
  ['clean', 'faulty', 'storm'].flatMap((variant) =>
    modes.flatMap((mode) => carefulIn(scenario).map((each) => ({ scenario, variant, mode, ...each, verdict: 'pass' }))),
  ),
)
draws.push({
  scenario: 'mes-confirmation-burst',
  variant: 'faulty',
  mode: 'none',
  target: 'examples/naive/index.js',
  way: 'webhook',
  verdict: 'fail',
})

async function run({ scenario, variant, mode, target, way, seed }, out) {
  const env = way === 'feed' ? { REFERENCE_INTAKE: 'feed' } : {}
  const [run] = await simulate({
    scenario,
    variant,
    dedupe: mode,
    seeds: [seed],
    out,
    target: { cwd: process.cwd(), module: at(target), deliver: { mode: way }, env, patience },
  })
  return run.judgement
}

const corpus = JSON.parse(readFileSync(at('test/corpus/seeds.json'), 'utf8'))
const first = values.from === undefined ? Math.floor(Math.random() * 1e9) : Number(values.from)
const until = Date.now() + Number(values.minutes) * 60_000
let drawn = 0
let passed = 0
let failed = 0

/** The corpus, and then seed after seed for as long as there is time. */
function next() {
  if (drawn < corpus.length) return corpus[drawn++]
  if (values.corpus || Date.now() >= until) return undefined
  const index = drawn++ - corpus.length
  return { ...draws[index % draws.length], seed: first + Math.floor(index / draws.length) }
}

async function worker() {
  for (let asked = next(); asked; asked = next()) {
    const out = mkdtempSync(join(tmpdir(), 'mfgsync-storm-'))
    const { verdict, why } = await run(asked, out).catch((error) => ({ verdict: 'broken', why: error.stack }))
    rmSync(out, { recursive: true, force: true })
    if (verdict === asked.verdict) passed += 1
    else {
      failed += 1
      console.log(`${verdict} instead of ${asked.verdict}: ${why}\n  ${JSON.stringify(asked)}`)
    }
  }
}

await Promise.all(Array.from({ length: Number(values.jobs) }, worker))
console.log(
  `seeds ${first} to ${first + Math.floor(Math.max(0, drawn - corpus.length) / draws.length)}, and ${corpus.length} of the corpus`,
)
console.log(`\n${passed} passed, ${failed} failed`)
if (failed > 0 || passed === 0) process.exitCode = 1
