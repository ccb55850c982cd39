import Type, { type TSchema } from 'typebox'

// What the schemas of a journal's lines are made of.

export const text = Type.String()
export const texts = Type.Array(text)
export const flag = Type.Boolean()
export const count = Type.Integer({ minimum: 0 })
export const ordinal = Type.Integer({ minimum: 1 })
export const statusCode = Type.Integer({ minimum: 100, maximum: 599 })
export const name = Type.String({ minLength: 1 })
export const names = Type.Array(name)
export const date = Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })
export const quantity = Type.String({
  pattern: '^-?(0|[1-9][0-9]{0,79})(\\.[0-9]{0,79}[1-9])?$',
  description: 'An exact decimal in canonical form.',
})
export const dims = Type.Record(text, text, { description: 'Dimensions by name; absent ones do not matter.' })
export const maybe = Type.Optional

/** One of some words. */
export const oneOf = <const Words extends readonly (string | number)[]>(words: Words, description?: string) =>
  Type.Unsafe<Words[number]>({ enum: words, ...(description !== undefined && { description }) })
/** A schema with what people should know of it. */
export const told = <S extends TSchema>(schema: S, description: string): S => ({ ...schema, description })
/** An object that has these fields and no others. */
export const closed = <P extends Record<string, TSchema>>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description !== undefined && { description }) })
/** An object that has these fields, and may have others. */
export const open = <P extends Record<string, TSchema>>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: true, ...(description !== undefined && { description }) })

const base = { seq: ordinal, t: told(Type.Number({ minimum: 0 }), 'Milliseconds since the start of the run, to the microsecond.') }
export const record = <const Kind extends readonly string[], P extends Record<string, TSchema>>(
  kinds: Kind,
  description: string,
  properties: P,
) =>
  closed(
    {
      ...base,
      kind: kinds.length === 1 ? (Type.Literal(kinds[0] ?? '') as never as ReturnType<typeof oneOf<Kind>>) : oneOf(kinds),
      ...properties,
    },
    description,
  )
