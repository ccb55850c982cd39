import { describe, expect, test } from 'vitest'
import { body, head, told } from './support.js'

test('a good file has no diagnostics', () => {
  expect(told(head + body)).toBe('no mistakes')
})

describe('what does not fit the language', () => {
  test('an operation that no system has', () => {
    const fault = (operation: string): string =>
      told(`${head}${body}faulty:\n  - lose-answer: { on: { calls-to: erp, operation: ${operation} } }\n`)
    expect(fault('confirmation.creat')).toMatchInlineSnapshot(`
      "
      broken.yaml:10:52  "operation" is not one that is known: the text "confirmation.creat"
         10 |   - lose-answer: { on: { calls-to: erp, operation: confirmation.creat } }
            |                                                    ^^^^^^^^^^^^^^^^^^
        hint: did you mean "confirmation.create"?
      "
    `)
    expect(fault('order.technical-completion')).toBe('no mistakes')
  })
  test('a size that is not there hides nothing else', () => {
    const text = `${head.replace(/sizes:[^]*$/, '')}sizes: { quick: { orders: 2 } }
phases:
  set-up:
    - dispatch-orders: { count: { $size: order } }
  burst:
    - confirm: { quantities: eleven, over: 1s }
faulty:
  - lose-answer: { how: maybe, on: { calls-to: erp } }
`
    const found = told(text)
      .split('\n')
      .filter((line) => line.startsWith('broken.yaml'))
      .map((line) => line.replace(/^\S+ +/, ''))
    expect(found).toEqual([
      'the size "full" has no value "order"',
      'the size "quick" has no value "order"',
      '"quantities" must be a list ("- …"), but is the text "eleven"',
      '"how" must be one of reset, hang, but is the text "maybe"',
    ])
  })
  test('everything at once, in the order of the file', () => {
    expect(
      told(`version: 2
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
`),
    ).toMatchInlineSnapshot(`
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

  broken.yaml:13:48  "calls-to" is not one that is known: the text "epr"
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
    expect(told(`${head}phases:\n  set-up:\n    - wait: 1s\n  burst:\n    - confirm: { over: 1s }\n      wait: 1s\n`))
      .toMatchInlineSnapshot(`
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
    expect(
      told(`${head}phases:\n  set-up:\n    - dispatch-orders: { count: 1 }\n  burst:\n    - confirm: { orders: first, operations: [0] }\n`),
    ).toMatchInlineSnapshot(`
      "
      broken.yaml:8:26  "orders" must be all, positions from one to another ("2-9") or a list ("- …"), but is the text "first"
          8 |     - confirm: { orders: first, operations: [0] }
            |                          ^^^^^

      broken.yaml:8:46  entry 1 of "operations" must be a whole number from 1 to 99, but is the number 0
          8 |     - confirm: { orders: first, operations: [0] }
            |                                              ^
      "
    `)
  })
})
