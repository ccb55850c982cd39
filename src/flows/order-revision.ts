import { entityId } from '../domain/effect.js'
import type { Gate } from '../domain/fact.js'
import type { FactsInView, Flow, FlowWorld } from './contract.js'
import { completeType, dispositionType, erp, mes, record, rollbackType, text } from './engineering.js'
import { orderOf } from './payload.js'

/** Payload of `org.mfgsync.plm.disposition.decided.v1`. */
export interface DispositionPayload {
  readonly disposition: string
  readonly order: string
  readonly plant: string
  readonly change: string
  readonly kind: 'finish-old' | 'rework' | 'use-as-is'
  /** Of a rework. */
  readonly toRevision?: string
}

const schema = record('What is done with an order that was released by another revision.', {
  disposition: text('Business key.'),
  order: text('Production order.'),
  plant: text('Plant.'),
  change: text('Change that it comes with.'),
  kind: {
    type: 'string',
    description: '`finish-old`, `use-as-is`: it keeps its revision. `rework`: it gets another.',
    enum: ['finish-old', 'rework', 'use-as-is'],
  },
  'toRevision?': text('Of a rework: the revision that it gets.'),
})

/** An order cannot get a revision before the ERP has made that the active one. */
function gatesOf({ order, plant, kind, toRevision }: DispositionPayload, { master }: FlowWorld, facts: FactsInView): readonly Gate[] {
  if (kind !== 'rework') return []
  const { item } = orderOf({ order, plant, operation: '', sequence: 0, occurredAt: '' }, master)
  const makes = (type: string, letter: string): readonly string[] =>
    facts
      .ofType(type)
      .flatMap(({ eid, payload, must }) =>
        payload['item'] === item && payload[letter] === toRevision && must !== 'REJECT' && must !== 'IGNORE' ? [eid] : [],
      )
  const [last] = [...makes(completeType, 'revision'), ...makes(rollbackType, 'to')].reverse()
  return last === undefined ? [] : [{ effect: 'all', facts: [last], by: 'applied', in: erp, or: 'wait' }]
}

/** PLM → ERP and MES: an order that has to be made by another revision gets it, once; all others keep theirs. */
export const orderRevisionFlow: Flow<DispositionPayload> = {
  words: {
    name: 'order-revision',
    title:
      'An order keeps the revision that it was released with, unless engineering decides that it is reworked: then ERP and MES change it.',
    one: 'disposition',
    many: 'dispositions',
    letter: 'S',
    verb: 'decided',
    source: 'plm',
    sinks: [erp, mes],
  },
  covers: ['bom-rollback', 'who-decides'],
  prefix: 'PD',
  types: { [dispositionType]: schema },
  sequence: { words: 'the production order', key: ({ order }) => order },
  names: { toRevision: 'revision' },
  about: ({ plant, order }) => ({ plant, entity: entityId('order', plant, order), dims: { plant, order } }),
  expect({ plant, order, kind, change, toRevision }) {
    if (kind !== 'rework' || toRevision === undefined) return []
    const dims = { plant, order }
    const state = { what: 'state', entity: entityId('order', plant, order), dims, group: 'revision', after: toRevision } as const
    return [
      { system: erp, what: 'count', measure: 'order-change', dims, count: 1, identity: change },
      { system: erp, ...state },
      { system: mes, ...state },
    ]
  },
  gates: gatesOf,
  commands({ plant, order, kind, change, toRevision: revision }, _world, { businessKey: reference }) {
    if (kind !== 'rework' || revision === undefined) return []
    return [
      { system: erp, operation: 'order.change-revision', input: { order, plant, revision, change, reference } },
      { system: mes, operation: 'order.change-revision', input: { order, plant, revision, reference } },
    ]
  },
}
