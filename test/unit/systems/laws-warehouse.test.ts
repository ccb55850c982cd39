import fc from 'fast-check'
import { dedupeModes } from '../../../src/systems/contract.js'
import { obeysSystemLaws, type Action } from '../../laws/system-laws.js'
import { makeSystem, warehouseMaster } from './support.js'

const quantity = fc.record({ quantity: fc.constantFrom(0, 1, 11, 480, 0.5, '3.25', -1), unit: fc.constantFrom('EA', 'EA', 'BOX', 'KG') })
const reference = fc.constantFrom('QD-1', 'QD-1#1', 'QD-1#2', 'QD-2')
const headers = fc.oneof(
  fc.constant({}),
  fc.constantFrom('K1', 'K2', 'K3').map((key) => ({ 'idempotency-key': key })),
)

const wmsLot = fc.constantFrom('LOT-7', 'LOT-7', 'LOT-9')
const wmsActions: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    fc.record({
      line: fc.constant('POST /stock-status-changes'),
      headers,
      body: fc.record(
        {
          plant: fc.constantFrom('P1', 'P1', 'P2', 'P9'),
          item: fc.constantFrom('C9', 'C9', 'C8', 'C7'),
          lot: wmsLot,
          bin: fc.constantFrom('DOCK-1', 'A-01', 'B-9'),
          from: fc.constantFrom('quality', 'quality', 'unrestricted'),
          to: fc.constantFrom('unrestricted', 'blocked'),
          quantity,
          reference,
        },
        { requiredKeys: ['plant', 'item', 'bin', 'from', 'to', 'quantity'] },
      ),
    }),
    fc.record({
      line: fc.tuple(wmsLot, fc.constantFrom('', '&plant=P2')).map(([lot, more]) => `PUT /lots/${lot}/hold?item=C9${more}`),
      body: fc.record({ held: fc.boolean() }),
    }),
    fc.constantFrom('GET /stock', 'GET /bins', 'GET /stock-status-changes?reference=MC-1', 'GET /pallets/S-1').map((line) => ({ line })),
    fc
      .constantFrom(
        { do: 'receive', plant: 'P1', item: 'C9', lot: 'LOT-7', bin: 'DOCK-1', quantity: 32, unit: 'BOX', sscc: ['S-1'] },
        {
          do: 'move',
          plant: 'P1',
          item: 'C9',
          lot: 'LOT-7',
          fromBin: 'DOCK-1',
          toBin: 'A-01',
          quantity: 5,
          unit: 'EA',
          stockType: 'quality',
        },
        { do: 'lock-bin', plant: 'P1', bin: 'A-01' },
        { do: 'unlock-bin', plant: 'P1', bin: 'A-01' },
      )
      .map((each) => ({ step: each })),
  ),
  { minLength: 1, maxLength: 20 },
)
for (const dedupe of dedupeModes) {
  obeysSystemLaws({
    title: `WMS, dedupe ${dedupe}`,
    actions: wmsActions,
    keys: dedupe === 'idempotency-key',
    make() {
      const wms = makeSystem('wms', { dedupe }, warehouseMaster)
      wms.step({ do: 'receive', plant: 'P1', item: 'C9', lot: 'LOT-7', bin: 'DOCK-1', quantity: 32, unit: 'BOX' }, 0)
      return wms
    },
  })
}

const qmsActions: fc.Arbitrary<readonly Action[]> = fc.array(
  fc.oneof(
    fc.record({
      line: fc.constantFrom('POST /inspection-lots/IL-000001/usage-decision', 'POST /inspection-lots/IL-9/usage-decision'),
      body: fc.record({
        accepted: fc.constantFrom(1, 480),
        rejected: fc.constantFrom(0, 32),
        unit: fc.constantFrom('EA', 'KG'),
        code: fc.constant('A'),
      }),
    }),
    fc.constantFrom('GET /lots/LOT-7?item=C9', 'GET /lots/LOT-9?item=C9', 'GET /events').map((line) => ({ line })),
    fc
      .constantFrom('open-inspection', 'hold-lot', 'lift-hold')
      .map((name) => ({ step: { do: name, plant: 'P1', item: 'C9', lot: 'LOT-7' } })),
  ),
  { minLength: 1, maxLength: 20 },
)
obeysSystemLaws({ title: 'QMS', actions: qmsActions, keys: false, make: () => makeSystem('qms', {}, warehouseMaster) })
