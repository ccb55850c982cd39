import { describe, expect, test } from 'vitest'
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { simulate, type FinishedRun, type TargetInput } from '../../src/index.js'
import type { Variant } from '../../src/scenario/plan.js'
import { convictions, inScratch, story } from './support/proof.js'
import { warm } from './support/warm.js'

const at = (file: string): string => fileURLToPath(new URL(`../../examples/hand-written/${file}`, import.meta.url))

const hasPython = spawnSync('python3', ['--version']).status === 0

interface Story {
  readonly name: string
  readonly scenario: string
  readonly flows: readonly string[]
  /** How it learns of facts, where that is not by webhook. */
  readonly deliver?: NonNullable<TargetInput['deliver']>
}

/** The integrations of the walk-throughs, with the flows that they say they cover. */
const stories: readonly Story[] = [
  { name: 'receipts', scenario: 'lot-receipt-quality-hold', flows: ['receipt', 'lot-status', 'availability'] },
  { name: 'notices', scenario: 'scrap-and-downtime', flows: ['scrap-to-quality', 'downtime-to-maintenance'] },
  { name: 'revisions', scenario: 'bom-revision-release', flows: ['item-master', 'revision-release'] },
  { name: 'plans', scenario: 'planning-versions', flows: ['planning-version'], deliver: { mode: 'feed' } },
]

async function runOf(folder: string, scenario: string, variant: Variant, target: Partial<TargetInput>, seed = 1): Promise<FinishedRun> {
  const patience = { retry_interval_ms: 1500, client_timeout_ms: 1500 }
  const [run] = await simulate({
    scenario,
    variant,
    seeds: [seed],
    out: folder,
    target: { label: 'by hand', cwd: folder, patience, ...target },
  })
  if (!run) throw new Error('nothing was run')
  return run
}

function expectPassed(run: FinishedRun): void {
  expect(convictions(run), story(run)).toEqual([])
  expect(run.judgement.verdict, story(run)).toBe('pass')
}

describe.each(stories)('$name, written by hand', ({ name, scenario, ...told }) => {
  test.each(['clean', 'faulty', 'storm'] as const)('in JavaScript passes %s', { timeout: 60_000 }, (variant) =>
    inScratch(async (folder) => expectPassed(await runOf(folder, scenario, variant, { ...told, ...warm(at(`${name}.js`)) }))),
  )

  if (hasPython)
    test('in Python passes the faulty variant', { timeout: 60_000 }, () =>
      inScratch(async (folder) =>
        expectPassed(await runOf(folder, scenario, 'faulty', { ...told, start: { command: ['python3', at(`${name}.py`)] } })),
      ),
    )
})

// In these storms a hold comes before the receipt of its lot is posted.
test.each([4, 9])('whoever plays what a target leaves out waits for what the target brings: seed %s', (seed) =>
  inScratch(async (folder) => {
    const module = at('receipts.js')
    const flows = ['receipt', 'lot-status', 'availability']
    expectPassed(await runOf(folder, 'lot-receipt-quality-hold', 'storm', { flows, module }, seed))
  }),
)

test('what is written in Python is run where there is Python', () => {
  if (!hasPython) console.log('python3 is not on the PATH: the integrations of examples/hand-written in Python were not run.')
  for (const { name } of stories) expect(existsSync(at(`${name}.py`))).toBe(true)
})
