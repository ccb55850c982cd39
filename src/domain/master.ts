import type { SystemName } from './names.js'
import type { OrderStatus } from './order-status.js'
import type { Quantity } from './quantity.js'

/** Whose books are kept. Its time zone may be another one than that of its plants. */
export interface Company {
  readonly id: string
  /** IANA name. */
  readonly timeZone: string
}

/** A factory: a dimension of the data. Business dates are dates in its time zone, unless a system dates otherwise. */
export interface Plant {
  readonly id: string
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone: string
  /** The company whose posting periods hold for this plant. */
  readonly company: string
}

/** `1 unit = numerator / denominator base units`, for this item only. */
interface UnitConversion {
  readonly unit: string
  readonly numerator: Quantity
  readonly denominator: Quantity
}

export interface Item {
  readonly id: string
  readonly description: string
  readonly baseUnit: string
  /** Decimal places that the ERP keeps of a quantity in the base unit. */
  readonly decimals: number
  readonly conversions: readonly UnitConversion[]
  readonly lotManaged: boolean
  /** What follows is absent where nobody said so: not serialised, not inspected. */
  readonly kind?: ItemKind
  readonly serialManaged?: boolean
  /** What is received of it lies in quality stock until its lot was decided upon. */
  readonly inspectionRequired?: boolean
  /** Systems that have it from the start; absent: all of them. */
  readonly systems?: readonly SystemName[]
}

/** `phantom`: a structure that is never in stock. `drawing`: a document beside the components. */
export type ItemKind = 'finished' | 'assembly' | 'phantom' | 'purchased' | 'drawing'

/** How a component leaves stock: with the confirmation (backflush), or by a movement of its own (explicit). */
export type IssueMode = 'backflush' | 'explicit'

export interface BomLine {
  readonly item: string
  /** Quantity of the component, in `unit`, for the base quantity of the bill of material (yield plus scrap). */
  readonly rate: Quantity
  readonly unit: string
  /** `none`: it is not issued at all, as a drawing is not. */
  readonly issue: IssueMode | 'none'
  /** The routing step whose confirmation consumes it. */
  readonly routingStep: string
  /** Storage location that it is issued from. */
  readonly location: string
  /** Absent: required. An optional component is no demand until somebody takes it; information is none at all. */
  readonly use?: BomUse
  /** Approved vendors of the component that came with the revision. */
  readonly vendors?: readonly string[]
}

export type BomUse = 'required' | 'optional' | 'info'

/** What may be taken in place of a component. The primary has priority 1 and is not listed. */
export interface Substitute {
  readonly primary: string
  readonly substitute: string
  readonly priority: number
  /** So many of it for one of the primary. */
  readonly ratio: Quantity
}

/** ISO dates of the plant; `to` is exclusive, and absent where it holds until further notice. */
interface Effectivity {
  readonly from: string
  readonly to?: string
}

export interface Bom {
  readonly item: string
  readonly plant: string
  readonly revision: string
  readonly lines: readonly BomLine[]
  /** Absent: one. Rates are for so many base units of the parent. */
  readonly baseQuantity?: Quantity
  /** One counter per item over all revisions; absent where nobody counts. */
  readonly version?: number
  readonly substitutes?: readonly Substitute[]
  readonly effectivity?: Effectivity
  /** Absent: its item and revision say enough. */
  readonly description?: string
}

export interface RoutingStep {
  /** Four digits, ascending along the routing ("0010"). */
  readonly id: string
  readonly workCentre: string
  /** True for the step whose confirmation receives the finished goods into stock (as a rule the last). */
  readonly receipt: boolean
}

export interface ProductionOrder {
  readonly id: string
  readonly plant: string
  readonly item: string
  /** In the base unit of the item. */
  readonly quantity: Quantity
  readonly revision: string
  readonly status: OrderStatus
  /** Sequential routings hand on good quantity from one step to the next; parallel ones do not. */
  readonly routing: 'sequential' | 'parallel'
  readonly routingSteps: readonly RoutingStep[]
  /** Fraction of the order quantity that may be confirmed beyond it ("0.1" = 10 %). */
  readonly overTolerance: Quantity
  /** Storage location that finished goods are received into. */
  readonly receiptLocation: string
  /** The shop floor does not have it from the start: somebody dispatches it, once it is released. */
  readonly undispatched?: true
}

export type StockType = 'unrestricted' | 'quality' | 'blocked'

export interface Balance {
  /** Whose books say so; absent: those of every system that keeps stock. */
  readonly system?: SystemName
  readonly plant: string
  readonly item: string
  readonly location: string
  /** Empty for an item that is not managed in lots. */
  readonly lot: string
  readonly stockType: StockType
  readonly quantity: Quantity
}

export interface PostingPeriod {
  readonly company: string
  /** ISO dates, both inclusive. */
  readonly from: string
  readonly to: string
  readonly open: boolean
}

/** A lot as it was received. */
export interface Lot {
  readonly plant: string
  readonly item: string
  readonly lot: string
  readonly supplierLot: string
  /** ISO date. */
  readonly expiry: string
  /** Country. */
  readonly origin: string
}

/** A place in a warehouse. */
export interface Bin {
  readonly plant: string
  readonly bin: string
}

/** Bins of a plant that are a storage location of the ERP: by name, or by how their names begin (`A-*`); the longest pattern decides. */
export interface LocationMapping {
  readonly plant: string
  readonly pattern: string
  readonly location: string
  /** Nobody says so before a step of the scenario does. */
  readonly later?: true
}

/** What was ordered of a vendor. */
export interface PurchaseOrderLine {
  readonly purchaseOrder: string
  readonly line: string
  readonly plant: string
  readonly item: string
  readonly quantity: Quantity
  readonly unit: string
  readonly vendor: string
  /** Fraction of the quantity that may be delivered beyond it; absent: none. */
  readonly overTolerance?: Quantity
}

export interface Vendor {
  readonly id: string
  readonly name: string
  /** Items that it is approved for. */
  readonly items: readonly string[]
}

/** A machine at a work centre, as maintenance has it. */
export interface Equipment {
  readonly plant: string
  readonly workCentre: string
  readonly equipment: string
  /** A stop that is longer is told to maintenance. */
  readonly notifyAbove_min: number
  /** Stops with no more than this between them are one. */
  readonly mergeGap_s: number
}

/** What a status of an order in one system is in another; without `becomes` it is nothing there, and for people. */
export interface StatusMapping {
  readonly from: SystemName
  readonly status: string
  readonly to: SystemName
  readonly becomes?: string
}

/** A row of a plan: how much of an item is wanted in a plant in a week. */
export interface PlanRow {
  /** Its number in its version. */
  readonly row: string
  readonly plant: string
  readonly item: string
  /** ISO week. */
  readonly bucket: string
  readonly quantity: Quantity
  readonly unit: string
}

/** A version of the plan, as planners have it. */
export interface PlanVersion {
  /** The plan that it is a version of; absent: the only one there is. */
  readonly plan?: string
  readonly version: number
  /** The one that is in force from the start; the others come with a fact. */
  readonly opening?: true
  readonly rows: readonly PlanRow[]
}

/** What may be used of a lot on the shop floor. */
export interface Available {
  readonly plant: string
  readonly item: string
  /** Empty for an item that is not managed in lots. */
  readonly lot: string
  readonly quantity: Quantity
}

/** Master data and opening state of a landscape, consistent across its systems. */
export interface MasterData {
  readonly plants: readonly Plant[]
  /** Absent in older plans and journals. */
  readonly companies?: readonly Company[]
  readonly items: readonly Item[]
  readonly boms: readonly Bom[]
  readonly orders: readonly ProductionOrder[]
  readonly balances: readonly Balance[]
  readonly periods: readonly PostingPeriod[]
  /** What only some landscapes have. */
  readonly lots?: readonly Lot[]
  readonly bins?: readonly Bin[]
  readonly locationMap?: readonly LocationMapping[]
  readonly purchaseOrders?: readonly PurchaseOrderLine[]
  readonly vendors?: readonly Vendor[]
  readonly available?: readonly Available[]
  readonly equipment?: readonly Equipment[]
  readonly statusMap?: readonly StatusMapping[]
  readonly plans?: readonly PlanVersion[]
}

/** Lists of master data: those that every landscape has, and those that only some have. */
export const masterLists = {
  always: ['plants', 'companies', 'items', 'boms', 'balances', 'periods', 'orders'],
  sometimes: ['lots', 'bins', 'locationMap', 'purchaseOrders', 'vendors', 'available', 'equipment', 'statusMap', 'plans'],
} as const satisfies Readonly<Record<string, readonly (keyof MasterData)[]>>

/** What a system has in stock from the start. */
export function openingStock({ balances }: Pick<MasterData, 'balances'>, system: SystemName): readonly Balance[] {
  return balances.filter((balance) => balance.system === undefined || balance.system === system)
}

/** Items that a system has from the start. */
export function openingItems({ items }: Pick<MasterData, 'items'>, system: SystemName): readonly Item[] {
  return items.filter(({ systems }) => systems === undefined || systems.includes(system))
}

/** The storage location that a bin belongs to; undefined for a bin that nobody has mapped. */
export function locationOfBin(map: readonly LocationMapping[], plant: string, bin: string): string | undefined {
  return mappingOfBin(map, plant, bin)?.location
}

/** The row of the map that decides of a bin. */
export function mappingOfBin(map: readonly LocationMapping[], plant: string, bin: string): LocationMapping | undefined {
  const fits = ({ pattern }: LocationMapping): boolean => (pattern.endsWith('*') ? bin.startsWith(pattern.slice(0, -1)) : bin === pattern)
  const own = map.filter((each) => each.plant === plant && fits(each))
  return own.toSorted((a, b) => b.pattern.length - a.pattern.length)[0]
}
