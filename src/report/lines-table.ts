import type { Reconciliation, ReconciliationRow } from '../checks/judgement.js'
import { clean, lengthOf, padEnd, padStart, wrap } from '../explain/text.js'
import { count } from '../words/lists.js'
import type { Page } from './lines-page.js'

/** Of a reconciled key: what it gets of a line at least. Where there is less, a row is told and not set in columns. */
const keysMin = 24

/** Keys by systems, those that disagree; an odd cell is marked `<`. With `all`, the agreeing rows too. */
export function reconciliationTable(page: Page, { columns, rows, agreeing, hidden }: Reconciliation, all = false): void {
  if (rows.length === 0) return
  page.heading('Reconciliation')
  const odd = rows.filter((row) => row.odd.length > 0)
  const shownRows = all ? rows : odd
  if (shownRows.length > 0) table(page, columns, shownRows)
  const agreeingHidden = agreeing - (shownRows.length - odd.length)
  const oddHidden = hidden - Math.max(0, agreeing - (rows.length - odd.length))
  const more = [
    ...(oddHidden > 0 ? [`${oddHidden} more disagree`] : []),
    ...(agreeingHidden > 0 ? [`${count(agreeingHidden, 'row')} agree${agreeingHidden === 1 ? 's' : ''}`] : []),
  ]
  if (more.length > 0) page.line(`  ${more.join('; ')}`, 'quiet')
}

function table(page: Page, columns: readonly string[], rows: readonly ReconciliationRow[]): void {
  const cells = rows.map((row) => columns.map((column) => cellOf(row, column)))
  const widths = columns.map((column, index) =>
    Math.max(lengthOf(clean(column, 40)) + 2, ...cells.map((row) => lengthOf(row[index] ?? ''))),
  )
  const room = page.style.columns - 2 - widths.reduce((total, width) => total + width + 2, 0)
  const wanted = Math.max(...rows.map((row) => lengthOf(clean(row.key))))
  if (room < Math.min(wanted, keysMin)) return asText(page, columns, rows)
  const keys = Math.min(room, wanted)
  const render = (key: string, values: readonly string[]): string => {
    const rest = values.map((value, column) => `  ${padStart(value, widths[column] ?? 0)}`).join('')
    return `  ${padEnd(key, keys)}${rest}`.trimEnd()
  }
  const titles = columns.map((column) => `${clean(column, 40)}  `)
  page.line(render('', titles), 'quiet')
  for (const [index, row] of rows.entries()) {
    const tone = row.odd.length > 0 ? 'bad' : 'plain'
    const parts = wrap(clean(row.key), keys, 2)
    for (const part of parts.slice(0, -1)) page.line(`  ${part}`, tone)
    page.line(render(parts.at(-1) ?? '', cells[index] ?? []), tone)
  }
}

function cellOf(row: ReconciliationRow, column: string): string {
  return clean(row.cells[column] ?? '–', 40) + (row.odd.includes(column) ? ' <' : '  ')
}

/** For a terminal that is too narrow for the columns: the key, and under it what each side says. */
function asText(page: Page, columns: readonly string[], rows: readonly ReconciliationRow[]): void {
  for (const row of rows) {
    page.prose(`  ${clean(row.key)}`, 4, row.odd.length > 0 ? 'bad' : 'plain')
    const told = columns.flatMap((column) =>
      row.cells[column] === undefined ? [] : [`${clean(column, 40)} ${cellOf(row, column).trimEnd()}`],
    )
    page.prose(`      ${told.join(', ')}`, 8)
  }
}
