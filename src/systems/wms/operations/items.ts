import type { Operation } from '../../operation.js'
import type { ItemInput } from '../../shared/engineering.js'
import { itemPut, itemStored, storedItem } from '../../shared/items.js'
import type { Wms } from '../state.js'

/** What is counted has no decimals of its own here: engineering's are none of the state. */
export const itemOperation: Operation<Wms, ItemInput> = itemPut<Wms, ItemInput>({
  units: ({ units }) => units,
  decimals: false,
  success: itemStored,
  view: storedItem,
})
