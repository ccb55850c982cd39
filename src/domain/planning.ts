import { entityId } from './effect.js'
import type { Quantity } from './quantity.js'

// What a plan is as states: facts and systems make them of its content here, so that equal content is an equal value.

/** An ISO week: 2026-W10. */
export const isoWeek = /^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$/

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
