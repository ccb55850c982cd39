import { describe, expect, test } from 'vitest'
import { correct } from '../targets/everywhere.js'
import { acquittals, expectAcquitted } from './support/acquitted.js'
import { expectEnd, inScratch, prove, titleOf, worldOf, type ProofCase } from './support/proof.js'

describe('who is correct is acquitted in every story in which something happens that it covers', () => {
  for (const asked of acquittals()) {
    if (worldOf(asked.target) === 'module') test(titleOf(asked), { timeout: 420_000 }, () => expectAcquitted(asked))
  }
})

test.each([
  ['under the names of the facts', 'T27'],
  ['under its own names', 'T50'],
])('what covers confirmations alone, %s, is acquitted where others cancel them: the stand-in does, as soon as it can', async (_, id) => {
  const target = correct.find((each) => each.id === id)
  if (!target) throw new Error(`there is no ${id}`)
  await inScratch(async (folder) => {
    const asked: ProofCase = { target, scenario: 'scrap-and-downtime', variant: 'faulty', mode: 'none', expected: { verdict: 'innocent' } }
    const { run, records } = await prove(asked, folder)
    expectEnd(asked, run)
    const cancelled = records.filter((record) => record.kind === 'effect' && record.step === 'stand-in:MR-000001')
    expect(cancelled.length).toBeGreaterThan(0)
  })
})
