import type { JsonSchema } from '../faults/contract.js'
import type { Report } from './diagnostics.js'
import { nameHint } from '../words/did-you-mean.js'
import { mapping, withSchemaDefaults, type Values } from './defaults.js'
import { faultEntrySchema } from './fault-entries.js'
import type { FaultEntry } from './fault-placement.js'
import { faultVerbs, type FaultVerb } from './fault-verbs.js'
import { phases, stepKinds, type Phase, type StepKind } from './steps/index.js'
import { choice, type NamedSchema } from './schema-parts.js'
import type { Path } from './yaml-source.js'

export interface StepEntry {
  readonly kind: StepKind
  readonly phase: Phase
  readonly values: Values
  /** Leads to what stands behind the verb. */
  readonly path: Path
}

/** Reads `{ verb: settings }`: the verb is looked up before any schema is asked, so that a mistake is told in the terms of that verb. */
function dispatch<Kind>(
  entry: unknown,
  path: Path,
  noun: string,
  kinds: ReadonlyMap<string, Kind>,
  report: Report,
): { kind: Kind; name: string; settings: unknown } | undefined {
  const names = Object.keys(mapping(entry))
  const [name, second] = names
  if (name === undefined) {
    // Its form (a list of mappings) is the affair of the document's own schema, which has said so.
    if (typeof entry === 'string' && kinds.has(entry)) {
      report.problem(path, `the ${noun} "${entry}" lacks its colon`, `write "- ${entry}: {}"`)
    }
    return undefined
  }
  const kind = kinds.get(name)
  if (!kind) {
    report.problem([...path, name], `"${name}" is not a ${noun}`, nameHint(name, [...kinds.keys()]), { at: 'key' })
    return undefined
  }
  if (second !== undefined) {
    report.problem(
      [...path, second],
      `an entry holds one ${noun}, and "${name}" stands in this one already`,
      `begin another entry with "- ${second}", or indent it below "${name}"`,
      { at: 'key' },
    )
    return undefined
  }
  return { kind, name, settings: mapping(entry)[name] }
}

/** Settings that may be left out altogether: "- late-answer:" is as good as "- late-answer: {}". */
function orEmpty(settings: unknown, schema: JsonSchema): unknown {
  return settings === null && schema['type'] === 'object' ? {} : settings
}

const stepsByVerb = new Map(stepKinds.map((kind) => [kind.verb, kind]))
const faultsByName = new Map(faultVerbs.map((verb) => [verb.name, verb]))

/**
 * What the settings of a step are held against.
 * @public for scripts/validators.mjs
 */
export function schemaOfStep({ verb, schema }: StepKind): NamedSchema {
  return { name: `step ${verb}`, schema: settingsOfStep(schema) }
}

/** What any step may say besides its own: that it belongs to one variant. A step that has no settings by name has no room for it. */
export function settingsOfStep(schema: JsonSchema): JsonSchema {
  if (schema['type'] !== 'object') return schema
  return { ...schema, properties: { ...mapping(schema['properties']), only } }
}

const only: JsonSchema = choice('The variant that it happens in; absent: all of them. What is `faulty` happens in a storm too.', [
  'clean',
  'faulty',
])

/**
 * What the settings of a fault are held against.
 * @public for scripts/validators.mjs
 */
export function schemaOfFault(verb: FaultVerb): NamedSchema {
  return { name: `fault ${verb.name}`, schema: faultEntrySchema(verb) }
}

/** The steps of all phases, each held against the schema of its verb. */
export function readSteps(document: Values, report: Report): StepEntry[] {
  return phases.flatMap((phase) => {
    const list = mapping(document['phases'])[phase]
    return (Array.isArray(list) ? list : []).flatMap((entry: unknown, index): StepEntry[] => {
      const path = ['phases', phase, index]
      const found = dispatch(entry, path, 'step', stepsByVerb, report)
      if (!found) return []
      const { kind, name } = found
      const settings = orEmpty(found.settings, kind.schema)
      const below = [...path, name]
      if (!report.validate(schemaOfStep(kind), settings, below)) return []
      if (!kind.phases.includes(phase)) {
        report.problem(below, `"${name}" cannot stand in the phase "${phase}"`, `it belongs to ${kind.phases.join(' or ')}`, { at: 'key' })
        return []
      }
      const values = kind.schema['type'] === 'object' ? withSchemaDefaults(kind.schema, settings) : { value: settings }
      return [{ kind, phase, values, path: below }]
    })
  })
}

/** The faults of the variant "faulty", each held against the schema of its kind. */
export function readFaults(document: Values, report: Report): FaultEntry[] {
  const list = document['faulty']
  return (Array.isArray(list) ? list : []).flatMap((entry: unknown, index): FaultEntry[] => {
    const path = ['faulty', index]
    const found = dispatch(entry, path, 'fault', faultsByName, report)
    if (!found) return []
    const { kind: verb, name } = found
    const held = schemaOfFault(verb)
    const settings = orEmpty(found.settings, held.schema)
    const below = [...path, name]
    return report.validate(held, settings, below) ? [{ verb, values: mapping(settings), path: below }] : []
  })
}
