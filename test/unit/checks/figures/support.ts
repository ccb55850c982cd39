import type { FigureRow, PlantFigure } from '../../../../src/checks/figures/contract.js'
import { plantFiguresAt } from '../../../../src/checks/figures/index.js'
import type { Journal } from '../../../support/journal-builder.js'

/** The figure of that name, of a journal as it stands after a record; at its end, if none is named. */
export function figureOf(name: string, source: Journal, seq?: number): PlantFigure {
  const figure = plantFiguresAt(source.header, source.records, seq).find((each) => each.name === name)
  if (!figure) throw new Error(`There is no figure ${name}.`)
  return figure
}

/** `waiting 2, by quality 1`: those that are not zero. */
export function countsOf({ counts }: PlantFigure): string {
  return counts.flatMap(({ name, count }) => (count === 0 ? [] : [`${name} ${count}`])).join(', ')
}

/** `P1 order 100001: pending 1, quantity 10 EA yield`: in the order of the columns. */
export function textsOf({ rows, columns }: PlantFigure): readonly string[] {
  const cells = (row: FigureRow): string =>
    columns.flatMap((column) => (['', '0', undefined].includes(row.cells[column]) ? [] : [`${column} ${row.cells[column]}`])).join(', ')
  return rows.map((row) => `${row.plant} ${row.key}: ${cells(row)}`)
}
