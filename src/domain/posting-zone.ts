import type { MasterData, Plant } from './master.js'

/** In whose time zone a system dates what is posted: the plant's where it happened, that of the plant's company, or none. */
export const postingZones = ['plant', 'company', 'utc'] as const

/** What the setting of a system is called. */
export const postingZonePolicy = 'posting_date_zone'

type Places = Pick<MasterData, 'plants' | 'companies'>

/** The time zone in which a system of these policies dates what happened at a plant; `undefined` for a plant that is not known. */
export function postingZoneOf(places: Places, policies: Readonly<Record<string, string>> | undefined, plantId: string): string | undefined {
  const plant = places.plants.find(({ id }) => id === plantId)
  if (!plant) return undefined
  const policy = policies?.[postingZonePolicy]
  if (policy === 'utc') return 'UTC'
  return policy === 'company' ? companyZone(places, plant) : plant.timeZone
}

/** A company without a zone of its own has that of its first plant. */
function companyZone({ plants, companies = [] }: Places, { company, timeZone }: Plant): string {
  const own = companies.find(({ id }) => id === company)?.timeZone
  return own ?? plants.find((plant) => plant.company === company)?.timeZone ?? timeZone
}
