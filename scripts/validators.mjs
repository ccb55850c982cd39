// What takes the place of the modules that compile schemas when asked: the same validators, compiled now. Read by scripts/bundle.mjs.
import { _ } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { configSchema } from '../build/cli/config-schema.js'
import { baselineSchema } from '../build/explore/baseline.schema.js'
import { documentSchema } from '../build/scenario/document.js'
import { schemaCompiler as ofJournals, storedSchemas } from '../build/journal/validators.js'
import { schemaOfFault, schemaOfStep } from '../build/scenario/entries.js'
import { faultVerbs } from '../build/scenario/fault-verbs.js'
import { stepKinds } from '../build/scenario/steps/index.js'
import { schemaCompiler as ofFiles } from '../build/scenario/validators.js'
import { schemaCompiler as ofSystems, rooted } from '../build/systems/shared/validators.js'
import { systemKinds } from '../build/systems/index.js'

const code = { source: true, formats: _`formats` }
/** Code of a function that runs the code of validators when it is first asked for them. */
const later = (text) => `(exports, formats) => {\n${text}\nreturn exports\n}`
/** An object of such functions by their names. */
const table = (entries) => `{\n${entries.map(([name, text]) => `${JSON.stringify(name)}: ${later(text)},\n`).join('')}}`

function unique(entries) {
  const names = entries.map(([name]) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Error(`Two schemas are called "${twice}": expected a name for each`)
  return entries
}

/** The modules that are read when the first of their validators is asked for: by their names, which no system has. */
export function validatorModules() {
  return [['files', ofFilesCompiled()], ['journals', ofJournalsCompiled()], ...ofSystemsCompiled()]
}

/** By the names of the schemas. */
function ofFilesCompiled() {
  const held = [
    { name: 'scenario', schema: documentSchema },
    { name: 'config', schema: configSchema() },
    baselineSchema,
    ...stepKinds.map(schemaOfStep),
    ...faultVerbs.map(schemaOfFault),
  ]
  const entries = held.map(({ name, schema }) => {
    const ajv = ofFiles(code)
    return [name, standalone(ajv, { validate: ajv.addSchema(schema, 'held') && 'held' })]
  })
  return `module.exports = ${table(unique(entries))}`
}

/** By the sorts of lines: most commands read but the header of a journal. */
function ofJournalsCompiled() {
  const names = Object.keys(storedSchemas)
  const entries = names.map((name) => {
    const ajv = ofJournals(code)
    for (const other of names) ajv.addSchema(storedSchemas[other], other)
    return [name, standalone(ajv, { [name]: name })]
  })
  return `module.exports = ${table(entries)}`
}

/** Of each system by the names of the parts of requests: a run needs a few of those of its own systems, most commands none. */
function ofSystemsCompiled() {
  return systemKinds.map((kind) => {
    const { schemas, parts } = kind.held()
    const entries = parts.map(({ name, schema }) => {
      const ajv = ofSystems(schemas, code)
      ajv.addSchema(rooted(schema), name)
      return [name, standalone(ajv, { [name]: name })]
    })
    return [kind.words.name, `module.exports = ${table(unique(entries))}`]
  })
}

const finding = `import { createRequire } from 'node:module'
const load = (name) => createRequire(import.meta.url)('../validators/' + name + '.cjs')
`

export function validatorsOfFiles() {
  return `${finding}import { valueFormats } from './values.js'
const known = {}
export function validatorOf({ name }) {
  const formats = Object.fromEntries(Object.entries(valueFormats).map(([name, { is }]) => [name, is]))
  return (known[name] ??= load('files')[name]({}, formats)).validate
}
`
}

export function validatorsOfJournals() {
  return `${finding}const known = new Map()
let sorts
export function validatorOf(sort) {
  const held = known.get(sort)
  if (held) return held
  sorts ??= load('journals')
  if (!Object.hasOwn(sorts, sort)) return undefined
  const validate = sorts[sort]({}, {})[sort]
  known.set(sort, validate)
  return validate
}
`
}

export function validatorsOfSystems() {
  return `${finding}import { isDate, isInstant } from '../../domain/business-date.js'
const formats = { date: isDate, 'date-time': isInstant }
const known = {}
export function validateWithin({ system }, name) {
  const parts = (known[system] ??= {})
  return (parts[name] ??= load(system)[name]({}, formats)[name])
}
`
}
