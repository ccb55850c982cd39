import { describe, expect, test } from 'vitest'
import { noZeroDefaultQuantity } from '../../../src/checks/generic/no-zero-default-quantity.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

describe('no-zero-default-quantity', () => {
  const posted = (...lines: { measure: 'yield' | 'scrap' | 'final'; quantity: string }[]): JournalBuilder =>
    journal().fact('MC-000001', { yield: '10', final: true }).deliver('MC-000001').post('MC-000001', { lines })

  test('convicts a zero for a quantity, written out or left out', () => {
    expect(judge(noZeroDefaultQuantity, posted({ measure: 'yield', quantity: '0' }).end()).messages).toMatchInlineSnapshot(`
      [
        "Document 4711: 0 EA yield on order 100001 / 0010; reported were MC-000001 10.",
      ]
    `)
    expect(judge(noZeroDefaultQuantity, posted({ measure: 'final', quantity: '1' }).end()).violations.count).toBe(1)
  })

  test('acquits a zero that was reported, or beside the quantity', () => {
    expect(
      judge(noZeroDefaultQuantity, posted({ measure: 'yield', quantity: '10' }, { measure: 'scrap', quantity: '0' }).end()),
    ).toMatchObject({ judged: 1, violations: { count: 0 } })
    const scrapOnly = journal()
      .fact('MC-000001', { yield: '0', scrap: '3' })
      .deliver('MC-000001')
      .post('MC-000001', {
        lines: [
          { measure: 'yield', quantity: '0' },
          { measure: 'scrap', quantity: '3' },
        ],
      })
    expect(judge(noZeroDefaultQuantity, scrapOnly.end()).violations.count).toBe(0)
  })

  test('acquits parts of one fact in several documents, and reversals', () => {
    const parts = posted({ measure: 'final', quantity: '1' }).post('MC-000001', { lines: [{ measure: 'yield', quantity: '10' }], doc: '8' })
    expect(
      judge(noZeroDefaultQuantity, parts.reverse('8', 'MC-000001', { lines: [{ measure: 'yield', quantity: '0' }] }).end()).violations
        .count,
    ).toBe(0)
  })
})
