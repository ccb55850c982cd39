import { describe, expect, it } from 'vitest'
import { describeOperations } from '../../../src/systems/describe.js'
import { wrap } from '../../../src/explain/text.js'
import { systemKinds } from '../../../src/systems/index.js'
import { isDate } from '../../../src/domain/business-date.js'
import { ask, codeOf, confirmation, makeSystem } from './support.js'

/** What a person is told, in lines. */
function told(line: string, body?: unknown, headers?: Readonly<Record<string, string>>): string[] {
  const erp = makeSystem('erp')
  const { status, json, command, response } = ask(erp, line, body, headers)
  expect(command).toBeUndefined()
  const {
    code,
    message,
    nearest,
    differences = [],
  } = json['error'] as { code: string; message: string; nearest?: string; differences?: readonly string[] }
  const extra = [nearest && `nearest ${nearest}`, response.headers['allow'] && `allow ${response.headers['allow']}`].filter(
    (part) => part !== undefined,
  )
  return [`${status} ${code}: ${message}`, ...extra, ...differences.flatMap((difference) => wrap(`- ${difference}`, 100, 4))]
}

describe('what no operation understands is told field by field', () => {
  it('a path that is nearly right', () => {
    expect(told('POST /confirmation', confirmation())).toMatchInlineSnapshot(`
      [
        "404 NO_SUCH_PATH: No operation has the path /confirmation. The nearest is POST /confirmations.",
        "nearest POST /confirmations",
      ]
    `)
    expect(told('GET /production_orders/100001')).toMatchInlineSnapshot(`
      [
        "404 NO_SUCH_PATH: No operation has the path /production_orders/100001. The nearest is GET /production-orders/{order}.",
        "nearest GET /production-orders/{order}",
      ]
    `)
    expect(told('GET /sap/opu/odata/sap/API_PROD_ORDER_CONFIRMATION_2_SRV')).toHaveLength(2)
  })

  it('a body of more values than are looked at', () => {
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`key${n}`, n]))
    expect(told('POST /confirmations', many).at(-1)).toContain('has more than 20000 values in it')
    expect(told('POST /confirmations', [[many], many]).at(-1)).toContain('has more than 20000 values in it')
    const some = Object.fromEntries(Array.from({ length: 15_000 }, (_, n) => [`key${n}`, n]))
    expect(told('POST /confirmations', { ...confirmation(), ...some }).slice(-1)).toEqual(['- … and 14980 more'])
  })

  it('a method that the path does not have', () => {
    expect(told('PUT /confirmations', confirmation())).toMatchInlineSnapshot(`
      [
        "405 METHOD_NOT_ALLOWED: /confirmations knows GET, POST; this was PUT.",
        "nearest POST /confirmations",
        "allow GET, POST",
      ]
    `)
    expect(told('GET /confirmations/1/reversal')).toMatchInlineSnapshot(`
      [
        "405 METHOD_NOT_ALLOWED: /confirmations/1/reversal knows POST; this was GET.",
        "nearest POST /confirmations/{document}/reversal",
        "allow POST",
      ]
    `)
  })

  it('a body with typos, wrong types and missing fields: all at once', () => {
    const body = {
      ...confirmation({ kind: 'Final', yield: { quantity: 'eleven', unit: '' }, postingDate: '2026-02-30', components: [{ item: 1 }] }),
      oder: '1',
      order: undefined,
    }
    expect(told('POST /confirmations', body)).toMatchInlineSnapshot(`
      [
        "400 NOT_UNDERSTOOD: The body is not what confirmation.create expects: 8 differences.",
        "nearest POST /confirmations",
        "- order: missing, expected a text",
        "- oder: unknown field; did you mean "order"?",
        "- kind: is "Final", expected one of "partial", "final"",
        "- yield.quantity: is "eleven", expected a number or a decimal string such as "0.0035" (up to 24",
        "    digits before and 12 after the point)",
        "- yield.unit: is "", expected a text that is not empty",
        "- postingDate: is "2026-02-30", expected a calendar date such as "2026-03-02"",
        "- components[0].quantity: missing, expected {"quantity": number, "unit": text}",
        "- components[0].item: is 1, expected a text",
      ]
    `)
    expect(told('POST /confirmations', [])).toMatchInlineSnapshot(`
      [
        "400 NOT_UNDERSTOOD: The body is not what confirmation.create expects: 1 difference.",
        "nearest POST /confirmations",
        "- the body: is an array of 0, expected an object",
      ]
    `)
    expect(told('POST /confirmations', 'null')).toMatchInlineSnapshot(`
      [
        "400 NOT_UNDERSTOOD: The body is not what confirmation.create expects: 1 difference.",
        "nearest POST /confirmations",
        "- the body: is null, expected an object",
      ]
    `)
  })

  it('a body that is no JSON, or not declared as such', () => {
    expect(told('POST /confirmations', '{"order": ')).toMatchInlineSnapshot(`
      [
        "400 MALFORMED_JSON: The body is not JSON: Unexpected end of JSON input",
      ]
    `)
    expect(told('POST /confirmations', '')).toMatchInlineSnapshot(`
      [
        "400 MALFORMED_JSON: The body is not JSON: it is empty",
      ]
    `)
    expect(told('POST /confirmations', '<xml/>', { 'content-type': 'text/xml; charset=utf-8' })).toMatchInlineSnapshot(`
      [
        "415 UNSUPPORTED_MEDIA_TYPE: The body is declared as text/xml; send content-type: application/json.",
      ]
    `)
    expect(told('POST /confirmations', '{}', { 'content-encoding': 'gzip' })).toMatchInlineSnapshot(`
      [
        "415 UNSUPPORTED_MEDIA_TYPE: The body is compressed as gzip; send it uncompressed.",
      ]
    `)
  })

  it('a query with typos', () => {
    expect(told('GET /confirmations?refrence=MC-1&order=1&order=2')).toMatchInlineSnapshot(`
      [
        "400 NOT_UNDERSTOOD: The query is not what confirmation.query expects: 2 differences.",
        "nearest GET /confirmations",
        "- query parameter order: given more than once",
        "- query parameter refrence: unknown; did you mean "reference"?",
      ]
    `)
    expect(told('GET /production-orders?status=open')).toMatchInlineSnapshot(`
      [
        "400 NOT_UNDERSTOOD: The query is not what order.query expects: 1 difference.",
        "nearest GET /production-orders",
        "- query parameter status: is "open", expected one of "created", "released", "partially-confirmed",",
        "    "confirmed", "technically-complete", "closed"",
      ]
    `)
  })

  it('hostile bodies end in an answer, never in a throw', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 500 }, (_none, index) => [`field${index}`, 1])))
    const hostile = [
      '{"__proto__": {"order": "1"}}',
      '{"constructor": 1}',
      deep,
      `{"order": ${deep}}`,
      '\uFEFF{}',
      '1e999',
      many,
      `{"${'k'.repeat(100_000)}": 1}`,
    ]
    for (const body of hostile) {
      const answer = ask(makeSystem('erp'), 'POST /confirmations', body)
      expect(answer.status).toBe(400)
      expect(answer.response.body.length).toBeLessThan(10_000)
    }
    expect(told('POST /confirmations', many).at(-1)).toMatch(/^- … and \d+ more$/)
    expect(codeOf(ask(makeSystem('erp'), 'POST /confirmations', confirmation({ yield: { quantity: 1e300, unit: 'EA' } })))).toBe(
      'NOT_UNDERSTOOD',
    )
  })
})

describe('dates', () => {
  it.each([
    ['2026-03-02', true],
    ['2024-02-29', true],
    ['2000-02-29', true],
    ['2026-02-29', false],
    ['1900-02-29', false],
    ['2026-04-31', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-1-1', false],
  ])('%s is in the calendar: %s', (text, there) => {
    expect(isDate(text)).toBe(there)
  })
})

describe('the index', () => {
  it('describes every operation and status, with what a caller knows after it', () => {
    const rows = describeOperations()
    expect(new Set(rows.map((row) => row.system))).toEqual(new Set(systemKinds.map((kind) => kind.words.name)))
    const create = rows.filter((row) => row.operation === 'confirmation.create')
    expect(create.flatMap((row) => wrap(`${row.status} ${row.definite ? 'definite' : 'in doubt'} ${row.codes.join(' ')}`.trim(), 100, 4)))
      .toMatchInlineSnapshot(`
        [
          "201 definite",
          "400 definite PLANT_REQUIRED NOT_UNDERSTOOD MALFORMED_JSON",
          "401 definite",
          "403 definite",
          "404 definite UNKNOWN_ORDER",
          "409 definite DUPLICATE_REFERENCE CONFLICT",
          "413 definite TOO_LARGE",
          "415 definite UNSUPPORTED_MEDIA_TYPE",
          "422 definite PERIOD_CLOSED NO_PERIOD ORDER_NOT_RELEASED ORDER_CLOSED NEGATIVE_STOCK KEY_REUSED",
          "    UNKNOWN_OPERATION UNKNOWN_ITEM UNKNOWN_LOCATION UNIT_UNKNOWN NEGATIVE_QUANTITY",
          "    QUANTITY_ROUNDS_TO_ZERO TOO_MANY_DECIMALS OVER_CONFIRMATION PREDECESSOR_SHORT LOT_REQUIRED",
          "    UNKNOWN_LOT NOT_LOT_MANAGED",
          "423 definite ORDER_LOCKED",
          "429 definite",
          "500 in doubt",
          "502 in doubt",
          "503 definite",
          "504 in doubt",
        ]
      `)
    expect(rows.filter((row) => !row.posts && !row.definite)).toEqual([])
  })

  it('has instances that list their operations with the dedupe that they run', () => {
    const line = (dedupe: 'none' | 'external-reference', id: string): string | undefined =>
      makeSystem('erp', { dedupe })
        .operations()
        .find((operation) => operation.id === id)?.dedupe
    expect([
      line('none', 'confirmation.create'),
      line('external-reference', 'confirmation.create'),
      line('none', 'order.release'),
      line('none', 'stock.query'),
    ]).toEqual(['none', 'external-reference', 'natural', '-'])
    expect(ask(makeSystem('desk'), 'GET /').json).toMatchObject({
      system: 'desk',
      items: [{ operation: 'exception.create', method: 'POST', path: '/exceptions' }, {}, {}, {}, {}, {}],
    })
    expect(ask(makeSystem('erp'), 'GET /openapi.json').json).toMatchObject({ openapi: '3.1.0', info: { title: 'mfgsync simulated ERP' } })
  })
})
