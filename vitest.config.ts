import { defineConfig } from 'vitest/config'

const common = { hookTimeout: 30_000, teardownTimeout: 30_000, setupFiles: ['test/support/long-texts.ts'] }
/** Real processes that mostly wait: many at once, after everything that only computes. */
const waiting = ['test/e2e/**/*.test.ts', 'test/cli/**/*.test.ts']

const source = (path: string): string => `${import.meta.dirname}/src/${path}.ts`

export default defineConfig({
  test: {
    reporters: ['default', './test/support/closing-line-reporter.ts'],
    projects: [
      {
        test: {
          ...common,
          name: 'parts',
          include: ['test/**/*.test.ts'],
          exclude: waiting,
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // As in a user's folder, and with the sources instead of the package; "npm run packed" runs them with the package.
        resolve: {
          alias: [
            { find: /^mfgsync\/plant$/, replacement: source('plant/plant') },
            { find: /^mfgsync\/(msw|nock|vitest)$/, replacement: source('adapters/$1') },
          ],
        },
        test: {
          ...common,
          name: 'examples',
          include: ['examples/**/*.test.ts'],
          setupFiles: ['test/support/away.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...common,
          name: 'processes',
          include: waiting,
          testTimeout: 60_000,
          maxWorkers: 2,
          maxConcurrency: 3,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
