import { expect, test } from 'vitest'
import { terminalScreen, type ScreenFlags } from '../../../src/cli/screen.js'

function screen(
  env: Record<string, string>,
  options: { readonly isTTY?: boolean; readonly columns?: number; readonly flags?: ScreenFlags; readonly platform?: string } = {},
) {
  const written: string[] = []
  const stream = (name: string) => ({
    isTTY: options.isTTY ?? true,
    ...(options.columns !== undefined && { columns: options.columns }),
    write: (text: string) => written.push(`${name}:${text}`),
  })
  const made = terminalScreen(env, { stdout: stream('out'), stderr: stream('err') }, options.flags, options.platform ?? 'linux')
  return { ...made, written }
}

test.each([
  ['a terminal', {}, true, undefined, true],
  ['a pipe', {}, false, undefined, false],
  ['NO_COLOR, whatever its value', { NO_COLOR: '0' }, true, undefined, false],
  ['an empty NO_COLOR', { NO_COLOR: '' }, true, undefined, true],
  ['FORCE_COLOR on a pipe', { FORCE_COLOR: '1' }, false, undefined, true],
  ['FORCE_COLOR over NO_COLOR', { FORCE_COLOR: '1', NO_COLOR: '1' }, true, undefined, true],
  ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, undefined, false],
  ['--no-color over FORCE_COLOR', { FORCE_COLOR: '1' }, true, { color: false }, false],
  ['TERM=dumb', { TERM: 'dumb' }, true, undefined, false],
] as const)('colours: %s', (_, env, isTTY, flags, colors) => {
  expect(screen(env, { isTTY, ...(flags && { flags }) }).colors).toBe(colors)
})

test.each([
  ['LANG', { LANG: 'de_DE.UTF-8' }, undefined, 'linux', true],
  ['LC_ALL wins', { LC_ALL: 'C', LANG: 'en_US.UTF-8' }, undefined, 'linux', false],
  ['another character set', { LANG: 'de_DE.ISO-8859-1' }, undefined, 'linux', false],
  ['nothing is said', {}, undefined, 'linux', false],
  ['nothing is said on Windows', {}, undefined, 'win32', true],
  ['--ascii', { LANG: 'en_US.UTF-8' }, { ascii: true }, 'linux', false],
  ['TERM=dumb', { LANG: 'en_US.UTF-8', TERM: 'dumb' }, undefined, 'linux', false],
] as const)('Unicode: %s', (_, env, flags, platform, unicode) => {
  expect(screen(env, { platform, ...(flags && { flags }) }).unicode).toBe(unicode)
})

test.each([
  [{}, undefined, 80],
  [{}, 120, 120],
  [{ COLUMNS: '100' }, undefined, 100],
  [{ COLUMNS: 'x' }, undefined, 80],
  [{}, 10, 40],
  [{}, 1_000, 160],
] as const)('columns: %j and a width of %s give %i', (env, columns, expected) => {
  expect(screen(env, columns === undefined ? {} : { columns }).columns).toBe(expected)
})

test('CI and a dumb terminal are no place for a view that redraws', () => {
  expect(screen({}).isTTY).toBe(true)
  expect(screen({ CI: 'true' }).isTTY).toBe(false)
  expect(screen({ TERM: 'dumb' }).isTTY).toBe(false)
})

test('text goes to the stream that is meant', () => {
  const { write, error, written } = screen({})
  write('a')
  error('b')
  expect(written).toEqual(['out:a', 'err:b'])
})
