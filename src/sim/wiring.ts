import { randomStream } from '../chance/random.js'
import { systemNames, type SystemName } from '../domain/fact.js'
import { limits } from '../domain/limits.js'
import type { Plan, PlannedFact, PlannedStep } from '../scenario/plan.js'
import type { Served, SystemInstance, SystemStep } from '../systems/contract.js'
import { targetRedactor } from '../target/redact.js'
import { patienceMs } from '../target/settings.js'
import type { RefusedDetails, RefusedKind } from '../transports/contract.js'
import { CallLink } from './call-link.js'
import type { Clock } from './clock.js'
import { FaultEngine } from './fault-engine.js'
import { FeedSource } from './feed-source.js'
import { Incarnations, messageOf } from './incarnations.js'
import { openLandscape, type Landscape } from './landscape.js'
import type { Recorder } from './recorder.js'
import type { Source, SourceParts } from './source.js'
import { StandIn } from './stand-in.js'
import { checkTargetPort, openTarget, type OpenTarget } from './target-link.js'
import { WebhookSource } from './webhook-source.js'
import { Windows } from './windows.js'
import type { WiringOptions } from './wiring-options.js'

/** The parts of a run, connected. */
export interface Wiring {
  readonly systems: ReadonlyMap<SystemName, SystemInstance>
  readonly incarnations: Incarnations
  readonly faults: FaultEngine
  readonly windows: Windows
  readonly source: Source
  readonly standIn: StandIn | undefined
  readonly onWire: (fact: PlannedFact) => PlannedFact
  callsOpen(): number
  /** Entries of the feed that a polling target has not been handed yet. */
  unseen(): number
  step(step: PlannedStep): void
  /** Reads what the target handed to people and nobody has seen yet. */
  settle(): Promise<void>
  close(): Promise<void>
}

/** Connects systems, links, faults, source and target. Rejects with a sentence when a port is taken. */
export async function wire(options: WiringOptions): Promise<Wiring> {
  const { clock, recorder, evidence, plan, wirePlan, target } = options
  await checkTargetPort(options)
  const faults = new FaultEngine(wirePlan.faults, recorder)
  const incarnations = new Incarnations()
  const links = new Map<SystemName, CallLink>()
  const nextCid = counter()
  const landscape = await openLandscape({
    plan: wirePlan,
    network: options.network,
    clock,
    secret: options.secret,
    onExchange: (system, exchange) => {
      const link = links.get(system)
      if (link) link.handle(exchange).catch((error: unknown) => broken(recorder, 'call', error))
      else exchange.reset()
    },
    onError: (error) => broken(recorder, 'http', error),
    onRefused: (systems, kind, details) => refused(recorder, nextCid(), incarnations.current, systems, kind, details),
  })
  const wireFacts = new Map(plan.facts.map((fact, index) => [fact.eid, wirePlan.facts[index] ?? fact]))
  const onWire = (fact: PlannedFact): PlannedFact => wireFacts.get(fact.eid) ?? fact
  const parts: SourceParts = {
    clock,
    recorder,
    evidence,
    faults,
    incarnations,
    onWire,
    nextDid: counter(),
    publish: (event) => landscape.systems.get('mes')?.publish(event),
  }
  const polls = target.deliver.mode === 'feed'
  const feed = new FeedSource(parts, polls)
  const targetLink = await openTarget(options, landscape).catch(async (error: unknown) => {
    await landscape.close()
    throw error
  })
  const source = polls ? feed : new WebhookSource(parts, plan.delivery, targetLink.send)
  const windows = windowsOf(options, faults, landscape, source, polls)
  for (const [name, system] of landscape.systems) {
    links.set(name, callLink(name, system, options, parts, windows, feed, nextCid))
  }
  incarnations.use({
    clock,
    recorder,
    spawn: (incarnation) => targetLink.spawn(incarnation),
    onFreeze: () => source.pause(),
    onThaw: () => source.resume(),
    onGone: options.onGone,
  })
  const erp = landscape.systems.get('erp')
  return {
    systems: landscape.systems,
    incarnations,
    faults,
    windows,
    source,
    onWire,
    standIn: erp && new StandIn(erp, plan.master.plants, recorder, clock),
    callsOpen: () => [...links.values()].reduce((sum, link) => sum + link.open, 0),
    unseen: () => (polls ? feed.unseen() : 0),
    step: (step) => plannedStep(recorder, landscape, wirePlan, step, clock),
    settle: () => targetLink.settle(),
    close: () => closeAll(recorder, landscape, targetLink),
  }
}

function callLink(
  name: SystemName,
  system: SystemInstance,
  options: WiringOptions,
  parts: SourceParts,
  windows: Windows,
  feed: FeedSource,
  nextCid: () => number,
): CallLink {
  const { clock, recorder, evidence, canonical, plan, target } = options
  return new CallLink(system, {
    clock,
    recorder,
    evidence,
    faults: parts.faults,
    incarnations: parts.incarnations,
    nextCid,
    canonical,
    redact: targetRedactor(target, process.env),
    guardedBy: plan.systems[name]?.dedupe ?? 'none',
    latency_ms: () => windows.latency('call', name),
    hang_ms_max: Math.max(patienceMs(target), 1_000),
    observer: {
      before: (of, command) => windows.before(of, command),
      handedOut: (cid, served) => handedOut(parts, feed, cid, served),
      polled: (_cid, after) => feed.polled(after),
    },
  })
}

function windowsOf(options: WiringOptions, faults: FaultEngine, landscape: Landscape, source: Source, polls: boolean): Windows {
  const { clock, recorder } = options
  const random = randomStream(options.plan.seed, 'latency')
  // A source that is polled cannot push: its link to the target is the target's way to it.
  const cuts = (direction: 'call' | 'delivery'): boolean => direction === 'call' || polls
  return new Windows({
    clock,
    recorder,
    faults,
    systems: landscape.systems,
    chance: () => random.float(),
    burst_ms: options.plan.burst_ms,
    links: {
      down: (direction, system) => {
        if (direction === 'delivery') source.linkDown()
        const name = systemNames.find((candidate) => candidate === system)
        if (name && cuts(direction)) landscape.cut(name).catch((error: unknown) => broken(recorder, 'link', error))
      },
      up: (direction, system, flush_per_s) => {
        const name = systemNames.find((candidate) => candidate === system)
        if (name && cuts(direction)) landscape.restore(name).catch((error: unknown) => broken(recorder, 'link', error))
        if (direction === 'delivery') source.linkUp(flush_per_s)
      },
    },
  })
}

/** A page of the feed, or the answer to a read of single facts, reached the target. */
function handedOut(parts: SourceParts, feed: FeedSource, cid: number, served: Served): void {
  if (served.feed) return feed.handedOut(cid, served.feed.after, served.feed.upTo)
  for (const eid of served.exposes ?? []) {
    parts.recorder.record({ kind: 'exposed', did: 0, eid, incarnation: parts.incarnations.current, how: 'read', cid })
  }
}

function plannedStep(recorder: Recorder, landscape: Landscape, wirePlan: Plan, planned: PlannedStep, clock: Clock): void {
  const { id, system, step } = wirePlan.steps.find((candidate) => candidate.id === planned.id) ?? planned
  const effects = landscape.systems.get(system)?.step(step as SystemStep, clock.now()) ?? []
  for (const effect of effects) recorder.record({ kind: 'effect', system, step: id, ...effect })
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
    problem: { code: kind.replaceAll('-', '_').toUpperCase(), message: details.message, differences: [] },
  })
  recorder.record({
    kind: 'call.served',
    cid,
    status,
    answerClass: 'not-understood',
    code: kind.replaceAll('-', '_').toUpperCase(),
    effects: 0,
  })
  recorder.record({ kind: 'answer', cid, status, knowledge: 'refused' })
  recorder.record({ kind: 'call.closed', cid, handedToOs: 0, clientClosedFirst: false })
}

function broken(recorder: Recorder, where: string, error: unknown): void {
  recorder.record({ kind: 'harness.error', where, message: messageOf(error).slice(0, limits.journal_text_chars_max) })
}

function counter(): () => number {
  let last = 0
  return () => (last += 1)
}
