import { findFault, withDefaults } from '../faults/index.js'
import type { SystemName } from '../domain/names.js'
import { factName, streamOf } from '../domain/fact.js'
import { flowOf } from '../flows/index.js'
import { randomStream, type RandomStream } from '../chance/random.js'
import { withIds } from './counter.js'
import { Recovery, type UnnumberedFault } from './recovery.js'
import type { FaultInstance, Plan } from './plan.js'

/** A message of a run without faults, as far as choosing faults needs it. */
export interface TracedMessage {
  readonly direction: 'call' | 'delivery'
  readonly system: SystemName
  readonly operation?: string
  readonly keys: readonly string[]
  /** Effects that it committed. */
  readonly effects: number
  /** The request carries an identity that its operation honours: only then may it arrive late. */
  readonly guarded?: boolean
}

interface Draw {
  readonly name: string
  readonly settings?: Readonly<Record<string, unknown>>
}

/** Half of the refusals are these instead: of a session, or of a moment at which somebody else was at work. */
const passing = [401, 403, 409] as const

/** Refusals that pass by themselves: a made-up business refusal would rightly end as an exception, and prove little. */
const transient = [423, 429, 503] as const

function onDelivery(message: TracedMessage, overtakable: ReadonlySet<string>): Draw[] {
  const draws: Draw[] = [
    { name: 'deliver-twice', settings: { as: 'same-id', after_ms: 100 } },
    { name: 'deliver-twice', settings: { as: 'new-id', after_ms: 100 } },
    { name: 'delay', settings: { delay_ms: 400 } },
    { name: 'kill', settings: { point: 'received' } },
    { name: 'kill', settings: { point: 'acked' } },
  ]
  if (message.keys.some((key) => overtakable.has(key))) draws.push({ name: 'overtake', settings: { ms_max: 1_000 } })
  return draws
}

/**
 * What was drawn, or its like that came to the vocabulary later. Each has a stream of its own, so that everything else about a storm is
 * what its seed always drew.
 */
function likeOf({ name, settings = {} }: Draw, random: RandomStream): Draw {
  if (!random.chance(0.5)) return { name, settings }
  switch (name) {
    case 'error-after-effect':
      // The same status must not tell whether something was posted.
      return { name: 'error-without-effect', settings }
    case 'refuse':
      return { name, settings: { ...settings, status: random.pick(passing) } }
    case 'deliver-twice':
      return { name, settings: { ...settings, when: 'at-once', after_ms: 0 } }
    case 'delay':
      return { name, settings: { ...settings, leg: 'after' } }
    case 'latency':
      return { name, settings: { ...settings, leg: random.pick(['before', 'after']) } }
    default:
      return { name, settings }
  }
}

function faultOn(message: TracedMessage, keys: readonly string[], { name, settings = {} }: Draw, times: number): UnnumberedFault {
  const { direction, system } = message
  const operation = direction === 'call' && message.operation !== undefined ? { operation: message.operation } : {}
  return { name, firing: 'may', settings: defaultsOf(name, settings), address: { direction, system, ...operation, keys, nth: 1, times } }
}

function onCall(message: TracedMessage, random: RandomStream): Draw[] {
  const how = random.chance(0.5) ? 'reset' : 'hang'
  const draws: Draw[] = [
    { name: 'lose-request', settings: { how } },
    { name: 'refuse', settings: { status: random.pick(transient), retry_after_s: 1 } },
    { name: 'kill', settings: { point: 'sent' } },
  ]
  if (message.guarded === true) draws.push({ name: 'delay', settings: { delay_ms: 400 } })
  if (message.effects > 0) {
    draws.push(
      { name: 'lose-answer', settings: { how } },
      { name: 'error-after-effect', settings: { status: random.pick([500, 502, 504]) } },
      { name: 'cut-answer' },
      { name: 'late-answer' },
      { name: 'kill', settings: { point: random.chance(0.5) ? 'applied' : 'answered' } },
    )
  }
  return draws
}

/** The link of which a window is drawn: one that facts went over, or, where none did, one that they should have. */
function linkOf(plan: Plan, messages: readonly TracedMessage[], direction: TracedMessage['direction'], random: RandomStream): SystemName {
  const flows = plan.flows.flatMap((name) => flowOf(name)?.words ?? [])
  const planned = flows.flatMap(({ source, sinks }) => (direction === 'call' ? sinks : [source]))
  const met = messages.filter((message) => message.direction === direction).map(({ system }) => system)
  const systems = [...new Set(met.length > 0 ? met : planned)].sort()
  return (systems.length > 1 ? random.pick(systems) : systems[0]) ?? ''
}

function onLink(plan: Plan, messages: readonly TracedMessage[], random: RandomStream, own: RandomStream): UnnumberedFault {
  const call = random.chance(0.5)
  const from_ms = random.int(Math.max(1, Math.floor(plan.burst_ms * 0.7)))
  const for_ms = Math.max(100, Math.floor(plan.burst_ms * (0.1 + 0.2 * random.float())))
  const name = random.chance(0.7) ? (call ? 'cannot-connect' : 'outage') : 'latency'
  const direction = call ? 'call' : 'delivery'
  const like = likeOf({ name }, own)
  return {
    name,
    firing: 'may',
    settings: defaultsOf(name, like.settings ?? {}),
    address: { direction, system: linkOf(plan, messages, direction, random), nth: 1, times: 'persistent' },
    window: { from_ms, for_ms },
  }
}

function defaultsOf(name: string, settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kind = findFault(name)
  return kind ? withDefaults(kind.settings, settings) : settings
}

/**
 * Draws three to six faults for the variant "storm" from the messages of a run without any. Every shape is one that a correct
 * target survives: no answer is invented, no definite refusal follows an effect, no unguarded request is late. At most one kill, and
 * each key suffers once. All may fire; that one did is the business of the vacuity check.
 */
export function stormFaults(plan: Plan, trace: readonly TracedMessage[], seed: number): FaultInstance[] {
  const random = randomStream(seed, 'storm')
  const known = new Set(plan.facts.map(factName))
  const inStream = (fact: Plan['facts'][number]): string => streamOf(fact) ?? ''
  const last = new Map<string, number>()
  for (const fact of plan.facts) last.set(inStream(fact), Math.max(fact.streamSeq, last.get(inStream(fact)) ?? 0))
  const overtakable = new Set(plan.facts.filter((fact) => (last.get(inStream(fact)) ?? 0) > fact.streamSeq).map(factName))
  const messages = random.shuffle(
    trace.filter((message) => message.keys.some((key) => known.has(key)) && (message.direction === 'delivery' || message.effects > 0)),
  )
  const wanted = 3 + random.int(4)
  const drawn: UnnumberedFault[] = []
  const suffered = new Set<string>()
  const windows = random.chance(0.6) ? 1 : 0
  if (windows > 0 && plan.burst_ms > 0) drawn.push(onLink(plan, messages, random, randomStream(seed, 'storm:like:link')))
  const recovery = new Recovery(plan, drawn)
  for (const message of messages) {
    if (drawn.length >= wanted) break
    const keys = message.keys.filter((key) => known.has(key))
    if (keys.some((key) => suffered.has(key))) continue
    const killed = drawn.some((fault) => fault.name === 'kill')
    const shapes = (message.direction === 'delivery' ? onDelivery(message, overtakable) : onCall(message, random)).filter(
      (shape) => !(killed && shape.name === 'kill'),
    )
    const own = randomStream(seed, `storm:like:${drawn.length}`)
    const made = (draw: Draw, times: number): UnnumberedFault => faultOn(message, keys, draw, times)
    const first = likeOf(random.pick(shapes), own)
    const times = first.name === 'kill' || !random.chance(0.25) ? 1 : 2
    const fits = [first, ...own.shuffle(shapes)]
      .map((draw) => made(draw, draw.name === 'kill' ? 1 : times))
      .find((fault) => recovery.allows(fault))
    if (!fits) continue
    for (const key of keys) suffered.add(key)
    drawn.push(fits)
  }
  // A target that posts before it acknowledges is never killed in between: such a kill alone could be a storm in which nothing happens.
  const calm = drawn.every((fault) => fault.name === 'kill' && fault.settings['point'] === 'acked')
  const stormy = calm ? drawn.map((fault) => ({ ...fault, settings: { ...fault.settings, point: 'received' } })) : drawn
  return withIds(stormy)
}
