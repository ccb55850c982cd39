import { describe, expect, test } from 'vitest'
import { compile } from '../../../src/scenario/compile.js'
import { body, head, told } from './support.js'

describe('what makes no sense', () => {
  test('a size without a value, in the size that is not run', () => {
    expect(
      told(
        `${head}sizes:\n  quick: { orders: 2 }\n  full: { ordrs: 20 }\nphases:\n  set-up:\n` +
          `    - dispatch-orders: { count: { $size: orders } }\n  burst:\n    - confirm: {}\n`,
      ),
    ).toMatchInlineSnapshot(`
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
    expect(
      told(
        `${head}sizes:\n  quick: { span: 2s }\n  full: { span: 2 }\nphases:\n  set-up:\n` +
          `    - dispatch-orders: { count: 1 }\n  burst:\n    - confirm: { over: { $size: span } }\n`,
      ),
    ).toMatchInlineSnapshot(`
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
    expect(
      told(
        `${head}phases:\n  set-up:\n    - dispatch-orders: { count: 1, plant: P9 }\n` +
          `    - dispatch-orders: { count: 1 }\n  burst:\n    - confirm: { orders: [3] }\n` +
          `    - confirm: { operations: [4] }\n`,
      ),
    ).toMatchInlineSnapshot(`
      "
      broken.yaml:6:43  there is no plant "P9"
          6 |     - dispatch-orders: { count: 1, plant: P9 }
            |                                           ^^
        hint: known are P1

      broken.yaml:9:27  there is no order number 3: 2 are dispatched
          9 |     - confirm: { orders: [3] }
            |                           ^
        hint: positions run from 1 to 2

      broken.yaml:10:31  there is no operation number 4: routings have 3
         10 |     - confirm: { operations: [4] }
            |                               ^
        hint: positions run from 1 to 3
      "
    `)
  })
  test('a window that begins when the burst is over', () => {
    expect(told(`${head}${body}faulty:\n  - outage:\n      on: { deliveries-from: mes }\n      from: 2s\n      for: 1s\n`))
      .toMatchInlineSnapshot(`
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
    expect(
      told(
        `${head}${body}faulty:\n  - kill: { point: acked, on: { calls-to: erp } }\n  - outage: { for: 1s }\n` +
          `  - lose-answer: { on: { deliveries-from: mes } }\n`,
      ),
    ).toMatchInlineSnapshot(`
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
    expect(
      told(
        `${head}${body}faulty:\n  - lose-answer: { on: { flow: reversal, count: 1 } }\n` +
          `  - lose-answer: { on: { share: 1 % } }\n  - lose-answer: { on: { pick: [{ order: 7 }] } }\n`,
      ),
    ).toMatchInlineSnapshot(`
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
    expect(
      told(
        `${head}${body}faulty:\n  - delay: { delay: 1h, on: { deliveries-from: mes, count: 1 } }\n` +
          `  - refuse: { retry-after: 1500ms, on: { count: 1 } }\n`,
      ),
    ).toMatchInlineSnapshot(`
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
    expect(
      told(`${head}${body}faulty:\n  - outage: { on: { deliveries-from: mes }, from: 1900ms, for: 1ms }
expect:
  checks: [latency-slo, reversal-nets-to-zero]
  must-reach: { delivery-repeated: 1 }
  faulty:
    must-reach: { outage-overlaps-confirmation: 1 }
`),
    ).toMatchInlineSnapshot(`
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

      broken.yaml:15:19  "outage-overlaps-confirmation" can never be reached: 0 of 18 facts fall into an outage of their \
link, and 1 must; the nearest is 12 ms away
         15 |     must-reach: { outage-overlaps-confirmation: 1 }
            |                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      "
    `)
  })
  test('more than the order takes', () => {
    expect(told(`${head}phases:\n  set-up:\n    - dispatch-orders: { count: 1, quantity: 100 }\n  burst:\n    - confirm: {}\n`))
      .toMatchInlineSnapshot(`
        "
        broken.yaml:5:3  an operation of order 100001 reports 341, and at most 110 fit (100 plus tolerance)
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
    const { diagnostics } = compile(`${head}${body}faulty:\n  - lose-answer: { how: reset, on: { count: 1 } }\n`, {
      variant: 'clean',
      size: 'quick',
      seed: 1,
      wire: ['answer'],
    })
    expect(diagnostics).toMatchObject([
      { file: 'scenario.yaml', line: 10, column: 5, message: expect.stringContaining('needs a wire that can reset a connection') },
    ])
  })
})
