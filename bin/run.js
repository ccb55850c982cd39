#!/usr/bin/env node
// Written so that any Node can parse it: an old one gets a sentence, not a syntax error from somewhere inside.
import { readFileSync } from 'node:fs'
import * as nodeModule from 'node:module'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
const [first] = process.argv.slice(2)

if (first === '--version' || first === '-v') {
  process.stdout.write(`${manifest.name}/${manifest.version} ${process.platform}-${process.arch} node-${process.version}\n`)
} else if (major < 22 || (major === 22 && minor < 20)) {
  process.stderr.write(
    `mfgsync needs Node 22.20 or newer, and this is Node ${process.versions.node}: install a newer Node, or inside a ` +
      'checkout run "npm ci" (without --ignore-scripts) and then "npm run mfgsync -- …", ' +
      'which uses the Node that npm installs with it.\n',
  )
  process.exitCode = 2
} else {
  // Until a command listens itself nothing runs that would have to be ended: an end without a word, and the code of an interruption.
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT']
  const end = () => process.exit(130)
  for (const signal of signals) process.on(signal, end)
  if (nodeModule.enableCompileCache) nodeModule.enableCompileCache()
  // Ink and its colours read only FORCE_COLOR, which wins where somebody has set both.
  if (process.env.NO_COLOR && process.env.FORCE_COLOR === undefined) process.env.FORCE_COLOR = '0'
  const { start } = await import('../dist/cli/start.js')
  await start(import.meta.url, () => signals.forEach((signal) => process.off(signal, end)))
}
