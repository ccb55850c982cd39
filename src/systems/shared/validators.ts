import { Ajv2020, type CodeOptions, type ValidateFunction } from 'ajv/dist/2020.js'
import { isDate, isInstant } from '../../domain/business-date.js'
import type { Schema } from './schema.js'

/** What the requests to a system are held against. */
export interface HeldSchemas {
  readonly system: string
  /** By the references that its document uses. */
  readonly schemas: Readonly<Record<string, Schema>>
}

const formats = { date: isDate, 'date-time': isInstant }

const compilers = new WeakMap<HeldSchemas['schemas'], Ajv2020>()

/**
 * With it the validators of a system are compiled.
 * @public for scripts/validators.mjs
 */
export function schemaCompiler(schemas: HeldSchemas['schemas'], code: CodeOptions): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    // What is wrong is told in words of our own.
    messages: false,
    verbose: true,
    strict: true,
    // The schemas are held against the meta-schema by test; compiling it would cost every start.
    validateSchema: false,
    allowUnionTypes: true,
    keywords: ['components'],
    formats,
    code,
  })
  ajv.addSchema({ $id: 'document', components: { schemas } })
  return ajv
}

/**
 * The validator of a schema whose references point to those of the system. Compiles when asked; what ships has in the place of this module
 * what `scripts/validators.mjs` compiled, by system and name.
 */
export function validateWithin({ schemas }: HeldSchemas, _name: string, schema: Schema): ValidateFunction {
  let ajv = compilers.get(schemas)
  if (!ajv) {
    ajv = schemaCompiler(schemas, {})
    compilers.set(schemas, ajv)
  }
  return ajv.compile(rooted(schema) as Schema)
}

/**
 * A schema of the system with its references pointing into the added ones.
 * @public for scripts/validators.mjs
 */
export function rooted(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(rooted)
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, key === '$ref' && typeof value === 'string' ? `document${value}` : rooted(value)]),
  )
}
