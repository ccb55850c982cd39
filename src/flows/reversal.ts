import type { Flow } from './contract.js'
import { aboutOrder, negated, orderSchema, postingOf, type OrderPayload } from './payload.js'

const system = 'erp'

/** Payload of `org.mfgsync.mes.confirmation.reversed.v1`. */
export interface ReversalPayload extends OrderPayload {
  readonly reversal: string
  /** The confirmation that is cancelled, whole. */
  readonly confirmation: string
  readonly reason: string
}

const schema = orderSchema('A confirmation that was cancelled.', 'reversal', {
  confirmation: { type: 'string', description: 'Business key of the confirmation that is cancelled, whole.' },
  reason: { type: 'string', description: 'Why, as the operator says.' },
})

/** MES → ERP: a confirmation that was entered wrongly is cancelled whole, with every line of its document. */
export const reversalFlow: Flow<ReversalPayload> = {
  words: {
    name: 'reversal',
    title: 'A confirmation cancelled in the MES is reversed whole in the ERP, once, and never before it was posted.',
    one: 'reversal',
    many: 'reversals',
    letter: 'R',
    verb: 'reported',
    source: 'mes',
    sinks: [system],
  },
  covers: ['corrections', 'whole-shift'],
  prefix: 'MR',
  types: { 'org.mfgsync.mes.confirmation.reversed.v1': schema },
  sequence: { words: 'the production order; a reversal follows the confirmation that it cancels', key: ({ order }) => order },
  needed: ['reversal-nets-to-zero'],
  about: aboutOrder,
  expect: (_payload, _world, { original }) => negated(original?.expect ?? [], 'confirmation'),
  commands(payload, world, fact) {
    const document = world.documentOf(system, payload.confirmation, payload.plant, 'alone')
    if (document === undefined) return []
    return [{ system, operation: 'confirmation.reverse', input: { document, ...postingOf(world, system, fact) } }]
  },
}
