import type { SystemName } from '../domain/names.js'
import type { PartPlayed, Words } from '../domain/words.js'

/** Who played what in journals that do not say so: systems had these names then, and no others played these parts. */
const formerly: Readonly<Record<PartPlayed, SystemName>> = {
  ledger: 'erp',
  floor: 'mes',
  warehouse: 'wms',
  engineering: 'plm',
  quality: 'qms',
}

/** The system that plays a part in the factory of a journal; undefined where none does. */
export function playing({ systems }: Words, part: PartPlayed): SystemName | undefined {
  const says = systems.some(({ plays }) => plays !== undefined)
  return systems.find(({ name, plays }) => (says ? plays === part : name === formerly[part]))?.name
}
