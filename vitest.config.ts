import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.js'

const common = { hookTimeout: 30_000, teardownTimeout: 30_000, setupFiles: ['test/support/long-texts.ts'] }
/** As many files at once as there are cores: by itself vitest leaves one free, which is half of a small machine. */
const computing = { maxWorkers: availableParallelism(), sequence: { groupOrder: 0 } }
/** Real processes mostly wait: many at once, after everything that only computes. Two leave a third of two cores idle. */
const running = { maxWorkers: 4, sequence: { groupOrder: 1 } }
const waiting = [
  'test/e2e/{by-hand,determinism,innocents-spawned,page,plugin,spawned,strangers}.test.ts',
  'test/cli/**/*.test.ts',
  'test/hostile/{signals,http}.test.ts',
]
/** Runs on the virtual clock: they compute, and share what they import and the threads of their targets. */
const virtual = 'test/e2e/**/*.test.ts'

/** Files that put something in the place of a module: those that share what they import cannot. */
const replacing = readdirSync('test/unit', { recursive: true, encoding: 'utf8' })
  .map((file) => `test/unit/${file}`)
  .filter((path) => path.endsWith('.test.ts') && readFileSync(path, 'utf8').includes('vi.mock('))
/** What changes its whole process: modules, the clock, the sockets, signals. */
const alone = ['test/doors/**/*.test.ts', 'test/unit/plant/**/*.test.ts', 'test/unit/target/**/*.test.ts', ...replacing]

const source = (path: string): string => `${import.meta.dirname}/src/${path}.ts`

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...common,
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: [...waiting, ...alone, virtual],
          testTimeout: 30_000,
          // They share what they import: to load it anew for each file took longer than the tests.
          isolate: false,
          ...computing,
        },
      },
      { test: { ...common, name: 'alone', include: alone, testTimeout: 30_000, ...running } },
      {
        // As in a user's folder, and with the sources instead of the package; "npm run packed" runs them with the package.
        resolve: {
          alias: [
            { find: /^mfgsync\/plant$/, replacement: source('plant/plant') },
            { find: /^mfgsync\/(msw|nock|vitest)$/, replacement: source('adapters/$1') },
          ],
        },
        test: { ...common, name: 'examples', include: ['examples/**/*.test.ts'], setupFiles: ['test/support/away.ts'], ...computing },
      },
      {
        test: {
          ...common,
          name: 'runs',
          include: [virtual],
          exclude: waiting,
          testTimeout: 60_000,
          isolate: false,
          // One after the other: whoever follows finds the thread of its target warm.
          maxConcurrency: 1,
          ...computing,
        },
      },
      { test: { ...common, name: 'processes', include: waiting, testTimeout: 60_000, isolate: false, maxConcurrency: 3, ...running } },
    ],
  },
})
