import type { SystemName } from '../domain/names.js'
import type { Plan } from '../scenario/plan.js'
import type { Reply } from '../systems/contract.js'
import { deliveryMode, type DeliverySettings } from '../target/settings.js'
import { Courier } from './courier.js'
import type { SendEvent } from './run-types.js'
import type { Landscape } from './landscape.js'
import { Shelf } from './shelf.js'
import type { Source, SourceParts } from './source.js'
import type { Links } from './windows.js'

/** Systems of a plan that have facts to hand over. */
export function sourcesOf(plan: Pick<Plan, 'facts'>): readonly SystemName[] {
  return [...new Set(plan.facts.map((fact) => fact.source))]
}

/** Every system that has facts hands them over by itself, as the target chose for it: with a feed, a link and counts of its own. */
export function openSources(
  plan: Pick<Plan, 'facts' | 'delivery'>,
  deliver: Pick<DeliverySettings, 'mode' | 'sources'>,
  send: SendEvent,
  partsOf: (system: SystemName) => SourceParts,
): ReadonlyMap<SystemName, Source> {
  return new Map(
    sourcesOf(plan).map((name) => {
      const own = partsOf(name)
      return [name, deliveryMode(deliver, name) === 'feed' ? new Shelf(own) : new Courier(own, plan.delivery, send)]
    }),
  )
}

/** A page of a feed, or the answer to a read of single facts, reached the target. */
export function handedOut(
  { recorder, incarnations }: Pick<SourceParts, 'recorder' | 'incarnations'>,
  source: Source | undefined,
  cid: number,
  reply: Reply,
): void {
  if (reply.feed) return source?.handedOut(cid, reply.feed.after, reply.feed.upTo)
  for (const eid of reply.exposes ?? [])
    recorder.record({ kind: 'exposed', did: 0, eid, incarnation: incarnations.current, how: 'read', cid })
}

/** The links of the landscape: that of one system breaks without another's. */
export function linksOf(
  sources: ReadonlyMap<SystemName, Source>,
  deliver: Pick<DeliverySettings, 'mode' | 'sources'>,
  landscape: Pick<Landscape, 'cut' | 'restore'>,
  onBroken: (error: unknown) => void,
): Links {
  // A source that is polled cannot push: its link to the target is the target's way to it.
  const isItsWay = (direction: 'call' | 'delivery', system: SystemName): boolean =>
    direction === 'call' || deliveryMode(deliver, system) === 'feed'
  return {
    down: (direction, system) => {
      if (direction === 'delivery') sources.get(system)?.linkDown()
      if (isItsWay(direction, system)) landscape.cut(system).catch(onBroken)
    },
    up: (direction, system, flush_per_s) => {
      if (isItsWay(direction, system)) landscape.restore(system).catch(onBroken)
      if (direction === 'delivery') sources.get(system)?.linkUp(flush_per_s)
    },
  }
}
