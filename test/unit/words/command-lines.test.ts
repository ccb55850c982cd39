import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { commandLines, pathLines } from '../../../src/words/command-lines.js'

const deep = `.mfgsync/${'a-folder-with-a-long-name/'.repeat(5)}case.json`
const commands = [
  'mfgsync replay .mfgsync/run/case.json',
  `mfgsync replay ${deep}`,
  'mfgsync simulate night-shift --seed 7 --target \'node dist/my integration.js --flag "a b"\' --flows confirmation,reversal',
  `mfgsync simulate ${deep} --variant storm --target 'node a.js' ${deep}`,
  "mfgsync simulate a --target 'it'\\''s' --jobs 2 --reporter lines,json,junit,markdown --time-budget 10m",
]

/** The arguments as a POSIX shell takes them. */
function taken(command: string): string {
  return execFileSync('sh', ['-c', `mfgsync() { for word; do printf '%s\\n' "$word"; done; }\n${command}\n`], { encoding: 'utf8' })
}

test.each([40, 60, 80, 120])('a command in lines of %i columns is the same command to a shell', (width) => {
  for (const command of commands) {
    const lines = commandLines(command, width, 2, 'linux')
    expect(taken(lines.join('\n')), command).toBe(taken(command))
    // What stands in quotes is never broken.
    expect(lines.filter((line) => line.length > width && !line.includes("'"))).toEqual([])
  }
})

test('a flag stays with its value, and a command that fits is one line', () => {
  expect(commandLines('mfgsync simulate mes-confirmation-burst --seed 1 --target-module mutants/blind-retry.mjs', 60, 2, 'linux')).toEqual([
    '  mfgsync simulate mes-confirmation-burst --seed 1 \\',
    '    --target-module mutants/blind-retry.mjs',
  ])
  expect(commandLines('mfgsync check a', 60, 2, 'linux')).toEqual(['  mfgsync check a'])
})

test('where no shell knows the backslash, a command stays one line', () => {
  expect(commandLines(commands[1] ?? '', 40, 2, 'win32')).toHaveLength(1)
})

test('a path is broken behind slashes, and nothing of it is lost', () => {
  const lines = pathLines(deep, 40)
  expect(lines.join('')).toBe(deep)
  expect(lines.slice(0, -1).every((line) => line.endsWith('/') && line.length <= 40)).toBe(true)
})
