import type { JournalRecord } from '../../src/index.js'
import { bomRevisionRelease } from './bom-revision-release.ts'
import { bomRollback } from './bom-rollback.ts'
import { ended, type EndTable } from './contract.ts'
import { goodsMovements } from './goods-movements.ts'
import { itemMasterSync } from './item-master-sync.ts'
import { lotReceiptQualityHold } from './lot-receipt-quality-hold.ts'
import { planningVersions } from './planning-versions.ts'
import { scrapAndDowntime } from './scrap-and-downtime.ts'
import { shift } from './shift.ts'

/**
 * How each story ends, in the names of its data: for runs whose identifiers are plain. Written as plain values, so that they say the same
 * whatever the judge works out; read by tests and by `npm run matrix`, which imports them as they are.
 */
export const endTables: Readonly<Record<string, EndTable>> = {
  'bom-revision-release': bomRevisionRelease,
  'bom-rollback': bomRollback,
  'goods-movements': goodsMovements,
  'item-master-sync': itemMasterSync,
  'lot-receipt-quality-hold': lotReceiptQualityHold,
  'planning-versions': planningVersions,
  'scrap-and-downtime': scrapAndDowntime,
  shift,
}

/** Throws an AssertionError where the systems of a run do not stand as the table of its story says. */
export function expectEndOf(scenario: string, records: readonly JournalRecord[]): void {
  const table = endTables[scenario]
  if (!table) throw new Error(`There is no end table of ${scenario}.`)
  table(ended(records))
}
