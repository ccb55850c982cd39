import type { MasterData } from '../domain/master.js'
import type { DocState } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import { Collector } from './collector.js'
import type { Check, Outcome } from './contract.js'
import { OrderBook } from './support/orders.js'
import { isTargets } from './support/scope.js'
import { recordsOf } from './support/trail.js'

/** Whatever a posted document names exists in the system that it was posted in. */
export const noDanglingReference: Check = {
  number: 52,
  name: 'no-dangling-reference',
  class: 'S',
  title: 'Every order, operation, item, lot, location and unit that a document names exists where it was posted.',
  provenBy: [],
  begin: (evidence) => ({ end: () => judged(evidence) }),
}

function judged(evidence: Evidence): Outcome {
  const known = new Known(evidence.header.plan.master)
  const found = new Collector()
  let count = 0
  for (const doc of evidence.docs) {
    if (isTargets(evidence, doc)) {
      count += 1
      const missing = known.firstMissing(doc)
      if (missing) {
        found.add({
          reason: `unknown-${missing.kind}`,
          message: `Document ${doc.doc} names the ${missing.kind} ${missing.id}, which ${doc.system.toUpperCase()} does not have.`,
          badness: 1,
          records: recordsOf(evidence, { docs: [doc], facts: doc.facts.slice(0, 3) }),
          eids: doc.facts.map((fact) => fact.eid).slice(0, 50),
        })
      }
    }
    known.learn(doc)
  }
  return { judged: count, violations: found.done() }
}

/** What exists: master data, and lots that came into being by a receipt. */
class Known {
  readonly #plants: ReadonlySet<string>
  readonly #orders: OrderBook
  readonly #units = new Map<string, ReadonlySet<string>>()
  readonly #locations = new Set<string>()
  readonly #lots = new Set<string>()
  readonly #inLots: ReadonlySet<string>

  constructor(master: MasterData) {
    this.#orders = new OrderBook(master)
    this.#plants = new Set(master.plants.map((plant) => plant.id))
    this.#inLots = new Set(master.items.filter((item) => item.lotManaged).map((item) => item.id))
    for (const order of master.orders) {
      this.#locations.add(`${order.plant}|${order.receiptLocation}`)
    }
    for (const item of master.items)
      this.#units.set(item.id, new Set([item.baseUnit, ...item.conversions.map((conversion) => conversion.unit)]))
    for (const bom of master.boms) for (const line of bom.lines) this.#locations.add(`${bom.plant}|${line.location}`)
    for (const balance of master.balances) {
      this.#locations.add(`${balance.plant}|${balance.location}`)
      this.#lots.add(`${balance.plant}|${balance.item}|${balance.lot}`)
    }
  }

  firstMissing(doc: DocState): { readonly kind: string; readonly id: string } | undefined {
    if (!this.#plants.has(doc.plant)) return { kind: 'plant', id: doc.plant }
    const order = this.#orders.find(doc.plant, doc.order)
    if (doc.order !== '' && !order) return { kind: 'order', id: doc.order }
    if (order && doc.operation !== '' && !order.operations.some(({ id }) => id === doc.operation))
      return { kind: 'operation', id: `${doc.order} / ${doc.operation}` }
    for (const { item, lot = '', location = '', sent, measure } of doc.lines) {
      const units = item === undefined ? undefined : this.#units.get(item)
      if (item !== undefined && !units) return { kind: 'item', id: item }
      if (units && sent && !units.has(sent.unit)) return { kind: 'unit', id: `${sent.unit} of ${item ?? ''}` }
      if (location !== '' && !this.#locations.has(`${doc.plant}|${location}`)) return { kind: 'location', id: `${doc.plant}/${location}` }
      const needsLot = item !== undefined && measure === 'issue' && lot !== '' && this.#inLots.has(item)
      if (needsLot && !this.#lots.has(`${doc.plant}|${item}|${lot}`)) return { kind: 'lot', id: `${lot} of ${item}` }
    }
    return undefined
  }

  learn(doc: DocState): void {
    for (const line of doc.lines) {
      if (line.measure === 'receipt' && line.item !== undefined && line.lot !== undefined)
        this.#lots.add(`${doc.plant}|${line.item}|${line.lot}`)
    }
  }
}
