import { describe, expect, test } from 'vitest'
import type { MessageView } from '../../../src/faults/contract.js'
import { assertExpressible, faultKinds, findFault, missingOnWire } from '../../../src/faults/index.js'
import { everyMessage, exampleSettings, faultLaws, settingsVariants } from '../../laws/fault-laws.js'

for (const kind of faultKinds) faultLaws(kind)

function words(message: MessageView): string {
  const guard = message.guarded ? 'guarded ' : ''
  if (message.direction === 'call') {
    const served = message.served === undefined ? 'arrived' : message.served.effects > 0 ? 'served with effects' : 'served without effect'
    return `${guard}${message.posts ? 'call' : 'look-up'}, ${served}`
  }
  const { ended } = message
  const state = ended === undefined ? 'under way' : `${ended.acked ? 'acked' : 'not acked'}, ${ended.posted ? 'posted' : 'not posted'}`
  return `delivery, ${state}`
}

test('the list is the vocabulary of the design, each name once', () => {
  expect(faultKinds.map((kind) => `${kind.point} ${kind.name} (${kind.directions.join(', ')}; ${kind.firing})`)).toMatchInlineSnapshot(`
    [
      "P0 cannot-connect (call; must)",
      "P1 lose-request (call; must)",
      "P2 refuse (call; must)",
      "P3 lose-answer (call; must)",
      "P4 error-after-effect (call; must)",
      "P4 error-without-effect (call; must)",
      "P5 cut-answer (call; must)",
      "P6 late-answer (call; must)",
      "P7 deliver-twice (delivery; must)",
      "P8 overtake (delivery; may)",
      "link delay (delivery, call; must)",
      "O outage (delivery, call; must)",
      "link latency (delivery, call; must)",
      "kill kill (delivery, call; may)",
      "system system-step (call; must)",
    ]
  `)
  expect(new Set(faultKinds.map((kind) => kind.name)).size).toBe(faultKinds.length)
  expect(findFault('kill')?.name).toBe('kill')
  expect(findFault('timeout')).toBeUndefined()
})

test('truth table: on which messages each fault exists', () => {
  const rows = faultKinds
    .filter((kind) => kind.eligible !== undefined)
    .flatMap((kind) => {
      const variants = kind.name === 'kill' ? settingsVariants(kind).slice(1) : [exampleSettings(kind)]
      return variants.map((settings) => {
        const where = new Set(everyMessage.filter((message) => kind.eligible?.(message, settings)).map(words))
        return `${kind.name}${kind.name === 'kill' ? `:${settings['point']}` : ''} = ${[...where].join(' | ')}`
      })
    })
  expect(rows).toMatchInlineSnapshot(`
    [
      "lose-request = guarded call, arrived | look-up, arrived | call, arrived",
      "refuse = guarded call, arrived | look-up, arrived | call, arrived",
      "lose-answer = guarded call, served with effects | call, served with effects",
      "error-after-effect = guarded call, served with effects | call, served with effects",
      "error-without-effect = guarded call, arrived | call, arrived",
      "cut-answer = guarded call, served with effects | call, served with effects",
      "late-answer = guarded call, served with effects | call, served with effects",
      "deliver-twice = delivery, under way",
      "overtake = delivery, under way",
      "delay = guarded call, arrived | look-up, arrived | delivery, under way",
      "kill:received = delivery, under way",
      "kill:acked = delivery, acked, not posted",
      "kill:sent = guarded call, arrived | look-up, arrived | call, arrived",
      "kill:applied = guarded call, served with effects | call, served with effects",
      "kill:answered = guarded call, served with effects | call, served with effects",
    ]
  `)
})

describe('what each fault does', () => {
  test('with its defaults', () => {
    const rows = faultKinds.map((kind) => {
      const settings = exampleSettings(kind)
      return [kind.name, kind.disturb?.(settings) ?? kind.steps?.(settings) ?? kind.link?.(settings)]
    })
    expect(Object.fromEntries(rows)).toMatchInlineSnapshot(`
      {
        "cannot-connect": {
          "down": true,
          "flush_per_s": 0,
          "jitter_ms": 0,
          "latency_ms": 0,
          "leg": "either",
        },
        "cut-answer": {
          "after_bytes": 16,
          "do": "cut-answer",
        },
        "delay": {
          "do": "delay",
          "ms": 500,
          "what": "request",
        },
        "deliver-twice": {
          "after_ms": 0,
          "as": "same-id",
          "at_once": false,
          "do": "repeat",
        },
        "error-after-effect": {
          "do": "replace-answer",
          "status": 500,
        },
        "error-without-effect": {
          "do": "roll-back",
          "status": 500,
        },
        "kill": {
          "do": "kill",
          "restart_after_ms": 200,
        },
        "late-answer": {
          "do": "late-answer",
        },
        "latency": {
          "down": false,
          "flush_per_s": 0,
          "jitter_ms": 50,
          "latency_ms": 50,
          "leg": "either",
        },
        "lose-answer": {
          "do": "lose-answer",
          "how": "reset",
        },
        "lose-request": {
          "do": "lose-request",
          "how": "reset",
        },
        "outage": {
          "down": true,
          "flush_per_s": 20,
          "jitter_ms": 0,
          "latency_ms": 0,
          "leg": "either",
        },
        "overtake": {
          "do": "overtaken",
          "ms_max": 2000,
        },
        "refuse": {
          "answerClass": "transient",
          "code": "UNAVAILABLE",
          "do": "refuse",
          "headers": {
            "retry-after": "1",
          },
          "message": "The system is not available. Nothing was posted; try again after the time given in Retry-After.",
          "status": 503,
        },
        "system-step": {
          "anchor": "burst",
          "begin": {
            "do": "freeze",
          },
          "end": {
            "do": "thaw",
          },
          "for_ms": 1000,
          "from_ms": 0,
          "system": "historian",
        },
      }
    `)
  })

  test("refuse: 423, 429 and 503 say when to come back, the others do not; a text of one's own is kept", () => {
    const refuse = findFault('refuse')
    const headers = [400, 401, 403, 409, 422, 423, 429, 503].map((status) => {
      const disturbance = refuse?.disturb?.({ status, retry_after_s: 7 })
      return disturbance?.do === 'refuse' ? `${status} ${JSON.stringify(disturbance.headers)}` : 'none'
    })
    expect(headers).toEqual([
      '400 {}',
      '401 {}',
      '403 {}',
      '409 {}',
      '422 {}',
      ...[423, 429, 503].map((status) => `${status} {"retry-after":"7"}`),
    ])
    const own = { code: 'FROZEN', message: 'Stocktaking.' }
    expect(refuse?.disturb?.({ status: 422, ...own })).toMatchObject(own)
  })

  test('refuse: what passes is told apart from what is for good', () => {
    const classes = [400, 401, 403, 409, 422, 423, 429, 503].map((status) => {
      const disturbance = findFault('refuse')?.disturb?.({ status })
      return disturbance?.do === 'refuse' ? `${status} ${disturbance.answerClass}` : 'none'
    })
    expect(classes).toMatchInlineSnapshot(`
      [
        "400 business",
        "401 handshake",
        "403 handshake",
        "409 transient",
        "422 business",
        "423 transient",
        "429 transient",
        "503 transient",
      ]
    `)
  })

  test('refuse: 409 says CONFLICT, and nothing that might mean "it is there already"', () => {
    const refuse = findFault('refuse')
    expect(refuse?.contradiction?.({ status: 409, code: 'DUPLICATE_REFERENCE' })).toMatchObject({ setting: 'code' })
    expect([{ status: 409 }, { status: 422, code: 'FROZEN' }].map((settings) => refuse?.contradiction?.(settings))).toEqual([
      undefined,
      undefined,
    ])
  })

  test('an error with an effect and one without are the same answer: only the moment differs', () => {
    const [withEffect, without] = ['error-after-effect', 'error-without-effect'].map(findFault)
    for (const status of [500, 502, 504]) {
      expect(withEffect?.disturb?.({ status })).toEqual({ do: 'replace-answer', status })
      expect(without?.disturb?.({ status })).toEqual({ do: 'roll-back', status })
    }
    expect([withEffect?.moment?.({}), without?.moment?.({})]).toEqual(['served', 'arrive'])
    expect(withEffect?.settings).toEqual(without?.settings)
  })

  test.each([
    ['refuse', { status: 404 }, '"refuse" cannot answer 404: expected one of 400, 401, 403, 409, 422, 423, 429, 503, which say for sure'],
    ['error-without-effect', { status: 409 }, '"error-without-effect" cannot answer 409: expected one of 500, 502, 504, which leave open'],
    ['refuse', { status: 201 }, 'cannot answer 201'],
    ['refuse', { status: 500 }, 'cannot answer 500'],
    ['error-after-effect', { status: 503 }, 'cannot answer 503: expected one of 500, 502, 504, which leave open whether'],
    ['error-after-effect', { status: 422 }, 'cannot answer 422'],
    ['lose-answer', { how: 'slowly' }, 'The fault setting "how" is "slowly"; expected one of reset, hang.'],
    ['delay', { delay_ms: '1s' }, 'The fault setting "delay_ms" is "1s"; expected a number.'],
  ])('%s with %j is refused in words, even past the schema', (name, settings, message) => {
    expect(() => findFault(name)?.disturb?.(settings)).toThrow(message)
  })

  test('what is required is asked for by example', () => {
    const step = findFault('system-step')
    expect(() => step?.steps?.({})).toThrow('The fault setting "system" is missing; expected a text, for example "historian".')
    const missing = 'The fault setting "begin" must be a step of a system, for example { "do": "freeze" }.'
    expect(() => step?.steps?.({ system: 'erp', begin: 'lock' })).toThrow(missing)
  })
})

describe('a wire that cannot', () => {
  const inProcess = ['hang', 'answer', 'delay', 'repeat', 'reorder']

  test('refuses what it could only fake, and says what to do', () => {
    const refused = faultKinds.filter((kind) => missingOnWire(kind, exampleSettings(kind), inProcess).length > 0)
    expect(refused.map((kind) => kind.name)).toEqual(['cannot-connect', 'lose-request', 'lose-answer', 'cut-answer', 'outage'])
    const cut = refused.find((kind) => kind.name === 'cut-answer')
    expect(() => cut && assertExpressible(cut, {}, inProcess)).toThrow(
      'The fault "cut-answer" needs a wire that can break off in the middle of an answer, and this one cannot. ' +
        'Run the scenario over real connections (HTTP), or leave the fault out.',
    )
  })

  test('is asked about the settings, not only about the fault', () => {
    const lost = findFault('lose-answer')
    expect(lost && missingOnWire(lost, { how: 'hang' }, inProcess)).toEqual([])
    expect(lost && missingOnWire(lost, { how: 'reset' }, inProcess)).toEqual(['reset'])
  })
})
