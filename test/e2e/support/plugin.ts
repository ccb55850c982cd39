import { execFileSync } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { simulate } from '../../../src/index.js'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const plugin = join(root, 'test/fixtures/plugin')

interface IndexLine {
  readonly file: string
  /** The list that the member is added to. */
  readonly list: string
  readonly member: string
  readonly from: string
}

/** What a new member needs in an index: where it comes from, and its place in the list. */
function withMember(text: string, { list, member, from, file }: IndexLine): string {
  const opening = new RegExp(`(export const ${list}\\b[^=]*= \\[)`)
  if (!opening.test(text)) throw new Error(`${file} has no list ${list}`)
  return `import { ${member} } from '${from}'\n${text.replace(opening, `$1${member}, `)}`
}

/**
 * Builds the product with the toy plugin of `test/fixtures/plugin`: its files beside those of the rooms, and its lines in their indexes;
 * nothing else is changed, and nothing else compiled again. Returns the folder of the build.
 */
export function buildWithPlugin(folder: string): string {
  for (const part of ['build', 'bin', 'scripts', 'scenarios', 'mocks', 'schemas', 'examples', 'package.json', 'src/page', 'src/ui'])
    cpSync(join(root, part), join(folder, part), { recursive: true })
  mkdirSync(join(folder, 'test'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const written = new Map<string, string>()
  for (const file of globSync('**/*.ts', { cwd: join(plugin, 'src') })) written.set(file, readFileSync(join(plugin, 'src', file), 'utf8'))
  for (const line of JSON.parse(readFileSync(join(plugin, 'index-lines.json'), 'utf8')) as readonly IndexLine[]) {
    const file = line.file.replace(/^src\//, '')
    written.set(file, withMember(written.get(file) ?? readFileSync(join(root, 'src', file), 'utf8'), line))
  }
  for (const [file, source] of written) {
    const path = join(folder, 'build', file.replace(/\.ts$/, '.js'))
    mkdirSync(join(path, '..'), { recursive: true })
    // Their types are checked with those of the sources.
    writeFileSync(path, stripTypeScriptTypes(source))
  }
  const run = (script: string): void => void execFileSync(process.execPath, [script], { cwd: folder, stdio: 'pipe' })
  run('scripts/bundle.mjs')
  run('scripts/manifest.mjs')
  return folder
}

/** The programmatic door of a build. */
export function doorOf(build: string): { readonly simulate: typeof simulate } {
  return createRequire(join(build, 'package.json'))(join(build, 'dist/index.js')) as { readonly simulate: typeof simulate }
}

export const pluginScenario = join(plugin, 'samples.yaml')
export const pluginTarget = join(plugin, 'integration.mjs')
