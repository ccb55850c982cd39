import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from './errors.js'

/** The name that init writes. */
export const defaultConfigName = 'mfgsync.config.yaml'
/** Every name that is looked for, the first ones first: YAML, JSON, and modules whose default export is the config. */
export const configNames = [
  defaultConfigName,
  'mfgsync.config.yml',
  'mfgsync.config.json',
  ...['ts', 'mts', 'cts', 'mjs', 'js', 'cjs'].map((ending) => `mfgsync.config.${ending}`),
] as const

/** What the root of a repository has. */
const rootSigns = ['.git', '.hg', '.jj', '.svn'] as const

export interface FoundConfig {
  readonly path: string
  /** Others in the same folder, which are not read. */
  readonly passedOver: readonly string[]
}

/**
 * The nearest config: in this folder, or above it up to the root of the repository. Outside a repository nothing above is looked at, since
 * a config names commands, and above may be anybody's. @throws UserError for one above that belongs to somebody else.
 */
export function findConfig(from: string): FoundConfig | undefined {
  for (const folder of [from, ...foldersAbove(from)]) {
    const [name, ...others] = configNames.filter((candidate) => existsSync(join(folder, candidate)))
    if (name === undefined) continue
    const path = join(folder, name)
    if (folder !== from && !isOwn(path)) {
      throw new UserError(
        `The config ${path} belongs to another user, and a config names commands.`,
        `If you trust it, name it: --config ${path}`,
      )
    }
    return { path, passedOver: others }
  }
  return undefined
}

/** Folders above this one, the nearest first, up to the root of the repository; none where there is no repository. */
function foldersAbove(from: string): readonly string[] {
  const above: string[] = []
  for (let folder = from; ;) {
    if (rootSigns.some((sign) => existsSync(join(folder, sign)))) return above
    const parent = dirname(folder)
    if (parent === folder) return []
    above.push(parent)
    folder = parent
  }
}

/** The root of the repository that this folder lies below; nothing at the root itself, and outside of one. */
export function repositoryAbove(from: string): string | undefined {
  return foldersAbove(from).at(-1)
}

function isOwn(path: string): boolean {
  // Windows has no user number to compare.
  const user = process.getuid?.()
  return user === undefined || statSync(path).uid === user
}
