// The package as users get it: packs it, installs the tarball beside msw, nock and vitest in an empty folder, and runs the examples there.
//   npm run packed [-- --keep]
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'mfgsync-packed-'))
const examples = ['msw', 'nock', 'vitest']
const run = (command, args, cwd) => execFileSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] })
const node = (args, cwd) => run(process.execPath, args, cwd)

const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--pack-destination', folder], { cwd: root, encoding: 'utf8' }))
const manifests = examples.map((name) => JSON.parse(readFileSync(join(root, 'examples', name, 'package.json'), 'utf8')))
const devDependencies = Object.assign({}, ...manifests.map((manifest) => manifest.devDependencies), { mfgsync: `file:${filename}` })
writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'packed', private: true, type: 'module', devDependencies }))
run('npm', ['install', '--no-audit', '--no-fund'], folder)

// Neither the main entry nor that of plants has a door behind it.
const hooks = `import { registerHooks } from 'node:module'
registerHooks({ resolve(specifier, context, next) {
  if (/^(msw|nock|vitest)(\\/|$)/.test(specifier)) throw new Error(specifier + ' is loaded by ' + context.parentURL)
  return next(specifier, context)
} })
await import('mfgsync')
await import('mfgsync/plant')`
node(['--input-type=module', '--eval', hooks], folder)

for (const name of examples) {
  cpSync(join(root, 'examples', name), join(folder, name), { recursive: true })
  node([join(folder, 'node_modules/vitest/vitest.mjs'), 'run'], join(folder, name))
}
const config = {
  module: 'nodenext',
  target: 'es2024',
  lib: ['es2024', 'dom'],
  strict: true,
  noEmit: true,
  allowImportingTsExtensions: true,
}
const compilerOptions = { ...config, types: ['node'], typeRoots: [join(root, 'node_modules/@types')], skipLibCheck: true }
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: examples }))
node([join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], folder)

if (process.argv.includes('--keep')) process.stdout.write(`${folder}\n`)
else rmSync(folder, { recursive: true, force: true })
process.stdout.write('The examples run with the packed package, and their types hold.\n')
