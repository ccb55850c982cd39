import { expect, test } from 'vitest'
import { noDuplicateEffect } from '../../../src/checks/generic/no-duplicate-effect.js'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import { negateQuantity } from '../../../src/domain/quantity.js'
import { judge, type JournalBuilder } from '../../support/journal-builder.js'
import type { LineOptions } from '../../support/journal-options.js'
import { decided, lot, lotJournal } from '../../support/lots.js'
import { explained } from './support.js'

const place = { ...lot, location: 'RM01' } as const

function leg(stockType: 'unrestricted' | 'blocked', quantity: string): readonly LineOptions[] {
  const line = { measure: 'transfer', ...place, unit: 'KG' } as const
  return [
    { ...line, stockType: 'quality', quantity: negateQuantity(quantity) },
    { ...line, stockType, quantity },
  ]
}

const legs = { good: leg('unrestricted', '55'), bad: leg('blocked', '5') } as const

/** A decision that 55 KG are good and 5 KG are not, posted by a document for each of these. */
function posted(...documents: readonly (keyof typeof legs)[]): JournalBuilder {
  const owed = { system: 'erp', flow: 'lot-status', what: 'quantity', measure: 'transfer' } as const
  const effect = (stockType: string, quantity: string): ExpectedEffect => ({ ...owed, dims: { ...place, stockType }, quantity })
  const run = decided(lotJournal(), 'QD-000001', {
    expect: [effect('quality', '-60'), effect('unrestricted', '55'), effect('blocked', '5')],
  })
  for (const name of documents)
    run.post('QD-000001', {
      operation: 'movement.create',
      lines: legs[name],
      references: [`QD-000001#${name === 'good' ? 1 : 2}`],
      bodyHash: name,
    })
  return run.end()
}

function told(run: JournalBuilder): { readonly message: string; readonly steps: readonly string[] } {
  const { first: violation } = judge(noDuplicateEffect, run).violations
  if (!violation) throw new Error('nothing was convicted')
  const { steps } = explained('no-duplicate-effect', violation, run)
  return { message: violation.message.replace(/^.*\. Call/, 'Call'), steps: steps.map(({ claim, because }) => `${claim} | ${because}`) }
}

test.each([
  [['good', 'good', 'bad'], 'Call 2 arrived 0.060 s after call 1'],
  [['good', 'bad', 'good'], 'Call 3 arrived 0.120 s after call 1'],
  [['bad', 'good', 'good'], 'Call 3 arrived 0.060 s after call 2'],
  [['bad', 'bad', 'good'], 'Call 2 arrived 0.060 s after call 1'],
  [['good', 'bad', 'bad'], 'Call 3 arrived 0.060 s after call 2'],
] as const)('of the documents %j the repeat is named: %s', (documents, message) => {
  expect(told(posted(...documents)).message).toContain(message)
})

test('an explanation tells a rightful part as that, and the repeat as one', () => {
  expect(told(posted('good', 'bad', 'good')).steps).toMatchInlineSnapshot(`
    [
      "A1 carries Da | it names QD-000001",
      "ERP applied A1 | D1 was committed at T+0.080, before any answer was sent",
      "The target could know that | it was answered 201",
      "A3 carries Da too | it names QD-000001, and its body equals A1's byte for byte",
      "ERP had to treat A3 as new work | this ERP recognises no repeats by itself (dedupe: none); a look-up by reference
       would have told the target",
      "ERP applied A3 | D3 was committed at T+0.200, before any answer was sent",
      "A2 posted another part of Da | D2 repeats nothing",
      "However, one Da allows 60 KG moved out, and D1, D2 and D3 make 115 KG moved out in ERP: a contradiction | ",
    ]
  `)
})

test('what repeats something else is not told as a repeat of the first', () => {
  const { steps } = told(posted('good', 'bad', 'good', 'bad'))
  expect(steps.filter((step) => step.includes('new work') || step.includes('did the same'))).toMatchInlineSnapshot(`
    [
      "ERP had to treat A3 as new work | this ERP recognises no repeats by itself (dedupe: none); a look-up by reference
       would have told the target",
      "1 more call did the same | each left one more document",
    ]
  `)
})

test('summaries say of what, in which unit and in which stock', () => {
  const run = posted('good', 'bad', 'good')
  const { first } = judge(noDuplicateEffect, run).violations
  if (!first) throw new Error('nothing was convicted')
  const { bindings } = explained('no-duplicate-effect', first, run)
  expect(bindings.filter(({ name }) => ['Da', 'D2'].includes(name)).map(({ about }) => about)).toMatchInlineSnapshot(`
    [
      "C2 lot L1, 60 KG of C2 moved out (quality), 55 KG of C2 moved in, 5 KG of C2 moved in (blocked), sequence 1",
      "C2 lot L1 at RM01 (quality), 5 KG of C2 moved out (quality), 5 KG of C2 moved in (blocked), written by A2",
    ]
  `)
})
