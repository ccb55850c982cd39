import { chdir, cwd } from 'node:process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { journalOf } from '../../../src/cli/stored-runs.js'
import { planCases } from '../../../src/explore/plan-cases.js'
import { openReporters } from '../../../src/report/open.js'
import { findScenario } from '../../../src/scenario/index.js'

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-meant-'))
  const before = cwd()
  try {
    chdir(folder)
    return use(folder)
  } finally {
    chdir(before)
    rmSync(folder, { recursive: true, force: true })
  }
}

const screen = { colors: false, unicode: true, isTTY: false, columns: 100, write: () => undefined }

test('two reporters on one file are refused, whichever way it is said', () => {
  const open = (...specs: string[]): unknown => openReporters(specs, { screen, out: 'runs', tool: 'x' })
  expect(() => open('json=a.json,junit=./a.json')).toThrow('The reporters "json=a.json" and "junit=./a.json" would write to one file.')
  expect(() => open('json', 'markdown=runs/report.json')).toThrow('would write to one file')
  expect(open('lines,json=a.json', 'junit=b.xml')).toHaveLength(3)
  expect(() => open('json=-,junit=-')).toThrow('The reporters "json=-" and "junit=-" would write to standard output.')
})

test('a document on standard output has it for itself: what is for people goes beside it', () => {
  const [out, beside]: [string[], string[]] = [[], []]
  const both = { ...screen, write: (text: string) => void out.push(text), error: (text: string) => void beside.push(text) }
  const end = { runs: 2, passed: 0, failed: 0, unknown: 0, setUpErrors: 0, exitCode: 3, skipped: [{ name: 'a', seed: 1, why: 'time' }] }
  for (const reporter of openReporters(['lines,json=-,github'], { screen: both, out: 'runs', tool: 'x' }))
    reporter.end?.({ ...end, skipped: end.skipped.map((each) => ({ ...each })) } as never)
  expect(JSON.parse(out.join(''))).toMatchObject({ summary: { exitCode: 3 } })
  expect(beside.join('')).toContain('::notice')
})

test('a link is the file that it leads to, whether that is there or not, and no report takes the place of what is read', () => {
  inFolder((folder) => {
    const open = (...specs: string[]): unknown => openReporters(specs, { screen, out: 'runs', tool: 'x', reads: ['journal.jsonl'] })
    symlinkSync('a.json', 'b.json')
    symlinkSync(folder, 'here')
    symlinkSync('round', 'round')
    expect(() => open('json=a.json', 'junit=b.json')).toThrow('would write to one file')
    expect(() => open('json=a.json', 'junit=here/a.json')).toThrow('would write to one file')
    expect(() => open('json=round', 'junit=./round')).toThrow('would write to one file')
    writeFileSync('a.json', '')
    expect(() => open('json=a.json', 'junit=b.json')).toThrow('would write to one file')
    writeFileSync('journal.jsonl', '')
    expect(() => open('json=here/journal.jsonl')).toThrow('"json=here/journal.jsonl" would write over what is read here')
  })
})

test('a scenario that ships beside all of them is one too many', () => {
  expect(() => planCases({ scenarios: ['hello-confirmation'], all: true, variant: 'clean' })).toThrow(
    'hello-confirmation is among --all. Give its name alone, or --all without it.',
  )
})

test('a scenario that is a file here is said to be one', () => {
  inFolder(() => {
    writeFileSync('night-shift.yaml', '')
    expect(findScenario('night-shift')).toMatchObject({
      message: 'there is no scenario "night-shift"',
      hint: 'the file beside it is run as ./night-shift.yaml',
    })
  })
})

test('the folder of a run stands for its journal, and so does its case', () => {
  inFolder(() => {
    mkdirSync('runs/one', { recursive: true })
    writeFileSync('runs/one/journal.jsonl', '')
    writeFileSync('runs/one/case.json', '')
    const journal = join(cwd(), 'runs/one/journal.jsonl')
    expect(['runs/one', 'runs', 'runs/one/case.json', 'runs/one/journal.jsonl'].map(journalOf)).toEqual(Array(4).fill(journal))
    mkdirSync('runs/two')
    writeFileSync('runs/two/journal.jsonl', '')
    expect(() => journalOf('runs')).toThrow('In runs there are 2 runs.')
  })
})
