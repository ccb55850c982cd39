import { identifierProfiles } from '../data/identifiers/index.js'
import { drawnTexts } from '../data/texts.js'
import { dataSets, type DataSet, type Landscape, type NamedStock } from '../data/sets.js'
import { localDate } from '../domain/business-date.js'
import type { Company, MasterData, Plant } from '../domain/master.js'
import type { FlowName, SystemName } from '../domain/names.js'
import { postingZoneOf, postingZonePolicy } from '../domain/posting-zone.js'
import { flowOf } from '../flows/index.js'
import { randomStream } from '../chance/random.js'
import type { DedupeMode, SystemKind, SystemSettings } from '../systems/contract.js'
import { systemKinds } from '../systems/index.js'
import { mapping, textsOf, withSchemaDefaults, type Values } from './defaults.js'
import type { Report } from './diagnostics.js'
import { documentSchema, inYaml } from './document.js'
import type { DeliveryPolicy, Variant } from './plan.js'
import { nameHint } from '../words/did-you-mean.js'
import { parseDuration } from '../words/duration.js'

/** What decides how things are numbered. */
interface Numbering {
  readonly variant: Variant
  readonly seed: number
  readonly identifiers?: string | undefined
}

const schemaAt = (...path: string[]): Values =>
  path.reduce<Values>((schema, name) => mapping(mapping(schema['properties'])[name]), documentSchema)

/** A part of the document with its defaults. */
function part(document: Values, ...path: string[]): Values {
  return withSchemaDefaults(
    schemaAt(...path),
    path.reduce<unknown>((value, name) => mapping(value)[name], document),
  )
}

export function calendarStart(document: Values): string {
  return String(part(document, 'calendar')['start'])
}

function monthAfter(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}

/** How things are numbered: as is asked for, as the scenario says, by the seed where a storm may choose, and plain otherwise. */
export function identifiersOf(document: Values, { variant, seed, identifiers }: Numbering): string {
  const [usual] = identifierProfiles
  const drawn = (): string => randomStream(seed, 'storm:identifiers').pick(identifierProfiles).name
  const { identifiers: written } = mapping(document['landscape'])
  return identifiers ?? (typeof written === 'string' ? written : variant === 'storm' ? drawn() : usual.name)
}

/** Every company of a plant, with its time zone written out. */
function companiesOf(document: Values, plants: readonly Plant[], report: Report): Company[] {
  const written = mapping(mapping(document['landscape'])['companies'])
  const names = [...new Set(plants.map(({ company }) => company))]
  for (const id of Object.keys(written)) {
    if (!names.includes(id))
      report.problem(['landscape', 'companies', id], `no plant is of the company ${id}`, `plants are of ${names.join(', ')}`, { at: 'key' })
  }
  return names.map((id) => {
    const own = mapping(written[id])['time-zone']
    return { id, timeZone: String(own ?? plants.find(({ company }) => company === id)?.timeZone ?? 'UTC') }
  })
}

/** The dates on which the burst begins, by the zones that systems date by at the first plant, one in each month, in order. */
function beginning(
  document: Values,
  places: Pick<MasterData, 'plants' | 'companies'>,
): { readonly dates: readonly string[]; readonly months: readonly string[] } {
  const start = calendarStart(document)
  const [plant] = places.plants
  const zones = systemKinds.flatMap((kind) => {
    if (!kind.policies.some(({ name }) => name === postingZonePolicy)) return []
    return postingZoneOf(places, settingsOf(document, kind).policies, plant?.id ?? '') ?? []
  })
  const dates = [...new Set(zones.length > 0 ? zones : [plant?.timeZone ?? 'UTC'])].map((zone) => localDate(start, zone)).toSorted()
  const ofMonths = new Map(dates.toReversed().map((date) => [date.slice(0, 7), date]))
  const months = [...ofMonths.keys()].toSorted()
  return { dates: months.map((month) => ofMonths.get(month) ?? ''), months }
}

function setOf(data: Values): DataSet {
  return dataSets.find(({ name }) => name === data['set']) ?? dataSets[0]
}

/** The plants that the scenario writes; one where it writes none. */
function plantsOf(document: Values): Plant[] {
  const plantSchema = mapping(schemaAt('landscape', 'plants')['additionalProperties'])
  const written = Object.entries(mapping(mapping(document['landscape'])['plants']))
  return (written.length > 0 ? written : [['P1', { 'time-zone': 'Europe/Berlin' }] as const]).map(([id, plant]) => {
    const { 'time-zone': timeZone, company } = withSchemaDefaults(plantSchema, plant)
    return { id, timeZone: String(timeZone), company: String(company) }
  })
}

/** As many of the plants that a set of data comes with as are asked for. */
function placesOf(document: Values, data: Values, { plants }: NonNullable<DataSet['places']>, report: Report): readonly Plant[] {
  for (const name of ['plants', 'companies'] as const) {
    if (Object.keys(mapping(mapping(document['landscape'])[name])).length === 0) continue
    const hint = `leave it out, and say "data.plants: 1" for ${plants[0]?.id ?? ''} alone`
    report.problem(['landscape', name], `the set of data "${String(data['set'])}" comes with its own ${name}`, hint, { at: 'key' })
  }
  const count = Number(data['plants'] ?? plants.length)
  if (count > plants.length)
    report.problem(['data', 'plants'], `the set "${String(data['set'])}" has ${plants.length} plants`, `at most ${plants.length}`)
  return plants.slice(0, count)
}

function openingRevisionOf(data: Values, { name, openingRevisions }: DataSet, report: Report): string {
  const wanted = data['opening-revision'] ?? openingRevisions[0]
  const found = openingRevisions.find((revision) => revision === wanted)
  if (found === undefined)
    report.problem(
      ['data', 'opening-revision'],
      `the set "${name}" does not open with revision ${String(wanted)}`,
      `it opens with ${openingRevisions.join(' or ')}`,
    )
  return found ?? openingRevisions[0]
}

/** Stock besides that of the set, in bins by the names of the set. */
function extraStock(data: Values, set: DataSet, plants: readonly Plant[], revision: string, report: Report): readonly NamedStock[] {
  const list: readonly unknown[] = Array.isArray(data['stock']) ? data['stock'] : []
  if (list.length > 0 && !set.places)
    report.problem(['data', 'stock'], `the set "${set.name}" has no bins`, 'say "opening-stock" instead', { at: 'key' })
  return list.flatMap((entry, index) => {
    const { plant, item, bin, quantity } = mapping(entry)
    const known = set.stockable?.(String(plant), revision)
    const isKnown = (name: 'plant' | 'item' | 'bin', value: unknown, all: readonly string[], where = ''): boolean => {
      if (all.includes(String(value))) return true
      report.problem(['data', 'stock', index, name], `there is no ${name} "${String(value)}"${where}`, nameHint(String(value), all))
      return false
    }
    const ids = plants.map(({ id }) => id)
    const right = [
      isKnown('plant', plant, ids),
      known !== undefined && isKnown('item', item, known.items, ` in stock before revision ${revision}`),
      known !== undefined && (!ids.includes(String(plant)) || isKnown('bin', bin, known.bins, ` in plant ${String(plant)}`)),
    ]
    return right.every(Boolean) ? [{ plant: String(plant), item: String(item), bin: String(bin), quantity: String(quantity) }] : []
  })
}

/** The master data that the scenario asks for, made up from the seed. `profile`: how its things are numbered. */
export function landscapeOf(document: Values, seed: number, profile: string, report: Report): Landscape {
  const data = part(document, 'data')
  const set = setOf(data)
  const plants = set.places ? placesOf(document, data, set.places, report) : plantsOf(document)
  const companies =
    set.places?.companies.filter(({ id }) => plants.some(({ company }) => company === id)) ?? companiesOf(document, plants, report)
  const openingRevision = openingRevisionOf(data, set, report)
  const periods = mapping(data['periods'])
  const { dates, months: begun } = beginning(document, { plants, companies })
  const [first = '', last = ''] = [begun[0], begun.at(-1)]
  const open = periods['open'] === undefined ? [...begun, monthAfter(last, 1)] : textsOf(periods['open'])
  const closed =
    periods['closed'] === undefined ? [monthAfter(first, -1)].filter((candidate) => !open.includes(candidate)) : textsOf(periods['closed'])
  const both = open.find((candidate) => closed.includes(candidate))
  if (both !== undefined)
    report.problem(
      ['data', 'periods', 'closed', closed.indexOf(both)],
      `the month ${both} cannot be open and closed`,
      'keep one of the two',
    )
  begun.forEach((month, index) => {
    if ([...open, ...closed].includes(month)) return
    report.problem(
      ['data', 'periods'],
      `the burst begins on ${dates[index] ?? month}, and ${month} is neither open nor closed`,
      `add ${month} to "open" or "closed"`,
      { at: 'key' },
    )
  })
  const months = [...open.map((name) => ({ month: name, open: true })), ...closed.map((name) => ({ month: name, open: false }))].sort(
    (a, b) => (a.month < b.month ? -1 : 1),
  )
  const settings = {
    plants,
    companies,
    products: Number(data['products']),
    routingSteps: Number(data['operations']),
    opening_stock: String(data['opening-stock']),
    openingRevision,
    stock: extraStock(data, set, plants, openingRevision, report),
    periods: months,
    identifiers: profileOf(profile).open(randomStream(seed, 'identifiers')),
    texts: drawnTexts(randomStream(seed, 'texts')),
  }
  return set.make(settings, randomStream(seed, 'landscape'))
}

function profileOf(name: string): (typeof identifierProfiles)[number] {
  const found = identifierProfiles.find((profile) => profile.name === name)
  if (found) return found
  throw new Error(`There is no identifier profile ${name}; there is ${identifierProfiles.map((profile) => profile.name).join(', ')}.`)
}

/** Settings of a system, all defaults written out. */
function settingsOf(document: Values, { words, rules, policies }: SystemKind, drawn: Values = {}): SystemSettings {
  const values = part(document, 'landscape', 'systems', words.name)
  const enforce = rules.length === 0 ? {} : part(document, 'landscape', 'systems', words.name, 'enforce')
  return {
    dialect: String(values['dialect']),
    dedupe: values['dedupe'] as DedupeMode,
    dedupe_window_ms: parseDuration(values['dedupe-window']) ?? 0,
    enforce: Object.fromEntries(rules.map(({ name }) => [name, enforce[inYaml(name)] === true])),
    policies: Object.fromEntries(policies.map(({ name }) => [name, String(drawn[name] ?? values[inYaml(name)])])),
  }
}

/** What a storm draws of a system's own settings: what the scenario does not say. By a stream each, so that nothing else shifts. */
function drawnOf(document: Values, { words, policies }: SystemKind, { variant, seed }: Pick<Numbering, 'variant' | 'seed'>): Values {
  if (variant !== 'storm') return {}
  const written = mapping(mapping(mapping(document['landscape'])['systems'])[words.name])
  const open = policies.filter(({ name, drawn }) => drawn === true && written[inYaml(name)] === undefined)
  return Object.fromEntries(open.map(({ name, choices }) => [name, randomStream(seed, `storm:${words.name}:${name}`).pick(choices)]))
}

/** What a system offers in which something happens. */
const feed = 'event.feed'

/**
 * The systems of a scenario: those that its flows lead from and to, those that it names, and those that every landscape has because
 * nothing happens in them and nobody posts to them: there people look.
 */
export function systemsOf(
  document: Values,
  own: readonly FlowName[],
  { dedupe, ...chance }: Pick<Numbering, 'variant' | 'seed'> & { readonly dedupe?: DedupeMode | undefined },
): Readonly<Record<SystemName, SystemSettings>> {
  const words = own.flatMap((name) => flowOf(name)?.words ?? [])
  const needed = new Set([
    ...words.flatMap(({ source, sinks }) => [source, ...sinks]),
    ...Object.keys(mapping(mapping(document['landscape'])['systems'])),
  ])
  const forPeople = (kind: SystemKind): boolean => !kind.words.books && !kind.operations.includes(feed)
  return Object.fromEntries(
    systemKinds
      .filter((kind) => needed.has(kind.words.name) || forPeople(kind))
      .map((kind) => {
        const settings = settingsOf(document, kind, drawnOf(document, kind, chance))
        return [kind.words.name, dedupe !== undefined && kind.words.books ? { ...settings, dedupe } : settings]
      }),
  )
}

export function deliveryOf(document: Values): DeliveryPolicy {
  const values = part(document, 'delivery')
  return {
    timeout_ms: parseDuration(values['timeout']) ?? 0,
    backoff_first_ms: parseDuration(values['backoff-first']) ?? 0,
    backoff_factor: Number(values['backoff-factor']),
    backoff_ms_max: parseDuration(values['backoff-max']) ?? 0,
    attempts_max: Number(values['attempts-max']),
    concurrency_max: Number(values['concurrency-max']),
    page_count_max: Number(values['page-max']),
  }
}
