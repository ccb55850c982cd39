// The reference of the config, from its schema.
import { code, page, table, valueWords } from './words.mjs'

/** docs/reference/config.md. */
export function config({ configSchema }) {
  const { properties, $defs, description } = configSchema
  const parts = Object.entries(properties)
    .filter(([name]) => !name.startsWith('$'))
    .map(([name, schema]) => `## ${name}\n\n${section(name, schema, $defs)}`)
  return page(
    'The config',
    `${description} It is \`mfgsync.config.yaml\` (or \`.yml\`, \`.ts\`, \`.mjs\`, \`.js\`), looked for from the folder upwards to the ` +
      'root of the repository. ' +
      'Editors know it by `# yaml-language-server: $schema=` and `schemas/config.schema.json` of the package.',
    ...parts,
  )
}

function section(name, schema, defs) {
  const rows = rowsOf(name, schema, defs)
  return table(['key', 'value', 'default', 'what'], rows)
}

/** A setting and those below it. A choice of mappings shows the keys of each. */
function rowsOf(key, schema, defs, seen = []) {
  const named = schema.$ref?.split('/').at(-1)
  const own = named === undefined ? schema : { ...defs[named], ...(schema.description && { description: schema.description }) }
  const standard = own.default === undefined ? '' : code(JSON.stringify(own.default))
  const row = [code(key), words(own, defs), standard, own.description ?? '']
  if (named !== undefined && seen.includes(named)) return [row]
  const below = named === undefined ? seen : [...seen, named]
  const branches = [own, ...(own.anyOf ?? []), ...(own.oneOf ?? [])]
  const inside = new Map(branches.flatMap((branch) => Object.entries(branch.properties ?? {})))
  return [row, ...[...inside].flatMap(([name, property]) => rowsOf(`${key}.${name}`, property, defs, below))]
}

function words(schema, defs) {
  const branches = schema.oneOf ?? schema.anyOf
  if (branches)
    return [...new Set(branches.map((branch) => words(branch.$ref ? defs[branch.$ref.split('/').at(-1)] : branch, defs)))].join(', or ')
  return schema.properties ? 'mapping' : valueWords(schema)
}
