import { randomStream, type RandomStream } from '../chance/random.js'
import { localDate } from '../domain/business-date.js'
import type { SystemName } from '../domain/fact.js'
import type { MasterData } from '../domain/master.js'
import type { FaultKind } from '../faults/contract.js'
import { withDefaults } from '../faults/index.js'
import { flowKinds } from '../flows/index.js'
import { parseDuration } from '../words/duration.js'
import { mapping, type Values } from './defaults.js'
import { faultSettings, subjectOf, type Among } from './fault-entries.js'
import type { FaultAddress, FaultInstance, FaultWindow } from './fault-instance.js'
import type { PlannedFact } from './plan.js'
import { amountOf } from './steps/contract.js'
import type { Path } from './yaml-source.js'

/** A fault as its scenario wrote it, valid by its schema. */
export interface FaultEntry {
  readonly kind: FaultKind
  /** What stands behind its name. */
  readonly values: Values
  /** Leads to `values`. */
  readonly path: Path
}

/** What faults are placed on. */
export interface Field {
  readonly seed: number
  readonly master: MasterData
  readonly facts: readonly PlannedFact[]
  /** Those among which chance may choose; a scenario that names a fact gets it whatever it is. */
  readonly choosable: readonly PlannedFact[]
  readonly burst_ms: number
  /** Instant of the calendar at which the burst begins. */
  readonly start: string
  problem(path: Path, message: string, hint?: string, related?: { readonly path: Path; readonly message: string }): void
}

type Unnumbered = Omit<FaultInstance, 'id'>

export function windowOf({ kind, values }: FaultEntry): FaultWindow | undefined {
  const for_ms = parseDuration(values['for'])
  if (!kind.window || for_ms === undefined) return undefined
  return { from_ms: parseDuration(values['from']) ?? 0, for_ms }
}

/** The direction of a fault: as it says, or the only one that makes sense. */
function directionOf(
  { kind, values, path }: FaultEntry,
  settings: Values,
  field: Field,
): { direction: 'call' | 'delivery'; system: SystemName } | undefined {
  const { 'calls-to': callsTo, 'deliveries-from': deliveriesFrom } = mapping(values['on'])
  if (callsTo !== undefined && deliveriesFrom !== undefined) {
    field.problem([...path, 'on', 'deliveries-from'], 'a fault is on calls or on deliveries, not on both', 'write two faults')
    return undefined
  }
  const possible = possibleDirections(kind, settings)
  const only = possible.length === 1 ? possible[0] : undefined
  const direction = callsTo !== undefined ? 'call' : deliveriesFrom !== undefined ? 'delivery' : only
  if (direction === undefined) {
    field.problem(
      path,
      `"${kind.name}" can be on calls and on deliveries, and this one does not say which`,
      'add "on: { calls-to: erp }" or "on: { deliveries-from: mes }"',
    )
    return undefined
  }
  if (!possible.includes(direction)) {
    const [key, instead] = direction === 'call' ? ['calls-to', 'deliveries-from: mes'] : ['deliveries-from', 'calls-to: erp']
    field.problem(
      [...path, 'on', key],
      `"${kind.name}"${pointOf(settings)} does not exist on ${direction === 'call' ? 'calls' : 'deliveries'}`,
      `it is on: { ${instead} }`,
    )
    return undefined
  }
  return { direction, system: (callsTo ?? deliveriesFrom ?? (direction === 'call' ? 'erp' : 'mes')) as SystemName }
}

function pointOf(settings: Values): string {
  return typeof settings['point'] === 'string' ? ` at the point "${settings['point']}"` : ''
}

/** Directions in which the point exists at all, given the settings (a kill after an acknowledgement is about a delivery). */
function possibleDirections(kind: FaultKind, settings: Values): readonly ('call' | 'delivery')[] {
  if (kind.directions.length < 2 || !kind.moment) return kind.directions
  const deliveries = ['deliver', 'received', 'acked']
  return kind.directions.filter((direction) => deliveries.includes(kind.moment?.(settings, direction) ?? '') === (direction === 'delivery'))
}

const groupOf = (fact: PlannedFact): string => `${fact.order ?? ''}/${fact.operation ?? ''}`

/** Chooses keys so that faults stay out of each other's way: a message on which two faults sit can only suffer one. */
class Chooser {
  readonly #used = new Set<string>()
  readonly #usedGroups = new Set<string>()
  readonly #lockedOrders = new Set<string>()

  lock(order: string): void {
    this.#lockedOrders.add(order)
  }

  locked(order: string): boolean {
    return this.#lockedOrders.has(order)
  }

  use(fact: PlannedFact): void {
    this.#used.add(fact.eid)
    this.#usedGroups.add(groupOf(fact))
  }

  free(facts: readonly PlannedFact[]): PlannedFact[] {
    return facts.filter((fact) => !this.#used.has(fact.eid))
  }

  /**
   * The least contended first. `apart`: one per order and operation as long as there are enough, as a target may post several of them
   * in one call.
   */
  choose(facts: readonly PlannedFact[], count: number, apart: boolean, random: RandomStream): PlannedFact[] {
    const pool = random.shuffle(facts)
    const chosen: PlannedFact[] = []
    while (chosen.length < count && pool.length > 0) {
      let best = 0
      let bestCost = Number.POSITIVE_INFINITY
      for (let index = 0; index < pool.length && bestCost > 0; index++) {
        const fact = pool[index] as PlannedFact
        const cost =
          (this.#used.has(fact.eid) ? 4 : 0) +
          (apart && this.#lockedOrders.has(fact.order ?? '') ? 2 : 0) +
          (apart && this.#usedGroups.has(groupOf(fact)) ? 1 : 0)
        if (cost < bestCost) [best, bestCost] = [index, cost]
      }
      const [fact] = pool.splice(best, 1)
      if (!fact) break
      chosen.push(fact)
      this.use(fact)
    }
    return chosen
  }
}

function amongst(planned: readonly PlannedFact[], among: Among, burst_ms: number): PlannedFact[] {
  // What occurs after the burst is there to show that everything works again.
  const facts = planned.filter((fact) => fact.at_ms <= burst_ms)
  switch (among) {
    case 'all':
      return facts
    case 'partials':
      return facts.filter((fact) => fact.flow === 'confirmation' && !fact.final)
    case 'finals':
      return facts.filter((fact) => fact.final)
    case 'middle':
      return facts.filter((fact) => fact.at_ms >= burst_ms / 4 && fact.at_ms <= (burst_ms * 3) / 4)
    case 'late':
      return facts.filter((fact) => fact.at_ms >= (burst_ms * 3) / 4)
    case 'before-final': {
      const before = new Map<string, PlannedFact>()
      const found: PlannedFact[] = []
      for (const fact of facts) {
        if (fact.flow !== 'confirmation') continue
        const earlier = before.get(groupOf(fact))
        if (fact.final && earlier) found.push(earlier)
        if (fact.final) before.delete(groupOf(fact))
        else before.set(groupOf(fact), fact)
      }
      return found
    }
  }
}

function picked(entry: FaultEntry, field: Field): PlannedFact[] {
  const pick = mapping(entry.values['on'])['pick']
  return (Array.isArray(pick) ? pick : []).flatMap((wanted: unknown, index) => {
    const { order, operation = 1, confirmation = 1 } = mapping(wanted)
    const target = field.master.orders[Number(order) - 1]
    const operationId = target?.operations[Number(operation) - 1]?.id
    const fact = field.facts.filter(
      (candidate) => candidate.flow === 'confirmation' && candidate.order === target?.id && candidate.operation === operationId,
    )[Number(confirmation) - 1]
    if (!fact) {
      field.problem(
        [...entry.path, 'on', 'pick', index],
        `there is no confirmation ${String(confirmation)} of operation ${String(operation)} of order ${String(order)}`,
        `${field.master.orders.length} orders are dispatched; positions run from 1`,
      )
    }
    return fact ? [fact] : []
  })
}

function onMessages(entry: FaultEntry, settings: Values, field: Field, chooser: Chooser, random: RandomStream): Unnumbered[] {
  const { kind, values, path } = entry
  const on = mapping(values['on'])
  const link = directionOf(entry, settings, field)
  if (!link) return []
  if (link.direction === 'delivery' && on['operation'] !== undefined) {
    field.problem([...path, 'on', 'operation'], 'a delivery has no operation', 'choose facts with "flow" instead')
    return []
  }
  const nth = typeof on['nth'] === 'number' ? on['nth'] : 1
  const times: FaultAddress['times'] = on['times'] === 'persistent' ? 'persistent' : typeof on['times'] === 'number' ? on['times'] : 1
  // The second message of a fact exists only if the target tries again.
  const firing =
    values['firing'] === 'must' || values['firing'] === 'may'
      ? values['firing']
      : nth > 1 || kind.mayOn?.includes(link.direction) === true
        ? 'may'
        : kind.firing
  const make = (keys: readonly PlannedFact[] | undefined): Unnumbered => {
    const operations = new Set((keys ?? []).map((fact) => flowKinds[fact.flow].operation))
    const operation =
      typeof on['operation'] === 'string'
        ? on['operation']
        : link.direction === 'call' && operations.size === 1
          ? [...operations][0]
          : undefined
    return {
      name: kind.name,
      firing,
      settings,
      address: {
        ...link,
        ...(operation !== undefined && { operation }),
        ...(keys && { keys: keys.map((fact) => fact.businessKey) }),
        nth,
        times,
      },
    }
  }
  if (Array.isArray(on['pick'])) {
    const facts = picked(entry, field)
    for (const fact of facts) chooser.use(fact)
    return facts.map((fact) => make([fact]))
  }
  const counted = on['share'] !== undefined || on['count'] !== undefined || on['at-least'] !== undefined
  const narrowed = on['any-of'] ?? on['among']
  if (!counted && narrowed === undefined && on['flow'] === undefined) return [make(undefined)]
  const fits = (fact: PlannedFact): boolean =>
    (on['flow'] === undefined || fact.flow === on['flow']) && (link.direction === 'delivery' || fact.must === 'POST')
  const eligible = amongst(field.choosable.filter(fits), (narrowed ?? 'all') as Among, field.burst_ms)
  const count = counted ? amountOf(on, eligible.length) : eligible.length
  // What a stand-in plays cannot be disturbed: such a fault is left out, as `planInScope` does, and the scenario is no worse for it.
  if (eligible.length === 0 && amongst(field.facts.filter(fits), (narrowed ?? 'all') as Among, field.burst_ms).length > 0) return []
  if (eligible.length === 0 || count === 0) {
    const words = eligible.length === 0 ? 'no fact of this scenario is among them' : `the share of ${eligible.length} facts comes to none`
    field.problem(
      [...path, 'on'],
      `"${kind.name}" would disturb nothing: ${words}`,
      eligible.length === 0 ? undefined : 'add "at-least: 1"',
    )
    return []
  }
  if (on['any-of'] !== undefined) {
    const free = chooser.free(eligible)
    return [make(random.shuffle(free.length > 0 ? free : eligible))]
  }
  return chooser.choose(eligible, count, link.direction === 'call', random).map((fact) => make([fact]))
}

function onLink(entry: FaultEntry, settings: Values, field: Field): Unnumbered[] {
  const { kind, values, path } = entry
  const link = directionOf(entry, settings, field)
  const window = windowOf(entry)
  if (window && window.from_ms >= field.burst_ms) {
    field.problem(
      [...path, 'from'],
      `"${kind.name}" begins at ${String(values['from'])}, when the burst is over`,
      'let it begin earlier, or let the burst last longer',
      { path: ['phases', 'burst'], message: `the burst ends after ${field.burst_ms} ms` },
    )
  }
  if (!link) return []
  const firing = values['firing'] === 'must' || values['firing'] === 'may' ? values['firing'] : kind.firing
  return [{ name: kind.name, firing, settings, address: { ...link, nth: 1, times: 'persistent' }, ...(window && { window }) }]
}

function onOrders(entry: FaultEntry, settings: Values, field: Field, chooser: Chooser, random: RandomStream): Unnumbered[] {
  const { kind, values, path } = entry
  const wanted = mapping(values['on'])['orders'] ?? 1
  const able = field.master.orders.filter((order) => field.choosable.some((fact) => fact.order === order.id && fact.must === 'POST'))
  const orders = Array.isArray(wanted)
    ? wanted.flatMap((position: unknown, index) => {
        const order = field.master.orders[Number(position) - 1]
        if (!order)
          field.problem(
            [...path, 'on', 'orders', index],
            `there is no order number ${String(position)}: ${field.master.orders.length} are dispatched`,
          )
        return order ? [order] : []
      })
    : random.shuffle(able.filter((order) => !chooser.locked(order.id))).slice(0, Number(wanted))
  if (!Array.isArray(wanted) && orders.length < Number(wanted)) {
    field.problem(
      [...path, 'on', 'orders'],
      `"${kind.name}" needs ${String(wanted)} orders with facts, and there are ${orders.length}`,
      'dispatch more orders, or ask for fewer',
    )
  }
  return orders.map((order) => {
    chooser.lock(order.id)
    return { name: kind.name, firing: firingOf(entry), settings: { ...settings, order: order.id } }
  })
}

function firingOf({ kind, values }: FaultEntry): 'must' | 'may' {
  return values['firing'] === 'must' || values['firing'] === 'may' ? values['firing'] : kind.firing
}

function onPeriod(entry: FaultEntry, settings: Values, field: Field): Unnumbered[] {
  const plant = field.master.plants[0]
  const { company = plant?.company, month = localDate(field.start, plant?.timeZone ?? 'UTC').slice(0, 7) } = mapping(entry.values['on'])
  const period = field.master.periods.find((candidate) => candidate.company === company && candidate.from.startsWith(String(month)))
  if (!period) {
    field.problem([...entry.path, 'on'], `the company ${String(company)} has no posting period ${String(month)}`, 'see "data.periods"')
    return []
  }
  return [
    {
      name: entry.kind.name,
      firing: firingOf(entry),
      settings: { ...settings, company: period.company, from: period.from, to: period.to },
    },
  ]
}

/** Objects first, then calls, then deliveries, and what can be on any of many last: the choosier a fault, the earlier it chooses. */
function priority({ kind, values }: FaultEntry): number {
  if (subjectOf(kind) !== 'messages') return 0
  const on = mapping(values['on'])
  if (Array.isArray(on['pick'])) return 1
  if (on['any-of'] !== undefined) return 4
  return kind.directions.includes('call') && on['deliveries-from'] === undefined ? 2 : 3
}

/** Puts faults on messages, links and objects of the plan. Chance is drawn per fault from the stream of its name and number. */
export function placeFaults(entries: readonly FaultEntry[], field: Field): FaultInstance[] {
  const chooser = new Chooser()
  const counts = new Map<string, number>()
  const numbered = entries.map((entry, position) => {
    const number = (counts.get(entry.kind.name) ?? 0) + 1
    counts.set(entry.kind.name, number)
    return { entry, position, random: randomStream(field.seed, `fault:${entry.kind.name}:${number}`) }
  })
  const placed = new Map<number, Unnumbered[]>()
  for (const { entry, position, random } of [...numbered].sort(
    (a, b) => priority(a.entry) - priority(b.entry) || a.position - b.position,
  )) {
    const { settings: given, problems } = faultSettings(entry.kind, entry.values)
    for (const { key, message } of problems) field.problem([...entry.path, key], message)
    const settings = withDefaults(entry.kind.settings, given)
    const subject = subjectOf(entry.kind)
    if (problems.length > 0) continue
    if (subject === 'messages') placed.set(position, onMessages(entry, settings, field, chooser, random))
    else if (subject === 'link') placed.set(position, onLink(entry, settings, field))
    else placed.set(position, subject === 'order' ? onOrders(entry, settings, field, chooser, random) : onPeriod(entry, settings, field))
  }
  const ids = new Map<string, number>()
  return entries.flatMap((_, position) =>
    (placed.get(position) ?? []).map((instance) => {
      const number = (ids.get(instance.name) ?? 0) + 1
      ids.set(instance.name, number)
      return { id: `${instance.name}-${number}`, ...instance }
    }),
  )
}
