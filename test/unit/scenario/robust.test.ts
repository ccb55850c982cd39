import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compile, type Compiled } from '../../../src/scenario/compile.js'
import { listScenarios } from '../../../src/scenario/catalogue.js'
import { renderDiagnostics } from '../../../src/scenario/diagnostics.js'
import { openYaml } from '../../../src/scenario/yaml-source.js'

const sources = listScenarios().map(({ file }) => readFileSync(file, 'utf8'))
const options = { variant: 'faulty', size: 'quick', seed: 1, file: 'mutant.yaml' } as const

/** Either a plan, or diagnostics whose places exist in the file. */
function sound(source: string, compiled: Compiled): void {
  if (compiled.plan) {
    expect(compiled.diagnostics).toBeUndefined()
    return
  }
  expect(compiled.diagnostics.length).toBeGreaterThan(0)
  const lines = source.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  for (const { line, column, endColumn, text, message } of compiled.diagnostics) {
    expect(message).not.toBe('')
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(lines.length)
    expect(column).toBeGreaterThanOrEqual(1)
    expect(endColumn).toBeGreaterThanOrEqual(column)
    if (text !== '') expect(text).toBe(lines[line - 1])
  }
  expect(renderDiagnostics(compiled.diagnostics)).toContain('mutant.yaml:')
}

const snippet = fc.oneof(
  fc.constantFrom(
    'null',
    '[]',
    '{}',
    '- ',
    ': ',
    '\t',
    '&a ',
    '*a',
    '!!binary x',
    '"',
    "'",
    '|',
    '>',
    '#',
    '---\n',
    '...\n',
    '{ $size: x }',
    '{ $size: 1, a: 2 }',
    '<<: *a',
    '? ',
    '1e999',
    '-1',
    '.nan',
    '0x10',
    'true',
    '2026-03-02',
    '__proto__: {}',
    'constructor: 1',
    '\u0000',
    '\r',
    '\u2028',
  ),
  fc.string({ maxLength: 12 }),
)

test('no mutation of a scenario makes the compiler throw', () => {
  const mutation = fc.record({ at: fc.nat({ max: 5_000 }), cut: fc.nat({ max: 30 }), put: snippet })
  fc.assert(
    fc.property(fc.constantFrom(...sources), fc.array(mutation, { minLength: 1, maxLength: 4 }), (source, mutations) => {
      let text = source
      for (const { at, cut, put } of mutations) {
        const place = at % (text.length + 1)
        text = text.slice(0, place) + put + text.slice(place + cut)
      }
      sound(text, compile(text, options))
    }),
    { numRuns: 200 },
  )
}, 240_000)

test('no value in the place of another makes the compiler throw', () => {
  /** Replaces the nth value of a document, at any depth. */
  const replace = (value: unknown, counter: { left: number }, by: unknown): unknown => {
    if (counter.left-- === 0) return by
    if (Array.isArray(value)) return value.map((entry) => replace(entry, counter, by))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, replace(entry, counter, by)]))
  }
  const documents = sources.map((source) => openYaml(source).value)
  const odd = fc.oneof({ arbitrary: fc.jsonValue({ maxDepth: 2 }), weight: 3 }, fc.constantFrom(5e-324, 1e-31, 1e-29, 1e16, -1e-300))
  fc.assert(
    fc.property(fc.constantFrom(...documents), fc.nat({ max: 150 }), odd, (document, nth, by) => {
      const text = JSON.stringify(replace(document, { left: nth }, by))
      sound(text, compile(text, options))
    }),
    { numRuns: 200 },
  )
}, 240_000)

test('no bytes make the compiler throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const compiled = compile(bytes, options)
      expect(compiled.plan).toBeUndefined()
      expect(compiled.diagnostics?.length).toBeGreaterThan(0)
    }),
    { numRuns: 200 },
  )
})

test.each([
  ['mappings in a line', '{'.repeat(50_000)],
  ['keys of keys', '? '.repeat(50_000)],
  ['lists of lists', '- '.repeat(50_000)],
  ['indentation', Array.from({ length: 1_000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')],
  ['anchors', Array.from({ length: 5_000 }, (_, n) => `a${n}: &x${n} 1`).join('\n')],
  ['one long line', `title: "${'x'.repeat(900_000)}"`],
  ['many lines', 'a:\n'.repeat(20_000)],
  ['many keys that nobody knows', Array.from({ length: 30_000 }, (_, n) => `key${n}: 1`).join('\n')],
  ['many steps that nobody knows', `phases:\n  burst:\n${'    - nobody: 1\n'.repeat(30_000)}`],
])('hostile input ends soon: %s', (_, source) => {
  const { diagnostics } = compile(source, options)
  expect(diagnostics?.length).toBeGreaterThan(0)
  expect(renderDiagnostics(diagnostics ?? []).length).toBeLessThan(20_000)
})

test.each([
  ['an alias of what it stands in', 'a: &x [1, *x]', 'this alias names what it stands in'],
  ['an alias of the whole file', '&x\na: { b: *x }', 'this alias names what it stands in'],
  ['a NUL in a text', 'title: "a\\0b"', 'this text has a NUL character in it'],
  ['a key that stands there twice', 'title: a\ntitle: b', 'this key stands here twice'],
])('%s is a mistake, and no failure', (_, source, said) => {
  expect(compile(source, options).diagnostics?.map(({ message }) => message)).toContainEqual(expect.stringContaining(said))
})

test.each(['{ toString: false }', '[{ toString: 1 }]', '{ $size: 1 }'])('a reference by size to %s is a mistake', (name) => {
  const source = (sources[0] ?? '').replace(/^title: .*$/m, `title: { $size: ${name} }`)
  const { diagnostics } = compile(source, options)
  expect(diagnostics?.map(({ message }) => message)).toContainEqual(expect.stringContaining('has no value'))
})
