import type { MeasureName } from '../names.js'
import { available, consumed } from './availability.js'
import type { Measure } from './contract.js'
import { billOfMaterial, orderChange } from './engineering.js'
import { defective, downtime, nonconformance, notification, sourcingSignal } from './notices.js'
import { final, goodYield, rework, scrap, serial } from './production.js'
import { adjustment, delivery, issue, receipt, transfer } from './stock.js'

export type { Measure } from './contract.js'

/** Every measure: the only list. */
export const measures: readonly Measure[] = [
  goodYield,
  scrap,
  rework,
  final,
  serial,
  issue,
  receipt,
  transfer,
  adjustment,
  delivery,
  available,
  consumed,
  billOfMaterial,
  orderChange,
  nonconformance,
  defective,
  notification,
  downtime,
  sourcingSignal,
]

const byName = new Map<MeasureName, Measure>(measures.map((measure) => [measure.name, measure]))

/** Throws for a name that is not in the list: a mistake of the program, never of a caller. */
export function measureOf(name: MeasureName): Measure {
  const measure = byName.get(name)
  if (!measure) throw new Error(`There is no measure ${name}.`)
  return measure
}
