import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { caseOf, storedRuns } from '../../../src/cli/stored-runs.js'

const root = mkdtempSync(join(tmpdir(), 'mfgsync-stored-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const files = [
  'runs/b-s2/journal.jsonl',
  'runs/b-s2/case.json',
  'runs/b-s2/target.log',
  'runs/a-s1/journal.jsonl',
  'runs/b-s2-clean/journal.jsonl',
  'runs/nothing/notes.txt',
  'alone/copied.jsonl',
  'cut/case.json',
]
for (const file of files) {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), '')
}
const found = (path: string): unknown =>
  storedRuns(join(root, path)).map((run) =>
    Object.fromEntries(Object.entries(run).map(([name, each]) => [name, relative(root, String(each))])),
  )

const whole = { dir: 'runs/b-s2', journal: 'runs/b-s2/journal.jsonl', case: 'runs/b-s2/case.json', targetLog: 'runs/b-s2/target.log' }

test.each(['runs/b-s2', 'runs/b-s2/journal.jsonl', 'runs/b-s2/case.json'])('%s is one run', (path) => {
  expect(found(path)).toEqual([whole])
})

test('a folder of runs has them in order, without the clean run of a storm', () => {
  expect(found('runs')).toEqual([{ dir: 'runs/a-s1', journal: 'runs/a-s1/journal.jsonl' }, whole])
})

test('a journal of any name is one', () => {
  expect(found('alone/copied.jsonl')).toEqual([{ dir: 'alone', journal: 'alone/copied.jsonl' }])
})

test.each([
  ['nowhere', /There is nothing at .*nowhere/],
  ['runs/nothing', /there is neither a journal\.jsonl nor a folder with one/],
  ['cut/case.json', /Beside the case .* there is no journal\.jsonl/],
])('%s is told to be none', (path, message) => {
  expect(() => found(path)).toThrow(message)
})

test('a case is found by the folder and the journal of its run', () => {
  for (const path of ['runs/b-s2', 'runs/b-s2/case.json', 'runs/b-s2/journal.jsonl'])
    expect(relative(root, caseOf(join(root, path)))).toBe('runs/b-s2/case.json')
  expect(() => caseOf(join(root, 'runs/a-s1'))).toThrow('there is no case.json')
})
