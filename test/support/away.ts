import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

// Examples write where they stand, as they do in a user's folder.
const home = process.cwd()
const away = mkdtempSync(join(tmpdir(), 'mfgsync-examples-'))
process.chdir(away)
afterAll(() => {
  process.chdir(home)
  rmSync(away, { recursive: true, force: true })
})
