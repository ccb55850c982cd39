import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

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
 * nothing else is changed. Returns the folder of the build.
 */
export function buildWithPlugin(folder: string): string {
  for (const part of [
    'src',
    'bin',
    'scripts',
    'scenarios',
    'mocks',
    'schemas',
    'examples',
    'package.json',
    'tsconfig.json',
    'tsconfig.build.json',
  ])
    cpSync(join(root, part), join(folder, part), { recursive: true })
  mkdirSync(join(folder, 'test'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  cpSync(join(plugin, 'src'), join(folder, 'src'), { recursive: true, errorOnExist: true, force: false })
  const lines = JSON.parse(readFileSync(join(plugin, 'index-lines.json'), 'utf8')) as readonly IndexLine[]
  for (const line of lines) {
    const path = join(folder, line.file)
    writeFileSync(path, withMember(readFileSync(path, 'utf8'), line))
  }
  const run = (command: string, ...args: readonly string[]): void => void execFileSync(command, args, { cwd: folder, stdio: 'pipe' })
  run(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json')
  run(process.execPath, 'scripts/bundle.mjs')
  run(process.execPath, 'scripts/manifest.mjs')
  return folder
}

export const pluginScenario = join(plugin, 'samples.yaml')
export const pluginTarget = join(plugin, 'integration.mjs')
