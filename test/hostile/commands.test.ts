import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { judgeJournal } from '../../src/checks/judge.js'
import { caseText } from '../../src/explore/case-file.js'
import { planCase } from '../../src/explore/plan-cases.js'
import { openReporters } from '../../src/report/open.js'
import { ReportSession } from '../../src/report/session.js'
import type { Plan } from '../../src/scenario/plan.js'
import { folder, leaveNothingBehind, root } from '../cli/support/cli.js'
import { duplicated, plainStyle } from '../unit/report/support.js'
import { ended, outcomes, settle } from './support/counts.js'
import { resealed } from './support/damage.js'

leaveNothingBehind()

/** Clears the screen, names the window, overwrites the line, colours without ESC, turns the direction of reading, rings. */
const evil = 'x\u001b[2J\u001b]0;title\u0007y\rz\u009b31mw\u202ev\u2066'
/** What a terminal obeys; lines and tabs are ours. */
const controls = /[^\P{C}\n\t]/u
const slow_ms = 300_000

interface Manifest {
  readonly commands: Readonly<
    Record<
      string,
      { readonly args: Readonly<Record<string, unknown>>; readonly flags: Readonly<Record<string, { readonly type: string }>> }
    >
  >
}

interface Call {
  readonly words: readonly string[]
  /** It goes on until it is ended. */
  readonly interrupted?: true
}

/** Texts of a journal and a plan that may be anything. */
const free = new Set(
  'title label tool message one many verb noun short description says why path idempotencyKey correlation story'.split(' '),
)

/** The same with something more in every free text. */
function withEvil(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return free.has(key) ? `${value}${evil}` : value
  if (Array.isArray(value)) return value.map((member) => withEvil(member, key))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withEvil(member, name)]))
}

/** A folder with files of every sort that somebody else wrote. */
function evilFiles(): string {
  const told = JSON.stringify(evil)
  const cwd = folder({
    'evil.yaml':
      `version: 1\nname: evil\ntitle: ${told}\nstory: ${told}\n` +
      'phases:\n  set-up:\n    - dispatch-orders: { count: 1 }\n  burst:\n    - confirm: {}\n',
    'raw.yaml': `version: 1\nname: ${evil}\n${evil}: [\n`,
    'unknown.yaml': `version: 1\nname: x\ntitle: X.\n${told}: ${told}\nphases: {}\n`,
    'raw.json': `{"format":"${evil}`,
    'raw.jsonl': `{"kind":"header","format":"mfgsync.journal","version":${told},"tool":${told}}\n${evil}\n`,
    'evil.config.yaml': `version: 1\ntarget:\n  label: ${told}\n  start: { command: [node, loud.mjs, ${told}] }\n`,
    'wrong.config.yaml': `version: 1\n${told}: ${told}\n`,
    'loud.mjs': `console.log(${told})\nconsole.error(${told})\nprocess.exit(3)\n`,
  })
  const { header, records } = duplicated().build()
  const lines = [{ ...header, kind: 'header' }, ...records].map((line) => JSON.stringify(withEvil(line)))
  const journal = join(cwd, 'journal.jsonl')
  writeFileSync(journal, resealed(lines))
  const parts = { tool: evil, invocation: { flags: { target: `node loud.mjs ${evil}` }, cwd }, reproduce: evil, verdict: 'fail' } as const
  writeFileSync(
    join(cwd, 'case.json'),
    caseText({ ...parts, plan: withEvil(planCase('hello-confirmation', { variant: 'clean' })) as Plan }),
  )
  const reporters = openReporters(['blob'], { screen: { ...plainStyle, write: () => undefined }, out: cwd, tool: evil })
  const session = new ReportSession(reporters)
  session.run({ judgement: judgeJournal(journal), files: { dir: cwd, journal }, reproduce: { command: evil }, identity: evil })
  session.end([{ name: evil, seed: 1, why: evil }], () => 1)
  return cwd
}

/** Every argument and every flag of every command, and what the files are for. */
function callsOf({ commands }: Manifest): readonly Call[] {
  const each = Object.entries(commands).flatMap(([id, { args, flags }]): readonly Call[] => {
    const command = id.split(':')
    const valued = Object.entries(flags).flatMap(([name, { type }]) => (type === 'option' ? [name] : []))
    return [
      [...command, evil],
      [...command, evil, evil, '--json'],
      [...command, `--${evil}`],
      [...command, `--${evil}`, '--json'],
      ...valued.map((name) => [...command, ...Object.keys(args).map(() => 'x'), `--${name}`, evil]),
    ].map((words) => ({ words }))
  })
  const on = (command: string, files: readonly string[], ...more: readonly string[]): readonly Call[] =>
    files.flatMap((file) => [
      { words: [...command.split(' '), file, ...more] },
      { words: [...command.split(' '), file, ...more, '--json'] },
    ])
  const scenarios = ['evil.yaml', 'raw.yaml', 'unknown.yaml']
  return [
    { words: [evil] },
    { words: ['help', evil] },
    ...each,
    ...on('check', ['journal.jsonl', 'raw.jsonl']),
    ...on('check', ['journal.jsonl'], '--reporter', 'lines,markdown=-', '--verbose'),
    ...on('check', ['journal.jsonl'], '--reporter', 'github=-'),
    ...on('report', ['journal.jsonl', 'raw.jsonl'], '--reporter', 'lines,mermaid=-'),
    { words: ['view', 'journal.jsonl'] },
    { words: ['view', 'raw.jsonl'] },
    ...on('replay', ['raw.json', 'case.json']),
    { words: ['replay', 'case.json', '--trust-case'] },
    ...on('merge', ['blob']),
    ...on('compare', ['blob/report.jsonl'], 'blob/report.jsonl'),
    ...scenarios.flatMap((file) => [...on('scenarios lint', [file]), ...on('scenarios show', [file])]),
    ...on('simulate', scenarios.slice(1), '--demo', 'reference'),
    { words: ['simulate', 'evil.yaml', '--config', 'evil.config.yaml', '--verbose'] },
    ...on('simulate', ['evil.yaml'], '--config', 'wrong.config.yaml'),
    { words: ['doctor', '--config', 'evil.config.yaml'] },
    { words: ['doctor', '--config', 'wrong.config.yaml', '--json'] },
    { words: ['serve', 'evil.yaml', '--port', '0'], interrupted: true },
    { words: ['serve', 'unknown.yaml'] },
  ]
}

test('no command prints a control character that it was given, in an argument or in a file', { timeout: slow_ms }, async () => {
  const manifest = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8')) as Manifest
  const names = Object.keys(manifest.commands)
  expect(names.length).toBeGreaterThan(15)
  const cwd = evilFiles()
  const calls = callsOf(manifest)
  writeFileSync(join(cwd, 'calls.json'), JSON.stringify(calls))
  const runner = join(import.meta.dirname, 'support/every-command.mjs')
  const child = spawn(process.execPath, [runner, root, join(cwd, 'calls.json'), join(cwd, 'results.json')], {
    cwd,
    env: { ...process.env, CI: '', NO_COLOR: '1', FORCE_COLOR: '0', COLUMNS: '100', GITHUB_ACTIONS: '' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await once(child, 'close')
  const results = JSON.parse(readFileSync(join(cwd, 'results.json'), 'utf8')) as readonly {
    readonly words: readonly string[]
    readonly code: number
    readonly printed: string
  }[]
  const all = outcomes()
  for (const { words, code, printed } of results) {
    ended(all, code)
    const shown = controls.exec(printed)
    if (shown)
      all.found.push(`${JSON.stringify(words)} prints ${JSON.stringify(printed.slice(Math.max(0, shown.index - 60), shown.index + 20))}`)
    if (code === 70 || /\n {4}at /.test(printed)) {
      all.bugs += 1
      all.found.push(`${JSON.stringify(words)}: ${printed.slice(0, 600)}`)
    }
  }
  // None was left out, and what was given was said, as far as a person needs it.
  expect(results.map(({ words }) => words)).toEqual(calls.map(({ words }) => words))
  expect(names.filter((id) => !results.some(({ words, printed }) => words.join(':').startsWith(id) && printed.includes('\\x1b')))).toEqual(
    [],
  )
  settle('calls with control characters', all, 100)
})
