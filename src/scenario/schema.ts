import type { JsonSchema } from '../faults/contract.js'
import { mapping } from './defaults.js'
import { documentSchema } from './document.js'
import { settingsOfStep } from './entries.js'
import { faultEntrySchema } from './fault-entries.js'
import { faultVerbs } from './fault-verbs.js'
import { phases, stepKinds } from './steps/index.js'
import { valueFormats } from './values.js'

const size: JsonSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['$size'],
  properties: { $size: { type: 'string' } },
  description: 'The value of this name under "sizes", for the size that is run.',
}

/** Lets a value be given by size, and tells an editor in words what a value of a format looks like. */
function forEditors(schema: JsonSchema): JsonSchema {
  const { properties, items, additionalProperties, format, description, ...rest } = schema
  const words = typeof format === 'string' ? valueFormats[format]?.words : undefined
  const text = [description, words].filter((part) => typeof part === 'string').join(' — ')
  const own: JsonSchema = {
    ...rest,
    ...(text !== '' && { description: text }),
    ...(format !== undefined && { format }),
    ...(properties !== undefined && {
      properties: Object.fromEntries(Object.entries(mapping(properties)).map(([name, property]) => [name, forEditors(mapping(property))])),
    }),
    ...(items !== undefined && { items: forEditors(mapping(items)) }),
    ...(additionalProperties !== undefined && {
      additionalProperties: typeof additionalProperties === 'boolean' ? additionalProperties : forEditors(mapping(additionalProperties)),
    }),
  }
  if (rest['type'] === 'object') return own
  const byDefault = rest['default'] === undefined ? {} : { default: rest['default'] }
  return { ...(text !== '' && { description: text }), ...byDefault, anyOf: [own, { $ref: '#/$defs/size' }] }
}

/** An entry of a list of verbs. */
function entry(name: string, title: string, settings: JsonSchema): JsonSchema {
  const optional = settings['type'] === 'object' && settings['required'] === undefined
  const value = forEditors(settings)
  return {
    type: 'object',
    description: title,
    additionalProperties: false,
    required: [name],
    properties: { [name]: optional ? { anyOf: [value, { type: 'null' }], description: title } : { description: title, ...value } },
  }
}

/** The JSON Schema (2020-12) of a scenario file, for editors: derived from the lists of steps, faults, checks and systems. */
export function scenarioSchema(): JsonSchema {
  const { $schema, ...document } = documentSchema
  const properties = mapping(document['properties'])
  const asWritten = ['$schema', 'version', 'name', 'title', 'story', 'tags', 'sizes']
  const shown = Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, asWritten.includes(name) ? property : forEditors(mapping(property))]),
  )
  const list = (description: unknown, refs: readonly string[]): JsonSchema => ({
    type: 'array',
    maxItems: 500,
    description,
    items: { oneOf: refs.map(($ref) => ({ $ref })) },
  })
  const phaseSchemas = mapping(mapping(properties['phases'])['properties'])
  const phaseLists = phases.map(
    (phase) =>
      [
        phase,
        list(
          mapping(phaseSchemas[phase])['description'],
          stepKinds.filter((kind) => kind.phases.includes(phase)).map((kind) => `#/$defs/step-${kind.verb}`),
        ),
      ] as const,
  )
  return {
    $schema,
    title: 'mfgsync scenario',
    ...document,
    properties: {
      ...shown,
      phases: { ...mapping(properties['phases']), properties: Object.fromEntries(phaseLists) },
      faulty: list(
        mapping(properties['faulty'])['description'],
        faultVerbs.map(({ name }) => `#/$defs/fault-${name}`),
      ),
    },
    $defs: {
      size,
      ...Object.fromEntries(stepKinds.map((kind) => [`step-${kind.verb}`, entry(kind.verb, kind.title, settingsOfStep(kind.schema))])),
      ...Object.fromEntries(faultVerbs.map((verb) => [`fault-${verb.name}`, entry(verb.name, verb.title, faultEntrySchema(verb))])),
    },
  }
}

/** A verb for help and docs. */
export interface VerbDescription {
  readonly verb: string
  readonly title: string
  readonly phases: readonly string[]
  readonly schema: JsonSchema
}

export function describeSteps(): VerbDescription[] {
  return stepKinds.map(({ verb, title, phases: where, schema }) => ({ verb, title, phases: where, schema }))
}

/** The faults, each with the name of its kind. */
export function describeFaults(): (VerbDescription & { readonly kind: string })[] {
  return faultVerbs.map((verb) => {
    const { name, title, kind } = verb
    return { verb: name, title, phases: ['faulty'], schema: faultEntrySchema(verb), kind: kind.name }
  })
}
