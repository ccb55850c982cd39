import { withDefaults } from '../faults/index.js'
import { factName } from '../domain/fact.js'
import type { SystemName } from '../domain/names.js'
import { flowOf } from '../flows/index.js'
import { randomStream, type RandomStream } from '../chance/random.js'
import { mapping, type Values } from './defaults.js'
import { counter, withIds } from './counter.js'
import { amongst, Chooser } from './fact-choice.js'
import { faultSettings } from './fault-entries.js'
import type { FaultVerb, OnSubject } from './fault-verbs.js'
import type { Field } from './subjects/contract.js'
import type { FaultAddress, FaultInstance, FaultWindow, PlannedFact } from './plan.js'
import { amountOf } from './steps/contract.js'
import { factByKey } from './steps/fact-keys.js'
import { pickers } from './steps/index.js'
import { SureCalls } from './sure-calls.js'
import { parseDuration } from '../words/duration.js'
import type { Path } from './yaml-source.js'

/** A fault as its scenario wrote it, valid by its schema. */
export interface FaultEntry {
  readonly verb: FaultVerb
  /** What stands behind its name. */
  readonly values: Values
  /** Leads to `values`. */
  readonly path: Path
}

type Unnumbered = Omit<FaultInstance, 'id'>
type Link = Pick<FaultAddress, 'direction' | 'system'>
type Direction = Link['direction']

export function windowOf({ verb, values }: FaultEntry): FaultWindow | undefined {
  const for_ms = parseDuration(values['for'])
  if (verb.on !== 'link' || for_ms === undefined) return undefined
  return { from_ms: parseDuration(values['from']) ?? 0, for_ms }
}

const keys: Readonly<Record<Direction, string>> = { call: 'calls-to', delivery: 'deliveries-from' }

/** Systems to which the facts lead (of the flow that the fault names, if it does), or from which they come. */
function linked({ values }: FaultEntry, direction: Direction, { flows, systems }: Field): SystemName[] {
  const { flow } = mapping(values['on'])
  const words = (flow === undefined ? flows : [String(flow)]).flatMap((name) => flowOf(name)?.words ?? [])
  const all = words.flatMap(({ source, sinks }) => (direction === 'call' ? sinks : [source]))
  return systems.filter((system) => all.includes(system))
}

/** The direction and the system of a fault: as it says, or the only ones that make sense. */
function linkOf(entry: FaultEntry, settings: Values, field: Field): Link | undefined {
  const { verb, values, path } = entry
  const { 'calls-to': callsTo, 'deliveries-from': deliveriesFrom } = mapping(values['on'])
  const usual = (directions: readonly Direction[]): string[] =>
    directions.flatMap((each) => linked(entry, each, field).map((system) => `on: { ${keys[each]}: ${system} }`))
  const unclear = (can: string, ...directions: Direction[]): undefined => {
    const hint = `add ${usual(directions)
      .map((way) => `"${way}"`)
      .join(' or ')}`
    field.problem(path, `"${verb.name}" can be on ${can}, and this one does not say which`, hint)
  }
  if (callsTo !== undefined && deliveriesFrom !== undefined) {
    field.problem([...path, 'on', 'deliveries-from'], 'a fault is on calls or on deliveries, not on both', 'write two faults')
    return undefined
  }
  const possible = possibleDirections(verb, settings)
  const only = possible.length === 1 ? possible[0] : undefined
  const direction = callsTo !== undefined ? 'call' : deliveriesFrom !== undefined ? 'delivery' : only
  if (direction === undefined) return unclear('calls and on deliveries', 'call', 'delivery')
  if (!possible.includes(direction)) {
    const point = typeof settings['point'] === 'string' ? ` at the point "${settings['point']}"` : ''
    const where = direction === 'call' ? 'calls' : 'deliveries'
    field.problem(
      [...path, 'on', keys[direction]],
      `"${verb.name}"${point} does not exist on ${where}`,
      `it is ${usual(possible).join(' or ')}`,
    )
    return undefined
  }
  const named = callsTo ?? deliveriesFrom
  if (deliveriesFrom !== undefined && !field.choosable.some(({ source }) => source === deliveriesFrom)) {
    const sources = [...new Set(field.facts.map(({ source }) => source))].join(' or ')
    const message = `"${verb.name}" would disturb nothing: no fact of this scenario comes from ${String(deliveriesFrom)}`
    field.problem([...path, 'on', 'deliveries-from'], message, `deliveries come from ${sources}`)
    return undefined
  }
  if (named !== undefined) return { direction, system: String(named) }
  const [system = '', another] = linked(entry, direction, field)
  if (another === undefined) return { direction, system }
  return unclear(direction === 'call' ? 'calls to several systems' : 'deliveries from several systems', direction)
}

/** Directions in which the point exists at all, given the settings (a kill after an acknowledgement is about a delivery). */
function possibleDirections({ kind }: FaultVerb, settings: Values): readonly ('call' | 'delivery')[] {
  if (kind.directions.length < 2 || !kind.moment) return kind.directions
  const deliveries = ['deliver', 'received', 'acked']
  return kind.directions.filter((direction) => deliveries.includes(kind.moment?.(settings, direction) ?? '') === (direction === 'delivery'))
}

function firingOf({ verb, values }: FaultEntry, byDefault: 'must' | 'may' = verb.kind.firing): 'must' | 'may' {
  return values['firing'] === 'must' || values['firing'] === 'may' ? values['firing'] : byDefault
}

/** A delivery is that of its source; who calls about a fact may call any system. */
function isOn({ direction, system }: Link, { source }: PlannedFact): boolean {
  return direction === 'call' || source === system
}

function elsewhere({ businessKey, source }: PlannedFact, { verb }: FaultEntry, { system }: Link): { message: string; hint: string } {
  const message = `"${verb.name}" is on deliveries from ${system}, and ${businessKey} comes from ${source}`
  return { message, hint: `write "on: { ${keys.delivery}: ${source} }"` }
}

/** The facts that an entry lists, or undefined if it lists none. */
function picked(entry: FaultEntry, link: Link, field: Field): PlannedFact[] | undefined {
  const on = mapping(entry.values['on'])
  const picker = pickers.find(({ key }) => Array.isArray(on[key]))
  if (!picker) return undefined
  const list: readonly unknown[] = Array.isArray(on[picker.key]) ? (on[picker.key] as unknown[]) : []
  return list.flatMap((wanted, index) => {
    const found = picker.find(wanted, field.facts, field.master)
    if ('eid' in found && isOn(link, found)) return [found]
    const { message, hint } = 'eid' in found ? elsewhere(found, entry, link) : found
    field.problem([...entry.path, 'on', picker.key, index], message, hint)
    return []
  })
}

/** The messages of some facts (of any, if none are given), disturbed by one fault. */
function addressTo(entry: FaultEntry, link: Link, facts: readonly PlannedFact[] | undefined, calls: SureCalls): FaultAddress {
  const on = mapping(entry.values['on'])
  const operations = new Set(link.direction === 'call' ? (facts ?? []).flatMap((fact) => calls.operationsOf(fact, link.system)) : [])
  const operation = typeof on['operation'] === 'string' ? on['operation'] : operations.size === 1 ? [...operations][0] : undefined
  return {
    ...link,
    ...(operation !== undefined && { operation }),
    ...(facts && { keys: facts.map(factName) }),
    nth: typeof on['nth'] === 'number' ? on['nth'] : 1,
    times: on['times'] === 'persistent' || on['times'] === 'until-heal' || typeof on['times'] === 'number' ? on['times'] : 1,
  }
}

/** What placing faults takes, besides the entry. */
interface Placing {
  readonly field: Field
  readonly chooser: Chooser
  readonly calls: SureCalls
}

/** Facts with a message on that link, as far as the entry means them. */
function ableFacts({ values }: FaultEntry, link: Link, { field, calls }: Placing): readonly PlannedFact[] {
  const { flow, operation } = mapping(values['on'])
  const meant = field.choosable.filter((fact) => isOn(link, fact) && (flow === undefined || fact.flows.includes(String(flow))))
  if (link.direction === 'delivery') return meant
  const called = meant.flatMap((fact) => {
    const covered = fact.flows.filter((name) => field.flows.includes(name))
    const operations = fact.must === 'POST' ? calls.operationsOf(fact, link.system, covered) : []
    return operations.length > 0 ? [{ fact, operations }] : []
  })
  const so = called.filter(({ operations }) => operations.includes(String(operation)))
  // An operation by which nothing is posted is one that looks things up: any fact may be looked up.
  return (so.length > 0 ? so : called).map(({ fact }) => fact)
}

function onMessages(entry: FaultEntry, settings: Values, placing: Placing, random: RandomStream): Unnumbered[] {
  const { verb, values, path } = entry
  const { field, chooser, calls } = placing
  const on = mapping(values['on'])
  const link = linkOf(entry, settings, field)
  if (!link) return []
  if (link.direction === 'delivery' && on['operation'] !== undefined) {
    field.problem([...path, 'on', 'operation'], 'a delivery has no operation', 'choose facts with "flow" instead')
    return []
  }
  const operation = typeof on['operation'] === 'string' ? on['operation'] : undefined
  const isSure = (facts: readonly PlannedFact[]): boolean => link.direction === 'delivery' || calls.about(facts, link.system, operation)
  const make = (facts: readonly PlannedFact[] | undefined): Unnumbered => {
    const address = addressTo(entry, link, facts, calls)
    // The second message of a fact exists only if the target tries again, and the first only if there is no way around it.
    const unsure = address.nth > 1 || verb.kind.mayOn?.includes(link.direction) === true || !isSure(facts ?? field.facts)
    return { name: verb.name, firing: firingOf(entry, unsure ? 'may' : verb.kind.firing), settings, address }
  }
  const certain = picked(entry, link, field)
  if (certain) {
    for (const fact of certain) chooser.use(fact)
    return certain.map((fact) => make([fact]))
  }
  const counted = on['share'] !== undefined || on['count'] !== undefined || on['at-least'] !== undefined
  const narrowed = on['any-of'] ?? on['among']
  if (!counted && narrowed === undefined && on['flow'] === undefined) return [make(undefined)]
  const eligible = amongst(ableFacts(entry, link, placing), String(narrowed ?? 'all'), field.burst_ms)
  const count = counted ? amountOf(on, eligible.length) : eligible.length
  if (eligible.length === 0 || count === 0) {
    const words = eligible.length === 0 ? 'no fact of this scenario is among them' : `the share of ${eligible.length} facts comes to none`
    const hint = eligible.length === 0 ? undefined : 'add "at-least: 1"'
    field.problem([...path, 'on'], `"${verb.name}" would disturb nothing: ${words}`, hint)
    return []
  }
  if (on['any-of'] !== undefined) {
    const free = chooser.free(eligible)
    return [make(random.shuffle(free.length > 0 ? free : eligible))]
  }
  // Where it has to fire: of those whose message a correct target may do without, only as many as are still wanted.
  const sure = new Set(eligible.filter((fact) => firingOf(entry) === 'may' || isSure([fact])))
  const others = eligible.filter((fact) => !sure.has(fact))
  const apart = link.direction === 'call'
  const chosen = chooser.choose([...sure], Math.min(count, sure.size), apart, random)
  return [...chosen, ...chooser.choose(others, count - chosen.length, apart, random)].map((fact) => make([fact]))
}

function onLink(entry: FaultEntry, settings: Values, field: Field): Unnumbered[] {
  const { verb, values, path } = entry
  const link = linkOf(entry, settings, field)
  const window = windowOf(entry)
  if (window && window.from_ms >= field.burst_ms) {
    field.problem(
      [...path, 'from'],
      `"${verb.name}" begins at ${String(values['from'])}, when the burst is over`,
      'let it begin earlier, or let the burst last longer',
      { path: ['phases', 'burst'], message: `the burst ends after ${field.burst_ms} ms` },
    )
  }
  if (!link) return []
  const address = { ...link, nth: 1, times: 'persistent' } as const
  return [{ name: verb.name, firing: firingOf(entry), settings, address, ...(window && { window }) }]
}

/** Things that have a name in scenarios, as systems call them. */
function meant(values: Values, { names }: Field): Values {
  const known: Readonly<Record<string, ReadonlyMap<string, string>>> = names
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, known[key]?.get(String(value)) ?? value]))
}

function onThings(
  entry: FaultEntry,
  on: OnSubject,
  settings: Values,
  { field, chooser, calls }: Placing,
  random: RandomStream,
): Unnumbered[] {
  const { verb, values, path } = entry
  // One that begins with the first call about its thing needs a call that has to be made.
  const isSure = (entity: string | undefined): boolean =>
    settings['anchor'] !== 'first-call' ||
    calls.about(
      field.facts.filter((fact) => fact.entity === entity),
      String(settings['system']),
      undefined,
    )
  const isTaken = (entity: string): boolean => chooser.isTaken(entity)
  const asked = { fault: verb.name, path, system: String(settings['system'] ?? ''), field, random, isTaken }
  return on.subject.choose(meant(mapping(values['on']), field), asked).map((thing) => {
    if (thing.entity !== undefined) chooser.take(thing.entity)
    const firing = firingOf(entry, isSure(thing.entity) ? verb.kind.firing : 'may')
    return { name: verb.name, kind: verb.kind.name, firing, settings: on.complete(meant(settings, field), thing.settings) }
  })
}

/** Objects first, then calls, then deliveries, and what can be on any of many last: the choosier a fault, the earlier it chooses. */
function priority({ verb, values }: FaultEntry): number {
  if (verb.on !== 'messages') return 0
  const on = mapping(values['on'])
  if (pickers.some(({ key }) => Array.isArray(on[key]))) return 1
  if (on['any-of'] !== undefined) return 4
  return verb.kind.directions.includes('call') && on['deliveries-from'] === undefined ? 2 : 3
}

/** Puts faults on messages, links and objects of the plan. Chance is drawn per fault from the stream of its name and number. */
export function placeFaults(entries: readonly FaultEntry[], field: Field): FaultInstance[] {
  const chooser = new Chooser()
  const placing: Placing = { field, chooser, calls: new SureCalls(field) }
  const uses = counter()
  const numbered = entries.map((entry, position) => {
    const { name } = entry.verb
    return { entry, position, random: randomStream(field.seed, `fault:${name}:${uses(name)}`) }
  })
  const placed = new Map<number, Unnumbered[]>()
  for (const { entry, position, random } of numbered.toSorted((a, b) => priority(a.entry) - priority(b.entry) || a.position - b.position)) {
    const { verb } = entry
    const { settings: given, problems } = faultSettings(verb, entry.values)
    for (const { key, message } of problems) field.problem([...entry.path, key], message)
    const settings = withDefaults(verb.settings, given)
    const { namesFact = '' } = verb.kind
    const named = String(settings[namesFact] ?? '')
    const other = named === '' ? undefined : factByKey(named, field.facts)
    if (named !== '' && !other)
      field.problem([...entry.path, namesFact], `there is no fact ${named}`, 'facts are called by their plain keys, such as WR-000001')
    const settingsOfPlan = other ? { ...settings, [namesFact]: other.eid } : settings
    const wrong = verb.kind.contradiction?.(given)
    if (wrong) field.problem([...entry.path, wrong.setting], wrong.message)
    if (problems.length > 0 || wrong) continue
    if (verb.on === 'messages') placed.set(position, onMessages(entry, settingsOfPlan, placing, random))
    else if (verb.on === 'link') placed.set(position, onLink(entry, settings, field))
    else placed.set(position, onThings(entry, verb.on, settings, placing, random))
  }
  return withIds(entries.flatMap((_, position) => placed.get(position) ?? []))
}
