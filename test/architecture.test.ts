import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { sourceFiles } from './support/source-files.js'

/** What each room may import of the house besides `words`: rooms, or single files of a room. The same table as in docs/ARCHITECTURE.md. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  words: [],
  chance: [],
  domain: [],
  data: ['domain'],
  journal: ['domain'],
  flows: ['domain'],
  systems: ['domain', 'data'],
  transports: ['domain/wire'],
  faults: [],
  scenario: ['domain', 'data', 'flows', 'faults', 'checks/names', 'systems/contract', 'systems/index', 'transports/capabilities', 'chance'],
  target: ['domain', 'journal'],
  sim: ['chance', 'domain', 'data', 'scenario', 'systems', 'flows', 'transports', 'faults', 'target', 'journal'],
  checks: ['domain', 'journal', 'flows'],
  explain: ['domain', 'journal', 'checks'],
  page: [],
  report: ['domain', 'journal', 'checks', 'explain', 'page/data'],
  explore: ['domain', 'sim', 'scenario', 'checks', 'journal'],
  plant: [
    'domain',
    'chance',
    'journal',
    'scenario',
    'systems/index',
    'target/settings',
    'transports',
    'sim',
    'checks',
    'explain',
    'explore',
  ],
  // What it shows comes as data: verdicts and explanations are types to it, and their words.
  ui: [
    'domain',
    'journal',
    'checks/contract',
    'checks/judgement',
    'checks/figures/contract',
    'explain/explanation',
    'explain/words',
    'explain/text',
  ],
  // Between runs and those who look at them.
  look: [
    'domain',
    'journal',
    'checks',
    'cli/screen',
    'cli/leaving',
    'cli/view-flags',
    'explore/at-rest',
    'explore/judge-aside',
    'report',
    'sim/clock',
    'ui',
  ],
  adapters: ['plant'],
  cli: [
    'domain',
    'scenario/diagnostics',
    'journal',
    'target/settings',
    'target/command-line',
    'target/config-file',
    'target/loopback',
    'target/environment',
    'target/exceptions/log',
    'flows/index',
    'systems/index',
  ],
  commands: [
    'domain',
    'cli',
    'sim',
    'explore',
    'report',
    'scenario',
    'journal',
    'checks',
    'look',
    'ui',
    'systems/index',
    'systems/describe',
  ],
  'index.ts': [
    'domain',
    'sim',
    'explore',
    'scenario',
    'checks',
    'journal',
    'systems/index',
    'target/in-process/module-target',
    'target/config-file',
  ],
}

/** Packages and built-in modules that only some rooms may use. */
const outside: readonly { readonly module: RegExp; readonly rooms: readonly string[] }[] = [
  { module: /^@oclif\//, rooms: ['cli', 'commands'] },
  { module: /^(ink|react|string-width)$/, rooms: ['ui'] },
  { module: /^lit-html/, rooms: ['page'] },
  { module: /^(msw|nock|vitest)(\/|$)/, rooms: ['adapters'] },
  { module: /^yaml$/, rooms: ['scenario', 'cli'] },
  { module: /^ajv/, rooms: ['scenario', 'systems', 'cli', 'journal'] },
  { module: /^fastest-levenshtein$/, rooms: ['words'] },
  { module: /^typebox$/, rooms: ['journal'] },
  { module: /^string-argv$/, rooms: ['target'] },
  { module: /^big\.js$/, rooms: ['domain'] },
  { module: /^node:(http|https|net|tls)$/, rooms: ['transports', 'target'] },
  // An editor is opened by who looks.
  { module: /^node:child_process$/, rooms: ['target', 'look'] },
  { module: /^@sinonjs\//, rooms: ['sim'] },
  { module: /^light-my-request$/, rooms: ['target'] },
  { module: /^node:worker_threads$/, rooms: ['explore'] },
]

interface Import {
  readonly file: string
  readonly line: number
  readonly from: string
  readonly target: string
}

const importLine = /(?:^|\s)(?:import|export)\b[^'"]*?\bfrom\s*['"]([^'"]+)['"]|(?:^|\s)import\s*['"]([^'"]+)['"]/

/** What is imported, or taken, where it is used. */
const taken = /\b(?:import|getBuiltinModule)\(\s*['"]([^'"]+)['"]\s*\)/

function importsOf(): readonly Import[] {
  return sourceFiles('src', ['.ts', '.tsx']).flatMap(({ path, lines }) =>
    lines.flatMap((text, index) => {
      const match = importLine.exec(text) ?? /^\} from ['"]([^'"]+)['"]/.exec(text) ?? taken.exec(text)
      const target = match?.[1] ?? match?.[2]
      return target === undefined ? [] : [{ file: path, line: index + 1, from: path.split('/')[1] ?? '', target }]
    }),
  )
}

test('imports go downwards only, as the table of rooms says', () => {
  const broken = importsOf()
    .filter(({ target }) => target.startsWith('.'))
    .flatMap(({ file, line, from, target }) => {
      const to = posix
        .join(posix.dirname(file), target)
        .replace(/^src\//, '')
        .replace(/\.js$/, '')
      const room = to.split('/')[0] ?? ''
      const allowed = rooms[from]
      if (allowed && (room === from || room === 'words' || allowed.includes(room) || allowed.includes(to))) return []
      return [`${file}:${line} (room ${from}) imports ${to}; ${from} may import ${['words', ...(allowed ?? [])].join(', ')}`]
    })
  expect(broken).toEqual([])
})

test('what draws on a terminal is loaded by those who draw, and by nobody else', () => {
  const eager = sourceFiles('src', ['.ts', '.tsx']).flatMap(({ path, lines }) =>
    path.startsWith('src/ui/')
      ? []
      : lines.flatMap((line, index) => (/^(?:import(?! type)|export)\b.*from '[^']*\/ui\//.test(line) ? [`${path}:${index + 1}`] : [])),
  )
  expect(eager).toEqual([])
})

test('no file imports itself by a detour', () => {
  const imports = new Map<string, string[]>()
  for (const { file, target } of importsOf().filter((found) => found.target.startsWith('.'))) {
    const to = posix.join(posix.dirname(file), target).replace(/\.js$/, '.ts')
    imports.set(file, [...(imports.get(file) ?? []), to])
  }
  const circles: string[] = []
  const done = new Set<string>()
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '))
    if (done.has(file)) return
    done.add(file)
    for (const next of imports.get(file) ?? []) walk(next, [...way, file])
  }
  for (const file of imports.keys()) walk(file, [])
  expect(circles).toEqual([])
})

test('packages and sockets stay in the rooms that are for them', () => {
  const broken = importsOf().flatMap(({ file, line, from, target }) =>
    outside
      .filter(({ module, rooms: allowed }) => module.test(target) && !allowed.includes(from))
      .map(({ rooms: allowed }) => `${file}:${line} (room ${from}) imports ${target}, which is for ${allowed.join(', ')}`),
  )
  expect(broken).toEqual([])
})

test('a door has one package behind it, and only its own entry of the package leads to it', () => {
  const imports = importsOf()
  const files = [...new Set(imports.flatMap(({ file, from }) => (from === 'adapters' ? [file] : [])))]
  const behind = (file: string, seen = new Set<string>()): Set<string> => {
    const packages = new Set<string>()
    if (seen.has(file)) return packages
    seen.add(file)
    for (const { target } of imports.filter((each) => each.file === file)) {
      if (/^(msw|nock|vitest)(\/|$)/.test(target)) packages.add(target.split('/')[0] ?? '')
      if (!target.startsWith('.')) continue
      const to = posix.join(posix.dirname(file), target).replace(/\.js$/, '.ts')
      for (const name of behind(to, seen)) packages.add(name)
    }
    return packages
  }
  for (const file of files) expect([file, behind(file).size]).toEqual([file, 1])
  const others = imports.filter(({ from }) => from !== 'adapters').map(({ file }) => file)
  expect([...new Set(others)].filter((file) => behind(file).size > 0)).toEqual([])
})

test('systems and checks have no door to the outside', () => {
  const pure = importsOf().filter(({ from, file, target }) => {
    // The documents of mocks/ are read once, from one file.
    if (file.startsWith('src/systems/shared/')) return false
    return (
      ['systems', 'checks', 'faults', 'flows', 'domain', 'data'].includes(from) &&
      target.startsWith('node:') &&
      !['node:buffer', 'node:crypto'].includes(target)
    )
  })
  expect(pure.map(({ file, line, target }) => `${file}:${line} imports ${target}`)).toEqual([])
})

test('every room that exists is in the table', () => {
  const found = new Set(sourceFiles('src', ['.ts', '.tsx']).map(({ path }) => path.split('/')[1] ?? ''))
  expect([...found].filter((room) => !(room in rooms))).toEqual([])
})

test('exact decimals come from one file', () => {
  expect(importsOf().flatMap(({ file, target }) => (target === 'big.js' ? [file] : []))).toEqual(['src/domain/quantity.ts'])
})
