import type { SystemName } from '../../../domain/names.js'
import type { PartPlayed } from '../../../domain/words.js'
import type { EntityState } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import { playing } from '../../../journal/parts.js'

/** The systems that play these parts; a landscape without one has nothing to count there. */
export function those({ header }: Evidence, ...parts: readonly PartPlayed[]): readonly SystemName[] {
  return parts.flatMap((part) => playing(header.words, part) ?? [])
}

/** A thing as the system that plays a part has it. */
export function entityIn(evidence: Evidence, part: PartPlayed, entity: string): EntityState | undefined {
  const system = playing(evidence.header.words, part)
  return system === undefined ? undefined : evidence.entity(system, entity)
}
