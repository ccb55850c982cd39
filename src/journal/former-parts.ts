import type { SystemName } from '../domain/names.js'
import type { PartPlayed, Words } from '../domain/words.js'

/** Who played what when journals did not say so yet: systems had these names, and no others played these parts. */
const formerly: ReadonlyMap<SystemName, PartPlayed> = new Map<SystemName, PartPlayed>([
  ['erp', 'ledger'],
  ['mes', 'floor'],
  ['wms', 'warehouse'],
  ['plm', 'engineering'],
  ['qms', 'quality'],
])

/** The words of a journal, with the parts that it does not tell. */
export function withParts(words: Words): Words {
  if (words.systems.some(({ plays }) => plays !== undefined)) return words
  const systems = words.systems.map((system) => {
    const plays = formerly.get(system.name)
    return plays === undefined ? system : { ...system, plays }
  })
  return { ...words, systems }
}
