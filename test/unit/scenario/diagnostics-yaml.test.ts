import { describe, expect, test } from 'vitest'
import { body, head, told } from './support.js'

/** What is told, without the list of all keys, which the schema says. */
const toldShort = (source: string): string => told(source).replace(/its keys are \$schema, version, .* and judge$/m, 'its keys are …')

describe('what is not YAML', () => {
  test('an empty file', () => {
    expect(toldShort('')).toMatchInlineSnapshot(`
      "
      broken.yaml:1:1  the file must be a mapping ("key: value"), but is empty
        hint: its keys are …
      "
    `)
  })
  test('a binary file', () => {
    expect(told(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2))).toMatchInlineSnapshot(`
      "
      broken.yaml:1:1  this is not a text file in UTF-8
        hint: save it as UTF-8
      "
    `)
  })
  test('control characters', () => {
    expect(told('version: 1\nname: \u0000\n')).toMatchInlineSnapshot(`
      "
      broken.yaml:1:1  this is not a text file: it contains control characters
        hint: a YAML file was expected
      "
    `)
  })
  test('10 MB', () => {
    expect(told('a'.repeat(10 * 1024 * 1024))).toMatchInlineSnapshot(`
      "
      broken.yaml:1:1  the file is too large: 10485760 bytes, and at most 1048576 are read
        hint: is this the right file? A scenario describes data by its size and does not list it
      "
    `)
  })
  test('a tab as indentation', () => {
    expect(told(`${head}phases:\n\tburst: []\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:5:1  a tab is used for indentation
          5 |  burst: []
            | ^
        hint: YAML is indented with spaces, as a rule two per level
      "
    `)
  })
  test('a bracket that is never closed', () => {
    expect(told(`${head}phases:\n  burst: [ { confirm: {} }\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:5:27  a closing quote, bracket, brace or a comma is missing
          5 |   burst: [ { confirm: {} }
            |                           ^
      "
    `)
  })
  test('a key that stands there twice, beside another mistake', () => {
    expect(told(`${head}title: Again\nstroy: x\n${body}`)).toMatchInlineSnapshot(`
      "
      broken.yaml:4:1  this key stands here twice
          4 | title: Again
            | ^^^^^
        hint: keep one of the two; a list takes several entries with "- "

      broken.yaml:5:1  "stroy" is not a key that is known at the top of the file
          5 | stroy: x
            | ^^^^^
        hint: did you mean "story"?
      "
    `)
  })
  test('two documents in a file', () => {
    expect(told(`${head}${body}---\nversion: 1\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:9:1  a second document begins here
          9 | ---
            | ^^^
        hint: a file holds one document: remove the "---" or split the file
      "
    `)
  })
  test('an alias without an anchor', () => {
    expect(told(`${head}story: *nowhere\n${body}`)).toMatchInlineSnapshot(`
      "
      broken.yaml:4:8  this alias names an anchor that is not set before it
          4 | story: *nowhere
            |        ^^^^^^^^
        hint: set it with "&name", or write the value out
      "
    `)
  })
  test('aliases that unfold without end', () => {
    const bomb = ['a0: &a0 [x, x]', ...Array.from({ length: 40 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}]`)].join('\n')
    expect(told(bomb)).toMatchInlineSnapshot(`
      "
      broken.yaml:1:1  the aliases ("*name") of this file unfold into too much
          1 | a0: &a0 [x, x]
            | ^^^^^^^^^^^^^^
        hint: write the values out
      "
    `)
  })
  test('a mapping as a key', () => {
    expect(told(`${head}{ a: b }: c\n${body}`)).toMatchInlineSnapshot(`
      "
      broken.yaml:4:1  a key must be a plain text, and this one is a mapping, a list or an alias
          4 | { a: b }: c
            | ^^^^^^^^
        hint: put a text with brackets or braces in quotes
      "
    `)
  })
  test('brackets without end', () => {
    expect(told('['.repeat(100_000))).toMatchInlineSnapshot(`
      "
      broken.yaml:1:1  the file is nested too deeply, more than 64 levels
        hint: a scenario or config needs fewer than ten
      "
    `)
  })
  test('a list instead of a mapping', () => {
    expect(toldShort('- version: 1\n')).toMatchInlineSnapshot(`
      "
      broken.yaml:1:1  the file must be a mapping ("key: value"), but is a list
          1 | - version: 1
            | ^^^^^^^^^^^^
        hint: its keys are …
      "
    `)
  })
})
