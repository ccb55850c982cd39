import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Examples write where they stand, as they do in a user's folder.
process.chdir(mkdtempSync(join(tmpdir(), 'mfgsync-examples-')))
