import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseDocument } from 'yaml'

/** A scenario that ships, with other settings of its systems: a copy in a folder. */
export function withSystems(folder: string, name: string, systems: Readonly<Record<string, Readonly<Record<string, unknown>>>>): string {
  const shipped = fileURLToPath(new URL(`../../../scenarios/${name}.yaml`, import.meta.url))
  const document = parseDocument(readFileSync(shipped, 'utf8'))
  for (const [system, settings] of Object.entries(systems))
    for (const [setting, value] of Object.entries(settings))
      document.setIn(['landscape', 'systems', system, setting], document.createNode(value))
  const path = join(folder, `${name}.yaml`)
  writeFileSync(path, document.toString())
  return path
}
