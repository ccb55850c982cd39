import assert from 'node:assert/strict'
import { rowsOf, type Ended, type Json } from './contract.ts'

/** Unrestricted stock of C1: `P1 RM01 913`. */
function stockOf(state: Json): readonly string[] {
  return rowsOf(state, 'stock')
    .filter(({ item, stockType }) => item === 'C1' && stockType === 'unrestricted')
    .map(({ plant, location, quantity }) => [plant, location, quantity].join(' '))
    .toSorted()
}

export function goodsMovements({ records, stateOf }: Ended): void {
  // 913 is 1,000 + 240 - 55 + 3 - 275. Seven of P2 lie in a bin that is no location: those are with people.
  assert.deepEqual(stockOf(stateOf('erp')), ['P1 PS01 275', 'P1 RM01 913', 'P2 RM02 1120'])
  assert.deepEqual(stockOf(stateOf('wms')), ['P1 A-01 902', 'P1 A-02 11', 'P1 L-01 275', 'P2 A-01 1113', 'P2 X-99 7'])
  const open = records.flatMap((record) => (record.kind === 'exception' && record.status === 'open' ? [...record.keys] : []))
  assert.deepEqual([...new Set(open)], ['WT-000002'])
}
