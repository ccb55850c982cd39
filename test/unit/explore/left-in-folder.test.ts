import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { examine } from '../../../src/explore/doctor.js'
import { runCampaign } from '../../../src/explore/campaign.js'
import { planCase, planCases } from '../../../src/explore/plan-cases.js'
import { pruneRuns } from '../../../src/explore/prune.js'
import { defaultNetwork, targetSettings } from '../../../src/target/settings.js'
import { storedRuns } from '../../../src/cli/stored-runs.js'

const out = mkdtempSync(join(tmpdir(), 'mfgsync-left-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))
const module = fileURLToPath(new URL('../../../examples/reference/index.js', import.meta.url))

test('what a run leaves is all known as its own: it goes when it is old; what a doctor tried is no run', { timeout: 120_000 }, async () => {
  const target = targetSettings({ cwd: out, module, flows: ['confirmation'] })
  const common = { target, network: defaultNetwork, out, tool: 'x' }
  await runCampaign({
    ...common,
    cases: planCases({ scenarios: ['hello-confirmation'], seeds: [1, 2], variant: 'faulty' }),
    invocation: { flags: {}, cwd: '.' },
    jobs: 1,
    signal: new AbortController().signal,
    observer: {},
  })
  const told: string[] = []
  await examine({ ...common, plan: planCase('hello-confirmation', { variant: 'clean' }), tell: ({ name }) => void told.push(name) })
  expect(told).toEqual(['start and ready', 'one delivery', 'one understood call', 'one posting', 'kill and restart', 'reset'])
  const runs = storedRuns(out).map(({ dir }) => dir)
  expect(runs).toEqual([expect.stringMatching(/-s1$/), expect.stringMatching(/-s2$/)])
  // Seen from another machine, long after.
  const removed = pruneRuns(out, { keep: 1, size_mb: 0 }, { pid: 1, machine: 'another' }, '2099-01-01T00:00:00.000Z')
  expect(removed).toEqual([expect.stringMatching(/^1 old run removed/)])
  expect(readdirSync(out).sort()).toEqual([runs[1]?.split('/').at(-1), 'doctor'])
})
