import { describe, expect, test } from 'vitest'
import { checkYaml, renderDiagnostics } from '../../../src/scenario/diagnostics.js'
import { compile } from '../../../src/scenario/compile.js'

const head = `version: 1
name: broken
title: A scenario with a mistake.
`
const body = `phases:
  set-up:
    - dispatch-orders: { count: 2 }
  burst:
    - confirm: { over: 2s }
`

/** What a person is told about a file. */
function told(source: string | Uint8Array, size: 'quick' | 'full' = 'quick'): string {
  const { diagnostics } = compile(source, { variant: 'faulty', size, seed: 1, file: 'broken.yaml' })
  return diagnostics ? `\n${renderDiagnostics(diagnostics)}\n` : 'no mistakes'
}

test('a good file has no diagnostics', () => {
  expect(told(head + body)).toBe('no mistakes')
})

describe('what is not YAML', () => {
  test('an empty file', () => {
    expect(told('')).toMatchInlineSnapshot(`
      "
      broken.yaml:1:1  the file must be a mapping ("key: value"), but is empty
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
    expect(told(`${head}{ a: b }: c\n${body}`)).toMatchInlineSnapshot()
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
    expect(told('- version: 1\n')).toMatchInlineSnapshot(`
      "
      broken.yaml:1:1  the file must be a mapping ("key: value"), but is a list
          1 | - version: 1
            | ^^^^^^^^^^^^
      "
    `)
  })
})

describe('what does not fit the language', () => {
  test('everything at once, in the order of the file', () => {
    expect(told(`version: 2
name: Broken File
titel: A scenario
phases:
  set-up:
    - dispatch-orders: { count: many }
  burst:
    - confrim: { over: 2s }
    - confirm: { over: 2 sec, quantites: [1] }
faulty:
  - outage: { on: { deliveries-from: mes }, from: 1s }
  - loose-answer: { how: reset }
  - lose-answer: { how: maybe, on: { calls-to: epr } }
expect:
  checks: [no-duplicate-efect]
  must-reach: { effect-postd: 1 }
`)).toMatchInlineSnapshot(`
  "
  broken.yaml:1:1  "title" is missing: expected a text
      1 | version: 2
        | ^^^^^^^^^^
    hint: add "title: …" (The story in one line.)

  broken.yaml:1:10  "version" must be 1, but is the number 2
      1 | version: 2
        |          ^

  broken.yaml:2:7  "name" must be a name of lower-case letters, digits and dashes, such as late-goods-receipt, but is the text "Broken File"
      2 | name: Broken File
        |       ^^^^^^^^^^^

  broken.yaml:3:1  "titel" is not a key that is known at the top of the file
      3 | titel: A scenario
        | ^^^^^
    hint: did you mean "title"?

  broken.yaml:6:33  "count" must be a whole number from 1 to 100000, but is the text "many"
      6 |     - dispatch-orders: { count: many }
        |                                 ^^^^

  broken.yaml:8:7  "confrim" is not a step
      8 |     - confrim: { over: 2s }
        |       ^^^^^^^
    hint: did you mean "confirm"?

  broken.yaml:9:24  "over" must be a duration such as 500ms, 2s or 5m, at most 24h, but is the text "2 sec"
      9 |     - confirm: { over: 2 sec, quantites: [1] }
        |                        ^^^^^

  broken.yaml:9:31  "quantites" is not a key that is known in "confirm"
      9 |     - confirm: { over: 2 sec, quantites: [1] }
        |                               ^^^^^^^^^
    hint: did you mean "quantities"?

  broken.yaml:11:5  "for" is missing in "outage": expected a duration such as 500ms, 2s or 5m, at most 24h
     11 |   - outage: { on: { deliveries-from: mes }, from: 1s }
        |     ^^^^^^
    hint: add "for: …" (How long it lasts.)

  broken.yaml:12:5  "loose-answer" is not a fault
     12 |   - loose-answer: { how: reset }
        |     ^^^^^^^^^^^^
    hint: did you mean "lose-answer"?

  broken.yaml:13:25  "how" must be one of reset, hang, but is the text "maybe"
     13 |   - lose-answer: { how: maybe, on: { calls-to: epr } }
        |                         ^^^^^

  broken.yaml:13:48  "calls-to" must be one of erp, mes, desk, but is the text "epr"
     13 |   - lose-answer: { how: maybe, on: { calls-to: epr } }
        |                                                ^^^
    hint: did you mean "erp"?

  broken.yaml:15:12  entry 1 of "checks" is not one that is known: the text "no-duplicate-efect"
     15 |   checks: [no-duplicate-efect]
        |            ^^^^^^^^^^^^^^^^^^
    hint: did you mean "no-duplicate-effect"?

  broken.yaml:16:17  "effect-postd" is not a key that is known in "must-reach"
     16 |   must-reach: { effect-postd: 1 }
        |                 ^^^^^^^^^^^^
    hint: did you mean "effect-posted"?
  "
`)
  })
  test('missing keys', () => {
    expect(told('version: 1\n')).toMatchInlineSnapshot(`
      "
      broken.yaml:1:1  "name" is missing: expected a name of lower-case letters, digits and dashes, such as late-goods-receipt
          1 | version: 1
            | ^^^^^^^^^^
        hint: add "name: …" (As the command line names it; the file has the same name.)

      broken.yaml:1:1  "phases" is missing: expected a mapping ("key: value")
          1 | version: 1
            | ^^^^^^^^^^
        hint: add "phases: …" (What happens: before, during and after the disturbance.)

      broken.yaml:1:1  "title" is missing: expected a text
          1 | version: 1
            | ^^^^^^^^^^
        hint: add "title: …" (The story in one line.)
      "
    `)
  })
  test('an unknown system', () => {
    expect(told(`${head}landscape:\n  systems:\n    erpp: { dedupe: none }\n${body}`)).toMatchInlineSnapshot(`
      "
      broken.yaml:6:5  "erpp" is not a key that is known in "systems"
          6 |     erpp: { dedupe: none }
            |     ^^^^
        hint: did you mean "erp"?
      "
    `)
  })
  test('a time zone that does not exist', () => {
    expect(told(`${head}landscape:\n  plants:\n    P1: { time-zone: Europe/Berln }\n${body}`)).toMatchInlineSnapshot(`
      "
      broken.yaml:6:22  "time-zone" must be an IANA time zone such as Europe/Berlin, but is the text "Europe/Berln"
          6 |     P1: { time-zone: Europe/Berln }
            |                      ^^^^^^^^^^^^
      "
    `)
  })
  test('empty values', () => {
    expect(told(`${head}phases:\n  burst:\nfaulty:\n  - \n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:5:3  "burst" must be a list ("- …"), but is empty
          5 |   burst:
            |   ^^^^^

      broken.yaml:7:5  entry 1 of "faulty" must be a mapping ("key: value"), but is empty
          7 |   - 
            |     ^
      "
    `)
  })
  test('a step in the wrong phase, and two verbs in one entry', () => {
    expect(told(`${head}phases:\n  set-up:\n    - wait: 1s\n  burst:\n    - confirm: { over: 1s }\n      wait: 1s\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:6:7  "wait" cannot stand in the phase "set-up"
          6 |     - wait: 1s
            |       ^^^^
        hint: it belongs to burst or heal

      broken.yaml:9:7  an entry holds one step, and "confirm" stands in this one already
          9 |       wait: 1s
            |       ^^^^
        hint: begin another entry with "- wait", or indent it below "confirm"
      "
    `)
  })
  test('a verb without its colon', () => {
    expect(told(`${head}phases:\n  burst:\n    - confirm\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:6:7  entry 1 of "burst" must be a mapping ("key: value"), but is the text "confirm"
          6 |     - confirm
            |       ^^^^^^^

      broken.yaml:6:7  the step "confirm" lacks its colon
          6 |     - confirm
            |       ^^^^^^^
        hint: write "- confirm: {}"
      "
    `)
  })
  test('a choice of forms, none of which fits', () => {
    expect(told(`${head}phases:\n  set-up:\n    - dispatch-orders: { count: 1 }\n  burst:\n    - confirm: { orders: first, operations: [0] }\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:8:26  "orders" must be all or a list ("- …"), but is the text "first"
          8 |     - confirm: { orders: first, operations: [0] }
            |                          ^^^^^

      broken.yaml:8:46  entry 1 of "operations" must be a whole number from 1 to 99, but is the number 0
          8 |     - confirm: { orders: first, operations: [0] }
            |                                              ^
      "
    `)
  })
})

describe('what makes no sense', () => {
  test('a size without a value, in the size that is not run', () => {
    expect(told(`${head}sizes:\n  quick: { orders: 2 }\n  full: { ordrs: 20 }\nphases:\n  set-up:\n    - dispatch-orders: { count: { $size: orders } }\n  burst:\n    - confirm: {}\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:9:42  the size "full" has no value "orders"
          9 |     - dispatch-orders: { count: { $size: orders } }
            |                                          ^^^^^^
        values of the size "full" (line 6):
          6 |   full: { ordrs: 20 }
            |         ^^^^^^^^^^^^^
        hint: did you mean "ordrs"?
      "
    `)
  })
  test('a value that is wrong in one size only', () => {
    expect(told(`${head}sizes:\n  quick: { span: 2s }\n  full: { span: 2 }\nphases:\n  set-up:\n    - dispatch-orders: { count: 1 }\n  burst:\n    - confirm: { over: { $size: span } }\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:11:24  "over" must be a duration such as 500ms, 2s or 5m, at most 24h, but is the number 2
         11 |     - confirm: { over: { $size: span } }
            |                        ^^^^^^^^^^^^^^^
      "
    `)
  })
  test('facts before there is an order, and nothing else', () => {
    expect(told(`${head}phases:\n  burst:\n    - confirm: {}\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:6:7  there is no production order yet
          6 |     - confirm: {}
            |       ^^^^^^^
        hint: dispatch some in the set-up phase: "- dispatch-orders: { count: 4 }"
      "
    `)
  })
  test('nothing happens', () => {
    expect(told(`${head}phases:\n  burst:\n    - wait: 1s\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:5:3  nothing happens in this scenario: no step reports a fact
          5 |   burst:
            |   ^^^^^
        hint: add a step such as "- confirm: { over: 1s }"
      "
    `)
  })
  test('an order, an operation and a plant that do not exist', () => {
    expect(told(`${head}phases:\n  set-up:\n    - dispatch-orders: { count: 1, plant: P9 }\n    - dispatch-orders: { count: 1 }\n  burst:\n    - confirm: { orders: [3] }\n    - confirm: { operations: [4] }\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:6:43  there is no plant "P9"
          6 |     - dispatch-orders: { count: 1, plant: P9 }
            |                                           ^^
        hint: known are P1

      broken.yaml:9:27  there is no order number 3: 1 are dispatched
          9 |     - confirm: { orders: [3] }
            |                           ^
        hint: positions run from 1 to 1

      broken.yaml:10:31  there is no operation number 4: routings have 3
         10 |     - confirm: { operations: [4] }
            |                               ^
        hint: positions run from 1 to 3
      "
    `)
  })
  test('a window that begins when the burst is over', () => {
    expect(told(`${head}${body}faulty:\n  - outage:\n      on: { deliveries-from: mes }\n      from: 2s\n      for: 1s\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:12:13  "outage" begins at 2s, when the burst is over
         12 |       from: 2s
            |             ^^
        the burst ends after 2000 ms (line 7):
          7 |   burst:
            |   ^^^^^
        hint: let it begin earlier, or let the burst last longer
      "
    `)
  })
  test('a fault in the wrong direction, or in none', () => {
    expect(told(`${head}${body}faulty:\n  - kill: { point: acked, on: { calls-to: erp } }\n  - outage: { for: 1s }\n  - lose-answer: { on: { deliveries-from: mes } }\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:10:43  "kill" at the point "acked" does not exist on calls
         10 |   - kill: { point: acked, on: { calls-to: erp } }
            |                                           ^^^
        hint: it is on: { deliveries-from: mes }

      broken.yaml:11:13  "outage" can be on calls and on deliveries, and this one does not say which
         11 |   - outage: { for: 1s }
            |             ^^^^^^^^^^^
        hint: add "on: { calls-to: erp }" or "on: { deliveries-from: mes }"

      broken.yaml:12:43  "lose-answer" does not exist on deliveries
         12 |   - lose-answer: { on: { deliveries-from: mes } }
            |                                           ^^^
        hint: it is on: { calls-to: erp }
      "
    `)
  })
  test('a fault on facts that are not there', () => {
    expect(told(`${head}${body}faulty:\n  - lose-answer: { on: { flow: reversal, count: 1 } }\n  - lose-answer: { on: { share: 1 % } }\n  - lose-answer: { on: { pick: [{ order: 7 }] } }\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:10:24  "lose-answer" would disturb nothing: no fact of this scenario is among them
         10 |   - lose-answer: { on: { flow: reversal, count: 1 } }
            |                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^

      broken.yaml:11:24  "lose-answer" would disturb nothing: the share of 18 facts comes to none
         11 |   - lose-answer: { on: { share: 1 % } }
            |                        ^^^^^^^^^^^^^^
        hint: add "at-least: 1"

      broken.yaml:12:33  there is no confirmation 1 of operation 1 of order 7
         12 |   - lose-answer: { on: { pick: [{ order: 7 }] } }
            |                                 ^^^^^^^^^^^^
        hint: 2 orders are dispatched; positions run from 1
      "
    `)
  })
  test('a value outside the limits of the fault', () => {
    expect(told(`${head}${body}faulty:\n  - delay: { delay: 1h, on: { deliveries-from: mes, count: 1 } }\n  - refuse: { retry-after: 1500ms, on: { count: 1 } }\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:10:21  "delay" must be at most 15m
         10 |   - delay: { delay: 1h, on: { deliveries-from: mes, count: 1 } }
            |                     ^^

      broken.yaml:11:28  "retry-after" must be whole seconds
         11 |   - refuse: { retry-after: 1500ms, on: { count: 1 } }
            |                            ^^^^^^
      "
    `)
  })
  test('expectations that no run can meet', () => {
    expect(told(`${head}${body}faulty:\n  - outage: { on: { deliveries-from: mes }, from: 1900ms, for: 1ms }
expect:
  checks: [latency-slo, reversal-nets-to-zero]
  must-reach: { delivery-repeated: 1 }
  faulty:
    must-reach: { outage-overlaps-confirmation: 1 }
`)).toMatchInlineSnapshot(`
  "
  broken.yaml:12:12  "latency-slo" judges only a limit, and none is set
     12 |   checks: [latency-slo, reversal-nets-to-zero]
        |            ^^^^^^^^^^^
    hint: add "judge: { latency-p95: … }", or leave the check out

  broken.yaml:12:25  "reversal-nets-to-zero" would have nothing to judge: no step reports a reversal
     12 |   checks: [latency-slo, reversal-nets-to-zero]
        |                         ^^^^^^^^^^^^^^^^^^^^^
    hint: add such a step, or leave the check out

  broken.yaml:13:17  "delivery-repeated" can never be reached in the variant "clean": nothing makes a source deliver a fact twice
     13 |   must-reach: { delivery-repeated: 1 }
        |                 ^^^^^^^^^^^^^^^^^
    hint: put it under "expect.faulty"

  broken.yaml:15:19  "outage-overlaps-confirmation" can never be reached: 0 of 18 facts occur during an outage of the link from their source, and 1 are demanded; the nearest is 12 ms away
     15 |     must-reach: { outage-overlaps-confirmation: 1 }
        |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  "
`)
  })
  test('more than the order takes', () => {
    expect(told(`${head}phases:\n  set-up:\n    - dispatch-orders: { count: 1, quantity: 100 }\n  burst:\n    - confirm: {}\n`)).toMatchInlineSnapshot(`
      "
      broken.yaml:5:3  an operation of order 100001 reports 341, and at most 110 fit the order (quantity 100 plus tolerance)
          5 |   set-up:
            |   ^^^^^^
        hint: raise "quantity" of "dispatch-orders", or leave it out: it then fits the facts
      "
    `)
  })
  test('a calendar outside every posting period, and a month that is open and closed', () => {
    expect(told(`${head}data:\n  periods: { open: [2026-05], closed: [2026-05] }\n${body}`)).toMatchInlineSnapshot(`
      "
      broken.yaml:5:3  the burst begins on 2026-03-02, and 2026-03 is neither open nor closed
          5 |   periods: { open: [2026-05], closed: [2026-05] }
            |   ^^^^^^^
        hint: add 2026-03 to "open" or "closed"

      broken.yaml:5:40  the month 2026-05 cannot be open and closed
          5 |   periods: { open: [2026-05], closed: [2026-05] }
            |                                        ^^^^^^^
        hint: keep one of the two
      "
    `)
  })
  test('a fault that the wire cannot express', () => {
    const { diagnostics } = compile(`${head}${body}faulty:\n  - lose-answer: { how: reset, on: { count: 1 } }\n`, { variant: 'clean', size: 'quick', seed: 1, wire: ['answer'] })
    expect(renderDiagnostics(diagnostics ?? [])).toMatchInlineSnapshot(`
      "scenario.yaml:10:5  The fault "lose-answer" needs a wire that can reset a connection, and this one cannot. Run the scenario over real connections (HTTP), or leave the fault out.
         10 |   - lose-answer: { how: reset, on: { count: 1 } }
            |     ^^^^^^^^^^^"
    `)
  })
})

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
      file: 'a.yaml', line: 4, column: 1, endColumn: 6, text: 'stroy: x', message: '"stroy" is not a key that is known at the top of the file', hint: 'did you mean "story"?',
    })
  })
})

describe('checkYaml, for any file with a schema', () => {
  const schema = {
    type: 'object', additionalProperties: false, required: ['version'],
    properties: {
      version: { const: 1 },
      ready: {
        description: 'how to see that it is ready',
        oneOf: [
          { type: 'object', additionalProperties: false, required: ['port'], properties: { port: { const: true } } },
          { type: 'object', additionalProperties: false, required: ['http'], properties: { http: { type: 'string', pattern: '^/', description: 'a path such as /health' }, expect: { type: 'integer' } } },
        ],
      },
    },
  }

  test('gives the value, and the place of a path for what shows later', () => {
    const { value, diagnostics, locate } = checkYaml('version: 1\nready: { http: /health }\n', 'mfgsync.config.yaml', schema)
    expect({ value, diagnostics }).toEqual({ value: { version: 1, ready: { http: '/health' } }, diagnostics: [] })
    expect(locate(['ready', 'http'])).toEqual({ line: 2, column: 16, endColumn: 23, text: 'ready: { http: /health }' })
    expect(locate(['ready', 'nothing'], 'key').column).toBe(1)
  })
  test('of a choice only the branch that comes nearest is told, and no expression', () => {
    const { diagnostics } = checkYaml('version: 1\nready: { http: health, expct: 200 }\n', 'mfgsync.config.yaml', schema)
    expect(`\n${renderDiagnostics(diagnostics)}\n`).toMatchInlineSnapshot(`
      "
      mfgsync.config.yaml:2:16  "http" must be as described (a path such as /health), but is the text "health"
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
    const { diagnostics } = checkYaml('version: 1\nready: yes\n', 'mfgsync.config.yaml', schema)
    expect(`\n${renderDiagnostics(diagnostics)}\n`).toMatchInlineSnapshot(`
      "
      mfgsync.config.yaml:2:8  "ready" must be a mapping ("key: value"), but is the text "yes"
          2 | ready: yes
            |        ^^^
      "
    `)
  })
  test('semantic mistakes are asked for only where the schema is met, and found in place', () => {
    const semantic = (value: unknown, report: { problem(problem: { path: (string | number)[]; message: string }): void }): void => {
      report.problem({ path: ['ready', 'http'], message: `nothing listens there: ${JSON.stringify(value)}` })
    }
    expect(checkYaml('version: 2\n', 'c.yaml', schema, semantic).diagnostics).toHaveLength(1)
    expect(checkYaml('version: 1\nready: { http: /x }\n', 'c.yaml', schema, semantic).diagnostics).toMatchObject([{ line: 2, column: 16 }])
  })
})
