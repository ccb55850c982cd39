// Writes oclif.manifest.json from the built commands, so that a command line does not load all of them to find one.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Plugin } from '@oclif/core/config'

const root = fileURLToPath(new URL('..', import.meta.url))
const plugin = new Plugin({ root, type: 'core', ignoreManifest: true, errorOnManifestCreate: true, respectNoCacheDefault: true })
await plugin.load()
writeFileSync(new URL('../oclif.manifest.json', import.meta.url), `${JSON.stringify(plugin.manifest)}\n`)
// Touched, or read, so that a broken build is told here and not at the first command.
JSON.parse(readFileSync(new URL('../oclif.manifest.json', import.meta.url), 'utf8'))
