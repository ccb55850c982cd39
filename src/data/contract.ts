import type { Company, MasterData, Plant, RoutingStep, Substitute, BomUse, IssueMode } from '../domain/master.js'
import type { Quantity } from '../domain/quantity.js'
import type { Chance } from './chance.js'
import type { Identifiers, NamedKind } from './identifiers/index.js'
import type { Texts } from './texts.js'

/** A line of a revision as engineering states it: it knows no place that anything is taken from. */
export interface RevisionLine {
  readonly item: string
  readonly rate: Quantity
  readonly unit: string
  readonly routingStep: string
  readonly use: BomUse
  readonly issue: IssueMode | 'none'
  readonly vendors: readonly string[]
}

/** What a revision of an item consists of. */
export interface Revision {
  readonly item: string
  readonly revision: string
  /** The version under which it is first right. */
  readonly version: number
  readonly description: string
  readonly baseQuantity: Quantity
  readonly lines: readonly RevisionLine[]
  readonly substitutes: readonly Substitute[]
}

/** Master data of a landscape before any production order, consistent across its systems. */
export interface Landscape extends Omit<MasterData, 'orders' | 'companies'> {
  readonly companies: readonly Company[]
  /** The routing of a finished good, as each of its orders copies it. */
  readonly routings: Readonly<Record<string, readonly RoutingStep[]>>
  /** Finished goods, in order of their numbers. */
  readonly products: readonly string[]
  readonly identifiers: Identifiers
  /** The revision that orders follow which are there from the start. */
  readonly openingRevision: string
  /** Storage location that finished goods of a plant are received into. */
  finishedAt(plant: string): string
  /** Revisions that engineering has, or comes to have. */
  readonly revisions: readonly Revision[]
  /** Texts that nobody compares; absent where payloads have none that could be another. */
  readonly texts?: Texts
  /** Names that scenarios use, and what they stand for; empty where everything is made up. */
  readonly names: Readonly<Partial<Record<NamedKind, ReadonlyMap<string, string>>>>
}

/** What is asked of a set of data. */
export interface DataSettings {
  readonly plants: readonly Plant[]
  readonly companies: readonly Company[]
  /** Finished goods to make up (FG-100, FG-200, …). */
  readonly products: number
  /** Steps of each routing. */
  readonly routingSteps: number
  /** Opening stock of every component, per plant, in its base unit. */
  readonly opening_stock: Quantity
  readonly openingRevision: string
  /** Stock besides that of the set, by the names of the set. */
  readonly stock: readonly NamedStock[]
  /** Calendar months whose posting period is open or closed, in the order of time ("2026-03"). */
  readonly periods: readonly { readonly month: string; readonly open: boolean }[]
  readonly identifiers: Identifiers
  readonly texts: Texts
}

/** Stock in a bin, by the names of a set. */
export interface NamedStock {
  readonly plant: string
  readonly item: string
  readonly bin: string
  readonly quantity: Quantity
}

/** A set of master data. One folder or file per set; the index is the only list. */
export interface DataSet {
  readonly name: string
  /** What it has, in one line. */
  readonly title: string
  /** Plants that it comes with, and their companies; absent: the scenario says which there are. */
  readonly places?: { readonly plants: readonly Plant[]; readonly companies: readonly Company[] }
  /** What a scenario may put into stock besides, by the names of the set; absent: it has no bins. */
  readonly stockable?: (plant: string, openingRevision: string) => { readonly items: readonly string[]; readonly bins: readonly string[] }
  /** Revisions that it may open with. */
  readonly openingRevisions: readonly [string, ...string[]]
  /** The same settings and the same chance give the same landscape. */
  make(settings: DataSettings, chance: Chance): Landscape
}
