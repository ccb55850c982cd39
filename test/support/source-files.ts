import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface SourceFile {
  /** From the package's root, with forward slashes. */
  readonly path: string
  readonly lines: readonly string[]
}

/** Every file below a folder of the package with one of these endings. */
export function sourceFiles(folder: string, endings: readonly string[]): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)) && !entry.parentPath.split(sep).includes('node_modules'),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: relative(root, path).replaceAll(sep, '/'), lines: readFileSync(path, 'utf8').split('\n') }))
}
