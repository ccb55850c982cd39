import { consumptionMatchesBasis } from './consumption-matches-basis.js'
import type { Check } from './contract.js'
import { noDuplicateEffect } from './no-duplicate-effect.js'
import { orderQuantityBalance } from './order-quantity-balance.js'
import { overConfirmationBounded } from './over-confirmation-bounded.js'
import { vacuity } from './vacuity.js'

/** Every check, in the order of the catalogue of invariants. The only list. */
export const checks: readonly Check[] = [vacuity, noDuplicateEffect, orderQuantityBalance, overConfirmationBounded, consumptionMatchesBasis]
