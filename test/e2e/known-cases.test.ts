import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { simulate } from '../../src/index.js'
import { knownCases, listScenarios, variants } from '../../src/scenario/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import type { DedupeMode } from '../../src/systems/contract.js'
import { everything, inScratch } from './support/proof.js'

const module = fileURLToPath(new URL('../../examples/reference/index.js', import.meta.url))

/** Checks that had something to judge in any variant. */
async function judged(
  scenario: string,
  folder: string,
  dedupe?: DedupeMode,
  asked: readonly Variant[] = variants,
): Promise<readonly string[]> {
  const found = new Set<string>()
  for (const variant of asked) {
    const [run] = await simulate({ scenario, variant, out: folder, target: { module, cwd: folder }, ...(dedupe && { dedupe }) })
    for (const { check, judged: count, verdict } of run?.judgement.results ?? [])
      if (count > 0 && verdict !== 'not-judged' && check !== 'vacuity') found.add(check)
  }
  return [...found]
}

const sorted = (names: Iterable<string>): string[] => [...names].toSorted((a, b) => a.localeCompare(b))

// Where this fails, npm run build && npm run cases writes scenarios/cases.json anew.
for (const { name, file } of listScenarios()) {
  test.concurrent(`${name}: what it is said to have a case for is what the reference was judged by`, { timeout: 120_000 }, () =>
    inScratch(async (folder) => {
      const known = knownCases(name, file)
      expect(sorted(known?.checks ?? [])).toEqual(sorted(await judged(name, folder)))
      const withKeys = await judged(name, folder, 'idempotency-key', everything ? variants : ['storm'])
      const found = sorted(withKeys.filter((check) => !known?.checks.includes(check)))
      const more = sorted(known?.dedupe['idempotency-key'] ?? [])
      if (everything) expect(more).toEqual(found)
      else expect(more).toEqual(expect.arrayContaining(found))
    }),
  )
}

test('of a scenario that does not ship, only a run tells', () => {
  expect(knownCases('hello-confirmation', '/somewhere/else/hello-confirmation.yaml')).toBeUndefined()
})
