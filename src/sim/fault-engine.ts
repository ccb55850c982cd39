import { findFault } from '../faults/index.js'
import type { Disturbance, FaultKind, MessageView, Moment } from '../faults/contract.js'
import type { SystemName } from '../domain/names.js'
import type { FaultInstance } from '../scenario/plan.js'
import type { Recorder } from './recorder.js'
import { append } from '../domain/grouping.js'

/** A disturbance that a fault has decided on, and the fault that answers for it. */
export interface Decision {
  readonly fault: string
  readonly disturbance: Disturbance
  /** It does so to every such message, whatever heals. */
  readonly forEver: boolean
}

/** What the journal says of the message that a fault fired on. */
export interface FiredOn {
  readonly cid?: number
  readonly did?: number
  readonly eids: readonly string[]
}

interface Armed {
  readonly instance: FaultInstance
  readonly kind: FaultKind
  readonly moment: Moment | undefined
  readonly keys: ReadonlySet<string> | undefined
  /** In the plan. */
  readonly place: number
  /** Eligible messages seen so far, by key. */
  readonly seen: Map<string, number>
  fired: number
  /** The target has signed in anew since it fired: what asked for that is over. */
  over: boolean
  nearest: string | undefined
}

/** Faults that are asked at one moment about one link: those of any message, and those of certain keys. */
interface Slot {
  readonly ofAny: Armed[]
  readonly byKey: Map<string, Armed[]>
}

/** Arms the faults of a plan, decides for each message whether one of them fires, and journals what fired and what did not. */
export class FaultEngine {
  readonly #armed = new Map<string, Armed>()
  readonly #byMoment = new Map<string, Slot>()
  readonly #recorder: Recorder
  #finished = false
  #healed = false

  constructor(instances: readonly FaultInstance[], recorder: Recorder) {
    this.#recorder = recorder
    for (const instance of instances) {
      const kind = kindOf(instance)
      const moment = kind.moment?.(instance.settings, instance.address?.direction)
      const keys = instance.address?.keys ? new Set(instance.address.keys) : undefined
      const armed: Armed = {
        instance,
        kind,
        moment,
        keys,
        place: this.#armed.size,
        seen: new Map(),
        fired: 0,
        over: false,
        nearest: undefined,
      }
      this.#armed.set(instance.id, armed)
      if (moment && instance.address) this.#enter(`${moment}|${instance.address.direction}|${instance.address.system}`, armed)
      recorder.record({ kind: 'fault.armed', fault: instance.id, name: instance.name, firing: instance.firing })
    }
  }

  /** Faults that are not addressed to messages: windows on links and changes of a system's state. */
  get others(): readonly { readonly instance: FaultInstance; readonly kind: FaultKind }[] {
    return [...this.#armed.values()].filter((armed) => !armed.moment)
  }

  /** Asks the faults of one moment, in the order of the plan; the first that fires wins. */
  ask(moment: Moment, message: MessageView, on: FiredOn): Decision | undefined {
    if (this.#finished) return undefined
    const slot = this.#byMoment.get(`${moment}|${message.direction}|${message.system}`)
    if (!slot) return undefined
    for (const armed of candidates(slot, message)) {
      const key = this.#hit(armed, message)
      if (key === undefined) continue
      const disturbance = armed.kind.disturb?.(armed.instance.settings)
      if (!disturbance) continue
      armed.fired += 1
      this.fired(armed.instance, on, identityOf(message, key))
      return { fault: armed.instance.id, disturbance, forEver: isForEver(armed) }
    }
    return undefined
  }

  /** Journals that a fault acted. */
  fired(instance: FaultInstance, on: FiredOn, identity?: string): void {
    const armed = this.#armed.get(instance.id)
    if (armed && !armed.moment) armed.fired += 1
    this.#recorder.record({
      kind: 'fault.fired',
      fault: instance.id,
      name: instance.name,
      firing: instance.firing,
      ...(identity !== undefined && { identity }),
      ...(on.cid !== undefined && { cid: on.cid }),
      ...(on.did !== undefined && { did: on.did }),
      eids: on.eids,
    })
  }

  healedOne(instance: FaultInstance): void {
    this.#recorder.record({ kind: 'fault.healed', fault: instance.id, name: instance.name, firing: instance.firing })
  }

  /**
   * The target signed in anew at a system: whatever refused it for want of that is over. What refuses for ever goes on, and what has not
   * fired yet still will.
   */
  signedIn(system: SystemName): void {
    for (const armed of this.#armed.values()) {
      if (armed.fired === 0 || armed.instance.address?.system !== system || isForEver(armed)) continue
      const disturbance = armed.kind.disturb?.(armed.instance.settings)
      if (disturbance?.do === 'refuse' && disturbance.answerClass === 'handshake') armed.over = true
    }
  }

  /** No message fault that lasts until everything heals fires after this; those for certain messages, and for ever, still do. */
  heal(): void {
    for (const armed of this.#armed.values()) if (armed.moment && endsAtHeal(armed)) this.healedOne(armed.instance)
    this.#healed = true
  }

  /** At the end of a run: what never fired, with its nearest miss. */
  finish(): void {
    this.#finished = true
    for (const { instance, fired, nearest } of this.#armed.values()) {
      if (fired > 0) continue
      this.#recorder.record({
        kind: 'fault.missed',
        fault: instance.id,
        name: instance.name,
        firing: instance.firing,
        nearest: nearest ?? 'no message came near it',
      })
    }
  }

  #enter(name: string, armed: Armed): void {
    let slot = this.#byMoment.get(name)
    if (!slot) this.#byMoment.set(name, (slot = { ofAny: [], byKey: new Map() }))
    if (!armed.keys) slot.ofAny.push(armed)
    else for (const key of armed.keys) append(slot.byKey, key, armed)
  }

  /** The key that makes it fire on this message, or nothing. */
  #hit(armed: Armed, message: MessageView): string | undefined {
    const address = armed.instance.address
    if (armed.over || (this.#healed && endsAtHeal(armed))) return undefined
    if (!address || (address.operation !== undefined && address.operation !== message.operation)) return undefined
    const keys = message.keys.filter((key) => !armed.keys || armed.keys.has(key))
    const subjects = keys.length > 0 ? keys : armed.keys ? [] : ['']
    if (subjects.length === 0) return undefined
    if (typeof address.times === 'number' && armed.fired >= address.times) return undefined
    if (armed.kind.eligible && !armed.kind.eligible(message, armed.instance.settings)) {
      armed.nearest = `${identityOf(message, subjects[0] ?? '')} came by, and the point does not exist on it`
      return undefined
    }
    for (const key of subjects) {
      const count = (armed.seen.get(key) ?? 0) + 1
      armed.seen.set(key, count)
      if (count >= address.nth) return key
      armed.nearest = `${identityOf(message, key)} was number ${count} of the ${address.nth} that it waits for`
    }
    return undefined
  }
}

function isForEver({ instance, kind }: Armed): boolean {
  return instance.address?.times === 'persistent' && kind.endsAtHeal !== true
}

function endsAtHeal({ instance, kind }: Armed): boolean {
  const times = instance.address?.times
  return times === 'until-heal' || (times === 'persistent' && kind.endsAtHeal === true)
}

/** Those that the message may make fire, in the order of the plan. */
function candidates({ ofAny, byKey }: Slot, { keys }: MessageView): readonly Armed[] {
  const named = keys.flatMap((key) => byKey.get(key) ?? [])
  if (named.length === 0) return ofAny
  return [...new Set([...ofAny, ...named])].sort((a, b) => a.place - b.place)
}

/** Throws for a kind that does not exist: the plan is ours. */
export function kindOf(instance: FaultInstance): FaultKind {
  const name = instance.kind ?? instance.name
  const kind = findFault(name)
  if (!kind) throw new Error(`the plan names a fault that does not exist: ${name}`)
  return kind
}

/** `target→erp · confirmation.create · MC-000007 · #1` */
function identityOf(message: MessageView, key: string): string {
  const channel = message.direction === 'call' ? `target→${message.system}` : `${message.system}→target`
  return [channel, message.operation ?? '-', key === '' ? '-' : key, `#${message.attempt}`].join(' · ')
}
