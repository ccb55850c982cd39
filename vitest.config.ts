import { defineConfig } from 'vitest/config'

const common = { hookTimeout: 30_000, teardownTimeout: 30_000, setupFiles: ['test/support/long-texts.ts'] }
/** Real processes that mostly wait: many at once, after everything that only computes. */
const waiting = ['test/e2e/**/*.test.ts', 'test/cli/**/*.test.ts']

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
