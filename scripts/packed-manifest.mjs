// The manifest as it is packed. "prepare" builds a checkout; in an installed package it would build nothing, and npm warns of it.
//   prepack: node scripts/packed-manifest.mjs strip      postpack: node scripts/packed-manifest.mjs restore
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const manifest = join(root, 'package.json')
/** Not packed itself: package.json says what is. */
const kept = join(root, '.package.json.kept')

if (process.argv[2] === 'strip') {
  const text = readFileSync(manifest, 'utf8')
  const parsed = JSON.parse(text)
  for (const name of ['prepare', 'prepack', 'postpack']) delete parsed.scripts[name]
  // What an earlier, interrupted call kept is the whole one.
  if (!existsSync(kept)) writeFileSync(kept, text)
  writeFileSync(manifest, `${JSON.stringify(parsed, null, 2)}\n`)
} else if (existsSync(kept)) renameSync(kept, manifest)
