import { expect, test } from 'vitest'
import { completionFor, type CompletedCommand } from '../../../src/cli/completion.js'

const flag = (name: string, ...values: string[]): CompletedCommand['flags'][number] => ({ name, values, title: '' })
const commands: readonly CompletedCommand[] = [
  { name: 'simulate', flags: [flag('variant', 'clean', 'storm'), flag('label', "it's")], words: ['hello-confirmation'] },
  { name: 'systems list', flags: [flag('json')], words: [] },
  { name: 'systems show', flags: [], words: ['erp'] },
]

/** The entries of a table of the script, by their keys. */
function table(script: string, name: string): Readonly<Record<string, readonly string[]>> {
  const body = new RegExp(`^  \\$${name} = @\\{\\n([^}]*)\\n  \\}$`, 'm').exec(script)?.[1] ?? ''
  const entries = body.split('\n').map((line) => /^ {4}'((?:[^']|'')*)' = @\((.*)\)$/.exec(line))
  return Object.fromEntries(
    entries.map((entry) => [
      entry?.[1] ?? line(entry),
      [...(entry?.[2] ?? '').matchAll(/'((?:[^']|'')*)'/g)].map(([, word = '']) => word.replaceAll("''", "'")),
    ]),
  )
}

const line = (entry: unknown): string => `no entry: ${String(entry)}`

test('the script for PowerShell has what follows each command, flag and topic, and every text is quoted', () => {
  const script = completionFor('powershell', commands)
  expect(table(script, 'next')).toEqual({ '': ['simulate', 'systems'], systems: ['list', 'show'] })
  expect(table(script, 'values')).toEqual({ 'simulate --variant': ['clean', 'storm'], 'simulate --label': ["it's"] })
  expect(table(script, 'own')).toEqual({
    simulate: ['hello-confirmation', '--variant', '--label'],
    'systems list': ['--json'],
    'systems show': ['erp'],
  })
  // As many parts open as close, and no quote is left open.
  const bare = script.replace(/^#.*$/gm, '').replace(/'(?:[^']|'')*'|"[^"]*"/g, '')
  expect(bare).not.toMatch(/['"]/)
  for (const [open, close] of ['{}', '()', '[]'].map((pair) => [...pair]))
    expect(bare.split(open ?? '').length).toBe(bare.split(close ?? '').length)
})
