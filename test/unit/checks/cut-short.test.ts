import { describe, expect, test } from 'vitest'
import { noZeroDefaultQuantity } from '../../../src/checks/generic/no-zero-default-quantity.js'
import type { Check } from '../../../src/checks/contract.js'
import { uomConversionExact } from '../../../src/checks/generic/uom-conversion-exact.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'
import type { FlatEffect } from '../../support/journal-options.js'

const issued = { measure: 'issue', order: '100001', item: 'C1', location: 'RM01', stockType: 'unrestricted', quantity: '10' } as const
const confirmed = { measure: 'yield', order: '100001', operation: '0010', quantity: '10' } as const

/** A document whose issue is written before its yield. */
function posted(yielded: string, served: boolean): JournalBuilder {
  const expects: readonly FlatEffect[] = [
    { ...confirmed, system: 'erp', plant: 'P1' },
    { ...issued, system: 'erp', plant: 'P1' },
  ]
  const source = journal().fact('MC-000001', { expect: expects }).deliver('MC-000001').arrive('MC-000001')
  source.effects('MC-000001', { lines: [issued, { ...confirmed, quantity: yielded }] })
  return served ? source.served({ effects: 2 }).answered(201) : source
}

/** How often a check convicts a journal that was cut off after so many records. */
function atPrefixes(check: Check, source: JournalBuilder): readonly number[] {
  const { header, records } = source.build()
  return records.map((_record, index) => judge(check, { header, records: records.slice(0, index + 1) }).violations.count)
}

describe('a journal that ends inside a document', () => {
  test.each([noZeroDefaultQuantity, uomConversionExact])('convicts nobody by $name', (check) => {
    expect(Math.max(...atPrefixes(check, posted('10', true).end()))).toBe(0)
  })

  test('convicts as soon as the document is whole', () => {
    const counts = atPrefixes(noZeroDefaultQuantity, posted('0', true).end())
    expect([Math.max(...counts), counts.at(-1)]).toEqual([1, 1])
  })

  test('is judged as it is where the run ended without an answer', () => {
    expect(judge(noZeroDefaultQuantity, posted('0', false).end().build()).violations.count).toBe(1)
    expect(judge(noZeroDefaultQuantity, posted('0', false).build()).violations.count).toBe(0)
  })
})
