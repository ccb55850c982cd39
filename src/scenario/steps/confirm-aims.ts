import { entityId } from '../../domain/effect.js'
import { grouped } from '../../domain/grouping.js'
import { confirmationFlow } from '../../flows/confirmation.js'
import type { FaultInstance, PlannedFact } from '../plan.js'
import { settings, whole } from '../schema-parts.js'
import type { Picker, Seen, Selectors, Situation } from './contract.js'

function isConfirmation(fact: PlannedFact): boolean {
  return fact.flows[0] === 'confirmation'
}

function isFinal({ payload }: PlannedFact): boolean {
  return payload['kind'] === 'final'
}

const byEntity = grouped((fact: PlannedFact) => fact.entity)

/** The partial confirmation right before a final one, of each routing step. */
function beforeFinal(facts: readonly PlannedFact[]): PlannedFact[] {
  const before = new Map<string, PlannedFact>()
  const found: PlannedFact[] = []
  for (const fact of facts.filter(isConfirmation)) {
    const place = `${fact.entity} ${fact.dims['routingStep'] ?? ''}`
    const earlier = before.get(place)
    if (!isFinal(fact)) before.set(place, fact)
    else {
      if (earlier) found.push(earlier)
      before.delete(place)
    }
  }
  return found
}

export const selectors: Selectors = {
  words: 'partial or final confirmations; the partial one right before a final one',
  byName: {
    partials: (facts) => facts.filter((fact) => isConfirmation(fact) && !isFinal(fact)),
    finals: (facts) => facts.filter((fact) => isConfirmation(fact) && isFinal(fact)),
    'before-final': beforeFinal,
  },
}

/** Certain confirmations, by the positions of their order, its routing step, and themselves. */
export const picker: Picker = {
  key: 'pick',
  schema: {
    type: 'array',
    minItems: 1,
    maxItems: 1_000,
    description: 'Certain confirmations.',
    items: settings(
      {
        order: whole('Position of the order.', 1),
        operation: whole('Position of the operation.', 1, undefined, 1),
        confirmation: whole('Position of the confirmation within the operation.', 1, undefined, 1),
      },
      ['order'],
    ),
  },
  find(entry, facts, master) {
    const { order = 0, operation = 1, confirmation = 1 } = entry as Readonly<Record<string, number>>
    const target = master.orders[order - 1]
    const routingStep = target?.routingSteps[operation - 1]?.id
    const entity = target && entityId('order', target.plant, target.id)
    const ofOrder = entity === undefined ? [] : byEntity(facts, entity)
    const found = ofOrder.filter((fact) => isConfirmation(fact) && fact.dims['routingStep'] === routingStep)
    return (
      found[confirmation - 1] ?? {
        message: `there is no confirmation ${confirmation} of operation ${operation} of order ${order}`,
        hint: `${master.orders.length} orders are dispatched; positions run from 1`,
      }
    )
  },
}

/** Confirmations that occur while the link from their source is down, and how near the others come. */
function outageOverlap(facts: readonly PlannedFact[], faults: readonly FaultInstance[]): { count: number; nearest_ms: number } {
  const outages = faults.filter((fault) => fault.name === 'outage' && fault.address?.direction === 'delivery')
  let count = 0
  let nearest_ms = Number.POSITIVE_INFINITY
  for (const { at_ms, source } of facts.filter(isConfirmation)) {
    const windows = outages.flatMap(({ address, window }) => (window && address?.system === source ? [window] : []))
    const gap = Math.min(...windows.map(({ from_ms, for_ms }) => Math.max(0, from_ms - at_ms, at_ms - (from_ms + for_ms) + 1)))
    if (gap === 0) count += 1
    nearest_ms = Math.min(nearest_ms, gap)
  }
  return { count, nearest_ms }
}

/** Confirmations that were on their way (reported, and not yet acknowledged) while a link was down. */
function onTheirWay({ facts, outages: all }: Seen): { readonly count: number; readonly nearest?: string } {
  const { name, one, verb, source } = confirmationFlow.words
  const outages = all.filter(({ system }) => system === source)
  // Milliseconds between the two; negative where they overlap.
  const gaps = facts
    .filter(({ flows }) => flows.includes(name))
    .flatMap(({ from, to }) => outages.map((outage) => (from >= outage.to ? from - outage.to : outage.from - to)))
  const count = gaps.filter((gap) => gap < 0).length
  if (count > 0) return { count }
  if (outages.length === 0) return { count, nearest: 'no outage began' }
  return {
    count,
    nearest: gaps.length > 0 ? `the nearest ${one} missed it by ${Math.round(Math.min(...gaps))} ms` : `no ${one} was ${verb}`,
  }
}

export const situations: readonly Situation[] = [
  {
    name: 'outage-overlaps-confirmation',
    title: 'A confirmation occurred while the link from its source to the target was down.',
    unreachable(count, facts, faults) {
      const overlap = outageOverlap(facts, faults)
      if (overlap.count >= count) return undefined
      const near = Number.isFinite(overlap.nearest_ms) && overlap.count === 0 ? `; the nearest is ${overlap.nearest_ms} ms away` : ''
      return `${overlap.count} of ${facts.length} facts fall into an outage of their link, and ${count} must${near}`
    },
    count: onTheirWay,
  },
]
