import { Ajv2020, type CodeOptions, type ValidateFunction } from 'ajv/dist/2020.js'
import type { JsonSchema } from '../faults/contract.js'
import type { NamedSchema } from './schema-parts.js'
import { valueFormats } from './values.js'

const validators = new WeakMap<JsonSchema, ValidateFunction>()
let shared: Ajv2020 | undefined

/**
 * With it every validator is compiled.
 * @public for scripts/validators.mjs
 */
export function schemaCompiler(code: CodeOptions): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    // What is wrong is told in words of our own.
    messages: false,
    verbose: true,
    strict: false,
    logger: false,
    addUsedSchema: false,
    // Our own schemas are held against the meta-schema by test; compiling that meta-schema would cost every start 100 ms.
    validateSchema: false,
    code,
  })
  for (const [name, { is }] of Object.entries(valueFormats)) ajv.addFormat(name, is)
  return ajv
}

/** Compiles when asked. What ships has in the place of this module what `scripts/validators.mjs` compiled, by the names. */
export function validatorOf({ schema }: NamedSchema): ValidateFunction {
  const known = validators.get(schema)
  if (known) return known
  shared ??= schemaCompiler({ optimize: false })
  const compiled = shared.compile(schema)
  validators.set(schema, compiled)
  return compiled
}
