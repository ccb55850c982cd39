import type { SystemKind } from '../contract.js'
import { defineSystem } from '../define.js'
import { feedDetails, feedOperation } from '../shared/feed.js'
import { lotHold, plantOfLot, unknownLot } from '../shared/lots.js'
import { itemOperation } from './operations/items.js'
import { readOperations } from './operations/reads.js'
import { stockStatusOperations } from './operations/stock-status.js'
import { details, event, schemas } from './schemas.js'
import { Wms } from './state.js'
import { steps } from './steps.js'

const hold = lotHold<Wms>({
  description: 'No quantity moves and no stock type changes: what is on hold must not be used, whatever it is.',
  refusals: [unknownLot],
  plantOf: (wms, input) => plantOfLot(input, wms.plantsWith(input.item, input.lot)),
})

/** The simulated WMS: what lies in which bin, of which lot, in which stock type; what is received, moved and counted there. */
export const wmsSystem: SystemKind = defineSystem<Wms>({
  words: {
    name: 'wms',
    title: 'WMS: bins, pallets, lots; what was received, moved and counted',
    short: 'WMS',
    books: true,
    plays: 'warehouse',
  },
  url: { variable: 'MFGSYNC_WMS_URL', path: '' },
  heading: 'mfgsync simulated WMS',
  description:
    'The warehouse: what was received, moved and counted there, as a change feed; and what quality says of it, written back. It also ' +
    'delivers the same events by webhook, at least once. A second channel, its change log, may report the same things again, bin by bin.',
  refusals: { BIN_LOCKED: 'transient' },
  steps,
  operations: [...stockStatusOperations, hold, itemOperation, ...readOperations, feedOperation(event)],
  schemas,
  details: { ...details, ...feedDetails },
  lookUp: 'look it up by reference, or send the same Idempotency-Key again, before you post anew.',
  emits: { title: 'what happens in the warehouse', example: event },
  open: (settings, opening) => new Wms(settings, opening),
  snapshot: (wms) => wms.snapshot(),
})
