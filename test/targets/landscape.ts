/** A row of the table of planted bugs: the numbers of the checks that convict it, and where. */
interface Row {
  readonly id: string
  readonly by: readonly number[]
  readonly scenario: string
  /** Where nothing goes wrong it may be convicted as well; every other bug passes there. */
  readonly mayFailClean?: true
}

const release = 'bom-revision-release'
const rollback = 'bom-rollback'
const receipts = 'lot-receipt-quality-hold'
const movements = 'goods-movements'

const row = (id: string, by: Row['by'], scenario: string, mayFailClean?: true): Row => ({
  id,
  by,
  scenario,
  ...(mayFailClean && { mayFailClean }),
})
const always = true

/** What is planted in the stories of engineering, receipts and movements. */
export const plantedInLandscape: readonly Row[] = [
  row('M101', [2], receipts),
  row('M101', [2], movements),
  row('M103', [21], release, always),
  row('M10', [21], rollback),
  row('M11', [21], release),
  row('M104', [22], release, always),
  row('M104', [22], rollback, always),
  row('M105', [24], release, always),
  row('M106', [23], release, always),
  row('M108', [25], release, always),
  row('M109', [26], release, always),
  row('M110', [50], release, always),
  row('M16', [34], receipts, always),
  row('M168', [26], release, always),
  row('M113', [29, 51], movements),
  row('M114', [30, 8], receipts, always),
  row('M14', [40], receipts, always),
  row('M15', [41], receipts, always),
  row('M115', [42], receipts),
  row('M116', [8], receipts),
  row('M117', [43], receipts, always),
  row('M118', [44], receipts, always),
  row('M119', [47], receipts, always),
  row('M120', [49], release, always),
  row('M126', [35], movements, always),
  row('M127', [54], movements, always),
  row('M131', [54], movements, always),
  row('M129', [52], release),
  row('M130', [73], movements, always),
  row('M132', [8, 41], receipts, always),
  row('M134', [8], rollback, always),
  row('M01', [1], receipts),
  row('M04', [1], receipts),
]
