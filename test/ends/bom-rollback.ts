import assert from 'node:assert/strict'
import type { Ended } from './contract.ts'

/** Of revisions B and C: days in the ERP, instants in the MES. */
const intervals = {
  'erp P1': ['2025-03-30 – 2025-10-26; 2025-11-04 –', '2025-10-26 – 2025-11-04'],
  'erp P2': ['2025-03-30 – 2025-11-02; 2025-11-04 –', '2025-11-02 – 2025-11-04'],
  'mes P1': ['2025-03-29T23:00Z – 2025-10-25T22:00Z; 2025-11-03T23:00Z –', '2025-10-25T22:00Z – 2025-11-03T23:00Z'],
  'mes P2': ['2025-03-30T05:00Z – 2025-11-02T05:00Z; 2025-11-04T06:00Z –', '2025-11-02T05:00Z – 2025-11-04T06:00Z'],
} as const

const orders = { 'P1/100001': 'B', 'P1/100002': 'C', 'P1/100003': 'B', 'P2/100004': 'B', 'P2/100005': 'C', 'P1/100006': 'B' }

export function bomRollback({ records, writtenIn }: Ended): void {
  for (const [place, [ofB, ofC]] of Object.entries(intervals)) {
    const [system = '', plant = ''] = place.split(' ')
    const written = writtenIn(system)
    for (const [letter, from] of [
      ['B', ofB],
      ['C', ofC],
    ] as const) {
      const effectivity = written[`bom:${plant}/FG-100/${letter}`]?.['effectivity'] ?? ''
      assert.ok(effectivity.startsWith(from), `${place}, revision ${letter}: ${effectivity}`)
    }
    assert.equal(written[`bom-use:${plant}/FG-100`]?.['active'], 'B (version 11)', place)
    // What nobody has written is as it was: by revision B.
    for (const [order, revision] of Object.entries(orders))
      assert.equal(written[`order:${order}`]?.['revision'] ?? 'B', revision, `${place}, order ${order}`)
  }
  const changes = records.filter((record) => record.kind === 'effect' && record.what === 'count' && record.measure === 'order-change')
  assert.equal(changes.length, 1)
}
