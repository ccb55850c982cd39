// Makes dist/ of build/: an entry per command, door and thread, and few chunks that they share. Packages are bundled as well, with their
// licences beside them; what is left to be installed are those behind the doors, and those that the types name.
import { copyFileSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { validatorModules, validatorsOfFiles, validatorsOfJournals, validatorsOfSystems } from './validators.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const build = join(root, 'build')
const dist = join(root, 'dist')
const { exports: exported, dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** The files of the package's doors, in `dist/`. */
const doors = Object.values(exported).filter((door) => typeof door === 'object')
const inDist = (file) => posix.relative('dist', posix.normalize(file))
const isOf = (packages) => (id) => Object.keys(packages).some((name) => id === name || id.startsWith(`${name}/`))
const isPeer = isOf(peerDependencies)
const imported = /^(?:import|export)\b[^'"]* from ['"]([^'"]+)['"];$|\bimport\(['"]([^'"]+)['"]\)/gm

/** Modules that are made here, in the place of those that do the same later. */
const made = new Map([
  [join(build, 'scenario/validators.js'), validatorsOfFiles],
  [join(build, 'systems/shared/validators.js'), validatorsOfSystems],
  [join(build, 'journal/validators.js'), validatorsOfJournals],
])
/** What nearly every command loads: one file is found and linked faster than ten. The rest is loaded by those who need it. */
const rest = /^(?:commands|cli|adapters|plant|explain|report|ui|target\/in-process|sim\/virtual)/
const isCore = (id) => id.startsWith(build) && !rest.test(relative(build, id).replaceAll('\\', '/'))

const compiledNow = {
  name: 'compiled-now',
  load: (id) => made.get(id)?.(),
  /** A file without other letters than those of ASCII is read faster. */
  renderChunk: (code) => inAscii(code),
}

function inAscii(code) {
  return code.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** What draws on a terminal, as for those who only use it: React looks for its developers in each of its functions otherwise. */
const drawing = /\/node_modules\/(?:react|react-reconciler|scheduler|ink)\//
const forUsers = {
  name: 'for-users',
  // A tool for developers of Ink, which is not installed.
  load: (id) => (id.replaceAll('\\', '/').endsWith('/ink/build/devtools.js') ? 'export {}' : null),
  transform: (code, id) => (drawing.test(id.replaceAll('\\', '/')) ? code.replaceAll('process.env.NODE_ENV', "'production'") : null),
}

const output = await bundled([
  'cli/start.js',
  'explore/thread.js',
  ...doors.map((door) => inDist(door.default)),
  ...globSync('commands/**/*.js', { cwd: build }),
])
for (const file of output) hold(file)
const page = await pageAssets()
const validators = await validatorFiles()
const types = typesBehind(doors.map((door) => inDist(door.types)))
for (const file of types) {
  mkdirSync(dirname(join(dist, file)), { recursive: true })
  copyFileSync(join(build, file), join(dist, file))
}
writeFileSync(join(dist, 'LICENSES.txt'), licences([...output, ...page, ...validators].flatMap(({ moduleIds }) => moduleIds)))
removeOthers(new Set([...[...output, ...page, ...validators].map(({ fileName }) => fileName), ...types, 'LICENSES.txt']))

async function bundled(entries) {
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(entries.map((file) => [file.slice(0, -'.js'.length), join(build, file)])),
    platform: 'node',
    plugins: [compiledNow, forUsers],
    // oclif would read a tsconfig.json with it; it is told not to.
    external: (id) => isPeer(id) || id === 'typescript',
  })
  const { output: files } = await bundle.write({
    dir: dist,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    comments: false,
    codeSplitting: { groups: [{ name: 'core', test: isCore, minShareCount: 3 }] },
  })
  await bundle.close()
  return files
}

/** What stands in pages of `--reporter html`: a script and a style, which are read as texts. */
async function pageAssets() {
  const bundle = await rolldown({ cwd: root, input: join(build, 'page/client/main.js'), platform: 'browser' })
  const { output: files } = await bundle.generate({ format: 'iife', minify: true, comments: false })
  await bundle.close()
  const [{ code, moduleIds }] = files
  // Neither ends the element that it stands in, nor begins a comment there.
  const script = code.replace(/<(?=!--|\/?script)/gi, '\\x3c')
  const style = readFileSync(join(root, 'src/page/page.css'), 'utf8')
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
  mkdirSync(join(dist, 'page'), { recursive: true })
  writeFileSync(join(dist, 'page/client.js'), script)
  writeFileSync(join(dist, 'page/page.css'), style)
  return [
    { fileName: 'page/client.js', moduleIds },
    { fileName: 'page/page.css', moduleIds: [] },
  ]
}

/** Files that are read when the first of their validators is asked for: they are as long as all the rest, and nobody reads them. */
async function validatorFiles() {
  const texts = new Map(validatorModules().map(([name, text]) => [join(build, `validators/${name}.cjs`), text]))
  const bundle = await rolldown({
    cwd: root,
    input: [...texts.keys()],
    platform: 'node',
    plugins: [{ name: 'texts', resolveId: (id) => (texts.has(id) ? id : null), load: (id) => texts.get(id) }],
  })
  const { output: files } = await bundle.generate({
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    minify: true,
    comments: false,
  })
  await bundle.close()
  mkdirSync(join(dist, 'validators'), { recursive: true })
  for (const { fileName, code } of files) writeFileSync(join(dist, 'validators', fileName), inAscii(code))
  return files.map(({ fileName, moduleIds }) => ({ fileName: `validators/${fileName}`, moduleIds }))
}

/** What would break only at a user's: a package that is not installed there, a file that is looked for beside the wrong folder. */
function hold({ fileName, code, imports, dynamicImports }) {
  const missing = [...imports, ...dynamicImports].filter(
    (id) => !id.startsWith('node:') && !isPeer(id) && !output.some((one) => one.fileName === id),
  )
  if (missing.length > 0)
    throw new Error(`dist/${fileName} imports ${missing.join(', ')}: expected what is built in, and what package.json has as a peer`)
  if (/\bnew URL\([^)]*import\.meta\.url/.test(code) && fileName.split('/').length !== 2)
    throw new Error(
      `dist/${fileName} looks for files from where it stands: expected two folders below the root, as in src/ and dist/chunks/`,
    )
}

/** The declarations that the doors' own lead to. */
function typesBehind(entries) {
  const found = new Set()
  const add = (file) => {
    if (found.has(file)) return
    found.add(file)
    for (const [, named, inline] of readFileSync(join(build, file), 'utf8').matchAll(imported)) {
      const id = named ?? inline
      if (id.startsWith('.')) add(posix.join(posix.dirname(file), id.replace(/\.js$/, '.d.ts')))
      else if (!id.startsWith('node:') && !isPeer(id) && !isOf(dependencies)(id))
        throw new Error(`The types of the package lead to ${id} (${file}): expected no other package than the installed ones`)
    }
  }
  for (const file of entries) add(file)
  return found
}

function licences(files) {
  const folders = new Set(files.flatMap((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll('\\', '/')) ?? []))
  return `The code in this folder contains that of the following packages.\n\n${[...folders].sort().map(licenceOf).join('\n')}`
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const [file] = readdirSync(folder).filter((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry))
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim()
  return `${'='.repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`
}

/** What an earlier build left. */
function removeOthers(written) {
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !written.has(relative(dist, path).replaceAll('\\', '/'))) rmSync(path)
  }
}
