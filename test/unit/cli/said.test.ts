import { expect, test } from 'vitest'
import { baselineWanted } from '../../../src/cli/baseline-flags.js'
import { comparisonText } from '../../../src/cli/comparison-text.js'
import { ciAdvice, ciFile } from '../../../src/cli/init-ci.js'
import { operationsText } from '../../../src/cli/operations-text.js'
import { terminalScreen } from '../../../src/cli/screen.js'
import { misreadTopic, unknownCommand } from '../../../src/cli/unknown-command.js'
import { filterOf } from '../../../src/cli/view-flags.js'
import { planCases } from '../../../src/explore/plan-cases.js'
import { describeOperations } from '../../../src/systems/describe.js'
import { systemKinds } from '../../../src/systems/index.js'

const commands = ['check', 'simulate', 'systems list', 'systems show']

test('a call without a command is no command that is called like its flag', () => {
  expect(unknownCommand('command simulat not found', commands)).toBe('There is no command "simulat"; did you mean "simulate"?')
  expect(unknownCommand('command --verbose not found', commands)).toBe('No command is named before "--verbose".')
})

test('JSON of a topic alone is refused, and its commands are named', () => {
  expect(misreadTopic(['systems', '--json'], commands)).toBe('"systems" is no command by itself; there are systems list, systems show.')
  for (const words of [['systems'], ['systems', 'list', '--json'], ['check', '--json'], ['systems', '--json', '--help']])
    expect(misreadTopic(words, commands)).toBeUndefined()
})

test('a tag that nothing has is refused beside others, with what was probably meant', () => {
  const tagged = (...tags: string[]): unknown => planCases({ scenarios: ['hello-confirmation'], tags, variant: 'clean' })
  expect(() => tagged('first-steps', 'first-step')).toThrow('No shipped scenario has the tag first-step.\nDid you mean "first-steps"?')
  expect(() => tagged('xyzzy')).toThrow(/Tags are approval, .*first-steps/)
  expect(tagged('first-steps')).toHaveLength(1)
})

test('what new entries of a baseline say is no word for nothing', () => {
  const flags = { baseline: 'b.yaml', 'update-baseline': false, owner: 'me', expires: '2026-12-01' }
  expect(() => baselineWanted(flags, undefined, '2026-03-02T00:00:00Z')).toThrow('--owner and --expires would do nothing')
})

test('a word that no filter has is told, and what is no word is looked for', () => {
  expect(() => filterOf('sys:erp colour:red')).toThrow('"colour:" is no word of a filter.')
  for (const text of [undefined, 'sys:erp !telemetry', '12:30', 'key:P1/100']) expect(filterOf(text)).toBe(text)
})

test('who runs it by npx is told to type npx', () => {
  const stream = { write: () => undefined }
  const program = (env: Readonly<Record<string, string>>): string => terminalScreen(env, { stdout: stream, stderr: stream }).program
  expect(program({ npm_lifecycle_event: 'npx', npm_lifecycle_script: "'mfgsync' 'simulate' 'hello-confirmation'" })).toBe('npx mfgsync')
  expect(program({ npm_lifecycle_event: 'npx', npm_lifecycle_script: 'vitest run' })).toBe('mfgsync')
  expect(program({ npm_lifecycle_event: 'test', npm_lifecycle_script: 'mfgsync simulate --all' })).toBe('mfgsync')
})

test.each([60, 80, 120])('operations of every system fit into %i columns', (columns) => {
  for (const { words } of systemKinds) {
    const rows = describeOperations().filter(({ system }) => system === words.name)
    const long = operationsText(rows, {}, columns)
      .split('\n')
      .filter((line) => line.length > columns && line.trim().includes(' ') && !/^[A-Z]+ \//.test(line))
    expect(long).toEqual([])
  }
})

test('what a comparison found is told in words', () => {
  const row = { case: 'a faulty quick seed 1', change: 'regressed', before: 'pass', after: 'fail' }
  expect(comparisonText([{ ...row, what: ['now no-duplicate-effect/excess/lose-answer.same-key', 'duplicates 0 → 1'] }], 160)).toContain(
    'now no-duplicate-effect (excess: lose-answer, same-key), duplicates 0 → 1',
  )
})

test('a CI file says what it needs, where it lies wrong', () => {
  const advice = (kind: string, root: string | undefined, hasLock: boolean): readonly string[] => {
    const file = ciFile(kind, 'hello-confirmation', [])
    return file === undefined ? [] : ciAdvice(file, { root, hasLock })
  }
  expect(advice('github', undefined, true)).toEqual([])
  expect(advice('generic', '/repo', false)).toEqual([])
  for (const kind of ['github', 'gitlab', 'azure'])
    expect(advice(kind, '/repo', false)).toEqual([
      expect.stringContaining('to /repo, and'),
      expect.stringContaining('npm install --save-dev'),
    ])
})

test('a server without a language is told to install it', () => {
  expect(ciFile('gitlab', 'hello-confirmation', ['default-jdk-headless'])?.text).toContain(
    '    - apt-get install -y -qq default-jdk-headless\n',
  )
  expect(ciFile('gitlab', 'hello-confirmation', [])?.text).not.toContain('before_script')
})
