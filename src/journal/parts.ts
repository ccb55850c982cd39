import type { SystemName } from '../domain/names.js'
import type { PartPlayed, Words } from '../domain/words.js'

/** The system that plays a part in the factory of a journal; undefined where none does. */
export function playing({ systems }: Words, part: PartPlayed): SystemName | undefined {
  return systems.find(({ plays }) => plays === part)?.name
}
