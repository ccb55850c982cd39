import { Ajv2020, type CodeOptions, type ValidateFunction } from 'ajv/dist/2020.js'
import type { TSchema } from 'typebox'
import { blobSchemas } from './blob.schema.js'
import { casePlan } from './case.schema.js'
import { planSort } from './record-words.js'
import { lineSchemas } from './records.schema.js'

/**
 * With it the validators of a journal's lines are compiled. The first thing wrong is enough: a journal is read, not written by hand.
 * @public for scripts/validators.mjs
 */
export function schemaCompiler(code: CodeOptions): Ajv2020 {
  return new Ajv2020({ allErrors: false, messages: false, strict: false, logger: false, validateSchema: false, code })
}

/**
 * By the sorts of lines, the plan of a case, and the lines of a stored session.
 * @public for scripts/validators.mjs
 */
export const storedSchemas: Readonly<Record<string, TSchema>> = { ...lineSchemas, [planSort]: casePlan, ...blobSchemas }

const validators = new Map<string, ValidateFunction>()
let compiler: Ajv2020 | undefined

/**
 * The validator of lines of a sort (see `lineSort`); undefined where there is no such sort. Compiles when asked; what ships has in the
 * place of this module what `scripts/validators.mjs` compiled.
 */
export function validatorOf(sort: string): ValidateFunction | undefined {
  const known = validators.get(sort)
  if (known) return known
  const schema = Object.hasOwn(storedSchemas, sort) ? storedSchemas[sort] : undefined
  if (!schema) return undefined
  compiler ??= schemaCompiler({})
  const compiled = compiler.compile(schema)
  validators.set(sort, compiled)
  return compiled
}
