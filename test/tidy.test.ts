import { expect, test } from 'vitest'
import { root, sourceFiles } from './support/source-files.js'

const code = ['src', 'test', 'examples', 'scripts', 'bin'].flatMap((folder) => sourceFiles(folder, ['.ts', '.tsx', '.js', '.mjs']))
const own = code.filter(({ path }) => path !== 'test/tidy.test.ts' && path !== 'test/docs.test.ts')

function hits(files: typeof code, pattern: RegExp): string[] {
  return files.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  )
}

test('no file is longer than 400 lines', () => {
  expect(code.filter(({ lines }) => lines.length > 401).map(({ path, lines }) => `${path} has ${lines.length - 1} lines`)).toEqual([])
})

test('each mutant has a number of its own', () => {
  const numbers = sourceFiles('test/targets/mutants', ['.mjs']).map(({ path }) => /m\d+(?=-)/.exec(path)?.[0])
  expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([])
})

test('no line is longer than 140 characters', () => {
  const typed = sourceFiles('scripts', ['.mts'])
  expect(hits([...code, ...typed], /^.{141}/u)).toEqual([])
})

test('no function is longer than 70 lines', () => {
  const long = code
    .filter(({ path }) => path.startsWith('src/') || path.startsWith('examples/'))
    .flatMap(({ path, lines }) =>
      lines.flatMap((line, index) => {
        const opening =
          /^( *)(?:(?:export|async|static|override) )*(?:function\b|[#\w]+\([^)]*\)[^=]*\{$|const \w+ = (?:async )?\(?.*=> \{$)/.exec(line)
        if (!opening || !line.trimEnd().endsWith('{') || /^\s*(if|for|while|switch|return)\b/.test(line)) return []
        const end = lines.findIndex((candidate, at) => at > index && candidate.startsWith(`${opening[1]}}`))
        return end - index > 70 ? [`${path}:${index + 1} is ${end - index} lines long`] : []
      }),
    )
  expect(long).toEqual([])
})

/** Where time and chance of runs are made, and where threads are waited for, which is no part of a run. */
const makersOfTime = [
  'src/target/',
  'src/sim/clock.ts',
  'src/sim/virtual-time.ts',
  'src/sim/virtual-chance.ts',
  'src/chance/random.ts',
  'src/explore/runners.ts',
]

test('time and chance come from the run', () => {
  const elsewhere = code.filter(({ path }) => path.startsWith('src/') && !makersOfTime.some((maker) => path.startsWith(maker)))
  expect(hits(elsewhere, /\b(Date\.now|Math\.random|randomUUID|performance\.now)\b|(?<![.\w])set(Timeout|Interval)\s*\(/)).toEqual([])
})

/** Where the words of single members are at home: whoever else needs one reads it from an index or from the header of a journal. */
const homes = [
  'src/systems/',
  'src/flows/',
  'src/scenario/steps/',
  'src/scenario/subjects/',
  'src/checks/production/',
  'src/checks/quality/',
  'src/checks/stock/',
  'src/checks/engineering/',
  'src/data/',
  'src/domain/measures/',
  // Who played which part in journals that do not say so.
  'src/journal/former-parts.ts',
  // The first version of a journal had no words of its own.
  'src/journal/version-1.ts',
  // Where exceptions are seen, in the words of the journal: `desk`.
  'src/journal/record-words.ts',
  // Where a target hands facts to people, in the words of the config: `desk`.
  'src/target/settings.ts',
]

test('words of single systems, flows and measures stay at home', () => {
  const members = ['erp', 'mes', 'wms', 'plm', 'desk', 'confirmation', 'consumption', 'reversal']
  const amounts = ['yield', 'scrap', 'rework', 'final', 'issue', 'receipt']
  const elsewhere = code.filter(({ path }) => path.startsWith('src/') && !homes.some((home) => path.startsWith(home)))
  expect(hits(elsewhere, new RegExp(`^(?!\\s*(\\*|/[/*])).*(['"])(${[...members, ...amounts].join('|')})\\2`))).toEqual([])
})

test('types are not given up, and nothing is left for later', () => {
  expect(hits(own, /^(?!\s*(\*|\/[/*])).*(\bas any\b|: any\b|<any>)|@ts-(ignore|nocheck|expect-error)/)).toEqual([])
  expect(hits(own, /\b(TODO|FIXME|XXX|HACK)\b/)).toEqual([])
})

test('every test runs', () => {
  expect(hits(own, /\b(it|test|describe)\.(only|skip|todo|fails)\b/)).toEqual([])
})

test('exports are named', () => {
  expect(
    hits(
      own.filter(({ path }) => path.startsWith('src/')),
      /^export default\b/,
    ),
  ).toEqual([])
})

test('nothing names a machine', () => {
  const all = [...code, ...['docs', 'scenarios', 'mocks', 'schemas'].flatMap((folder) => sourceFiles(folder, ['.md', '.yaml', '.json']))]
  const home = process.env['HOME'] ?? '/nowhere'
  const paths = [root.replace(/\/$/, ''), ...(home === '/' ? [] : [home])].filter((path) => path.length > 4)
  expect(
    all.flatMap(({ path, lines }) =>
      lines.flatMap((line, index) => (paths.some((machine) => line.includes(`${machine}/`)) ? [`${path}:${index + 1}`] : [])),
    ),
  ).toEqual([])
})
