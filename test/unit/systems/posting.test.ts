import { expect, it } from 'vitest'
import { Ledger } from '../../../src/domain/ledger.js'
import { defineSystem } from '../../../src/systems/define.js'
import { refusal, type Operation, type SystemState } from '../../../src/systems/operation.js'
import { documentQuery, type DocumentWords } from '../../../src/systems/shared/documents.js'
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
} from '../../../src/systems/shared/posting.js'
import { entries, name, object, ref } from '../../../src/systems/shared/schema.js'
import { ask, codeOf, openWith, smallMaster } from './support.js'

interface Arrival extends ReferencedInput {
  readonly plant: string
  readonly quantity: WireQuantity
}

interface Yard extends SystemState {
  readonly ledger: Ledger
}

const [gearbox] = smallMaster.items
if (!gearbox) throw new Error('There is no item.')
const example = { plant: 'P1', quantity: { quantity: 2, unit: 'BOX' } }
const answer = { document: '7001', status: 'posted', references: ['WR-1'] }
const arrivals: DocumentWords = {
  kind: 'arrival',
  id: 'arrival',
  path: '/arrivals',
  one: 'arrival',
  many: 'arrivals',
  heading: 'Arrivals',
  schema: 'Arrival',
  example: { ...answer, ...example },
  view: (document) => shown(document, { plant: document.plant, quantity: document.lines[0] && shownQuantity(document.lines[0]) }),
}

const arrive: Operation<Yard, Arrival> = {
  ...posting(arrivals.path),
  id: 'arrival.create',
  title: 'Report an arrival',
  description: 'Gearboxes in the yard.',
  body: {
    required: true,
    description: 'The arrival.',
    schema: 'ArrivalCreate',
    examples: { one: { summary: 'Two boxes', value: example } },
  },
  success: posted('ArrivalPosted', answer),
  refusals: [referenceTaken, refusal(422, [...quantityCodes, 'KEY_REUSED'], 'It cannot be counted.', 'Item FG-100 does not know unit KG.')],
  tells: (input) => ({ keys: referencesOf(input), dims: { plant: input.plant } }),
  claims: (_yard, { plant }) => ({ kind: 'arrival', plant }),
  run({ ledger }, input) {
    const sent = measured(input.quantity)
    const quantity = toBase(gearbox, sent, 'quantity', { enforce: {} })
    if (typeof quantity !== 'string') return quantity
    const { plant } = input
    const [document, references] = [String(7001 + ledger.count('arrival').posted), referencesOf(input)]
    const dims = { plant, item: gearbox.id, location: 'YARD', stockType: 'unrestricted' }
    const head = { doc: document, docKind: 'arrival', plant, references }
    const line = { ...head, what: 'quantity', measure: 'receipt', dims, quantity, unit: 'EA', sent } as const
    ledger.commit({ lines: [line] })
    return { result: { document, status: 'posted', references }, effects: [line], made: document }
  },
}

/** A system of its own, without dates, that posts one thing. */
const yard = defineSystem<Yard>({
  words: { name: 'yard', title: 'Yard: arrivals', short: 'YARD', books: true },
  url: { variable: 'MFGSYNC_YARD_URL', path: '' },
  heading: 'Yard',
  description: 'Arrivals.',
  operations: [arrive, documentQuery<Yard>(arrivals)],
  schemas: {
    Quantity: quantitySchema('A quantity.'),
    ArrivalCreate: object('An arrival.', { plant: name('Plant.'), quantity: ref('Quantity'), ...referenceFields }),
    ArrivalPosted: object('It is there.', postedFields),
    Arrival: object('An arrival.', { ...documentFields, plant: name('Plant.'), quantity: ref('Quantity') }),
    ArrivalList: entries('Arrivals.', 'Arrival'),
  },
  details: {},
  open: () => ({ ledger: new Ledger([]) }),
  snapshot: ({ ledger }) => ({ arrivals: ledger.count('arrival').posted }),
})

const body = (reference: string, quantity: unknown = example.quantity) => ({ plant: 'P1', quantity, reference })

it('another system posts with what all postings share: units, references, a query', () => {
  const system = openWith(yard)
  expect(ask(system, 'POST /arrivals', body('WR-1')).json).toEqual(answer)
  expect(ask(system, 'GET /arrivals?reference=WR-1').json).toEqual({ items: [{ ...answer, ...example }] })
  expect(system.documentsOf('WR-1')).toEqual(['7001'])
  const refused = [
    { quantity: 1, unit: 'KG' },
    { quantity: -1, unit: 'EA' },
    { quantity: 0.4, unit: 'EA' },
  ]
  const codes = refused.map((quantity) => codeOf(ask(system, 'POST /arrivals', body('WR-2', quantity))))
  // What is only too fine is rounded here: nobody told this system to refuse it.
  expect(codes).toEqual(quantityCodes.filter((code) => code !== 'TOO_MANY_DECIMALS'))
})

it('and is protected from posting twice in every mode, without a line of its own', () => {
  const unique = openWith(yard, { dedupe: 'external-reference' })
  ask(unique, 'POST /arrivals', body('WR-1'))
  const again = ask(unique, 'POST /arrivals', { ...body('WR-2'), references: ['WR-1'] })
  expect([again.status, again.json, again.served?.answerClass, again.served?.dedupedTo]).toEqual([
    409,
    { error: { code: 'DUPLICATE_REFERENCE', message: 'Reference WR-1 is already on document 7001.', document: '7001', reference: 'WR-1' } },
    'duplicate',
    '7001',
  ])
  expect(ask(unique, 'POST /arrivals', { ...body('WR-1'), plant: 'P2' }).status).toBe(201)
  const keyed = openWith(yard, { dedupe: 'idempotency-key' })
  const key = { 'idempotency-key': 'WR-1' }
  const answers = ['2', 2].map((quantity) => ask(keyed, 'POST /arrivals', body('WR-1', { quantity, unit: 'BOX' }), key).json)
  expect(answers).toEqual([answer, answer])
  expect(yard.refusals).toEqual({ DUPLICATE_REFERENCE: 'duplicate' })
})
