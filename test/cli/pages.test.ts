import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stepsOf, type CommandStep, type SaveStep } from '../../scripts/docs/page-commands.mjs'
import { sourceFiles } from '../support/source-files.js'
import { folder, leaveNothingBehind, root } from './support/cli.js'

leaveNothingBehind()

const isWhole = process.env['MFGSYNC_PROOF'] === 'all'
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const reader = join(root, 'test/fixtures/pages/reader.mjs')

/** What is not typed here, and who does it. A pattern that fits nothing is out of date. */
const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^npm ci$/, 'the first step of .ci/run'],
  [/^npm test$/, 'this is it'],
  [/^npm (install|pack)\b|^(mkdir|cd) /, '.ci/run installs the package, as a newcomer does'],
  [/^npm run (build|docs|typecheck|lint|picture|check|packed)$/, 'the gate; and every script in the docs exists'],
  [/^npm run (strangers|storm|mutate|laws|matrix)\b/, 'takes minutes; .ci/run takes samples of most'],
  [/^npx vitest /, 'the tests themselves'],
  [/^export |^less /, 'the shell of a person'],
  [/^node scripts\/generate-journal|\/tmp\/big\.jsonl/, 'a journal of a million records'],
  [/--target "java /, '.ci/run, where there is a JDK: a newcomer in Java'],
]

/** What a page takes for granted. */
const there: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'docs/HACKING.md': { 'examples/hand-written/index.js': read('examples/hand-written/index.js') },
  'docs/in-process.md': { 'src/integration.ts': `await import(${JSON.stringify(join(root, 'examples/reference/index.js'))})` },
  'docs/notices-by-hand.md': { 'inbox.js': read('examples/hand-written/inbox.js') },
  'docs/revisions-by-hand.md': { 'inbox.js': read('examples/hand-written/inbox.js') },
  'docs/the-view.md': { 'my-integration.mjs': read('examples/hand-written/index.js') },
  'docs/webhooks.md': { 'integration.py': read('examples/starters/python/integration.py') },
}

/** A line as it is typed in a folder where mfgsync is installed: each command by itself. */
function typed({ line, exit, why }: CommandStep): readonly CommandStep[] {
  return line.split(' && ').map((each) => ({
    line: each
      .replace(/^(npx mfgsync|npm run mfgsync --|mfgsync)/, 'mfgsync')
      .replace(/^npm run simulate --/, 'mfgsync simulate')
      .replace(/^time /, ''),
    exit,
    why,
  }))
}

/** Fewer seeds, one scenario for all, the shortest for the usual one: what a page says is then still tried, and not how long it takes. */
function sampled(line: string): string {
  return isWhole
    ? line
    : line
        .replace(/--seeds (\d+)-\d+/, '--seeds $1')
        .replace('--runs 10', '--runs 2')
        .replace(/ --all\b/, ' hello-confirmation')
        .replace('mes-confirmation-burst', 'hello-confirmation')
}

interface Page {
  readonly path: string
  readonly steps: readonly (SaveStep | CommandStep)[]
}

/** Walked by .ci/run too, with the package as it is installed: scripts/newcomer.mjs. */
const walked = ['README.md', 'docs/receipts-by-hand.md']

const known = new Set<string>()
const left = new Map<RegExp, number>(elsewhere.map(([pattern]) => [pattern, 0]))

/** What of a page is typed. What another page has typed in an empty folder already is typed once, unless this page goes on with its run. */
function pageOf(path: string): Page {
  const all = stepsOf(read(path)).flatMap((step): readonly (SaveStep | CommandStep)[] => ('save' in step ? [step] : typed(step)))
  const goesOn = all.some((step) => 'line' in step && /RUN|<run>|view$/.test(step.line))
  const steps = all.flatMap((step): readonly (SaveStep | CommandStep)[] => {
    if ('save' in step) return [step]
    if (step.why !== undefined) return []
    const [pattern] = elsewhere.find(([each]) => each.test(step.line)) ?? []
    if (pattern) {
      left.set(pattern, (left.get(pattern) ?? 0) + 1)
      return []
    }
    const isDemo = step.line.includes('--demo')
    if (!isWhole && isDemo && known.has(step.line) && !goesOn) return []
    if (isDemo) known.add(step.line)
    return [{ ...step, line: sampled(step.line) }]
  })
  return { path, steps }
}

const pages = ['README.md', ...sourceFiles('docs', ['.md']).map(({ path }) => path)]
  .filter((path) => !path.startsWith('docs/reference/') && !path.startsWith('docs/decisions/'))
  .map(pageOf)
  .filter(({ path }) => isWhole || !walked.includes(path))
  .filter(({ steps }) => steps.some((step) => 'line' in step))

interface Result {
  readonly line: string
  readonly exit: number
  readonly said: string
}

/** Types all of it in a folder of its own, in one process. */
async function readPage({ path, steps }: Page): Promise<readonly Result[]> {
  const cwd = folder()
  const port = String(await freePort())
  const files = Object.entries(there[path] ?? {}).map(([save, text]) => ({ save, text }))
  const all = [...files, ...steps].map((step) => ('line' in step ? { ...step, line: step.line.replaceAll('4000', port) } : step))
  const list = join(cwd, '..', `${cwd.split('/').at(-1) ?? ''}.json`)
  writeFileSync(list, JSON.stringify(all))
  const env = { ...process.env, CI: '', NO_COLOR: '1', FORCE_COLOR: '0', COLUMNS: '100', GITHUB_ACTIONS: '' }
  const child = spawn(process.execPath, [reader, list], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const out: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => out.push(text))
  await new Promise((done) => child.once('close', done))
  const text = out.join('')
  expect(text, path).toMatch(/^\[/)
  return JSON.parse(text) as Result[]
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => done(port))
    })
  })
}

describe('a reader types what a page says, line by line, and it ends as the page says', () => {
  test.concurrent.each(pages.map((page) => [page.path, page] as const))('%s', { timeout: 300_000 }, async (_path, page) => {
    const results = await readPage(page)
    const expected = page.steps.flatMap((step) => ('line' in step ? [step] : []))
    // Where the machine was so busy that the runs themselves came late, nothing is decided, and said so.
    const isLate = ({ exit, said }: Result): boolean => exit === 3 && said.includes('the machine was busy')
    const odd = results.filter((result, place) => result.exit !== expected[place]?.exit && !isLate(result))
    expect(odd).toEqual([])
    expect(results).toHaveLength(expected.length)
  })

  test('what is typed elsewhere is in the pages', () => {
    expect([...left].filter(([, times]) => times === 0).map(([pattern]) => String(pattern))).toEqual([])
  })
})
