/**
 * Refusals of what the caller made of a fact, not of the fact: the plan obliges its posting, so its own unit, item, place and date are
 * known to the sink. Handing such a fact to people does not settle it. A fault that gives such a refusal is an obstacle all the same.
 */
export const callersOwn: ReadonlySet<string> = new Set([
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
