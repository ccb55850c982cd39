import { valueText } from '../../../domain/effect.js'
import { lotEntity, restrictionValue, type LotKey } from '../../../domain/lots.js'
import type { SystemName } from '../../../domain/names.js'
import type { FactState, StateWrite } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'

const held = restrictionValue(true)
const group = 'restriction'

/** What a system was told last of whether a lot may be used. */
export function restrictionIn(evidence: Evidence, system: SystemName, key: LotKey): StateWrite | undefined {
  return evidence.entity(system, lotEntity(key))?.groups.get(group)?.at(-1)
}

export function isHeldIn(evidence: Evidence, system: SystemName, key: LotKey): boolean {
  const last = restrictionIn(evidence, system, key)
  return last !== undefined && valueText(last.after) === held
}

/** What was decided last about whether a lot may be used, as far as it concerns a system. */
export function decidedFor(
  evidence: Evidence,
  system: SystemName,
  key: LotKey,
): { readonly isHeld: boolean; readonly fact: FactState } | undefined {
  const newest = evidence.entity(system, lotEntity(key))?.obliged.get(group)?.newest
  return newest && { isHeld: valueText(newest.after) === held, fact: newest.fact }
}
