import { readFileSync } from 'node:fs'

import { eventTypes, flowNames, sourceNames, systemNames } from './names.js'
import { shipped } from './package-root.js'

type Schema = Readonly<Record<string, unknown>>
/** What names flows and systems in the schema that ships. */
type Named = 'flow' | 'paths' | 'sources' | 'ports'

let schema: Schema | undefined

/** The JSON Schema of the config file, as it ships for editors; flows and systems in it are those of the indexes. */
export function configSchema(): Schema {
  if (schema) return schema
  const read = JSON.parse(readFileSync(shipped('schemas/config.schema.json'), 'utf8')) as { readonly $defs: Record<Named, Schema> }
  const { $defs } = read
  const each = (name: Named, keys: readonly string[], definition: string): void => {
    $defs[name] = { ...$defs[name], properties: Object.fromEntries(keys.map((key) => [key, { $ref: `#/$defs/${definition}` }])) }
  }
  $defs.flow = { ...$defs.flow, enum: flowNames }
  each('paths', [...flowNames, ...eventTypes], 'path')
  each('sources', sourceNames, 'delivery')
  each('ports', systemNames, 'port')
  return (schema = read)
}
