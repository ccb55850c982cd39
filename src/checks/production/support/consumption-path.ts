import type { IssueMode, ProductionOrder } from '../../../domain/master.js'
import type { Posting, PostingLine } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import { OrderBook } from './orders.js'

/** How components are to leave stock, by the bills of material. */
export class ConsumptionPaths {
  readonly #orders: OrderBook

  constructor({ header }: Evidence) {
    this.#orders = new OrderBook(header.plan.master)
  }

  /** Where a line took a component from stock for an order, and by which path it should have. `about`: what says where it belongs. */
  of(about: Posting, { at, dims }: PostingLine): Path | undefined {
    const { item } = dims
    const order = this.#orders.find(about.plant, about.dims['order'])
    if (item === undefined || at.measure.name !== 'issue' || !order) return undefined
    const routingStep = about.dims['routingStep'] ?? about.facts[0]?.dims['routingStep'] ?? ''
    const declared = declaredFor(this.#orders, order, item, routingStep)
    return declared && { order, routingStep, item, declared }
  }

  /** True if it took a component by the path that is not declared for it. */
  isOff(posting: Posting, line: PostingLine): boolean {
    if (line.issueMode === undefined) return false
    const path = this.of(posting, line)
    return path !== undefined && path.declared !== line.issueMode
  }
}

interface Path {
  readonly order: ProductionOrder
  readonly routingStep: string
  readonly item: string
  readonly declared: IssueMode
}

/**
 * How an item is to be issued to a routing step, from the bill of materials of its order. Undefined where nothing is declared, or where the
 * step is not known and matters: a goods movement need not name it.
 */
function declaredFor(orders: OrderBook, order: ProductionOrder, item: string, routingStep: string): IssueMode | undefined {
  const lines = orders.componentsOf(order).filter((line) => line.item === item)
  const exact = lines.findLast((line) => line.routingStep === routingStep)
  const [first] = lines
  const mode = exact?.issue ?? (lines.every((line) => line.issue === first?.issue) ? first?.issue : undefined)
  // What is not issued at all has no path.
  return mode === 'none' ? undefined : mode
}
