import { describe, expect, test } from 'vitest'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { finalStateConverges } from '../../../src/checks/generic/final-state-converges.js'
import { reconcile } from '../../../src/checks/reconcile.js'
import type { StateEffect } from '../../../src/domain/effect.js'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import { sentenceOf } from '../../../src/explain/sentences.js'
import { evidenceOf, journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

const bom = { entity: 'bom:P1/FG-100/B', dims: { plant: 'P1', item: 'FG-100', revision: 'B' }, group: 'revision' } as const
const amount = {
  system: 'erp',
  flow: 'confirmation',
  what: 'quantity',
  measure: 'yield',
  dims: { plant: 'P1', order: '100001', routingStep: '0010' },
  quantity: '10',
} as const

type Content = Pick<StateEffect, 'after'> & Partial<Pick<StateEffect, 'version' | 'active' | 'effective'>>

/** A fact that obliges one content, and an amount, and what was written for it. */
function written(obliged: Content, write?: Content): JournalBuilder {
  const state: ExpectedEffect = { system: 'erp', flow: 'confirmation', what: 'state', ...bom, ...obliged }
  const run = journal()
    .fact('MC-000001', { expect: [amount, state] })
    .deliver('MC-000001')
  run.post('MC-000001', { lines: [{ measure: 'yield', quantity: '10' }] })
  if (!write) return run.end()
  return run
    .arrive('MC-000001')
    .write({ ...bom, ...write, references: ['MC-000001'] })
    .served({ effects: 1 })
    .answered(200)
    .end()
}

const from = { from: '2026-03-11' }
const until = { ...from, to: '2026-12-31' }

describe('two values that read alike', () => {
  test.each<readonly [string, Content, Content, string, string]>([
    [
      'the last day',
      { after: '2 C1', effective: until },
      { after: '2 C1', effective: from },
      'effective from 2026-03-11',
      'effective from 2026-03-11 to 2026-12-31',
    ],
    [
      'the first day',
      { after: '2 C1', effective: from },
      { after: '2 C1', effective: { from: '2026-01-01' } },
      'effective from 2026-01-01',
      'effective from 2026-03-11',
    ],
    ['having none', { after: '2 C1', effective: from }, { after: '2 C1' }, 'without effectivity', 'effective from 2026-03-11'],
    ['being active', { after: '2 C1', active: true }, { after: '2 C1', active: false }, 'not active', 'active'],
    ['not saying so', { after: '2 C1', active: true }, { after: '2 C1' }, 'not said whether active', 'active'],
    [
      'what is not shown',
      { after: { digest: 'aa11', text: '2 C1' } },
      { after: { digest: 'bb22', text: '2 C1' } },
      'content bb22',
      'content aa11',
    ],
  ])('are told with what they differ in: %s', (_what, obliged, write, has, says) => {
    expect(
      judge(finalStateConverges, written({ ...obliged, version: 2 }, { ...write, version: 2 }))
        .messages.join()
        .replaceAll('\n ', ''),
    ).toBe(
      `In the ERP the revision of bom:P1/FG-100/B (2 C1, ${has}, version 2) is what was written last; ` +
        `MC-000001 says 2 C1, ${says}, version 2.`,
    )
    const unversioned = written(obliged, write)
    expect(judge(everyEventAccounted, unversioned).messages.join().replaceAll('\n ', '')).toContain(
      `the ERP shows the revision of bom:P1/FG-100/B as 2 C1, ${has}, and not as 2 C1, ${says};`,
    )
    const row = reconcile(evidenceOf(unversioned)).rows.find(({ subject }) => subject === 'state')
    expect(row?.cells).toMatchObject({ MES: `2 C1, ${says}`, ERP: `2 C1, ${has}` })
  })

  test('differ in nothing that the obligation leaves open', () => {
    const run = written({ after: '2 C1', version: 2 }, { after: '3 C1', version: 2, effective: from, active: false })
    expect(judge(finalStateConverges, run).messages.join()).not.toMatch(/effective|active/)
  })
})

describe('a state that is not there is told', () => {
  test.each<readonly [string, Content, Content | undefined, string]>([
    [
      'with what stands in its place',
      { after: '240 EA' },
      { after: '2400 EA' },
      'shows the revision of bom:P1/FG-100/B as 2400 EA, and not as 240 EA;',
    ],
    [
      'with the parts that differ, of many',
      { after: 'C1 2; C9 1; GL-1 3.5' },
      { after: 'C1 2; C9 1; GL-1 5.3' },
      'shows the revision of bom:P1/FG-100/B with GL-1 5.3 instead of GL-1 3.5;',
    ],
    ['by itself, where nothing does', { after: '240 EA' }, undefined, 'does not show the revision 240 EA of bom:P1/FG-100/B;'],
  ])('%s', (_what, obliged, write, told) => {
    expect(judge(everyEventAccounted, written(obliged, write)).messages.join().replaceAll('\n ', '')).toContain(`the ERP ${told}`)
  })
})

test('a record of a state says from when it holds, and that it does not yet', () => {
  const run = written({ after: 'x' }, { after: '2 C1', version: 2, effective: until, active: false })
  const record = run.records.find((each) => each.kind === 'effect' && each.what === 'state')
  expect(record && sentenceOf(record, String, evidenceOf(run).words)).toBe(
    'ERP set revision of state of FG-100, revision B to version 2, effective from 2026-03-11 to 2026-12-31, not active',
  )
})
