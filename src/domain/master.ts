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
}

/** How a component leaves stock: with the confirmation (backflush), or by a movement of its own (explicit). */
export type IssueMode = 'backflush' | 'explicit'

export interface BomLine {
  readonly item: string
  /** Quantity of the component, in `unit`, for one base unit of the parent (yield plus scrap). */
  readonly rate: Quantity
  readonly unit: string
  readonly issue: IssueMode
  /** The routing step whose confirmation consumes it. */
  readonly routingStep: string
  /** Storage location that it is issued from. */
  readonly location: string
}

export interface Bom {
  readonly item: string
  readonly plant: string
  readonly revision: string
  readonly lines: readonly BomLine[]
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
}

export type StockType = 'unrestricted' | 'quality' | 'blocked'

export interface Balance {
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
}
