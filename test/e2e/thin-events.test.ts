import { describe, expect, test } from 'vitest'
import { fileURLToPath } from 'node:url'
import { simulate, type FinishedRun } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { dedupeModes, type DedupeMode } from '../../src/systems/contract.js'
import { expectEndOf } from '../ends/index.ts'
import { convictions, inScratch, recordsOf, story } from './support/proof.js'
import { warm } from './support/warm.js'
import { withSystems } from './support/changed-scenario.js'

const target = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const reference = target('../../examples/reference/index.js')

interface Asked {
  readonly scenario: (typeof scenarios)[number]
  readonly variant: Variant
  readonly mode: DedupeMode
  readonly way: 'webhook' | 'feed'
}

/** Events of the PLM say keys and versions alone, and the ERP wants to see the approvals. */
async function run(folder: string, { scenario, variant, mode, way }: Asked, module = reference, seed = 1): Promise<FinishedRun> {
  const systems = { plm: { events: 'thin' }, ...(module === reference && { erp: { enforce: { approval: true } } }) }
  const [finished] = await simulate({
    scenario: withSystems(folder, scenario, systems),
    variant,
    dedupe: mode,
    seeds: [seed],
    out: folder,
    target: {
      ...warm(module, way === 'feed' ? { REFERENCE_INTAKE: 'feed' } : {}),
      label: 'thin',
      cwd: folder,
      deliver: { mode: way },
      patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 },
    },
  })
  if (!finished) throw new Error('nothing was run')
  return finished
}

const scenarios = ['bom-revision-release', 'bom-rollback'] as const
const ways = ['webhook', 'feed'] as const
/** Every dedupe mode in some of them. */
const sample = scenarios.flatMap((scenario, first) =>
  ways.flatMap((way, second) =>
    (['clean', 'faulty', 'storm'] as const).map((variant, third): Asked => ({
      scenario,
      variant,
      way,
      mode: dedupeModes[(first + second + third) % dedupeModes.length] ?? 'none',
    })),
  ),
)

describe('thin events', () => {
  test.each(sample)(
    '$scenario, $variant, $mode, $way: the reference reads what they are about, and ends as the story says',
    { timeout: 60_000 },
    (asked) =>
      inScratch(async (folder) => {
        const finished = await run(folder, asked)
        expect(finished.judgement.verdict, story(finished)).toBe('pass')
        const records = recordsOf(finished)
        const read = records.filter((record) => record.kind === 'exposed' && record.how === 'read')
        expect(read.length).toBeGreaterThan(4)
        expectEndOf(asked.scenario, records)
      }),
  )

  test.each([
    { mutant: 'm103-sends-the-first-again', check: 'no-stale-overwrite' },
    { mutant: 'm108-activates-before-approval', check: 'no-release-before-approval' },
    { mutant: 'm168-grams-to-two-decimals', check: 'bom-structure-equal' },
  ])('$mutant is convicted as with events that say everything', { timeout: 60_000 }, ({ mutant, check }) =>
    inScratch(async (folder) => {
      const asked: Asked = { scenario: 'bom-revision-release', variant: 'faulty', mode: 'none', way: 'webhook' }
      const finished = await run(folder, asked, target(`../targets/mutants/${mutant}.mjs`))
      expect(convictions(finished), story(finished)).toContain(check)
    }),
  )
})
