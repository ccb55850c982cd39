import { describe, expect, test } from 'vitest'
import { compile } from '../../../src/scenario/compile.js'
import { checkYaml, renderDiagnostics } from '../../../src/scenario/diagnostics.js'
import { body, head, told } from './support.js'

describe('how it is told', () => {
  test('at most twenty, and how many more', () => {
    const many = `${head}${body}faulty:\n${Array.from({ length: 30 }, (_, n) => `  - fault-${n}: {}\n`).join('')}`
    const text = told(many)
    expect(text.match(/is not a fault/g)).toHaveLength(20)
    expect(text).toContain('… and 10 more mistakes; the first 20 are shown.')
  })
  test('escape sequences of a file never reach the terminal', () => {
    const text = told(`${head}story: "\u009b31mred"\nstroy: "\u202eevil"\n${body}`)
    expect(text).not.toMatch(/[\u0080-\u009f\u202e]/)
    expect(text).toContain('"stroy" is not a key')
  })
  test('a long line is cut around the mistake, and the caret stays under it', () => {
    const text = told(`${head}phases: { burst: [ ${'{ wait: 1s }, '.repeat(60)}{ wiat: 1s } ] }\n`)
    const [source = '', caret = ''] = text.split('\n').slice(2)
    expect(source.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('wiat')
    expect(source.length).toBeLessThan(140)
  })
  test('places count from one and end after the last character', () => {
    const { diagnostics } = compile(`${head}stroy: x\n${body}`, { variant: 'clean', size: 'quick', seed: 1, file: 'a.yaml' })
    expect(diagnostics?.[0]).toEqual({
      file: 'a.yaml',
      line: 4,
      column: 1,
      endColumn: 6,
      text: 'stroy: x',
      message: '"stroy" is not a key that is known at the top of the file',
      hint: 'did you mean "story"?',
    })
  })
})

describe('checkYaml, for any file with a schema', () => {
  const schema = {
    type: 'object',
    additionalProperties: false,
    required: ['version'],
    properties: {
      version: { const: 1 },
      ready: {
        description: 'how to see that it is ready',
        oneOf: [
          { type: 'object', additionalProperties: false, required: ['port'], properties: { port: { const: true } } },
          {
            type: 'object',
            additionalProperties: false,
            required: ['http'],
            properties: { http: { type: 'string', pattern: '^/', description: 'a path such as /health' }, expect: { type: 'integer' } },
          },
        ],
      },
    },
  }
  const held = { name: 'test', schema }

  test('gives the value, and the place of a path for what shows later', () => {
    const { value, diagnostics, locate } = checkYaml('version: 1\nready: { http: /health }\n', 'mfgsync.config.yaml', held)
    expect({ value, diagnostics }).toEqual({ value: { version: 1, ready: { http: '/health' } }, diagnostics: [] })
    expect(locate(['ready', 'http'])).toEqual({ line: 2, column: 16, endColumn: 23, text: 'ready: { http: /health }' })
    expect(locate(['ready', 'nothing'], 'key').column).toBe(1)
  })
  test('of a choice only the branch that comes nearest is told, and no expression', () => {
    const { diagnostics } = checkYaml('version: 1\nready: { http: health, expct: 200 }\n', 'mfgsync.config.yaml', held)
    expect(`\n${renderDiagnostics(diagnostics)}\n`).toMatchInlineSnapshot(`
      "
      mfgsync.config.yaml:2:16  "http" must be a path such as /health, but is the text "health"
          2 | ready: { http: health, expct: 200 }
            |                ^^^^^^

      mfgsync.config.yaml:2:24  "expct" is not a key that is known in "ready"
          2 | ready: { http: health, expct: 200 }
            |                        ^^^^^
        hint: did you mean "expect"?
      "
    `)
  })
  test('a choice of which nothing fits is told as one', () => {
    const { diagnostics } = checkYaml('version: 1\nready: yes\n', 'mfgsync.config.yaml', held)
    expect(`\n${renderDiagnostics(diagnostics)}\n`).toMatchInlineSnapshot(`
      "
      mfgsync.config.yaml:2:8  "ready" must be a mapping ("key: value"), but is the text "yes"
          2 | ready: yes
            |        ^^^
      "
    `)
  })
  test('what the schema refuses hides no semantic mistake; there is none of what it has refused', () => {
    const semantic = (value: unknown, report: { problem(path: (string | number)[], message: string): void }): void => {
      report.problem(['ready', 'http'], `nothing listens there: ${JSON.stringify(value)}`)
    }
    const found = (text: string): readonly number[] => checkYaml(text, 'c.yaml', held, semantic).diagnostics.map(({ line }) => line)
    expect(found('version: 2\nready: { http: /x }\n')).toEqual([1, 2])
    expect(found('version: 1\nready: yes\n')).toEqual([2])
    expect(found('version: 2\nready: yes\n')).toEqual([1, 2])
    expect(found('- a list\n')).toEqual([1])
    expect(checkYaml('version: 1\nready: { http: /x }\n', 'c.yaml', held, semantic).diagnostics).toMatchObject([{ line: 2, column: 16 }])
  })
})
