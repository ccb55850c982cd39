import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it, where they are missing. One at a time: on file systems that refuse a new folder with ENOENT, such as
 * /proc, mkdir's own `recursive` never comes back. Throws what the file system says.
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) {
    // Tells a file in its place, and does nothing to a folder.
    mkdirSync(path, { recursive: true })
    return
  }
  const parent = dirname(path)
  if (parent !== path) makeFolder(parent)
  mkdirSync(path)
}
