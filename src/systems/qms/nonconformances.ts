import type { CountEffect } from '../../domain/effect.js'
import type { DraftLine } from '../../domain/ledger.js'
import { negateQuantity } from '../../domain/quantity.js'
import { post, refusal, refused, success, type Operation } from '../operation.js'
import { documentParameter, documentQuery, documentRead, unknownDocument, type DocumentWords } from '../shared/documents.js'
import {
  documentFields,
  measured,
  posted,
  postedFields,
  posting,
  quantityCodes,
  quantitySchema,
  referenceFields,
  referencesOf,
  referenceTaken,
  shown,
  shownQuantity,
  toBase,
  type ReferencedInput,
  type WireQuantity,
} from '../shared/posting.js'
import { entries, name, object, text, type Schema } from '../shared/schema.js'
import type { Qms } from './state.js'

interface CreateInput extends ReferencedInput {
  readonly plant: string
  readonly order: string
  readonly operation: string
  readonly item: string
  readonly quantity: WireQuantity
  readonly reason?: string
}

const kind = 'nonconformance'
const measures = { count: 'nonconformance', amount: 'defective' } as const
const example = { plant: 'P1', order: '100001', operation: '0010', item: 'FG-100', quantity: { quantity: 3, unit: 'EA' } }

const amount = quantitySchema('How much of it.', {}, 'EA')
const about: Readonly<Record<string, Schema>> = {
  plant: text('Plant.'),
  order: text('Production order.'),
  operation: text('Operation at which it came up.'),
  item: text('Item that was made.'),
}

export const nonconformanceSchemas: Readonly<Record<string, Schema>> = {
  NonconformanceCreate: object('Something that was made and is not good.', {
    plant: name('Plant.', 'P1'),
    order: name('Production order.', '100001'),
    operation: name('Operation at which it came up.', '0010'),
    item: name('Item that was made.', 'FG-100'),
    quantity: amount,
    'reason?': text('What is wrong with it.', { maxLength: 2000 }),
    ...referenceFields,
  }),
  NonconformancePosted: object('It is there.', postedFields),
  NonconformanceCancel: object('Why it is taken back.', { 'reason?': text('Why.', { maxLength: 2000 }), ...referenceFields }),
  Nonconformance: object('A nonconformance.', { ...documentFields, ...about, quantity: quantitySchema('How much of it.') }),
  NonconformanceList: entries('Nonconformances, oldest first.', 'Nonconformance'),
}

const words: DocumentWords = {
  kind,
  id: 'nonconformance',
  path: '/nonconformances',
  one: 'nonconformance',
  many: 'nonconformances',
  heading: 'Nonconformances',
  schema: 'Nonconformance',
  example: { document: 'NC-000001', status: 'posted', ...example, references: ['MC-000002'] },
  view(document) {
    const [line] = document.lines
    const { order, routingStep: operation, item } = line?.dims ?? {}
    const {
      postingDate: _,
      documentDate: __,
      ...view
    } = shown(document, { plant: document.plant, order, operation, item, ...(line && { quantity: shownQuantity(line) }) })
    return view
  },
}

const create: Operation<Qms, CreateInput> = {
  ...posting(words.path),
  id: 'nonconformance.create',
  title: 'Tell quality of something that is not good',
  description: 'Each call makes a nonconformance of its own.',
  body: {
    required: true,
    description: 'The nonconformance.',
    schema: 'NonconformanceCreate',
    examples: { scrap: { summary: 'Scrap at an operation', value: { ...example, reason: 'surface', reference: 'MC-000002' } } },
  },
  success: posted('NonconformancePosted', { document: 'NC-000001', status: 'posted', references: ['MC-000002'] }),
  refusals: [
    referenceTaken,
    refusal(
      422,
      ['UNKNOWN_ITEM', 'UNKNOWN_PLANT', 'KEY_REUSED', ...quantityCodes],
      'Master data is not known. It will be refused again until something changes.',
      'There is no item FG-999.',
      { item: 'FG-999' },
    ),
  ],
  tells(input) {
    const dims = dimsOf(input)
    return { keys: referencesOf(input), dims, lines: [{ measure: measures.amount, dims, quantity: measured(input.quantity).quantity }] }
  },
  claims: (qms, { plant, item }) => (qms.plants.includes(plant) && qms.items.has(item) ? { kind, plant } : undefined),
  run(qms, input) {
    const { plant, item: id } = input
    if (!qms.plants.includes(plant))
      return refused('UNKNOWN_PLANT', `There is no plant ${plant}; there is ${qms.plants.join(', ')}.`, { plant })
    const item = qms.items.get(id)
    if (!item) return refused('UNKNOWN_ITEM', `There is no item ${id}.`, { item: id })
    const sent = measured(input.quantity)
    const quantity = toBase(item, sent, 'quantity', qms.settings)
    if (typeof quantity !== 'string') return quantity
    const references = referencesOf(input)
    const head = { doc: qms.nextNonconformance(), docKind: kind, plant, references } as const
    const dims = dimsOf(input)
    const count: CountEffect = { ...head, what: 'count', measure: measures.count, dims, count: 1 }
    const line: DraftLine = { ...head, what: 'quantity', measure: measures.amount, dims, quantity, unit: item.baseUnit, sent }
    qms.ledger.commit({ lines: [line], counts: [count] })
    return { result: { document: head.doc, status: 'posted', references }, effects: [count, line], made: head.doc }
  },
}

function dimsOf({ plant, order, operation, item }: CreateInput): Readonly<Record<string, string>> {
  return { plant, order, routingStep: operation, item }
}

const cancel: Operation<Qms, ReferencedInput & { readonly document: string }> = {
  ...post(`${words.path}/{document}/cancellation`),
  id: 'nonconformance.cancel',
  dedupe: 'natural',
  title: 'Take a nonconformance back',
  description: 'What was told did not happen. One that was taken back stays so: a repetition says that it is.',
  parameters: [documentParameter('Number of the nonconformance.')],
  body: {
    required: false,
    description: 'Why.',
    schema: 'NonconformanceCancel',
    examples: { cancelled: { summary: 'The confirmation was cancelled', value: { reason: 'entered wrongly', reference: 'MR-000001' } } },
  },
  success: success(200, 'It is cancelled. The effect is in the ledger.', 'NonconformancePosted', {
    document: 'NC-000002',
    status: 'posted',
    references: ['MR-000001'],
  }),
  refusals: [
    unknownDocument,
    refusal(409, ['ALREADY_CLOSED'], 'It was cancelled before: take it as done.', 'Nonconformance NC-000001 was cancelled before.', {
      document: 'NC-000001',
    }),
  ],
  tells: (input) => ({ keys: referencesOf(input) }),
  run(qms, input) {
    const original = qms.ledger.document(input.document)
    if (original?.kind !== kind || original.reverses)
      return refused('UNKNOWN_DOCUMENT', `There is no nonconformance ${input.document}.`, { document: input.document })
    const { reversedBy } = original
    if (reversedBy) {
      const message = `Nonconformance ${input.document} was cancelled before.`
      return refused('ALREADY_CLOSED', message, { document: reversedBy.number }, reversedBy.number)
    }
    const references = referencesOf(input)
    const { number: reversesDoc, plant } = original
    const head = { doc: qms.nextNonconformance(), docKind: kind, plant, references, reversesDoc } as const
    const counts = original.counts.map((count): CountEffect => ({ ...count, ...head, count: -1 }))
    const lines = original.lines.map((line): DraftLine => ({ ...line, ...head, quantity: negateQuantity(line.quantity) }))
    qms.ledger.commit({ lines, counts })
    return { result: { document: head.doc, status: 'posted', references }, effects: [...counts, ...lines] }
  },
}

/** What a person reconciles: nonconformances as they are. */
export function nonconformancesOf({ ledger }: Pick<Qms, 'ledger'>): { readonly nonconformances?: readonly unknown[] } {
  const made = ledger.documents({ kind }).filter(({ reverses }) => !reverses)
  return made.length === 0 ? {} : { nonconformances: made.map((document) => words.view(document)) }
}

export const nonconformanceOperations: readonly Operation<Qms, never>[] = [create, cancel, documentQuery<Qms>(words), documentRead(words)]
