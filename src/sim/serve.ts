import { dirname } from 'node:path'
import type { SystemName } from '../domain/names.js'
import type { CommandWorld, PlannedCommand } from '../flows/contract.js'
import { commandsOf } from '../flows/view.js'
import { createEvidence } from '../journal/evidence-builder.js'
import type { Draft, JournalRecord } from '../journal/records.js'
import type { Plan } from '../scenario/plan.js'
import { systemKind } from '../systems/index.js'
import type { OperationDescription } from '../systems/contract.js'
import { targetRedactor } from '../target/redact.js'
import { targetSettings, type NetworkSettings } from '../target/settings.js'
import { CallLink } from './call-link.js'
import { realClock, wallClock } from './clock.js'
import { FaultEngine } from './fault-engine.js'
import { makeFolder } from './folder.js'
import { headerOf } from './header.js'
import { Incarnations } from './incarnations.js'
import { openLandscape } from './landscape.js'
import { Recorder } from './recorder.js'
import { eventOf } from './source.js'
import { worldOf } from './stand-in.js'
import { errorText } from '../words/errors.js'
import { JournalWriter } from '../journal/writer.js'

export interface ServeOptions {
  /** Its master data is served; its facts stand in the feed from the start. */
  readonly plan: Plan
  readonly network: NetworkSettings
  readonly tool: string
  /** Path of a journal of everything that is asked and posted; none if absent. */
  readonly journal?: string | undefined
  readonly onError: (message: string) => void
}

interface ServedSystem {
  readonly name: string
  readonly title: string
  readonly url: string
  readonly operations: readonly OperationDescription[]
}

/** A fact of the plan, and what it asks for in a system: something to try. */
interface ServedExample extends PlannedCommand {
  readonly source: SystemName
  readonly businessKey: string
  /** What kind of thing it is about: `order`. */
  readonly about: string
}

export interface Serving {
  readonly systems: readonly ServedSystem[]
  readonly example?: ServedExample
  close(): Promise<void>
}

/** The simulated systems without a scenario and without faults, for as long as somebody wants them. Rejects when a port is taken. */
export async function serveSystems(options: ServeOptions): Promise<Serving> {
  const { plan, network, tool } = options
  const clock = realClock()
  const target = targetSettings({ cwd: process.cwd(), url: 'none' })
  const header = headerOf({ plan, target, network, dir: '.', run: 'serve', tool }, wallClock().iso, '')
  const sink = options.journal === undefined ? unwritten(() => clock.now()) : journalAt(options.journal, header, clock)
  const recorder = new Recorder(sink, undefined)
  const incarnations = new Incarnations()
  incarnations.frozen = false
  const parts = {
    clock,
    recorder,
    evidence: createEvidence(header),
    faults: new FaultEngine([], recorder),
    incarnations,
    canonical: (text: string) => text,
    redact: targetRedactor(target, process.env),
    latency_ms: () => 0,
    hang_ms_max: 60_000,
    observer: { before: () => undefined, handedOut: () => undefined, polled: () => undefined },
  }
  const links = new Map<string, CallLink>()
  const landscape = await openLandscape({
    plan,
    network,
    clock,
    secret: '',
    onError: (error) => options.onError(error.message),
    onExchange: (system, exchange) => {
      const link = links.get(system)
      link?.handle(exchange).catch((error: unknown) => options.onError(errorText(error)))
    },
  })
  let cid = 0
  for (const [name, system] of landscape.systems) {
    links.set(name, new CallLink(system, { ...parts, nextCid: () => (cid += 1), guardedBy: plan.systems[name]?.dedupe ?? 'none' }))
  }
  for (const fact of plan.facts)
    landscape.systems.get(fact.source)?.publish(eventOf(fact, `${fact.source}-${fact.businessKey}-e1`, fact.eid))
  const example = exampleOf(plan, worldOf(landscape.systems, plan.master))
  return {
    ...(example && { example }),
    systems: [...landscape.systems].map(([name, system]) => ({
      name,
      title: systemKind(name)?.words.title ?? name,
      url: landscape.urls[name] ?? '',
      operations: system.operations(),
    })),
    close: async () => {
      await landscape.close()
      clock.stop()
      sink.close()
    },
  }
}

function exampleOf(plan: Plan, world: CommandWorld): ServedExample | undefined {
  for (const fact of plan.facts) {
    const [command] = commandsOf(fact, world, plan.facts)
    const [about = ''] = fact.entity.split(':')
    if (command) return { source: fact.source, businessKey: fact.businessKey, about, ...command }
  }
  return undefined
}

type ClosableSink = Pick<JournalWriter, 'write' | 'flush' | 'close'>

function journalAt(path: string, header: ReturnType<typeof headerOf>, clock: ReturnType<typeof realClock>): ClosableSink {
  makeFolder(dirname(path))
  return new JournalWriter(path, header, { namespace: '', clock })
}

/** Numbers records and keeps none. */
function unwritten(now: () => number): ClosableSink {
  let seq = 0
  return {
    write: (draft: Draft): JournalRecord => ({ seq: (seq += 1), t: now(), ...draft }) as JournalRecord,
    flush: () => undefined,
    close: () => undefined,
  }
}
