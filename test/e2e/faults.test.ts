import { describe, expect, test } from 'vitest'
import type { DedupeMode } from '../../src/systems/contract.js'
import { innocents, shipped, type TargetUnderProof } from '../targets/manifest.js'
import { expectInnocent, firedOf, fixtureTarget, runOf, said } from './support/fixture-run.js'
import { convictions, inScratch, recordsOf } from './support/proof.js'

/** Those that run in process and keep nothing outside a run, each in the modes in which it is innocent. */
const correct = [...shipped.filter(({ id }) => id !== 'naive'), ...innocents].filter(
  ({ interpreter, runs }) => interpreter === 'node' && runs === 1,
)
const everything = process.env['MFGSYNC_PROOF'] === 'all'

/** All modes for what is shipped; of the others the first, and of two scenarios one in turn, unless everything is wanted. */
function modesOf({ id, proofs }: TargetUnderProof, isTheirs: boolean): readonly DedupeMode[] {
  const modes = [...new Set(proofs.flatMap((proof) => proof.modes))]
  if (everything || shipped.some((target) => target.id === id)) return modes
  return isTheirs ? modes.slice(0, 1) : []
}

describe.each(['server-errors', 'two-at-once'].map((scenario, place) => [scenario, place] as const))('%s', (scenario, place) => {
  for (const [turn, target] of correct.entries()) {
    for (const mode of modesOf(target, turn % 2 === place)) {
      test.concurrent(`${target.id} passes, ${mode}`, { timeout: 120_000 }, () =>
        inScratch(async (folder) => {
          const run = await runOf({ scenario, variant: 'faulty', mode, file: target.file, settings: target.settings }, folder)
          expect(convictions(run), said(run)).toEqual([])
          expect(run.judgement.verdict, said(run)).toBe('pass')
        }),
      )
    }
  }
})

describe('errors of the server', () => {
  test.concurrent('the same answer stands for a posting and for none', () =>
    inScratch(async (folder) => {
      const run = await runOf({ scenario: 'server-errors', variant: 'faulty', mode: 'none' }, folder)
      expect([firedOf(run, 'error-after-effect'), firedOf(run, 'error-without-effect')]).toEqual([4, 4])
      const records = recordsOf(run)
      const committed = new Set(records.flatMap((record) => (record.kind === 'effect' ? [record.cid] : [])))
      const answers = records.filter((record) => record.kind === 'answer' && record.status === 500)
      expect(answers).toHaveLength(4)
      expect(answers.filter((answer) => answer.kind === 'answer' && committed.has(answer.cid))).toHaveLength(2)
      for (const answer of answers) expect(answer).toMatchObject({ knowledge: 'indeterminate' })
    }))
})

test('two deliveries at once are under way together: the second is sent before the first is answered', () =>
  inScratch(async (folder) => {
    const records = recordsOf(await runOf({ scenario: 'two-at-once', variant: 'faulty', mode: 'none' }, folder))
    const twice = records.flatMap((record) => (record.kind === 'fault.fired' && record.name === 'deliver-twice' ? (record.eids ?? []) : []))
    expect(new Set(twice).size).toBe(8)
    const together = twice.filter((eid) => {
      const second = records.filter((record) => record.kind === 'offer' && record.eid === eid)[1]
      const end = records.find((record) => record.kind === 'delivery' && record.eid === eid)
      return second !== undefined && end !== undefined && second.seq < end.seq
    })
    // Two of them are sent 30 ms apart, and this target acknowledges at once.
    expect(together).toHaveLength(6)
  }))

test.concurrent('who is told to come back in a minute is waited for, however impatient the run is', () =>
  inScratch(async (folder) => {
    const run = await runOf({ scenario: 'come-back-later', variant: 'faulty', mode: 'none' }, folder)
    expectInnocent(run)
    expect(run.judgement.quiet?.patience_ms).toBeLessThan(10_000)
    expect(run.judgement.duration_ms).toBeGreaterThan(120_000)
  }))

test.concurrent('a pair that is left out leaves no fault without its message: none of them had to fire', () =>
  inScratch(async (folder) => {
    const run = await runOf(
      { scenario: 'cancelled-at-once', variant: 'faulty', mode: 'none', file: fixtureTarget('leaves-pairs-out.mjs') },
      folder,
    )
    expectInnocent(run)
    const records = recordsOf(run)
    expect(records.filter((record) => record.kind === 'call.arrived' && record.posts)).toHaveLength(1)
    const missed = records.flatMap((record) => (record.kind === 'fault.missed' ? [`${record.name} ${record.firing}`] : []))
    expect(missed.toSorted((a, b) => a.localeCompare(b))).toEqual(['lose-answer may', 'refuse may'])
  }))

describe('a posting that is repeated when all seemed done', () => {
  const asked = { scenario: 'last-answer-lost', variant: 'faulty', mode: 'none', file: fixtureTarget('posts-again-later.mjs') } as const

  test.concurrent('is waited for as long as the target says that it may take to try again', () =>
    inScratch(async (folder) => {
      const run = await runOf(asked, folder)
      expect(convictions(run), said(run)).toContain('no-duplicate-effect')
    }))

  test.concurrent('is not seen by a run that knows nothing of the pace of its target: the docs say so', () =>
    inScratch(async (folder) => {
      const run = await runOf({ ...asked, settings: { patience: {} } }, folder)
      expect(run.judgement.verdict, said(run)).toBe('pass')
    }))

  test.concurrent('costs nobody time who has nothing to try again', () =>
    inScratch(async (folder) => {
      const slow = { patience: { retry_interval_ms: 60_000, client_timeout_ms: 1_000 } }
      const run = await runOf({ scenario: 'last-answer-lost', variant: 'clean', mode: 'none', settings: slow }, folder)
      expectInnocent(run)
      expect(run.judgement.duration_ms).toBeLessThan(5_000)
    }))
})

describe('what never passes', () => {
  const asked = { scenario: 'for-ever', variant: 'faulty' } as const

  for (const mode of ['none', 'idempotency-key', 'external-reference'] as const) {
    test.concurrent(`a target that goes on trying is innocent, and the run ends all the same: ${mode}`, () =>
      inScratch(async (folder) => {
        const run = await runOf({ ...asked, mode }, folder)
        expectInnocent(run)
        const { how, waited_ms = 0, patience_ms = 0 } = run.judgement.quiet ?? {}
        expect(how).toBe('patience')
        expect(waited_ms).toBeLessThan(2 * patience_ms + 2_000)
        const accounted = run.judgement.results.find(({ check }) => check === 'every-event-accounted')
        expect(accounted?.notes?.join(' ')).toMatch(/16 facts not judged: a fault that never ends stands in the way/)
      }))
  }

  test.concurrent('goes on behind the heal; what lasts until then does not', () =>
    inScratch(async (folder) => {
      const run = await runOf({ ...asked, mode: 'none' }, folder)
      const records = recordsOf(run)
      const heal = records.find((record) => record.kind === 'mark' && record.mark === 'heal')?.seq ?? 0
      const after = records.flatMap((record) => (record.kind === 'fault.fired' && record.seq > heal ? [record.name] : []))
      expect(new Set(after)).toEqual(new Set(['refuse', 'error-without-effect', 'lose-request']))
      expect(records.flatMap((record) => (record.kind === 'fault.healed' ? [record.name] : []))).toEqual(['refuse'])
    }))
})
