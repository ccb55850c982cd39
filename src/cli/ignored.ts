import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const entry = '.mfgsync/'

/** Adds the folder of runs to the ignored files of this folder; false if it was among them. */
export function ignoreRuns(folder: string): boolean {
  const path = join(folder, '.gitignore')
  const there = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (there.split(/\r?\n/).some((line) => ['.mfgsync', '.mfgsync/', '/.mfgsync', '/.mfgsync/'].includes(line.trim()))) return false
  appendFileSync(path, `${there === '' || there.endsWith('\n') ? '' : '\n'}${entry}\n`)
  return true
}
