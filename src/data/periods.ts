import type { Plant, PostingPeriod } from '../domain/master.js'
import type { DataSettings } from './contract.js'

function lastDay(month: string): string {
  const [year, number] = month.split('-').map(Number)
  return `${month}-${String(new Date(Date.UTC(year ?? 0, number ?? 0, 0)).getUTCDate()).padStart(2, '0')}`
}

/** Posting periods of every company, by the months that are open and closed. */
export function periodsOf(plants: readonly Plant[], months: DataSettings['periods']): PostingPeriod[] {
  const companies = [...new Set(plants.map((plant) => plant.company))]
  return companies.flatMap((company) => months.map(({ month, open }) => ({ company, from: `${month}-01`, to: lastDay(month), open })))
}
