import { describe, expect, test } from 'vitest'
import { runOf, said, targetFile } from './support/fixture-run.js'
import { convictions, inScratch, recordsOf } from './support/proof.js'

describe.each(['clean', 'faulty'] as const)('a wait until all is settled, %s', (variant) => {
  test('what the plan does after it comes after every posting before it, and the burst goes on from there', () =>
    inScratch(async (folder) => {
      const run = await runOf({ scenario: 'wait-settled', variant, mode: 'none' }, folder)
      expect(convictions(run), said(run)).toEqual([])
      expect(run.judgement.verdict, said(run)).toBe('pass')
      const records = recordsOf(run)
      const settled = records.findIndex((record) => record.kind === 'mark' && record.mark === 'settled')
      expect(records[settled]).toMatchObject({ how: 'quiet', outstanding: 0 })
      const completed = records.findIndex((record) => record.kind === 'effect' && record.step?.startsWith('technically-complete') === true)
      expect(completed).toBeGreaterThan(settled)
      const facts = records.flatMap((record, at) => (record.kind === 'fact' ? [{ at, eid: record.eid }] : []))
      const early = facts.filter(({ at }) => at < settled)
      expect(early).toHaveLength(variant === 'faulty' ? 6 : 4)
      expect(facts).toHaveLength(early.length + 2)
      const posted = records.slice(0, settled).flatMap((record) => (record.kind === 'effect' ? record.references : []))
      for (const { eid } of early) expect(posted).toContain(eid.slice('mes:'.length))
    }))
})

test('a target that never deals with what came before is waited for as long as its patience, and no longer', () =>
  inScratch(async (folder) => {
    const run = await runOf({ scenario: 'wait-settled', variant: 'clean', mode: 'none', file: targetFile('ok-and-forget.mjs') }, folder)
    expect(recordsOf(run).find((record) => record.kind === 'mark' && record.mark === 'settled')).toMatchObject({
      how: 'patience',
      outstanding: 4,
    })
    expect(convictions(run)).toContain('every-event-accounted')
  }))
