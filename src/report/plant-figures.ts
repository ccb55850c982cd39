import type { FigureRow, PlantFigure } from '../checks/figures/contract.js'
import { clean } from '../explain/text.js'
import { duration } from '../words/duration.js'
import { count } from '../words/lists.js'

const rowsShown = 3

/**
 * What a plant leader asks for, a line for each figure that is not empty: how many, and the oldest of them. `clean` as for everything that
 * comes from outside.
 */
export function plantFigureTexts(figures: readonly PlantFigure[]): readonly string[] {
  return figures.filter(({ rows }) => rows.length > 0).map(textOf)
}

function textOf({ title, counts, rows, hidden, columns }: PlantFigure): string {
  const [all, ...parts] = counts
  const told = parts.filter((part) => part.count > 0).map((part) => `${clean(part.name)} ${part.count}`)
  const shown = rows.slice(0, rowsShown).map((row) => rowText(row, columns))
  const more = rows.length + hidden - shown.length
  const of = told.length === 0 ? '' : ` (${told.join(', ')})`
  return `${clean(title)}: ${all?.count ?? rows.length}${of}: ${shown.join('; ')}${more > 0 ? `; and ${count(more, 'more row')}` : ''}`
}

function rowText({ plant, key, cells, age_ms }: FigureRow, columns: readonly string[]): string {
  const values = columns.flatMap((column) => {
    const value = cells[column]
    return value === undefined || value === '' || value === '0' ? [] : [`${clean(column)} ${clean(value, 80)}`]
  })
  const age = age_ms === null ? [] : [`for ${duration(age_ms)}`]
  return [`${clean(plant)} ${clean(key)}`.trim(), ...values, ...age].join(', ')
}
