import type { CountEffect, Effect, StateEffect } from '../../domain/effect.js'
import type { DraftLine, LedgerDocument } from '../../domain/ledger.js'
import type { Item } from '../../domain/master.js'
import { measureOf } from '../../domain/measures/index.js'
import type { Dims, MeasureName } from '../../domain/names.js'
import { absoluteQuantity, type Quantity } from '../../domain/quantity.js'
import { refused, type Outcome } from '../operation.js'
import { datesOf, referencesOf, type DatedInput } from '../shared/posting.js'
import type { DocumentKind } from './books.js'
import type { OrderState } from './order-book.js'
import type { Erp } from './state.js'

/** The parts that every line of a document has in common. */
export type DocumentHead = Pick<DraftLine, 'doc' | 'docKind' | 'plant' | 'references' | 'reversesDoc' | 'dates'>

/** The head of the next document of a kind. */
export function headOf({ books }: Erp, docKind: DocumentKind, plant: string, input: DatedInput): DocumentHead {
  return { doc: books.nextNumber(docKind), docKind, plant, references: referencesOf(input), dates: datesOf(input) }
}

export function stockLine(head: DocumentHead, measure: MeasureName, quantity: Quantity, item: Item, place: Dims): DraftLine {
  const dims = { stockType: 'unrestricted', ...place, item: item.id }
  return { ...head, what: 'quantity', measure, dims, quantity, unit: item.baseUnit }
}

/** Beside where goods lie, that they were ordered. */
export function deliveryLine(head: DocumentHead, quantity: Quantity, item: Item, line: Dims): DraftLine {
  return { ...head, what: 'quantity', measure: 'delivery', dims: { ...line, item: item.id }, quantity, unit: item.baseUnit }
}

interface Draft {
  readonly lines: readonly DraftLine[]
  readonly counts?: readonly CountEffect[]
  readonly change?: StateEffect | undefined
  /** What else is written with it. */
  readonly states?: readonly StateEffect[]
  readonly order?: OrderState | undefined
}

/** Commits a document whole. `answer`: what the caller needs to know of it. */
export function commit({ ledger, settings }: Erp, draft: Draft, answer: (document: LedgerDocument) => object): Outcome {
  const { lines, counts = [], change, order } = draft
  const states = [...(draft.states ?? []), ...(change ? [change] : [])]
  const negative = ledger.commit(
    { lines, counts, states, ...(order && { about: order.entity }) },
    { refuseNegative: settings.enforce['negative_stock'] === true },
  )
  if (negative) {
    const { dims, unit, quantity } = negative.line
    const { item = '', location = '' } = dims
    return refused(
      'NEGATIVE_STOCK',
      `Stock of ${item} at ${location} is ${negative.before} ${unit}; this would make it ${negative.after}.`,
      { item, location, balance: Number(negative.before), required: Number(absoluteQuantity(quantity)) },
    )
  }
  const document = ledger.document(lines[0]?.doc ?? '')
  if (!document) throw new Error('A document was committed and is not in the ledger.')
  return { result: answer(document), effects: inOrder(lines, counts, states), made: document.number }
}

/** What was reported, what ends, what moved, what follows. */
function inOrder(lines: readonly DraftLine[], counts: readonly CountEffect[], states: readonly StateEffect[]): readonly Effect[] {
  if (counts.length === 0) return states.length === 0 ? lines : [...lines, ...states]
  const firstMoving = lines.findIndex((line) => measureOf(line.measure).moves !== 0)
  const reported = firstMoving < 0 ? lines.length : firstMoving
  return [...lines.slice(0, reported), ...counts, ...lines.slice(reported), ...states]
}
