import type { FactState, Refusal } from './evidence-types.js'
import type { Evidence } from './evidence.js'
import { holdsBack, isShut } from './gates.js'

/**
 * Of journals without a twin's word: refusals of what the caller made of a fact, not of the fact. The plan obliges its posting, so its own
 * unit, item, place and date are known to the sink. Handing such a fact to people does not settle it. A fault that gives such a refusal is
 * an obstacle all the same.
 */
const callersOwn: ReadonlySet<string> = new Set([
  'KEY_REUSED',
  'UNIT_UNKNOWN',
  'NEGATIVE_QUANTITY',
  'UNKNOWN_OPERATION',
  'UNKNOWN_ITEM',
  'UNKNOWN_LOCATION',
  'UNKNOWN_PLANT',
  'PLANT_MISMATCH',
  'NO_PERIOD',
  'LOT_REQUIRED',
  'NOT_LOT_MANAGED',
  'PLANT_REQUIRED',
  'QUANTITY_ROUNDS_TO_ZERO',
  'NOT_REVERSIBLE',
])

/**
 * Whether a refusal of a call that carried a fact stood in the way of the fact itself: the twin, asked at that moment, was refused as well.
 * What a fault refuses for good is an obstacle to everybody.
 */
export function isObstacle(evidence: Pick<Evidence, 'header' | 'facts' | 'calls'>, fact: FactState, refusal: Refusal): boolean {
  const call = evidence.calls.get(refusal.cid)
  if (refusal.answerClass !== 'business' || !call) return false
  if (!refusal.byFault && !refusesAnybody(evidence, fact, refusal)) return false
  // Whoever asks before it is time is refused for that, and nothing stood in the way afterwards.
  return !fact.gates.some((gate) => holdsBack(gate, fact, call.system) && isShut(evidence, gate, gate.by === 'applied' ? refusal : call))
}

function refusesAnybody({ header }: Pick<Evidence, 'header'>, { twin }: FactState, { cid, code }: Refusal): boolean {
  const asked = header.twin === true ? twin.find((answer) => answer.cid === cid) : undefined
  return asked === undefined || asked.answer === 'not asked' ? !callersOwn.has(code) : asked.answer === 'refused'
}
