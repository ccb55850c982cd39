/** A row of the table of planted bugs: the numbers of the checks that convict it, and where. */
interface Row {
  readonly id: string
  readonly by: readonly number[]
  readonly scenario: string
  /** Where nothing goes wrong it may be convicted as well; every other bug passes there. */
  readonly mayFailClean?: true
  /** Checks that tell of another thing that comes of it, each with its own sentence. */
  readonly besides: readonly number[]
}

/** These add up what others judge one by one: both may tell of it. */
export const overlapping: readonly number[] = [29, 30]

const release = 'bom-revision-release'
const rollback = 'bom-rollback'
const receipts = 'lot-receipt-quality-hold'
const movements = 'goods-movements'
const side = 'scrap-and-downtime'
const plans = 'planning-versions'

const row = (id: string, by: Row['by'], scenario: string, mayFailClean?: true, besides: readonly number[] = []): Row => ({
  id,
  by,
  scenario,
  besides,
  ...(mayFailClean && { mayFailClean }),
})
const always = true

/** What is planted in the stories of engineering, receipts, movements, notices and plans. */
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
  // Two documents under one reference (4); what was decided already is refused the second time, and stays with people (65).
  row('M01', [1], receipts, undefined, [4]),
  row('M04', [1], receipts, undefined, [4, 65]),
  row('M102', [20], side, always),
  row('M03', [68], side),
  row('M122', [68], side),
  row('M123', [68], release, always),
  // Two stops that are one are part of the story, and of its end, in every variant.
  row('M124', [68], side, always),
  row('M125', [68], side, undefined, [4]),
  row('M26', [27], plans, always),
  row('M111', [27], plans, always),
  row('M112', [28], plans, always),
  row('M121', [53], plans, always),
  row('M133', [28], plans, always),
]
