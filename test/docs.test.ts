import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { embedded } from '../scripts/docs/embed.mjs'
import { pages } from '../scripts/docs/pages.mjs'
import { figureKinds } from '../src/checks/figures/index.js'
import { checks } from '../src/checks/index.js'
import { configSchema } from '../src/cli/config-schema.js'
import { exitCodes, worstExitCode } from '../src/cli/exit-codes.js'
import { limits } from '../src/domain/limits.js'
import { measures } from '../src/domain/measures/index.js'
import { baselineSchema } from '../src/explore/baseline.schema.js'
import { faultKinds } from '../src/faults/index.js'
import { flows } from '../src/flows/index.js'
import { planOf } from '../src/index.js'
import { journalSchema } from '../src/journal/records.schema.js'
import { documentSchema } from '../src/scenario/document.js'
import {
  describeFaults,
  describeSteps,
  knownCases,
  listScenarios,
  mustReachKinds,
  scenarioSchema,
  type Plan,
  type Size,
} from '../src/scenario/index.js'
import { valueFormats } from '../src/scenario/values.js'
import { describeOperations } from '../src/systems/describe.js'
import { systemKinds } from '../src/systems/index.js'
import { keyBindings, keyText } from '../src/ui/keys.js'
import { filterWords } from '../src/words/filter.js'
import { root, sourceFiles } from './support/source-files.js'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const written = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', ...sourceFiles('docs', ['.md']).map(({ path }) => path)]

interface Manifest {
  readonly commands: Readonly<Record<string, { readonly flags: Readonly<Record<string, { readonly allowNo?: boolean }>> }>>
}
const manifest = JSON.parse(read('oclif.manifest.json')) as Manifest

function sized(scenario: string, size: Size): Plan {
  return planOf({ scenario, variant: 'faulty', size, seeds: [1] })
}

test('the reference and the scenario schema are those of the code; "npm run build && npm run docs" writes them anew', () => {
  const fresh = pages({
    manifest,
    scenarios: listScenarios().map((each) => ({
      ...each,
      cases: knownCases(each.name, each.file),
      plans: { quick: sized(each.name, 'quick'), full: sized(each.name, 'full') },
    })),
    documentSchema,
    scenarioSchema: scenarioSchema(),
    steps: describeSteps(),
    faultEntries: describeFaults(),
    formats: valueFormats,
    mustReach: mustReachKinds,
    systemKinds,
    operations: describeOperations(),
    faultKinds,
    checks,
    figureKinds,
    flows,
    measures,
    exitCodes,
    exitCodesSource: read('src/cli/exit-codes.ts'),
    worstExitCode,
    limits,
    limitsSource: read('src/domain/limits.ts'),
    journalSchema: journalSchema(),
    baselineSchema: baselineSchema.schema,
    configSchema: configSchema(),
    view: { keyBindings, keyText, filterWords },
  })
  expect(Object.keys(fresh)).toHaveLength(16 + systemKinds.length)
  expect(
    Object.entries(fresh)
      .filter(([path, text]) => !existsSync(join(root, path)) || read(path) !== text)
      .map(([path]) => path),
  ).toEqual([])
  expect(
    sourceFiles('docs/reference', ['.md'])
      .map(({ path }) => path)
      .filter((path) => !(path in fresh)),
  ).toEqual([])
})

test('code that stands in a page is a copy of its file, the integration of the README first', () => {
  expect(written.filter((path) => embedded(read(path), read) !== read(path))).toEqual([])
  const shown = /<!-- file: examples\/hand-written\/index\.js -->\n```js\n([\s\S]*?)\n```/.exec(read('docs/confirmations-by-hand.md'))?.[1]
  expect(`${shown}\n`).toBe(read('examples/hand-written/index.js'))
  expect(embedded('<!-- file: a -->\n```js\nold\n```', () => 'new\n')).toBe('<!-- file: a -->\n```js\nnew\n```')
  const empty = '<!-- file: a -->\n```js\n```\n\nText.\n\n```\nother\n```'
  expect(embedded(empty, () => 'new\n')).toBe(empty.replace('js\n', 'js\nnew\n'))
})

/** As GitHub makes them of headings. */
function anchors(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

test('every relative link leads somewhere', () => {
  const broken = written.flatMap((path) =>
    [...read(path).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      const [file = '', anchor] = link.split('#')
      if (/^[a-z]+:/.test(link)) return []
      const target = file === '' ? path : join(dirname(path), file)
      if (!existsSync(join(root, target))) return [`${path}: ${link}`]
      return anchor !== undefined && !anchors(read(target)).includes(anchor) ? [`${path}: ${link}`] : []
    }),
  )
  expect(broken).toEqual([])
})

/** Command lines of code spans and blocks: what stands behind `mfgsync`, or behind npm's way to it. */
function commandLines(markdown: string): readonly string[] {
  const code = [...markdown.matchAll(/```\w*\n([\s\S]*?)```|`([^`\n]+)`/g)].map(([, block, span]) => block ?? span ?? '')
  return code
    .flatMap((text) => [
      ...text.matchAll(/(?:^|[ $>])(?:npx mfgsync|mfgsync|npm run mfgsync --) ([^\n|;#&]*)|npm run (simulate) -- ([^\n|;#&]*)/gm),
    ])
    .map(([, direct, simulate, rest]) => direct ?? `${simulate} ${rest ?? ''}`)
}

/** A terminal as it stood is no command. */
function withoutPicture(text: string): string {
  return text.replace(/<!-- view:[^]*<!-- end of view -->/, '')
}

test('every command and flag in the docs exists', () => {
  const ids = new Set(Object.keys(manifest.commands))
  const lines = written.flatMap((path) =>
    commandLines(withoutPicture(read(path))).map((line) => ({ path, words: line.trim().split(/\s+/) })),
  )
  expect(lines.length).toBeGreaterThan(30)
  const wrong = lines.flatMap(({ path, words }) => {
    const [first = '', second = ''] = words
    if (!/^[a-z]/.test(first)) return []
    const id = [`${first}:${second}`, first].find((candidate) => ids.has(candidate))
    const topic = [...ids].some((candidate) => candidate.startsWith(`${first}:`))
    if (id === undefined) return topic && !/^[a-z]+$/.test(second) ? [] : [`${path}: mfgsync ${words.join(' ')}`]
    const known = new Set(
      Object.entries(manifest.commands[id]?.flags ?? {}).flatMap(([name, { allowNo }]) => [
        `--${name}`,
        ...(allowNo ? [`--no-${name}`] : []),
      ]),
    )
    return words
      .filter((word) => /^--[a-z]/.test(word) && word !== '--help' && !known.has(word.split('=')[0] ?? ''))
      .map((flag) => `${path}: mfgsync ${id} has no ${flag}`)
  })
  expect(wrong).toEqual([])
})

test('every npm script in the docs exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> }
  const named = written.flatMap((path) => [...read(path).matchAll(/npm run (?:--silent )?([a-z][\w:]*)/g)].map(([, script = '']) => script))
  expect(named.length).toBeGreaterThan(5)
  expect([...new Set(named)].filter((script) => !(script in scripts))).toEqual([])
})

test('the table of rooms in ARCHITECTURE is the one that is enforced', () => {
  const table = /const rooms[^{]*\{\n([\s\S]*?)\n\}/.exec(read('test/architecture.test.ts'))?.[1] ?? ''
  const enforced = [...table.matchAll(/^ {2}'?([\w.]+)'?: \[([^\]]*)\],$/gm)].map(([, room, names = '']) => {
    const allowed = [...names.matchAll(/'([^']+)'/g)].map(([, name]) => `\`${name}\``)
    return `| \`${room}\` | ${allowed.join(', ') || 'nothing'} |`
  })
  expect(enforced.length).toBe(table.match(/^ {2}['\w]/gm)?.length)
  const [, section = ''] = read('docs/ARCHITECTURE.md').split('| room | may import |\n|---|---|\n')
  expect(section.split('\n\n')[0]?.split('\n')).toEqual(enforced)
})

test('docs name no machine, and leave nothing for later', () => {
  const hits = written.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (/\/(home|Users|root|work)\/\w|\b(TODO|FIXME)\b/.test(line) ? [`${path}:${index + 1}`] : [])),
  )
  expect(hits).toEqual([])
})

test('HACKING stays short', () => {
  expect(read('docs/HACKING.md').split('\n').length).toBeLessThanOrEqual(111)
})
