import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Judgement } from '../../../src/checks/judgement.js'
import { limits } from '../../../src/domain/limits.js'
import { runCampaign, type CampaignOptions, type CampaignResult, type HeldBack } from '../../../src/explore/campaign.js'
import { Pace } from '../../../src/explore/pace.js'
import { planCases } from '../../../src/explore/plan-cases.js'
import type { Runner } from '../../../src/explore/runners.js'
import type { RunOptions } from '../../../src/sim/run-types.js'
import { defaultNetwork, targetSettings } from '../../../src/target/settings.js'

let out = ''
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'mfgsync-campaign-'))
})
afterEach(() => rmSync(out, { recursive: true, force: true }))

/** Runs that go on until a test ends them, by seed. */
class HeldRuns implements Runner {
  readonly began: number[] = []
  readonly #open = new Map<number, { readonly options: RunOptions; readonly end: (verdict: Judgement['verdict']) => void }>()

  plain(): Promise<never> {
    return Promise.reject(new Error('no run is for its trace alone'))
  }

  judged(options: RunOptions): ReturnType<Runner['judged']> {
    const { seed } = options.plan
    this.began.push(seed)
    return new Promise((resolve) => {
      this.#open.set(seed, {
        options,
        end: (verdict) => {
          const files = { dir: options.dir, journal: '', targetLog: '' }
          resolve({
            outcome: { files, ended: 'complete', counts: { facts: 0, records: 0, duration_ms: 0 }, trace: [] },
            judgement: { verdict } as Judgement,
          })
        },
      })
    })
  }

  late(seed: number): void {
    this.#open.get(seed)?.options.onBeat?.({ beat_ms: limits.late_ms_max + 20, late_ms: limits.late_ms_max })
  }

  /** All that are under way are in time, for so many windows. */
  inTime(windows: number): void {
    for (let beat = 0; beat < windows; beat += 1)
      for (const { options } of this.#open.values()) options.onBeat?.({ beat_ms: limits.jobs_window_ms, late_ms: 0 })
  }

  async end(seed: number): Promise<void> {
    this.#open.get(seed)?.end('pass')
    this.#open.delete(seed)
    await new Promise((resolve) => void setImmediate(resolve))
  }
}

function campaign(
  runs: HeldRuns,
  seeds: number,
  jobs: number,
  more: Partial<CampaignOptions> = {},
): [number[], HeldBack[], Promise<CampaignResult>] {
  const told: number[] = []
  const heldBack: HeldBack[] = []
  const options: CampaignOptions = {
    cases: planCases({
      scenarios: ['hello-confirmation'],
      variant: 'faulty',
      seeds: Array.from({ length: seeds }, (_, index) => index + 1),
    }),
    target: targetSettings({ start: { command: ['true'] }, cwd: out }),
    network: defaultNetwork,
    invocation: { flags: {}, cwd: out },
    out,
    tool: 'mfgsync',
    jobs,
    observer: { judged: (run) => told.push(run.asked.seed), heldBack: (how) => heldBack.push(how) },
    ...more,
  }
  return [told, heldBack, runCampaign(options, runs, new Pace(jobs, jobs))]
}

test('runs are told in the order of their cases, whichever ends first', async () => {
  const runs = new HeldRuns()
  const [told, , ended] = campaign(runs, 4, 3)
  expect(runs.began).toEqual([1, 2, 3])
  await runs.end(3)
  await runs.end(2)
  expect([told, runs.began]).toEqual([[], [1, 2, 3, 4]])
  await runs.end(1)
  expect(told).toEqual([1, 2, 3])
  await runs.end(4)
  expect((await ended).finished.map(({ asked }) => asked.seed)).toEqual([1, 2, 3, 4])
})

test('no run begins in the place of one that ended late, until there is room again; that is said once', async () => {
  const runs = new HeldRuns()
  const [told, heldBack, ended] = campaign(runs, 8, 4)
  runs.late(2)
  runs.late(3)
  await runs.end(1)
  expect([runs.began, heldBack]).toEqual([[1, 2, 3, 4], [{ asked: 4, allowed: 3, late_percent: 93 }]])
  runs.late(2)
  await runs.end(2)
  await runs.end(3)
  expect([runs.began, heldBack.length]).toEqual([[1, 2, 3, 4, 5], 1])
  runs.inTime(1)
  expect(runs.began).toEqual([1, 2, 3, 4, 5, 6])
  for (let seed = 4; seed <= 8; seed += 1) await runs.end(seed)
  expect(await ended).toMatchObject({ skipped: [] })
  expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})

test('where nothing is left to begin, nothing is held back', async () => {
  const runs = new HeldRuns()
  const [, heldBack, ended] = campaign(runs, 2, 4)
  runs.late(1)
  await runs.end(1)
  await runs.end(2)
  await ended
  expect(heldBack).toEqual([])
})

test('what did not begin in time is skipped, behind all that did', async () => {
  const runs = new HeldRuns()
  const stopping = new AbortController()
  const [told, , ended] = campaign(runs, 5, 2, { signal: stopping.signal })
  stopping.abort()
  await runs.end(2)
  await runs.end(1)
  const { skipped } = await ended
  expect([told, skipped.map(({ asked, why }) => [asked.seed, why])]).toEqual([[1, 2], [3, 4, 5].map((seed) => [seed, 'interrupted'])])
})
