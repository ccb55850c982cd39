import type { CountEffect } from '../../../domain/effect.js'
import { refusal, refused, type Operation } from '../../operation.js'
import { plantRequired, unknownOrder } from '../../shared/numbered.js'
import {
  documentFields,
  posted,
  postedFields,
  posting,
  referenceFields,
  referencesOf,
  referenceTaken,
  shown,
  type ReferencedInput,
} from '../../shared/posting.js'
import { documentQuery, documentRead, type DocumentWords } from '../../shared/documents.js'
import { entries, name, object, text, type Schema } from '../../shared/schema.js'
import { stateWrite } from '../../shared/states.js'
import { orderLocked } from '../answers.js'
import { orderObstacle } from '../obstacles.js'
import { followRevision } from '../release.js'
import type { Erp } from '../state.js'

export const orderRevisionSchemas: Readonly<Record<string, Schema>> = {
  OrderRevision: object('The revision that the order is made by from now on, and why.', {
    revision: name('Revision.', 'B'),
    'change?': name('Change (or disposition) that says so; without one it is refused.', 'PD-000002'),
    'plant?': name('Plant; may be left out where no other plant has the number.', 'P1'),
    ...referenceFields,
  }),
  OrderChange: object('A change of the revision of an order that was made.', {
    ...documentFields,
    plant: text('Plant.'),
    order: text('Production order.'),
    change: text('Change that says so.'),
  }),
  OrderChangeList: entries('Changes, oldest first.', 'OrderChange'),
  OrderRevisionChanged: object('It is made by that revision.', {
    ...postedFields,
    order: text('Production order.'),
    revision: text('Revision.'),
  }),
}

interface RevisionInput extends ReferencedInput {
  readonly order: string
  readonly plant?: string
  readonly revision: string
  readonly change?: string
}

const number = (count: number): string => `OC-${String(count + 1).padStart(6, '0')}`

const changeRevision: Operation<Erp, RevisionInput> = {
  id: 'order.change-revision',
  ...posting('/production-orders/{order}/revision'),
  title: 'Change the revision of a production order',
  description: 'An order keeps the revision that it was released with; this makes it another. Each call is a change of its own.',
  parameters: [{ name: 'order', in: 'path', schema: name('Production order.') }],
  body: {
    required: true,
    description: 'The revision, and what says so.',
    schema: 'OrderRevision',
    examples: { rework: { summary: 'Reworked to revision B', value: { revision: 'B', change: 'PD-000002', reference: 'PD-000002' } } },
  },
  success: posted('OrderRevisionChanged', {
    document: 'OC-000001',
    status: 'posted',
    references: ['PD-000002'],
    order: '100003',
    revision: 'B',
  }),
  refusals: [
    plantRequired,
    unknownOrder,
    referenceTaken,
    refusal(
      422,
      ['UNKNOWN_REVISION', 'DISPOSITION_MISSING', 'ORDER_NOT_RELEASED', 'ORDER_CLOSED', 'KEY_REUSED'],
      'There is no such revision there, nothing says why, or the order is not released or closed.',
      'Plant P1 has no bill of material of FG-100 with revision X.',
      { order: '100003', revision: 'X' },
    ),
    orderLocked,
  ],
  tells: (input) => ({ keys: referencesOf(input), dims: { order: input.order, ...(input.plant !== undefined && { plant: input.plant }) } }),
  claims({ books }, { order, plant }) {
    const found = books.orders.find(order, plant)
    return 'refused' in found ? undefined : { kind: 'order-change', plant: found.master.plant }
  },
  run(erp, input) {
    const { books, ledger } = erp
    const order = books.orders.find(input.order, input.plant)
    if ('refused' in order) return order
    const { plant, id, item } = order.master
    const { revision, change } = input
    if (books.engineering.ofRevision(plant, item, revision).length === 0)
      return refused('UNKNOWN_REVISION', `Plant ${plant} has no bill of material of ${item} with revision ${revision}.`, {
        order: id,
        revision,
      })
    if (change === undefined)
      return refused('DISPOSITION_MISSING', `Order ${id} keeps its revision ${order.revision}: nothing says why it should change.`, {
        order: id,
      })
    const obstacle = orderObstacle(order)
    if (obstacle) return obstacle
    const references = referencesOf(input)
    const doc = number(ledger.count('order-change').posted)
    const dims = { plant, order: id }
    const count: CountEffect = {
      what: 'count',
      doc,
      docKind: 'order-change',
      plant,
      references,
      measure: 'order-change',
      dims,
      count: 1,
      identity: change,
    }
    const own = stateWrite(ledger, { docKind: 'order-change', doc, entity: order.entity, dims, references }, 'revision', revision)
    const { states, contents } = own ? followRevision(erp, order, revision, undefined, own) : { states: [], contents: new Map() }
    ledger.commit({ counts: [count], states, contents, about: order.entity })
    return { result: { document: doc, status: 'posted', references, order: id, revision }, effects: [count, ...states], made: doc }
  },
}

const words: DocumentWords = {
  kind: 'order-change',
  id: 'order-change',
  path: '/order-changes',
  one: 'change of an order',
  many: 'changes of orders',
  heading: 'Changes',
  schema: 'OrderChange',
  example: { document: 'OC-000001', status: 'posted', plant: 'P1', order: '100003', change: 'ECO-000002', references: ['PD-000002'] },
  view(document) {
    const [count] = document.counts
    return shown(document, { plant: document.plant, order: count?.dims['order'], change: count?.identity })
  },
}

export const orderRevisionOperations: readonly Operation<Erp, never>[] = [changeRevision, documentQuery(words), documentRead(words)]
