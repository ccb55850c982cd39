import assert from 'node:assert/strict'
import { rowsOf, type Ended, type Written } from './contract.ts'

const plants = {
  P1: { instant: '2025-03-29T23:00Z', numbers: 'B-84837926, R-61908659' },
  P2: { instant: '2025-03-30T05:00Z', numbers: 'B-41835217, R-29849492' },
} as const

const orders = {
  'P1/100001': 'A',
  'P1/100003': 'A',
  'P1/100004': 'B',
  'P1/100005': 'B',
  'P2/100002': 'A',
  'P2/100006': 'A',
  'P2/100007': 'B',
}

export function bomRevisionRelease(end: Ended): void {
  const [erp, mes] = [end.writtenIn('erp'), end.writtenIn('mes')]
  expectStructure(erp, mes)
  assert.match(erp['item:/C9']?.['vendors'] ?? '', /^V-20 \(version [789]\)$/)
  for (const system of [erp, mes]) assert.match(system['item:/C9']?.['core'] ?? '', /in EA with 0 decimals, lots, inspection/)
  for (const [order, revision] of Object.entries(orders)) {
    // What nobody has written is as it was: by revision A.
    for (const system of [erp, mes]) assert.equal(system[`order:${order}`]?.['revision'] ?? 'A', revision, order)
  }
  for (const order of ['P1/100004', 'P2/100007'])
    assert.equal(
      erp[`order:${order}`]?.['reservations'],
      'C1 20 EA at 0010; C3 20 EA at 0020; C9 10 EA at 0010; GL-1 0.035 KG at 0020; SA-110 10 EA at 0020',
    )
  expectPostings(end)
}

function expectStructure(erp: Written, mes: Written): void {
  for (const [plant, { instant, numbers }] of Object.entries(plants)) {
    const [inErp, inMes] = [erp[`bom:${plant}/FG-100/B`], mes[`bom:${plant}/FG-100/B`]]
    for (const bom of [inErp, inMes]) {
      assert.match(bom?.['lines'] ?? '', /GL-1 0\.0035 at 0020 backflush; L1 1 at 0030 explicit \(no demand\); .* \(version [89]\)$/)
      assert.match(bom?.['substitutes'] ?? '', /^C1S for C1, priority 2, ratio 1 \(version [89]\)$/)
    }
    assert.match(inErp?.['effectivity'] ?? '', /^2025-03-30 –/)
    assert.ok(inMes?.['effectivity']?.startsWith(`${instant} –`), inMes?.['effectivity'])
    assert.ok(inMes?.['erp-ids']?.includes(numbers), inMes?.['erp-ids'])
    for (const system of [erp, mes]) assert.match(system[`bom-use:${plant}/FG-100`]?.['active'] ?? '', /^B \(version [89]\)$/)
    assert.equal(erp[`bom:${plant}/FG-100/A`]?.['effectivity'], '2024-01-01 – 2025-03-30')
    assert.ok(mes[`bom:${plant}/FG-100/A`]?.['effectivity']?.endsWith(`– ${instant}`), mes[`bom:${plant}/FG-100/A`]?.['effectivity'])
  }
}

/** One BOM in each plant, what was issued, and what purchasing was told. */
function expectPostings({ records, stateOf }: Ended): void {
  assert.equal(records.filter((record) => record.kind === 'effect' && record.what === 'count' && record.measure === 'bom').length, 2)
  const issued = records.flatMap((record) =>
    record.kind === 'effect' && record.what === 'quantity' && record.measure === 'issue' ? [[record.dims['item'], record.quantity]] : [],
  )
  assert.deepEqual(issued, [['C1S', '20']])
  const signals = rowsOf(stateOf('proc'), 'signals').map(({ change, item, vendor }) => [change, item, vendor].map(String).join('/'))
  assert.deepEqual(signals, ['ECO-000001/C9/V-20'])
}
