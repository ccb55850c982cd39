import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeNamed } from '../words/written-file.js'

const entry = '.mfgsync/'

/** Adds the folder of runs to the ignored files of this folder; false if it was among them. */
export function ignoreRuns(folder: string): boolean {
  const path = join(folder, '.gitignore')
  const there = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (there.split(/\r?\n/).some((line) => ['.mfgsync', '.mfgsync/', '/.mfgsync', '/.mfgsync/'].includes(line.trim()))) return false
  writeNamed(path, `${there === '' || there.endsWith('\n') ? '' : '\n'}${entry}\n`, { flag: 'a' })
  return true
}
