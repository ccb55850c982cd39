/** The parts of JSON Schema that words are made of; ajv reads the rest. */
export interface Schema {
  readonly [keyword: string]: unknown
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
}

/** An answer's text: whatever it may be. */
export const text = (description: string, more: Schema = {}): Schema => ({ type: 'string', description, ...more })
/** Characters that a name may have, wherever it stands. */
export const nameLengthMax = 200
/** A name or number that comes from outside. */
export const name = (description: string, example?: string): Schema =>
  text(description, { minLength: 1, maxLength: nameLengthMax, ...(example !== undefined && { examples: [example] }) })
export const oneOf = (description: string, words: readonly string[]): Schema => text(description, { enum: words })
export const date = (description: string): Schema => text(description, { format: 'date', examples: ['2026-03-02'] })
export const number = (description: string): Schema => ({ type: 'number', description })
export const wholeNumber = (description: string, minimum: number, more: Schema = {}): Schema => ({
  type: 'integer',
  minimum,
  ...more,
  description,
})
export const flag = (description: string): Schema => ({ type: 'boolean', description })
export const list = (description: string, items: Schema, more: Schema = {}): Schema => ({ type: 'array', description, items, ...more })
export const ref = (schema: string): Schema => ({ $ref: `#/components/schemas/${schema}` })

/** An object without other fields than these; those whose name ends with a question mark may be absent. */
export function object(description: string, fields: Readonly<Record<string, Schema>>): Schema {
  const names = Object.keys(fields)
  return {
    type: 'object',
    description,
    required: names.filter((field) => !field.endsWith('?')),
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(fields).map(([field, schema]) => [field.replace(/\?$/, ''), schema])),
  }
}

/** The schema of a query's answer. */
export function entries(description: string, of: string): Schema {
  return object(description, {
    items: list('The entries.', ref(of)),
    'omitted?': wholeNumber('Entries that were left out because the list is too long; narrow the query.', 1),
  })
}
