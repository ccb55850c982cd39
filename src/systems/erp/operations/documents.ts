import type { CountEffect } from '../../../domain/effect.js'
import type { DraftLine, LedgerDocument } from '../../../domain/ledger.js'
import { negateQuantity } from '../../../domain/quantity.js'
import { refused, type Operation, type Outcome, type Refused } from '../../operation.js'
import { documentParameter, documentQuery, documentRead, unknownDocument, type DocumentWords } from '../../shared/documents.js'
import { datedFields, posted, postedFields, posting, referencesOf, type DatedInput } from '../../shared/posting.js'
import { list, name, object, text, type Schema } from '../../shared/schema.js'
import { alreadyReversed, dates, forbidden, orderLocked, stock } from '../answers.js'
import type { DocumentKind } from '../books.js'
import { orderObstacle, periodObstacle } from '../obstacles.js'
import { statusChange } from '../order-book.js'
import { commit, headOf } from '../posting.js'
import type { Erp } from '../state.js'

/** A kind of document of the ERP, in words, and what a reversal of it is called. */
export interface ErpDocument extends DocumentWords {
  readonly kind: DocumentKind
  readonly reversal: { readonly description: string; readonly document: string; readonly reverses: string; readonly reference: string }
}

interface ReversalInput extends DatedInput {
  readonly document: string
}

export const reversalSchemas: Readonly<Record<string, Schema>> = {
  ReversalCreate: object('Cancels a document whole.', {
    ...datedFields('Posting date of the reversal.'),
    'reason?': text('Why.', { maxLength: 2000 }),
  }),
  ReversalPosted: object('A document was cancelled.', {
    ...postedFields,
    document: text('Number of the reversal document.'),
    reverses: text('Document that it cancels.'),
    references: list('External references of the reversal.', { type: 'string' }),
  }),
}

/** It ends an operation, or ended it. */
export function isFinal({ measure }: CountEffect): boolean {
  return measure === 'final'
}

/** What can be done with documents of a kind once they are there. */
export function documentOperations(words: ErpDocument): readonly Operation<Erp, never>[] {
  return [query(words), documentRead(words), reversal(words)]
}

/** A query may name an order: then only what is about orders of that number is found. */
function query(words: DocumentWords): Operation<Erp> {
  return documentQuery<Erp>(words, {
    by: { name: 'order', in: 'query', schema: name(`${words.heading} of this production order.`) },
    entities: ({ books }, order) => books.orders.all.filter(({ master }) => master.id === order).map(({ entity }) => entity),
  })
}

function reversal(words: ErpDocument): Operation<Erp, ReversalInput> {
  const { description, reference, ...example } = words.reversal
  return {
    ...posting(`${words.path}/{document}/reversal`),
    id: `${words.id}.reverse`,
    title: `Reverse a ${words.one}`,
    description,
    parameters: [documentParameter('Document to cancel.')],
    body: {
      required: true,
      description: 'The reversal.',
      schema: 'ReversalCreate',
      examples: {
        plain: { summary: 'Cancel', value: { postingDate: '2026-03-02', reference: 'MR-000001', reason: 'reported at the wrong order' } },
      },
    },
    success: posted('ReversalPosted', { ...example, status: 'posted', references: [reference] }),
    refusals: [unknownDocument, alreadyReversed, forbidden(...dates, 'ORDER_CLOSED', ...stock, 'NOT_REVERSIBLE'), orderLocked],
    tells(input, { ledger }) {
      const plant = ledger.document(input.document)?.plant
      return { keys: referencesOf(input), ...(plant !== undefined && { dims: { plant } }) }
    },
    claims(erp, input) {
      const original = reversible(erp, words, input)
      return 'refused' in original ? undefined : { kind: words.kind, plant: original.plant, reversal: true }
    },
    run: (erp, input) => reverse(erp, words, input),
  }
}

/** The document that is meant, whether or not it was cancelled before. */
function reversible({ ledger }: Erp, { kind, one }: ErpDocument, { document: number }: ReversalInput): LedgerDocument | Refused {
  const document = ledger.document(number)
  if (document?.kind !== kind) return refused('UNKNOWN_DOCUMENT', `There is no ${one} ${number}.`, { document: number })
  const { reverses } = document
  if (!reverses) return document
  return refused('NOT_REVERSIBLE', `Document ${number} is itself a reversal, of ${reverses.number}; post anew instead.`, {
    document: number,
  })
}

/** Cancels a document whole: every line is negated, the order's status follows. */
function reverse(erp: Erp, words: ErpDocument, input: ReversalInput): Outcome {
  const original = reversible(erp, words, input)
  if ('refused' in original) return original
  const { number, plant, reversedBy } = original
  if (reversedBy) {
    const by = reversedBy.number
    return refused('ALREADY_REVERSED', `Document ${number} is already reversed by ${by}.`, { document: by }, by)
  }
  const dims = original.lines[0]?.dims ?? {}
  const order = erp.books.orders.in(plant, dims['order'] ?? '')
  const obstacle = (order && orderObstacle(order)) ?? periodObstacle(erp, plant, input.postingDate)
  if (obstacle) return obstacle
  const head = { ...headOf(erp, words.kind, plant, input), reversesDoc: number }
  const lines = original.lines.map(({ sent: _sent, balance: _balance, ...line }): DraftLine => ({
    ...line,
    ...head,
    quantity: negateQuantity(line.quantity),
  }))
  const counts = original.counts.map((count): CountEffect => ({ ...count, ...head, count: count.count > 0 ? -1 : 1 }))
  const step = words.kind === 'confirmation' ? order?.steps.get(dims['routingStep'] ?? '') : undefined
  const change = order && step ? statusChange(order, step, counts.some(isFinal) ? -1 : 0, -1) : undefined
  return commit(erp, { lines, counts, change, order }, ({ number: document, references }) => ({
    document,
    reverses: number,
    status: 'posted',
    references,
  }))
}
