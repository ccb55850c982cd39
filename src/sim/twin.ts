import type { Effect } from '../domain/effect.js'
import { streamOf, type Gate } from '../domain/fact.js'
import { append } from '../domain/grouping.js'
import { limits } from '../domain/limits.js'
import type { SystemName } from '../domain/names.js'
import { Sharing } from '../domain/sharing.js'
import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import { isShut } from '../journal/gates.js'
import type { JournalRecord } from '../journal/records.js'
import type { Plan, PlannedFact } from '../scenario/plan.js'
import type { SystemInstance, SystemStep } from '../systems/contract.js'
import type { Clock } from './clock.js'
import { kindOf } from './fault-engine.js'
import { createSystems } from './landscape.js'
import { Player, type NotPlayed } from './player.js'
import type { Recorder } from './recorder.js'

/** What happened to the twin, in order. */
type Entry = { readonly nowMs: number } & ({ readonly system: SystemName; readonly step: SystemStep } | { readonly fact: PlannedFact })

export interface TwinParts {
  /** Without the run's token: what stands in it is what the journal says. */
  readonly plan: Pick<Plan, 'systems' | 'master' | 'facts' | 'faults'>
  readonly evidence: EvidenceBuilder
  readonly recorder: Recorder
  readonly clock: Clock
}

/** Its systems, and who acts on them. */
interface Opened {
  readonly systems: ReadonlyMap<SystemName, SystemInstance>
  readonly sharing: Sharing<PlannedFact>
  readonly player: Player
}

/** What the twin was asked about: a call that was refused, or an exception that was opened. */
type About = { readonly cid?: number; readonly xid?: string }

/**
 * The systems as they would be behind a perfect integration: to a second instance of each only the scenario's steps are done, and the right
 * commands of each fact, in the order of its sequence key, once the target knew of it. A refusal is an obstacle only if the twin refuses
 * the fact as well; it is asked about each refusal, and about each fact that is handed to people, and its answers are journalled.
 */
export class Twin {
  readonly #parts: TwinParts
  #opened: Opened | undefined
  readonly #facts: ReadonlyMap<string, PlannedFact>
  readonly #log: Entry[] = []
  readonly #applied = new Set<string>()
  /** Known to the target, and not applied yet: their turn has not come, or the twin refused them. */
  readonly #waiting = new Map<string, PlannedFact>()
  readonly #refused = new Map<string, NotPlayed>()
  /** By sequence key, in its order: facts that are neither applied nor refused for good. */
  readonly #streams = new Map<string, PlannedFact[]>()
  readonly #asked = new Map<string, { readonly at: number; readonly stopped: NotPlayed | undefined }>()
  #replayed = 0
  /** What happened to it so far: an answer holds as long as nothing more has. */
  #changes = 0

  constructor(parts: TwinParts) {
    this.#parts = parts
    const { plan } = parts
    this.#facts = new Map(plan.facts.filter(isDone).map((fact) => [fact.eid, fact]))
    for (const fact of this.#facts.values()) {
      const stream = streamOf(fact)
      if (stream !== undefined) append(this.#streams, stream, fact)
    }
    for (const stream of this.#streams.values()) stream.sort((a, b) => a.streamSeq - b.streamSeq)
  }

  /** Opened when it is first needed: a run of many facts has enough to do at its start. */
  get #live(): Opened {
    if (this.#opened) return this.#opened
    const { plan } = this.#parts
    const [systems, sharing] = [createSystems(plan), new Sharing(plan.facts)]
    return (this.#opened = { systems, sharing, player: new Player(systems, plan, undefined, { sharing }) })
  }

  /** Every record of the run passes here once. */
  see(record: JournalRecord): void {
    switch (record.kind) {
      case 'exposed':
        return this.known(record.eid)
      case 'call.served':
        if (record.fault !== undefined) return
        for (const { answerClass, eids } of record.lines ?? [
          { answerClass: record.answerClass, eids: this.#parts.evidence.calls.get(record.cid)?.eids ?? [] },
        ])
          if (answerClass === 'business') for (const eid of eids) this.#answer(eid, { cid: record.cid })
        return
      case 'exception':
        if (record.status === 'open') for (const eid of record.eids) this.#answer(eid, { xid: record.xid })
        return
      default:
    }
  }

  /** The scenario or a fault did something to a system: what that comes to behind a perfect integration. */
  step(system: SystemName, step: SystemStep): readonly Effect[] {
    const nowMs = this.#parts.clock.now()
    const effects = this.#live.systems.get(system)?.step(step, nowMs) ?? []
    this.#log.push({ nowMs, system, step })
    this.#changes += 1
    this.#settle()
    return effects
  }

  /** A fault did something to a system, or took it back. */
  faultStep(id: string, which: 'begin' | 'end'): void {
    const instance = this.#parts.plan.faults.find((fault) => fault.id === id)
    const steps = instance && kindOf(instance).steps?.(instance.settings)
    if (steps) this.step(steps.system, steps[which])
  }

  /** The target, or the stand-in that plays its part, knows of a fact. */
  known(eid: string): void {
    if (this.#applied.has(eid) || this.#waiting.has(eid)) return
    const fact = this.#facts.get(eid)
    if (!fact) return
    this.#waiting.set(eid, fact)
    this.#changes += 1
    this.#settle()
  }

  /** The run is over. Where people cannot be seen to have anything, what is not done may be with them: it is asked about now. */
  atEnd(): void {
    const { evidence } = this.#parts
    if (evidence.header.target.exceptions !== 'none') return
    for (const fact of evidence.facts.values()) {
      if (!fact.covered || fact.must !== 'POST' || fact.postings.length > 0 || evidence.hasObstacle(fact)) continue
      if (fact.exposedFirst && !evidence.isPosted(fact)) this.#answer(fact.eid, {})
    }
  }

  /** The states that the systems would be in. */
  *finalStates(): Generator<{ readonly system: SystemName; readonly state: Readonly<Record<string, unknown>> }> {
    this.#settle()
    for (const [system, instance] of this.#live.systems) yield { system, state: instance.snapshot() }
  }

  /** Applies what can be: each one that is may be what another waits for. */
  #settle(): void {
    for (let again = true; again;) {
      again = false
      for (const fact of this.#waiting.values()) {
        if (!this.#isItsTurn(fact) || this.#isHeld(fact)) continue
        const nowMs = this.#parts.clock.now()
        const stopped = this.#live.player.play(fact, fact.flows, nowMs)
        if (stopped) this.#stopped(fact, stopped)
        else {
          this.#log.push({ nowMs, fact })
          this.#done(fact)
          again = true
        }
      }
    }
  }

  #done(fact: PlannedFact): void {
    this.#changes += 1
    this.#waiting.delete(fact.eid)
    this.#applied.add(fact.eid)
    this.#leave(fact)
    if (this.#refused.delete(fact.eid)) this.#parts.recorder.record({ kind: 'twin', eid: fact.eid, answer: 'taken' })
  }

  /** What was refused for good holds nothing back. */
  #stopped(fact: PlannedFact, stopped: NotPlayed): void {
    const before = this.#refused.get(fact.eid)
    this.#refused.set(fact.eid, stopped)
    if (isLasting(stopped)) this.#leave(fact)
    if (before?.code === stopped.code && before.system === stopped.system) return
    this.#parts.recorder.record({ kind: 'twin', eid: fact.eid, ...answerOf(stopped) })
  }

  #leave(fact: PlannedFact): void {
    const stream = this.#streams.get(streamOf(fact) ?? '')
    const at = stream?.indexOf(fact) ?? -1
    if (at >= 0) stream?.splice(at, 1)
  }

  #isItsTurn(fact: PlannedFact): boolean {
    const [next] = this.#streams.get(streamOf(fact) ?? '') ?? []
    return next === undefined || next.streamSeq >= fact.streamSeq
  }

  #isHeld({ gates = [] }: PlannedFact): boolean {
    const { evidence, clock } = this.#parts
    const now = { seq: evidence.last.seq + 1, t: clock.now() }
    const isApplied = ({ facts, any }: Gate): boolean => {
      const applied = facts.filter((eid) => this.#applied.has(eid))
      return applied.length > 0 && (any === true || applied.length === facts.length)
    }
    const isOpen = (gate: Gate): boolean => (gate.by === 'applied' ? isApplied(gate) : !isShut(evidence, gate, now))
    return gates.some((gate) => gate.or === 'wait' && !isOpen(gate))
  }

  #answer(eid: string, about: About): void {
    const fact = this.#facts.get(eid)
    if (!fact) return
    const stopped = this.#ask(fact)
    this.#parts.recorder.record({ kind: 'twin', eid, ...about, ...(stopped === 'not asked' ? { answer: stopped } : answerOf(stopped)) })
  }

  /**
   * What the twin would answer if the fact came at this moment, without it and what comes after it in its sequence. It may come as it is
   * alone: whom a closed period turns away may post it elsewhere, or leave it to people.
   */
  #ask(fact: PlannedFact): NotPlayed | undefined | 'not asked' {
    // A gate may have opened meanwhile.
    if (this.#waiting.size > 0) this.#settle()
    const refused = this.#refused.get(fact.eid)
    if (refused && this.#waiting.has(fact.eid)) return refused
    const at = this.#changes
    const known = this.#asked.get(fact.eid)
    if (known?.at === at) return known.stopped
    if (this.#replayed > limits.twin_replays_count_max) return 'not asked'
    const stopped = this.#fork(fact)
    this.#asked.set(fact.eid, { at, stopped })
    return stopped
  }

  #fork(fact: PlannedFact): NotPlayed | undefined {
    const { plan, clock } = this.#parts
    const systems = createSystems(plan)
    const player = new Player(systems, plan, undefined, { sharing: this.#live.sharing })
    const own = streamOf(fact)
    const isBefore = (other: PlannedFact): boolean =>
      other.eid !== fact.eid && (own === undefined || streamOf(other) !== own || other.streamSeq < fact.streamSeq)
    for (const entry of this.#log) {
      this.#replayed += 1
      if ('step' in entry) systems.get(entry.system)?.step(entry.step, entry.nowMs)
      else if (isBefore(entry.fact)) player.play(entry.fact, entry.fact.flows, entry.nowMs)
    }
    const now = clock.now()
    const waiting = [...this.#waiting.values()].filter(isBefore).sort((a, b) => a.streamSeq - b.streamSeq)
    for (const other of waiting) if (!this.#isHeld(other)) player.play(other, other.flows, now)
    return player.play(fact, fact.flows, now, false)
  }
}

/** What must be rejected, or was overtaken, a perfect integration does not do. */
function isDone({ must }: PlannedFact): boolean {
  return must !== 'IGNORE' && must !== 'REJECT'
}

function isLasting({ answerClass }: NotPlayed): boolean {
  return answerClass !== 'transient' && answerClass !== 'handshake'
}

function answerOf(stopped: NotPlayed | undefined): {
  readonly answer: 'taken' | 'refused' | 'not now'
  readonly system?: SystemName
  readonly code?: string
} {
  if (!stopped) return { answer: 'taken' }
  const { system, code } = stopped
  return { answer: isLasting(stopped) ? 'refused' : 'not now', ...(system !== undefined && { system }), ...(code !== '' && { code }) }
}
