import type { Claim } from './contract.js'
import { orderRevisions } from './engineering/support/orders.js'
import { substitutions } from './engineering/support/substitutes.js'
import { structures } from './engineering/support/structures.js'
import { serials } from './production/support/serials.js'
import { orderStatuses } from './production/support/status-map.js'
import { leftLosses, takenKeys } from './generic/support/losses.js'
import { leftNotices, notices } from './generic/support/notices.js'
import { representations } from './generic/support/representations.js'
import { conversions } from './generic/support/conversions.js'
import { madeUp, ownersFields } from './generic/support/writes.js'
import { plans } from './planning/support/plans.js'
import { lotAttributes } from './quality/support/attributes.js'
import { earlyUse } from './quality/support/early-use.js'
import { receivedFree } from './quality/support/received-free.js'
import { splits, usable } from './quality/support/splits.js'
import { counts } from './stock/support/counts.js'
import { locations, refusedLocations, unmappedBins } from './stock/support/locations.js'

/** What checks own, in the order in which they are asked. The only list. */
export const claims: readonly Claim[] = [
  leftNotices,
  notices,
  representations,
  receivedFree,
  earlyUse,
  locations,
  splits,
  counts,
  serials,
  substitutions,
  orderRevisions,
  conversions,
  usable,
  ...structures,
  orderStatuses,
  ...plans,
  ownersFields,
  madeUp,
  lotAttributes,
  unmappedBins,
  refusedLocations,
  ...leftLosses,
  takenKeys,
]
