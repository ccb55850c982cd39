import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { wireNeeds, type Disturbance, type FaultKind, type MessageView, type WireNeed } from '../../src/faults/contract.js'
import { assertExpressible, withDefaults } from '../../src/faults/index.js'
import { httpWire } from '../../src/transports/capabilities.js'

type Settings = Readonly<Record<string, unknown>>

interface Property {
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly examples?: readonly unknown[]
}

function propertiesOf(kind: FaultKind): Readonly<Record<string, Property>> {
  return (kind.settings['properties'] ?? {}) as Readonly<Record<string, Property>>
}

/** Defaults, and for what is required its example. */
export function exampleSettings(kind: FaultKind): Settings {
  const required = (kind.settings['required'] ?? []) as readonly string[]
  return withDefaults(kind.settings, Object.fromEntries(required.map((name) => [name, propertiesOf(kind)[name]?.examples?.[0]])))
}

/** The example settings, and one more for each word or figure that a setting may have. */
export function settingsVariants(kind: FaultKind): readonly Settings[] {
  const example = exampleSettings(kind)
  const others = Object.entries(propertiesOf(kind)).flatMap(([name, property]) => {
    return (property.enum ?? []).map((value) => ({ ...example, [name]: value }))
  })
  return [example, ...others]
}

/** Every message that a fault could be asked about. */
export const everyMessage: readonly MessageView[] = (['call', 'delivery'] as const).flatMap((direction) =>
  [true, false].flatMap((guarded) => {
    const system = direction === 'call' ? 'erp' : 'mes'
    const message: MessageView = {
      direction,
      system,
      operation: 'confirmation.create',
      keys: ['MC-000001'],
      attempt: 1,
      posts: direction === 'call',
      guarded,
    }
    if (direction === 'call') {
      const lookUp: MessageView = { ...message, operation: 'confirmation.query', posts: false, guarded: false }
      const found = { ...lookUp, served: { status: 200, effects: 0 } }
      if (!guarded)
        return [lookUp, found, message, ...[0, 3].map((effects) => ({ ...message, served: { status: effects > 0 ? 201 : 422, effects } }))]
      return [message, ...[0, 3].map((effects) => ({ ...message, served: { status: effects > 0 ? 201 : 422, effects } }))]
    }
    return [message, ...[true, false].flatMap((acked) => [true, false].map((posted) => ({ ...message, ended: { acked, posted } })))]
  }),
)

/** What a transport or a run must be able to do for a disturbance. */
function needOf(disturbance: Disturbance): WireNeed {
  switch (disturbance.do) {
    case 'lose-request':
    case 'lose-answer':
      return disturbance.how
    case 'refuse':
    case 'replace-answer':
    case 'roll-back':
      return 'answer'
    case 'cut-answer':
      return 'cut'
    case 'late-answer':
      return 'hang'
    case 'delay':
      return 'delay'
    case 'repeat':
      return 'repeat'
    case 'overtaken':
      return 'reorder'
    case 'kill':
      return 'process'
  }
}

/** The moments at which a message is what the view says. */
function momentsOf(message: MessageView): readonly string[] {
  if (message.direction === 'delivery') return message.ended === undefined ? ['deliver', 'received'] : ['acked']
  return message.served === undefined ? ['arrive'] : ['served', 'answered']
}

/** What holds for a fault whatever it does; a new fault is held against it by being in the index. */
export function faultLaws(kind: FaultKind): void {
  describe(`the fault ${kind.name}`, () => {
    describeSettings(kind)
    describeShape(kind)
    describeFairness(kind)
  })
}

function describeSettings(kind: FaultKind): void {
  const validate = new Ajv2020({ strict: true, formats: { date: true } }).compile(kind.settings)

  test('its settings have defaults that its own schema accepts', () => {
    for (const settings of settingsVariants(kind)) expect(validate(settings), JSON.stringify(validate.errors)).toBe(true)
  })

  test('its settings are described, with a default or an example, durations with their unit', () => {
    for (const [name, property] of Object.entries(propertiesOf(kind))) {
      expect(property.description, name).toMatch(/^[A-Z].*\.$/)
      expect(property.default ?? property.examples?.[0], name).toBeDefined()
      if (name.endsWith('_ms')) expect(property.description, name).toMatch(/Milliseconds\.$/)
    }
  })

  test('it refuses a setting that it does not have', () => {
    expect(validate({ ...exampleSettings(kind), no_such_setting: 1 })).toBe(false)
  })

  test('written-out defaults change nothing', () => {
    const withoutDefault = ([name]: [string, unknown]): boolean => propertiesOf(kind)[name]?.default === undefined
    const required = Object.fromEntries(Object.entries(exampleSettings(kind)).filter(withoutDefault))
    const full = exampleSettings(kind)
    expect([kind.disturb?.(full), kind.steps?.(full), kind.link?.(full), kind.needs(full)]).toEqual([
      kind.disturb?.(required),
      kind.steps?.(required),
      kind.link?.(required),
      kind.needs(required),
    ])
  })
}

function describeShape(kind: FaultKind): void {
  test('it is a link window, a change of a system, or addressed to messages: exactly one', () => {
    const ways = [kind.link, kind.steps, kind.disturb].filter((way) => way !== undefined)
    expect(ways).toHaveLength(1)
    expect([kind.moment !== undefined, kind.eligible !== undefined]).toEqual([kind.disturb !== undefined, kind.disturb !== undefined])
    expect(kind.title).toMatch(/^[A-Z].*\.$/)
    expect(kind.name).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })

  test('it declares what it needs, and is refused by a wire that lacks it', () => {
    for (const settings of settingsVariants(kind)) {
      const needs = kind.needs(settings)
      expect(wireNeeds).toEqual(expect.arrayContaining([...needs]))
      if (kind.disturb !== undefined) expect(needs).toContain(needOf(kind.disturb(settings)))
      if (kind.steps !== undefined) expect(needs).toContain('step')
      if (kind.link !== undefined) expect(needs).toContain(kind.link(settings).down ? 'refuse-connection' : 'delay')
      expect(() => assertExpressible(kind, settings, httpWire)).not.toThrow()
      for (const need of needs.filter((one) => one !== 'process' && one !== 'step')) {
        const lesser = httpWire.filter((can) => can !== need)
        expect(() => assertExpressible(kind, settings, lesser)).toThrow(`The fault "${kind.name}" needs a wire that can `)
      }
    }
  })

  test('it is plain data: asked twice, it says the same', () => {
    for (const settings of settingsVariants(kind)) {
      const ask = (): unknown => kind.disturb?.(settings) ?? kind.steps?.(settings) ?? kind.link?.(settings)
      expect(JSON.parse(JSON.stringify(ask()))).toEqual(ask())
    }
  })
}

function describeFairness(kind: FaultKind): void {
  const cases = settingsVariants(kind).flatMap((settings) =>
    everyMessage.filter((message) => kind.eligible?.(message, settings) === true).map((message) => ({ settings, message })),
  )

  test('it is eligible somewhere, only in its directions, and only at its moment', () => {
    if (kind.eligible === undefined) return
    expect(new Set(cases.map(({ message }) => message.direction))).toEqual(new Set(kind.directions))
    for (const { settings, message } of cases) {
      expect(momentsOf(message)).toContain(kind.moment?.(settings, message.direction))
    }
  })

  test('no definite refusal follows an effect, no acknowledgement is made up, no unguarded request is late or repeated', () => {
    for (const { settings, message } of cases) {
      const disturbance = kind.disturb?.(settings)
      if (disturbance === undefined) continue
      const effects = message.served?.effects ?? 0
      if (disturbance.do === 'refuse') {
        expect([message.served, disturbance.status >= 400]).toEqual([undefined, true])
        expect([404, 408, 410, 412, 500, 502, 504]).not.toContain(disturbance.status)
        // What is there already is the ledger's to say.
        if (disturbance.status === 409) expect([disturbance.code, disturbance.answerClass]).toEqual(['CONFLICT', 'transient'])
      }
      if (disturbance.do === 'replace-answer') {
        expect(effects).toBeGreaterThan(0)
        expect([500, 502, 504]).toContain(disturbance.status)
      }
      if (disturbance.do === 'roll-back') {
        expect([message.served, message.posts]).toEqual([undefined, true])
        expect([500, 502, 504]).toContain(disturbance.status)
      }
      if (['lose-answer', 'cut-answer', 'late-answer'].includes(disturbance.do)) expect(effects).toBeGreaterThan(0)
      if (disturbance.do === 'lose-request') expect(message.served).toBeUndefined()
      // A slow answer makes nothing happen late: the effect is committed.
      const late = disturbance.do === 'delay' ? disturbance.what === 'request' : ['repeat', 'overtaken'].includes(disturbance.do)
      // A look-up asks for what is there when it comes to that: it may come late.
      if (late) expect(message.direction === 'delivery' || message.guarded || !message.posts).toBe(true)
    }
  })
}
