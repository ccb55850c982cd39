import { limits } from '../domain/limits.js'
import type { SystemName } from '../domain/names.js'
import type { Plan, PlannedFact, PlannedStep } from '../scenario/plan.js'
import type { SystemInstance } from '../systems/contract.js'
import type { Exchange, RefusedDetails, RefusedKind } from '../transports/contract.js'
import { deliveryMode, patienceMs, type DeliverySettings } from '../target/settings.js'
import { CallLink } from './call-link.js'
import type { Clock } from './clock.js'
import { FaultEngine } from './fault-engine.js'
import { Incarnations } from './incarnations.js'
import type { Landscape } from './landscape.js'
import type { Recorder } from './recorder.js'
import { randomStream } from '../chance/random.js'
import type { Source, SourceParts } from './source.js'
import { handedOut, linksOf, openSources } from './sources.js'
import { StandIn } from './stand-in.js'
import { documentsBy } from './documents-by.js'
import { Windows, type Latency } from './windows.js'
import type { OpenTarget, WiringOptions } from './run-types.js'
import { contentOf, differ } from './steps.js'
import { errorText } from '../words/errors.js'

const hurry_ms = 200

/** The parts of a run, connected. */
export interface Wiring {
  readonly systems: ReadonlyMap<SystemName, SystemInstance>
  readonly incarnations: Incarnations
  readonly faults: FaultEngine
  readonly windows: Windows
  /** One per system that has facts, each with its own feed, link and counts. */
  readonly sources: ReadonlyMap<SystemName, Source>
  readonly standIn: StandIn
  readonly onWire: (fact: PlannedFact) => PlannedFact
  callsOpen(): number
  /** Deliveries that are still to happen. */
  pending(): number
  /** Entries of feeds that a polling target has not been handed yet. */
  unseen(): number
  step(step: PlannedStep): void
  /** Reads what the target handed to people and nobody has seen yet. */
  settle(hurry: boolean): Promise<void>
  close(): Promise<void>
}

/** Connects systems, links, faults, source and target. Rejects with a sentence when a port is taken. */
export async function wire(options: WiringOptions): Promise<Wiring> {
  const { clock, stage, recorder, evidence, plan, wirePlan, target } = options
  const faults = new FaultEngine(wirePlan.faults, recorder)
  const incarnations = new Incarnations()
  const links = new Map<SystemName, CallLink>()
  const nextCid = counter()
  const landscape = await options.openLandscape({
    plan: wirePlan,
    network: options.network,
    clock,
    secret: options.secret,
    onExchange: (system, exchange) => arrived(recorder, links.get(system), exchange),
    onError: (error) => broken(recorder, 'http', error),
    onRefused: (systems, kind, details) => refused(recorder, nextCid(), incarnations.current, systems, kind, details),
  })
  const onWire = wayOnWire(plan, wirePlan)
  const targetLink = await openTarget(options, landscape)
  const redact = options.redaction.text
  const parts = { clock, recorder, evidence, faults, incarnations, onWire, redact, nextDid: counter() }
  const sources = openSources(plan, target.deliver, targetLink.send, (name) => ({
    ...parts,
    clock: stage,
    latency: () => windows.latency('delivery', name),
    ...tellingOf(landscape, name),
  }))
  const windows = windowsOf(options, faults, landscape, sources)
  for (const [name, system] of landscape.systems) {
    links.set(
      name,
      new CallLink(system, {
        ...parts,
        nextCid,
        canonical: options.canonical,
        redact: options.redaction.name,
        guardedBy: plan.systems[name]?.dedupe ?? 'none',
        latency: () => latencyOf(windows, target.deliver, name),
        hang_ms_max: Math.max(patienceMs(target), 1_000),
        observer: {
          before: (of, command) => windows.before(of, command),
          handedOut: (of, cid, reply) => handedOut({ recorder, incarnations }, sources.get(of), cid, reply),
          polled: (of, after) => sources.get(of)?.polled(after),
        },
      }),
    )
  }
  const all = [...sources.values()]
  incarnations.use({
    clock: stage,
    recorder,
    ...(options.signal && { signal: options.signal }),
    spawn: (incarnation) => targetLink.spawn(incarnation),
    onFreeze: () => all.forEach((source) => source.pause()),
    onThaw: () => all.forEach((source) => source.resume()),
    onGone: options.onGone,
  })
  return {
    systems: landscape.systems,
    incarnations,
    faults,
    windows,
    sources,
    onWire,
    standIn: new StandIn(landscape.systems, wirePlan, recorder, clock, documentsBy(evidence, landscape.systems, options.canonical)),
    callsOpen: () => [...links.values()].reduce((sum, link) => sum + link.open, 0),
    pending: () => all.reduce((sum, source) => sum + source.pending(), 0),
    unseen: () => all.reduce((sum, source) => sum + source.unseen(), 0),
    step: (step) => plannedStep(options, landscape, step),
    settle: (hurry) => settled(targetLink, clock, hurry),
    close: () => closeAll(recorder, landscape, targetLink),
  }
}

/** What a source has its system do with an event. */
function tellingOf({ systems }: Landscape, name: SystemName): Pick<SourceParts, 'publish' | 'told'> {
  return { publish: (event) => systems.get(name)?.publish(event), told: (event) => systems.get(name)?.told(event) ?? event }
}

async function openTarget(options: WiringOptions, landscape: Landscape): Promise<OpenTarget> {
  return options.openTarget(options, landscape).catch(async (error: unknown) => {
    await landscape.close()
    throw error
  })
}

/** A source that is polled cannot push: where its deliveries are slow, the target's way to it is. */
function latencyOf(windows: Windows, deliver: Pick<DeliverySettings, 'mode' | 'sources'>, system: SystemName): Latency {
  const calls = windows.latency('call', system)
  if (deliveryMode(deliver, system) !== 'feed') return calls
  const { either, before, after } = windows.latency('delivery', system)
  return { either: calls.either + either, before: calls.before + before, after: calls.after + after }
}

/** A fact as it goes over the wire. Many are not looked up where they go as they are. */
function wayOnWire(plan: Plan, wirePlan: Plan): (fact: PlannedFact) => PlannedFact {
  if (wirePlan === plan) return (fact) => fact
  const wireFacts = new Map(plan.facts.map((fact, index) => [fact.eid, wirePlan.facts[index] ?? fact]))
  return (fact) => ({ ...(wireFacts.get(fact.eid) ?? fact), stampedAt: fact.stampedAt })
}

function arrived(recorder: Recorder, link: CallLink | undefined, exchange: Exchange): void {
  if (link) link.handle(exchange).catch((error: unknown) => broken(recorder, 'call', error))
  else exchange.reset()
}

function windowsOf(options: WiringOptions, faults: FaultEngine, landscape: Landscape, sources: ReadonlyMap<SystemName, Source>): Windows {
  const { stage: clock, recorder, target } = options
  const random = { call: randomStream(options.plan.seed, 'latency'), delivery: randomStream(options.plan.seed, 'latency:deliveries') }
  return new Windows({
    clock,
    recorder,
    faults,
    systems: landscape.systems,
    chance: (direction) => random[direction].float(),
    burst_ms: options.plan.burst_ms,
    onStep: (fault, which) => options.twin.faultStep(fault, which),
    links: linksOf(sources, target.deliver, landscape, (error) => broken(recorder, 'link', error)),
  })
}

function plannedStep({ recorder, wirePlan, clock, twin, canonical }: WiringOptions, landscape: Landscape, planned: PlannedStep): void {
  const { id, system, step } = wirePlan.steps.find((candidate) => candidate.id === planned.id) ?? planned
  const instance = landscape.systems.get(system)
  if (!instance) return broken(recorder, 'step', `the step ${id} is about ${system}, and there is no such system`)
  const effects = instance.step(step, clock.now())
  for (const effect of effects) recorder.record({ kind: 'effect', system, step: id, ...effect })
  const meant = twin.step(planned.system, planned.step)
  if (differ(effects, meant, canonical))
    recorder.record({ kind: 'mark', mark: 'twin-step', system, step: id, effects: meant.map(contentOf) })
}

/** Whoever is in a hurry does not wait for a list that nobody answers for. */
async function settled(targetLink: OpenTarget, clock: Clock, hurry: boolean): Promise<void> {
  const settling = targetLink.settle()
  await (hurry ? Promise.race([settling, clock.sleep(hurry_ms)]) : settling)
}

async function closeAll(recorder: Recorder, landscape: Landscape, targetLink: OpenTarget): Promise<void> {
  await landscape.close()
  for (const problem of await targetLink.close()) recorder.record({ kind: 'harness.error', where: 'clean-up', message: problem })
}

const refusedStatus: Readonly<Partial<Record<RefusedKind, number>>> = { malformed: 400, 'headers-too-large': 431, 'body-too-large': 413 }

/** What the wire itself refused is traffic too: answered, bounded, journalled. A connection that merely broke off is not a request. */
function refused(
  recorder: Recorder,
  cid: number,
  incarnation: number,
  systems: readonly SystemName[],
  kind: RefusedKind,
  details: RefusedDetails,
): void {
  const status = refusedStatus[kind]
  const code = kind.replaceAll('-', '_').toUpperCase()
  const [system] = systems
  if (status === undefined || system === undefined) return
  recorder.record({
    kind: 'call.arrived',
    cid,
    system,
    posts: false,
    method: details.method ?? '?',
    path: (details.target ?? '?').slice(0, limits.journal_text_chars_max),
    keys: [],
    eids: [],
    attempt: 1,
    incarnation,
    bodyHash: '',
    bodyBytes: details.bytes ?? 0,
    problem: { code, message: details.message, differences: [] },
  })
  recorder.record({ kind: 'call.served', cid, status, answerClass: 'not-understood', code, effects: 0 })
  recorder.record({ kind: 'answer', cid, status, knowledge: 'refused' })
  recorder.record({ kind: 'call.closed', cid, handedToOs: 0, clientClosedFirst: false })
}

function broken(recorder: Recorder, where: string, error: unknown): void {
  recorder.record({ kind: 'harness.error', where, message: errorText(error).slice(0, limits.journal_text_chars_max) })
}

function counter(): () => number {
  let last = 0
  return () => (last += 1)
}
