import { entityId } from './effect.js'
import type { Quantity } from './quantity.js'

// What a plan is as states: facts and systems make them of its content here, so that equal content is an equal value.

/** An ISO week: 2026-W10. */
export const isoWeek = /^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/

const day_ms = 24 * 3_600_000

/** The ISO week so many weeks after one: the year goes with the Thursday. */
export function weekAfter(week: string, weeks: number): string {
  const [, year = '', number = ''] = /^(\d{4})-W(\d{2})$/.exec(week) ?? []
  const fourth = Date.UTC(Number(year), 0, 4)
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * day_ms
  const thursday = new Date(monday + ((Number(number) - 1 + weeks) * 7 + 3) * day_ms)
  const place = Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / (7 * day_ms)) + 1
  return `${thursday.getUTCFullYear()}-W${String(place).padStart(2, '0')}`
}

/** Whether there is such a week: few years have a fifty-third. */
export const isWeek = (text: string): boolean => isoWeek.test(text) && weekAfter(text, 0) === text

/** Rows on a page of a version. */
const planPageRows = 40

/** The plan that all versions are of. */
export const planName = 'DEMAND'

export const planEntity = entityId('plan', '', planName)
export const planVersionEntity = (version: number): string => entityId('plan-version', '', String(version))
export const planRowEntity = (version: number, row: string): string => entityId('plan-row', '', `${version}/${row}`)

/** Which version is in force. */
export const activeValue = (version: number): string => `version ${version}`

/** How much of an item is wanted in a plant in a week, in its base unit. */
export interface PlanContent {
  readonly plant: string
  readonly item: string
  readonly bucket: string
  readonly quantity: Quantity
}

export const planRowValue = ({ plant, item, bucket, quantity }: PlanContent): string => `${item} in ${plant}, ${bucket}: ${quantity}`

/** The row of the source that a row was made of. */
export interface PlanSource {
  readonly version: number
  readonly row: string
}

export const planSourceValue = ({ version, row }: PlanSource): string => `row ${row} of version ${version}`

/** What is told of a row that went with its version. */
export const gonePlanRow = 'deleted'

/** The pages of a version, each with its rows in their order; there is at least one. */
export function planPages<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  const pages = Math.max(1, Math.ceil(rows.length / planPageRows))
  return Array.from({ length: pages }, (_, page) => rows.slice(page * planPageRows, (page + 1) * planPageRows))
}
