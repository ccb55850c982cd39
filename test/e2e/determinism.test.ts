import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { planOf, readJournal, type FinishedRun, type JournalRecord } from '../../src/index.js'
import type { Plan } from '../../src/scenario/plan.js'
import { cli, jsonOf, leaveNothingBehind, onlyJournal, root, runsIn } from '../cli/support/cli.js'
import { mutants, shipped, type TargetUnderProof } from '../targets/manifest.js'
import { inScratch, prove, recordsOf, story, type ProofCase } from './support/proof.js'

leaveNothingBehind()

const burst = 'mes-confirmation-burst'
const reference = join(root, 'examples/reference/index.js')
const naive = join(root, 'examples/naive/index.js')

function find(targets: readonly TargetUnderProof[], id: string): TargetUnderProof {
  const found = targets.find((target) => target.id === id)
  if (!found) throw new Error(`the manifest has no ${id}`)
  return found
}

const asked = (target: TargetUnderProof, variant: ProofCase['variant']): ProofCase => ({
  target,
  scenario: burst,
  variant,
  mode: 'none',
  expected: { verdict: 'innocent' },
})

/** The facts of a run, without when they happened on the clock. */
function facts(records: readonly JournalRecord[]): readonly unknown[] {
  return records
    .flatMap((record) => {
      if (record.kind !== 'fact') return []
      const { seq: _seq, t: _t, ...fact } = record
      return [fact]
    })
    .toSorted((a, b) => a.eid.localeCompare(b.eid))
}

/** Which message each must-fire fault fired on. How often that was tried before is a matter of timing. */
function decisions(records: readonly JournalRecord[]): readonly string[] {
  return records
    .flatMap((record) =>
      record.kind === 'fault.fired' && record.firing === 'must'
        ? [`${record.fault} on ${(record.identity ?? 'its window').replace(/ · #\d+$/, '')}`]
        : [],
    )
    .toSorted((a, b) => a.localeCompare(b))
    .filter((line, index, lines) => line !== lines[index - 1])
}

/** The faults that a journal's header names. */
const faultsIn = (path: string): Plan['faults'] => (readJournal(path).header.plan as Plan).faults

const inJournal = (run: FinishedRun): Plan => run.judgement.header.plan as Plan

describe('one seed', () => {
  test.each(['clean', 'faulty', 'storm'] as const)('gives one %s plan, and two seeds give two', (variant) => {
    const plan = planOf({ scenario: burst, variant, seeds: [7] })
    expect(planOf({ scenario: burst, variant, seeds: [7] })).toEqual(plan)
    const other = planOf({ scenario: burst, variant, seeds: [8] })
    expect(other.facts).not.toEqual(plan.facts)
    expect(other.facts.map((fact) => fact.payload)).not.toEqual(plan.facts.map((fact) => fact.payload))
    if (variant === 'faulty')
      expect(other.faults.map((fault) => fault.address?.keys)).not.toEqual(plan.faults.map((fault) => fault.address?.keys))
  })

  test.concurrent('repeats facts, keys, quantities and fault decisions, whatever the target does', { timeout: 120_000 }, () =>
    inScratch(async (folder) => {
      const careful = asked(find(shipped, 'reference'), 'faulty')
      const [one, two, other] = await Promise.all([
        prove(careful, join(folder, 'one'), 7, 'process'),
        prove(careful, join(folder, 'two'), 7, 'process'),
        prove(asked(find(shipped, 'hand-written'), 'faulty'), join(folder, 'other'), 7),
      ])
      expect(facts(one.records)).toHaveLength(36)
      expect(facts(two.records)).toEqual(facts(one.records))
      expect(facts(other.records)).toEqual(facts(one.records))
      expect(decisions(one.records).length).toBeGreaterThanOrEqual(8)
      expect(decisions(two.records)).toEqual(decisions(one.records))
      expect(decisions(other.records)).toEqual(decisions(one.records))
      // Only the token in front of the keys on the wire is new each time.
      expect(two.run.judgement.header.namespace).not.toBe(one.run.judgement.header.namespace)
    }),
  )

  test.concurrent('and another one disturb other messages', { timeout: 120_000 }, () =>
    inScratch(async (folder) => {
      const careful = asked(find(shipped, 'reference'), 'faulty')
      const [one, two] = await Promise.all([prove(careful, folder, 7), prove(careful, folder, 8)])
      expect(decisions(two.records)).not.toEqual(decisions(one.records))
      expect(facts(two.records)).not.toEqual(facts(one.records))
    }),
  )
})

describe('a storm', () => {
  test.concurrent('is written into journal and case, and a replay uses what was drawn', { timeout: 120_000 }, () =>
    inScratch(async (folder) => {
      const out = join(folder, 'storm')
      const stormy = await cli(
        ['simulate', burst, '--variant', 'storm', '--seed', '5', '--target-module', reference, '--out', out, '--quiet'],
        { cwd: folder },
      )
      expect(stormy.code, stormy.stdout + stormy.stderr).toBe(0)
      const dir = runsIn(out).find((path) => !path.endsWith('-clean')) ?? ''
      const stored = jsonOf(join(dir, 'case.json')) as { plan: Plan }
      expect(stored.plan.faults.length).toBeGreaterThanOrEqual(3)
      const again = await cli(['replay', join(dir, 'case.json'), '--target-module', reference, '--out', join(folder, 'again')], {
        cwd: folder,
      })
      expect(again.stdout).toMatch(/^PASSED AGAIN {2}passed 1 of 1; it passed before$/m)
      expect(again.code, again.stdout + again.stderr).toBe(0)
      // No clean run comes first: nothing is drawn again.
      expect(faultsIn(onlyJournal(join(folder, 'again')))).toEqual(stored.plan.faults)
      expect(faultsIn(join(dir, 'journal.jsonl'))).toEqual(stored.plan.faults)
    }),
  )
})

describe('a replay', () => {
  test.concurrent('of a case that failed says FAILED, and FIXED once the integration is right', { timeout: 120_000 }, () =>
    inScratch(async (folder) => {
      const out = join(folder, 'runs')
      const failing = await cli(['simulate', burst, '--target-module', naive, '--seed', '3', '--out', out, '--quiet'], { cwd: folder })
      expect(failing.code, failing.stdout + failing.stderr).toBe(1)
      const stored = join(runsIn(out)[0] ?? '', 'case.json')
      const [again, fixed] = await Promise.all([
        cli(['replay', stored, '--trust-case', '--out', join(folder, 'again')], { cwd: folder }),
        cli(['replay', stored, '--target-module', reference, '--out', join(folder, 'fixed')], { cwd: folder }),
      ])
      expect(again.stdout).toMatch(/^FAILED {2}failed 1 of 1; it failed before$/m)
      expect(again.code).toBe(1)
      expect(fixed.stdout).toMatch(/^FIXED {2}passed 1 of 1; it failed before$/m)
      expect(fixed.code).toBe(0)
    }),
  )

  test.concurrent('against a target that does not start says ERROR', { timeout: 60_000 }, () =>
    inScratch(async (folder) => {
      const out = join(folder, 'runs')
      await cli(['simulate', 'hello-confirmation', '--target-module', reference, '--out', out, '--quiet'], { cwd: folder })
      const replayed = await cli(
        ['replay', join(runsIn(out)[0] ?? '', 'case.json'), '--target', 'no-such-program-anywhere', '--out', join(folder, 'again')],
        { cwd: folder },
      )
      expect(replayed.stdout).toMatch(/^ERROR /m)
      expect(replayed.code).toBe(4)
    }),
  )
})

test.concurrent('a mutant is convicted of the same facts by each run of one seed', { timeout: 120_000 }, () =>
  inScratch(async (folder) => {
    const [one, two] = await Promise.all(
      [1, 2].map((count) => prove(asked(find(mutants, 'M04'), 'faulty'), join(folder, String(count)), 4)),
    )
    const named = (run: FinishedRun | undefined): readonly string[] =>
      run?.judgement.results.find((result) => result.check === 'no-duplicate-effect')?.violations.first?.eids ?? []
    expect(one?.run.judgement.verdict, one && story(one.run)).toBe('fail')
    expect(named(one?.run).length).toBeGreaterThan(0)
    expect(two && inJournal(two.run).faults).toEqual(one && inJournal(one.run).faults)
    expect(one && two && decisions(recordsOf(two.run))).toEqual(one && decisions(recordsOf(one.run)))
  }),
)
