import type { CountEffect } from '../../domain/effect.js'
import { Ledger } from '../../domain/ledger.js'
import type { MasterData, Vendor } from '../../domain/master.js'
import type { SystemKind } from '../contract.js'
import { defineSystem } from '../define.js'
import { get, refusal, refused, success, type Operation, type SystemState } from '../operation.js'
import { documentQuery, documentRead, type DocumentWords } from '../shared/documents.js'
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
} from '../shared/posting.js'
import { entries, list, name, object, text, type Schema } from '../shared/schema.js'

/** Purchasing in a run: vendors, and what it was told to look for. It takes any number of equal signals, as real ones do. */
class Proc implements SystemState {
  readonly ledger = new Ledger([])
  readonly plants: readonly string[]
  readonly vendors: readonly Vendor[]
  /** All that engineering has: purchasing hears of a component before anybody else has to know it. */
  readonly items: ReadonlySet<string>

  constructor(opening: MasterData) {
    this.plants = opening.plants.map(({ id }) => id)
    this.vendors = opening.vendors ?? []
    this.items = new Set(opening.items.map(({ id }) => id))
  }

  /** A number is used up only by what is committed. */
  nextNumber(): string {
    return `SS-${String(this.ledger.count(kind).posted + 1).padStart(6, '0')}`
  }

  /** What a person reconciles: signals as they are. */
  snapshot(): Readonly<Record<string, unknown>> {
    return { signals: this.ledger.documents({ kind }).map((document) => words.view(document)) }
  }
}

interface SignalInput extends ReferencedInput {
  readonly change: string
  readonly item: string
  readonly vendor: string
  readonly plants?: readonly string[]
  readonly reason?: string
}

const kind = 'sourcing-signal'
const example = { change: 'ECO-000001', item: 'C9', vendor: 'V-20' }

const schemas: Readonly<Record<string, Schema>> = {
  Vendor: object('A vendor, and what it is approved for.', {
    vendor: text('Vendor.'),
    name: text('What it is called.'),
    items: list('Items that it is approved for.', { type: 'string' }),
  }),
  VendorList: entries('Vendors.', 'Vendor'),
  SourcingSignalCreate: object('A component that has to be bought of a vendor from whom it was not bought before.', {
    change: name('Change that brings it.', example.change),
    item: name('Component.', example.item),
    vendor: name('Vendor that was approved for it.', example.vendor),
    'plants?': list('Plants that need it.', { type: 'string', minLength: 1, maxLength: 200 }, { maxItems: 500 }),
    'reason?': text('Why.', { maxLength: 2000 }),
    ...referenceFields,
  }),
  SourcingSignalPosted: object('It is there.', postedFields),
  SourcingSignal: object('A signal.', {
    ...documentFields,
    change: text('Change that brings it.'),
    item: text('Component.'),
    vendor: text('Vendor.'),
  }),
  SourcingSignalList: entries('Signals, oldest first.', 'SourcingSignal'),
}

const words: DocumentWords = {
  kind,
  id: 'sourcing-signal',
  path: '/sourcing-signals',
  one: 'sourcing signal',
  many: 'sourcing signals',
  heading: 'Signals',
  schema: 'SourcingSignal',
  example: { document: 'SS-000001', status: 'posted', ...example, references: ['PP-000002-C'] },
  view(document) {
    const [count] = document.counts
    const { change, item, vendor } = count?.dims ?? {}
    const { postingDate: _, documentDate: __, ...view } = shown(document, { change, item, vendor })
    return view
  },
}

const create: Operation<Proc, SignalInput> = {
  ...posting(words.path),
  id: 'sourcing-signal.create',
  title: 'Tell purchasing of a new source',
  description: 'Each call makes a signal of its own, also where one says the same.',
  body: {
    required: true,
    description: 'The signal.',
    schema: 'SourcingSignalCreate',
    examples: { added: { summary: 'A component of a new vendor', value: { ...example, plants: ['P1'], reference: 'PP-000002-C' } } },
  },
  success: posted('SourcingSignalPosted', { document: 'SS-000001', status: 'posted', references: ['PP-000002-C'] }),
  refusals: [
    referenceTaken,
    refusal(
      422,
      ['UNKNOWN_VENDOR', 'UNKNOWN_ITEM', 'UNKNOWN_PLANT', 'KEY_REUSED'],
      'Master data is not known. It will be refused again until something changes.',
      'There is no vendor V-99.',
      { vendor: 'V-99' },
    ),
  ],
  tells: (input) => ({ keys: referencesOf(input), dims: dimsOf(input) }),
  claims: (proc, { item, vendor }) =>
    proc.items.has(item) && proc.vendors.some(({ id }) => id === vendor) ? { kind, plant: '' } : undefined,
  run(proc, input) {
    const { change, item, vendor, plants = [] } = input
    if (!proc.items.has(item)) return refused('UNKNOWN_ITEM', `There is no item ${item}.`, { item })
    if (!proc.vendors.some(({ id }) => id === vendor)) return refused('UNKNOWN_VENDOR', `There is no vendor ${vendor}.`, { vendor })
    const unknown = plants.find((plant) => !proc.plants.includes(plant))
    if (unknown !== undefined)
      return refused('UNKNOWN_PLANT', `There is no plant ${unknown}; there is ${proc.plants.join(', ')}.`, { plant: unknown })
    const references = referencesOf(input)
    const doc = proc.nextNumber()
    const count: CountEffect = {
      what: 'count',
      doc,
      docKind: kind,
      plant: '',
      references,
      measure: 'sourcing-signal',
      dims: dimsOf(input),
      count: 1,
    }
    proc.ledger.commit({ counts: [count], about: change })
    return { result: { document: doc, status: 'posted', references }, effects: [count], made: doc }
  },
}

function dimsOf({ change, item, vendor }: SignalInput): Readonly<Record<string, string>> {
  return { change, item, vendor }
}

const vendorQuery: Operation<Proc, { readonly item?: string }> = {
  ...get('/vendors'),
  id: 'vendor.query',
  title: 'Find vendors',
  description: 'Vendors, and what each is approved for so far.',
  parameters: [{ name: 'item', in: 'query', schema: name('Vendors that are approved for this item.') }],
  success: success(200, 'The vendors.', 'VendorList', { items: [{ vendor: 'V-10', name: 'A supplier', items: ['C1'] }] }),
  run: ({ vendors }, { item }) => ({
    result: {
      items: vendors
        .filter(({ items }) => item === undefined || items.includes(item))
        .map(({ id: vendor, name: called, items }) => ({ vendor, name: called, items })),
    },
  }),
}

const byChange = {
  by: { name: 'change', in: 'query', schema: name('Signals of this change.') },
  entities: (_proc: Proc, change: string) => [change],
} as const

/** The simulated purchasing: vendors, and signals that a component has a new source. */
export const procSystem: SystemKind = defineSystem<Proc>({
  words: { name: 'proc', title: 'Purchasing: vendors, and signals of new sources', short: 'PROC', books: true },
  url: { variable: 'MFGSYNC_PROC_URL', path: '' },
  heading: 'mfgsync simulated purchasing',
  description: 'Purchasing: which vendor is approved for what, and which new sources it was told of.',
  operations: [create, documentQuery<Proc>(words, byChange), documentRead(words), vendorQuery],
  schemas,
  details: {
    item: text('Item that it is about.'),
    vendor: text('Vendor that it is about.'),
    plant: text('Plant that it is about.'),
    document: text('Document that it is about.'),
    reference: text('Reference that is taken.'),
  },
  lookUp: 'look it up by reference, or send the same Idempotency-Key again, before you tell it anew.',
  open: (_settings, opening) => new Proc(opening),
  snapshot: (proc) => proc.snapshot(),
})
