import { contentValue } from '../../domain/content.js'
import { entityId, sameValue, type StateEffect } from '../../domain/effect.js'
import { append } from '../../domain/grouping.js'
import { Ledger } from '../../domain/ledger.js'
import { openingItems, type Bom, type Item, type MasterData } from '../../domain/master.js'
import { quantityToNumber } from '../../domain/quantity.js'
import type { PublishedEvent } from '../contract.js'
import type { SystemState } from '../operation.js'
import { EventLog } from '../shared/feed.js'
import { approvalType, completeType, dispositionType, itemType, partType, rollbackType } from './schemas.js'

type Json = Readonly<Record<string, unknown>>

const publishedAs = ['publication', 'item', 'revision', 'version', 'change']
/** By type: what a thin event says. Approvals and dispositions are always told whole: nothing more is to be read of them. */
const thin: Readonly<Record<string, readonly string[]>> = {
  [itemType]: ['item', 'version'],
  [partType]: [...publishedAs, 'part'],
  [completeType]: publishedAs,
  [rollbackType]: ['rollback', 'item', 'version'],
}

/** Something that was told, and by which fact. */
export interface Told {
  readonly eid: string
  readonly data: Json
}

export interface Acknowledgement {
  readonly system: string
  readonly plant?: string
  readonly id: string
  readonly version: number
}

/** Messages of one publication, each of its parts as it was told last. */
export interface Publication {
  readonly publication: string
  readonly item: string
  readonly revision: string
  readonly version: number
  readonly change: string | undefined
  readonly parts: Map<string, Told>
  complete: Told | undefined
  readonly acknowledgements: Acknowledgement[]
}

/** All that was told of an item under one version, by whichever publication said it last. */
export type Version = Omit<Publication, 'acknowledgements'>

export interface Change {
  readonly approvals: Map<string, Told>
  readonly dispositions: Map<string, Told>
  /** The last completing message: what has to be approved. */
  complete: Told | undefined
}

/** The PLM in a run: what engineers released, published and decided, and what was acknowledged of it. */
export class Plm implements SystemState {
  readonly log = new EventLog()
  /** Acknowledgements alone: nobody posts here. */
  readonly ledger = new Ledger([])
  /** By item: what was there from the start, then each version. */
  readonly #items = new Map<string, Told[]>()
  readonly #publications = new Map<string, Publication>()
  readonly #rollbacks = new Map<string, Told[]>()
  readonly #changes = new Map<string, Change>()
  #skew_ms = 0

  constructor(
    readonly opening: MasterData,
    readonly isThin = false,
  ) {
    for (const item of openingItems(opening, 'plm')) if (isOwn(item)) append(this.#items, item.id, { eid: '', data: itemView(item) })
  }

  /** Sets the clock of the PLM wrong by so many milliseconds, or right again. */
  skew(by_ms: number): readonly StateEffect[] {
    if (by_ms === this.#skew_ms) return []
    this.#skew_ms = by_ms
    const state: StateEffect = {
      what: 'state',
      doc: '',
      docKind: 'clock',
      plant: '',
      references: [],
      entity: entityId('clock', '', 'plm'),
      dims: {},
      group: 'skew',
      after: `${by_ms} ms`,
      derived: true,
    }
    this.ledger.commit({ states: [state] })
    return [state]
  }

  stamped(instant: string): string {
    return this.#skew_ms === 0 ? instant : new Date(Date.parse(instant) + this.#skew_ms).toISOString()
  }

  /** A thin event says what it is about, and under which version: the rest is to be read. */
  told(event: PublishedEvent): PublishedEvent {
    const keys = this.isThin ? thin[event.type] : undefined
    return keys ? { ...event, data: Object.fromEntries(keys.map((name) => [name, event.data[name]])) } : event
  }

  publish(event: PublishedEvent): void {
    this.log.publish(this.told(event))
    const { type, eid, data } = event
    const told = { eid, data }
    if (type === itemType) append(this.#items, String(data['item']), told)
    else if (type === partType) this.#published(data).parts.set(String(data['part']), told)
    else if (type === completeType) this.#complete(told)
    else if (type === approvalType) this.#changeOf(data).approvals.set(String(data['approval']), told)
    else if (type === dispositionType) this.#changeOf(data).dispositions.set(String(data['disposition']), told)
    else if (type === rollbackType) append(this.#rollbacks, String(data['item']), told)
  }

  /** The versions of an item that were told; the last one is the newest. */
  item(item: string): readonly Told[] {
    return this.#items.get(item) ?? []
  }

  publication(publication: string): Publication | undefined {
    return this.#publications.get(publication)
  }

  publications(): readonly Publication[] {
    return [...this.#publications.values()]
  }

  change(change: string): Change | undefined {
    return this.#changes.get(change)
  }

  /** The newest version of an item: by its number, whichever was told last. */
  newestItem(item: string): Told | undefined {
    const versionOf = ({ data }: Told): number => Number(data['version'] ?? 0)
    return this.item(item).reduce<Told | undefined>(
      (newest, told) => (newest && versionOf(newest) > versionOf(told) ? newest : told),
      undefined,
    )
  }

  /** What was told under a version: several publications may say the same under one, each as far as it is out. */
  ofVersion(item: string, version: number): Version | undefined {
    const own = this.publications().filter((each) => each.item === item && each.version === version)
    const last = own.at(-1)
    if (!last) return undefined
    const complete = own.findLast((each) => each.complete)?.complete
    return { ...last, parts: new Map(own.flatMap((each) => [...each.parts])), complete }
  }

  /** What took an older revision up again under a version. */
  rollback(item: string, version: number): Told | undefined {
    return this.#rollbacks.get(item)?.findLast(({ data }) => data['version'] === version)
  }

  /** The highest version that was told of the revisions of an item; nothing if none was. */
  newestVersion(item: string): number | undefined {
    const published = this.publications().flatMap((each) => (each.item === item ? each.version : []))
    const all = [...published, ...(this.#rollbacks.get(item) ?? []).map(({ data }) => Number(data['version']))]
    return all.length === 0 ? undefined : Math.max(...all)
  }

  /** Whether nothing newer of an item is told: no rollback, and nothing that is complete. */
  isNewest(item: string, version: number): boolean {
    return (
      !(this.#rollbacks.get(item) ?? []).some(({ data }) => Number(data['version']) > version) &&
      !this.publications().some((each) => each.item === item && each.version > version && each.complete)
    )
  }

  /** The revisions of an item that were there from the start. */
  openingBoms(item: string): readonly Bom[] {
    return this.opening.boms.filter((bom) => bom.item === item)
  }

  status({ item, revision, version, complete, change = '' }: Version): 'in-work' | 'released' | 'superseded' | 'withdrawn' {
    const rollbacks = this.#rollbacks.get(item) ?? []
    if (rollbacks.some(({ data }) => data['from'] === revision && Number(data['version']) > version)) return 'withdrawn'
    if (this.publications().some((each) => each.item === item && each.version > version && each.complete)) return 'superseded'
    return complete !== undefined && this.isApproved(change) ? 'released' : 'in-work'
  }

  /** Whether every role that has to approve has done so. */
  isApproved(change: string): boolean {
    const found = this.#changes.get(change)
    const given = new Set([...(found?.approvals.values() ?? [])].map(({ data }) => data['role']))
    return found?.complete !== undefined && requiredOf(found).every((role) => given.has(role))
  }

  acknowledge(publication: Publication, acknowledgement: Acknowledgement): readonly StateEffect[] {
    const { system, plant = '', version } = acknowledgement
    const at = publication.acknowledgements.findIndex((each) => each.system === system && (each.plant ?? '') === plant)
    const others = publication.acknowledgements.filter((_, index) => index !== at)
    const all = [...others, acknowledgement].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    const text = all.map((each) => `${each.system} ${each.plant ?? ''} ${each.id} version ${each.version}`).join('; ')
    const entity = entityId('publication', '', publication.publication)
    const after = contentValue(all, text)
    const before = this.ledger.current(entity, 'ack')
    if (sameValue(before, after)) return []
    const state: StateEffect = {
      what: 'state',
      doc: '',
      docKind: 'publication',
      plant,
      references: [publication.publication],
      entity,
      dims: { ...(plant !== '' && { plant }) },
      group: 'ack',
      version,
      ...(before !== undefined && { before }),
      after,
    }
    this.ledger.commit({ states: [state] })
    publication.acknowledgements.splice(0, publication.acknowledgements.length, ...all)
    return [state]
  }

  snapshot(): Json {
    const acknowledged = this.publications().filter(({ acknowledgements }) => acknowledgements.length > 0)
    return {
      feed: this.log.snapshot(),
      publications: Object.fromEntries(
        this.publications().map((each) => [
          each.publication,
          `${each.item} ${each.revision} version ${each.version}: ${this.status(each)}`,
        ]),
      ),
      ...(acknowledged.length > 0 && {
        acknowledged: Object.fromEntries(acknowledged.map(({ publication, acknowledgements }) => [publication, [...acknowledgements]])),
      }),
    }
  }

  #published(data: Json): Publication {
    const publication = String(data['publication'])
    let found = this.#publications.get(publication)
    if (!found) {
      const { item, revision, version, change } = data
      found = {
        publication,
        item: String(item),
        revision: String(revision),
        version: Number(version),
        change: change === undefined ? undefined : String(change),
        parts: new Map(),
        complete: undefined,
        acknowledgements: [],
      }
      this.#publications.set(publication, found)
    }
    return found
  }

  #complete(told: Told): void {
    this.#published(told.data).complete = told
    this.#changeOf(told.data).complete = told
  }

  #changeOf(data: Json): Change {
    const name = String(data['change'])
    let change = this.#changes.get(name)
    if (!change) this.#changes.set(name, (change = { approvals: new Map(), dispositions: new Map(), complete: undefined }))
    return change
  }
}

const keyOf = ({ system, plant = '' }: Acknowledgement): string => JSON.stringify([system, plant])

/** What is published later is not known before. */
function isOwn({ systems }: Item): boolean {
  return systems === undefined || systems.length > 1
}

export function requiredOf({ complete }: Change): readonly string[] {
  const required = complete?.data['requiredApprovals']
  return Array.isArray(required) ? required.map(String) : []
}

function itemView(item: Item): Json {
  const { id, description, kind = 'purchased', baseUnit, decimals, conversions, lotManaged, serialManaged, inspectionRequired } = item
  return {
    item: id,
    description,
    kind,
    baseUnit,
    decimals,
    conversions: conversions.map(({ unit, numerator, denominator }) => ({
      unit,
      numerator: quantityToNumber(numerator),
      denominator: quantityToNumber(denominator),
    })),
    lotManaged,
    serialManaged: serialManaged === true,
    inspectionRequired: inspectionRequired === true,
  }
}

/** A revision that was there from the start, as a published one would be. */
export function openingView(boms: readonly Bom[], unit: string): Json | undefined {
  const [first] = boms
  if (!first) return undefined
  const { item, revision, version = 0, description = `${item} ${revision}`, baseQuantity = '1', lines, substitutes = [] } = first
  return {
    item,
    revision,
    version,
    status: 'released',
    complete: true,
    header: { description, baseQuantity: { quantity: quantityToNumber(baseQuantity), unit }, plants: boms.map(({ plant }) => plant) },
    lines: lines.map(({ item: component, rate, unit: of, routingStep, use = 'required', issue, vendors = [] }, index) => ({
      position: String((index + 1) * 10).padStart(4, '0'),
      item: component,
      rate: quantityToNumber(rate),
      unit: of,
      routingStep,
      use,
      issue,
      vendors,
    })),
    substitutes: substitutes.map(({ primary, substitute, priority, ratio }) => ({
      position: String((lines.findIndex((line) => line.item === primary) + 1) * 10).padStart(4, '0'),
      primary,
      item: substitute,
      priority,
      ratio: quantityToNumber(ratio),
    })),
    effectivity: boms.flatMap(({ plant, effectivity }) => (effectivity ? [{ plant, ...effectivity }] : [])),
  }
}
