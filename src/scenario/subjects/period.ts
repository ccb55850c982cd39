import { localDate } from '../../domain/business-date.js'
import { formatted, object } from '../schema-parts.js'
import type { Subject } from './contract.js'

/** The posting period of a company and a month. */
export const period: Subject = {
  name: 'period',
  on: object('The posting period that it is about.', {
    company: formatted('identifier', 'Default: the company of the first plant.'),
    month: formatted('month', 'Default: the month in which the calendar begins.'),
  }),
  choose(on, { path, system, field }) {
    const plant = field.master.plants[0]
    const zone = plant && field.zoneIn(system, plant.id)
    const { company = plant?.company, month = localDate(field.start, zone ?? 'UTC').slice(0, 7) } = on
    const found = field.master.periods.find((candidate) => candidate.company === company && candidate.from.startsWith(String(month)))
    if (found) return [{ settings: { company: found.company, from: found.from, to: found.to } }]
    field.problem([...path, 'on'], `the company ${String(company)} has no posting period ${String(month)}`, 'see "data.periods"')
    return []
  },
}
