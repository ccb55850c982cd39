import { restrictionValue } from '../../../domain/lots.js'
import { success, type Operation } from '../../operation.js'
import {
  lotExample,
  lotParameters,
  lotPlantRequired,
  lotState,
  lotTells,
  plantOfLot,
  unknownLot,
  type LotInput,
} from '../../shared/lots.js'
import type { Wms } from '../state.js'

interface HoldInput extends LotInput {
  readonly held: boolean
  readonly since?: string
  readonly reason?: string
}

export const lotHold: Operation<Wms, HoldInput> = {
  id: 'lot-hold.set',
  http: { method: 'PUT', path: '/lots/{lot}/hold' },
  posts: true,
  dedupe: 'natural',
  title: 'Put a lot on hold, or take it off',
  description: 'No quantity moves and no stock type changes: what is on hold must not be used, whatever it is.',
  parameters: lotParameters,
  body: {
    required: true,
    description: 'Whether it is on hold.',
    schema: 'LotHoldSet',
    examples: {
      held: {
        summary: 'On hold',
        value: { held: true, since: '2026-03-02T06:25:01.000+01:00', reason: 'complaint', reference: 'QH-000001' },
      },
      lifted: { summary: 'No longer', value: { held: false, reference: 'QR-000001' } },
    },
  },
  success: success(200, 'It is so now, or it was so already. The effect is in the ledger.', 'LotHold', { ...lotExample, held: true }),
  refusals: [lotPlantRequired, unknownLot],
  tells: lotTells,
  run(wms, input) {
    const { item, lot, held } = input
    const plant = plantOfLot(input, wms.plantsWith(item, lot))
    if (typeof plant !== 'string') return plant
    const key = { plant, item, lot }
    const state = lotState(wms.ledger, key, 'restriction', restrictionValue(held), input)
    wms.ledger.commit({ states: [state] })
    return { result: { ...key, held }, effects: [state] }
  },
}
