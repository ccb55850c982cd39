import type { Ledger } from '../../domain/ledger.js'
import type { Balance } from '../../domain/master.js'
import type { OrderState } from '../../domain/order-book.js'
import { isZeroQuantity } from '../../domain/quantity.js'

/** What a person reconciles: orders by operation, stock that is not zero, posting periods, counts of documents. */
export function ledgerSnapshot(ledger: Ledger): Readonly<Record<string, unknown>> {
  const orders = Object.fromEntries([...ledger.orders.values()].map((order) => [order.master.id, orderSummary(order)]))
  const stock = [...ledger.balances()].filter((balance) => !isZeroQuantity(balance.quantity))
  stock.sort((a, b) => (stockText(a) < stockText(b) ? -1 : 1))
  const documents = { confirmations: ledger.count('confirmation'), goodsMovements: ledger.count('goods-movement') }
  return { orders, stock, periods: ledger.calendar.periods(), documents }
}

function orderSummary(order: OrderState): Readonly<Record<string, unknown>> {
  const { plant, item, quantity } = order.master
  const operations = Object.fromEntries(
    [...order.operations.values()].map(({ master, yield: good, scrap, rework, finals }) => [
      master.id,
      { yield: good, scrap, rework, finals },
    ]),
  )
  return { plant, item, quantity, unit: order.unit, status: order.status, locked: order.locked, operations }
}

function stockText({ plant, item, location, lot, stockType }: Balance): string {
  return `${plant}|${item}|${location}|${stockType}|${lot}`
}
