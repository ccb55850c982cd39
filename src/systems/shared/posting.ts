import type { Ledger, LedgerDocument } from '../../domain/ledger.js'
import type { QuantityEffect } from '../../domain/effect.js'
import type { Item } from '../../domain/master.js'
import { isZeroQuantity, parseQuantity, quantityToNumber, type Quantity } from '../../domain/quantity.js'
import { exactInBaseUnit, isKept, toBaseUnit } from '../../domain/units.js'
import type { SystemSettings } from '../contract.js'
import { post, refusal, refused, success, type Claim, type Operation, type Refused } from '../operation.js'
import { date, list, name, object, oneOf, text, type Schema } from './schema.js'

/** A quantity as schemas promise it. */
export interface WireQuantity {
  readonly quantity: number | string
  readonly unit: string
}

/** What a posting says besides what it is about. */
export interface ReferencedInput {
  readonly reference?: string
  readonly references?: readonly string[]
}

export interface DatedInput extends ReferencedInput {
  /** YYYY-MM-DD. */
  readonly postingDate: string
  readonly documentDate?: string
}

/** A quantity as it came over the wire: exact, in the caller's unit. */
export interface Measured {
  readonly quantity: Quantity
  readonly unit: string
}

/** The schema lets nothing through that is no quantity. */
export function measured({ quantity, unit }: WireQuantity): Measured {
  return { quantity: parseQuantity(quantity) ?? '0', unit }
}

const noReferences: readonly string[] = Object.freeze([])

export function referencesOf({ reference, references }: ReferencedInput): readonly string[] {
  if (references === undefined) return reference === undefined ? noReferences : [reference]
  return [...new Set(reference === undefined ? references : [reference, ...references])]
}

export function datesOf({ postingDate, documentDate }: DatedInput): NonNullable<QuantityEffect['dates']> {
  return documentDate === undefined || documentDate === postingDate
    ? { posting: postingDate }
    : { posting: postingDate, document: documentDate }
}

/** How an operation says that it posts, and that a repeat of it is one request: free text aside, and 11 is "11.0". */
export function posting(path: string): Pick<Operation<never, object>, 'posts' | 'http' | 'dedupe'> & { essence(input: object): unknown } {
  return { ...post(path), dedupe: 'setting', essence: essenceOf }
}

function essenceOf(input: object): unknown {
  return JSON.parse(
    JSON.stringify(input, (key, value: unknown) => {
      if (key === 'text' || key === 'reason') return undefined
      return key === 'quantity' && typeof value !== 'object' ? parseQuantity(value) : value
    }),
  )
}

/** `example`: of its schema, which has `document`, `status` and `references` at least. */
export function posted(schema: string, example: unknown): Operation<never>['success'] {
  return success(201, 'Posted. The effect is in the ledger.', schema, example)
}

/** A live document that has one of the references already. */
export function duplicateOf(ledger: Ledger, { kind, reversal = false, plant }: Claim, references: readonly string[]): Refused | undefined {
  for (const reference of references) {
    const document = ledger.liveByReference(kind, reversal, plant, reference)?.number
    if (document !== undefined)
      return refused('DUPLICATE_REFERENCE', `Reference ${reference} is already on document ${document}.`, { document, reference }, document)
  }
  return undefined
}

/** The answer of an operation that claims its references. */
export const referenceTaken = refusal(
  409,
  ['DUPLICATE_REFERENCE'],
  'In dedupe mode `external-reference`: a live document of the same operation and plant has this reference. It is ' +
    'already there: take it as done.',
  'Reference MC-000001 is already on document 8000000001.',
  { document: '8000000001', reference: 'MC-000001' },
)

/** A quantity in the base unit of the item, or why it cannot be posted. */
export function toBase(
  item: Item,
  sent: Measured,
  what: string,
  { enforce }: Pick<SystemSettings, 'enforce'>,
  signed = false,
): Quantity | Refused {
  const base = toBaseUnit(item, sent.quantity, sent.unit)
  if (base === undefined) {
    const units = [item.baseUnit, ...item.conversions.map((conversion) => conversion.unit)]
    return refused('UNIT_UNKNOWN', `Item ${item.id} does not know unit ${sent.unit} of ${what}; it knows ${units.join(', ')}.`, {
      item: item.id,
      unit: sent.unit,
      units,
    })
  }
  if (!signed && sent.quantity.startsWith('-'))
    return refused(
      'NEGATIVE_QUANTITY',
      `The ${what} is ${sent.quantity} ${sent.unit}; it must not be negative. To cancel a document, reverse it.`,
      { item: item.id },
    )
  const exact = exactInBaseUnit(item, sent.quantity, sent.unit) ?? base
  if (enforce['whole_units'] === true && !isKept(exact, item.decimals))
    return refused(
      'TOO_MANY_DECIMALS',
      `The ${what} of ${sent.quantity} ${sent.unit} cannot be kept: item ${item.id} is kept in ${item.baseUnit} with ` +
        `${item.decimals} decimals.`,
      { item: item.id, unit: sent.unit, decimals: item.decimals },
    )
  if (!isZeroQuantity(base) || isZeroQuantity(sent.quantity)) return base
  return refused(
    'QUANTITY_ROUNDS_TO_ZERO',
    `The ${what} of ${sent.quantity} ${sent.unit} would be rounded to 0 ${item.baseUnit}; item ${item.id} is kept with ` +
      `${item.decimals} decimals.`,
    { item: item.id, unit: sent.unit, decimals: item.decimals },
  )
}
/** What `toBase` refuses. */
export const quantityCodes = ['UNIT_UNKNOWN', 'NEGATIVE_QUANTITY', 'QUANTITY_ROUNDS_TO_ZERO', 'TOO_MANY_DECIMALS'] as const

/** A line as it was sent: in the wire's own unit where the caller named one. */
export function shownQuantity(line: QuantityEffect): { readonly quantity: number; readonly unit: string } {
  const { quantity, unit } = line.sent ?? line
  return { quantity: quantityToNumber(quantity), unit }
}

/** What every document shows: before what is its own, and after it. */
export function shown(document: LedgerDocument, own: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { number, reversedBy, reverses, references, lines } = document
  const dates = lines[0]?.dates
  return {
    document: number,
    status: reversedBy ? 'reversed' : 'posted',
    ...own,
    postingDate: dates?.posting,
    documentDate: dates?.document,
    references,
    reversedBy: reversedBy?.number,
    reverses: reverses?.number,
  }
}

const amount: Schema = {
  type: ['number', 'string'],
  description: 'A JSON number, or a decimal string for more than 15 digits.',
  minimum: -1e15,
  maximum: 1e15,
  pattern: '^-?[0-9]{1,24}(\\.[0-9]{1,12})?$',
  examples: [11, '0.0035'],
}
const unit = 'Base unit of the item, or a unit that it converts.'

/** A quantity with whatever else it may say. */
export function quantitySchema(description: string, more: Readonly<Record<string, Schema>> = {}, example?: string): Schema {
  return object(description, { quantity: amount, unit: name(unit, example), ...more })
}

const references = list('External references.', { type: 'string' })

/** Fields of what every posting may say, and of what one with dates says. */
export const referenceFields: Readonly<Record<string, Schema>> = {
  'reference?': name('External reference: what this document stands for, as a rule the business key of the fact.', 'MC-000001'),
  'references?': list(
    'External references of a document that stands for several facts.',
    { type: 'string', minLength: 1, maxLength: 200 },
    { maxItems: 500 },
  ),
}
export const datedFields = (description: string): Readonly<Record<string, Schema>> => ({
  postingDate: date(description),
  'documentDate?': date('Business date, where the posting date is another by policy.'),
  ...referenceFields,
})

/** Fields of the answer to a posting. */
export const postedFields = { document: text('Document number.'), status: text('Always `posted`.', { const: 'posted' }), references }

/** Fields of every document, and of one with dates. */
export const documentFields: Readonly<Record<string, Schema>> = {
  document: text('Document number.'),
  status: oneOf('`reversed` once another document cancels it.', ['posted', 'reversed']),
  references,
  'reversedBy?': text('Document that cancels this one.'),
  'reverses?': text('Document that this one cancels; its quantities are negative.'),
}
export const documentDates: Readonly<Record<string, Schema>> = {
  postingDate: date('Posting date.'),
  'documentDate?': date('Business date, where it is another than the posting date.'),
}
