// The judge's own trial, for as long as you like: laws over generated histories, of which each test run takes a sample.
//
//   npm run laws                             10 000 correct histories, and a share of it for every other law
//   npm run laws -- --runs 100000            the long run
//   npm run laws -- --seed 7                 the same ones again
//   npm run laws -- --only 'correct history' one law, by what its title contains
//
// Prints each law with how long it took, and for one that is broken the smallest history that breaks it. Exit code 0 only if all hold.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '10000' }, seed: { type: 'string' }, only: { type: 'string' } },
})

for (const [name, value] of Object.entries({ runs: values.runs, seed: values.seed })) {
  if (value !== undefined && !/^\d{1,9}$/.test(value)) throw new Error(`--${name} ${value}: give a whole number, such as 10000`)
}

const root = fileURLToPath(new URL('..', import.meta.url))
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
const only = values.only === undefined ? [] : ['-t', values.only]
const env = { ...process.env, MFGSYNC_LAW_RUNS: values.runs, ...(values.seed !== undefined && { MFGSYNC_LAW_SEED: values.seed }) }
const args = [
  vitest,
  'run',
  '--project',
  'parts',
  'test/laws/trial',
  '--testTimeout',
  '0',
  '--maxWorkers',
  '1',
  '--reporter',
  'verbose',
  ...only,
]
spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' }).on('exit', (code) => {
  process.exitCode = code ?? 1
})
