import type { MasterData } from '../../domain/master.js'
import type { Gate } from '../../domain/fact.js'
import { placeName } from '../../domain/place-name.js'
import type { Posting, PostingLine, StateWrite } from '../../journal/evidence-types.js'
import type { Check, Violation } from '../contract.js'
import { OrderBook } from '../production/support/orders.js'
import {
  atEnd,
  capitalised,
  documentNames,
  earlyIn,
  eidsOf,
  isMadeUp,
  isTargets,
  recordsOf,
  type Scene,
  systemTitle,
  WordMap,
} from '../support/index.js'

const afterReceipt = 'release-applied-after-receipt'
const isOfReceipt = ({ title }: Gate): boolean => title === afterReceipt

/** Made up, so that something could name it. */
function madeUp({ evidence, faults }: Scene, { entity, group, posting, seq }: StateWrite): Violation {
  const call = evidence.calls.get(posting.cid)
  const by = call ? `call ${call.cid} (${call.method} ${call.path})` : 'the target'
  return {
    reason: 'placeholder',
    message:
      `${capitalised(placeName(entity.dims, entity.entity))} was made up in ${systemTitle(evidence, entity.system)} by ${by}, which ` +
      `wrote its ${group}: nothing that the target had been shown says that there is one.`,
    badness: 1,
    records: recordsOf(evidence, { facts: posting.facts.slice(0, 3), postings: [posting], seqs: [seq] }, faults),
    eids: eidsOf(posting.facts),
  }
}

/** Whatever a posted document names exists in the system that it was posted in. */
export const noDanglingReference: Check = {
  number: 52,
  name: 'no-dangling-reference',
  class: 'S',
  covers: ['references'],
  title: 'Every order, operation, item, lot, location and unit that a document names exists where it was posted.',
  provenBy: ['M129', 'M147'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const known = new Known(evidence.header.plan.master)
    for (const posting of evidence.postings) {
      if (isTargets(evidence, posting)) {
        found.judged += 1
        const missing = known.firstMissing(posting)
        if (missing) {
          const name = capitalised(documentNames([posting]))
          const violation = {
            reason: `unknown-${missing.kind}`,
            message: `${name} names the ${missing.kind} ${missing.id}, which ${evidence.words.system(posting.system)} does not have.`,
            badness: 1,
            records: recordsOf(evidence, { postings: [posting], facts: posting.facts.slice(0, 3) }),
            eids: eidsOf(posting.facts),
          }
          // A lot that is not there yet, because its receipt is not.
          const isEarly = missing.kind === 'lot' && posting.facts.some((fact) => !earlyIn(evidence, fact, posting, isOfReceipt).next().done)
          if (isEarly) found.follow(afterReceipt, violation)
          else found.add(violation)
        }
      }
      known.learn(posting)
      for (const write of posting.writes) if (isTargets(evidence, posting) && isMadeUp(evidence, write)) found.add(madeUp(scene, write))
    }
  }),
}

/** What exists: master data, and lots that came into being by a receipt. */
class Known {
  readonly #plants: ReadonlySet<string>
  readonly #orders: OrderBook
  readonly #units = new Map<string, ReadonlySet<string>>()
  readonly #locations = new WordMap<true>()
  /** Those that were there from the start, in every system, and those that one system received. */
  readonly #lots = new WordMap<true>()
  readonly #received = new WordMap<true>()
  readonly #inLots: ReadonlySet<string>

  constructor(master: MasterData) {
    this.#orders = new OrderBook(master)
    this.#plants = new Set(master.plants.map((plant) => plant.id))
    this.#inLots = new Set(master.items.filter((item) => item.lotManaged).map((item) => item.id))
    for (const { plant, receiptLocation } of master.orders) this.#locations.set([plant, receiptLocation], true)
    for (const item of master.items)
      this.#units.set(item.id, new Set([item.baseUnit, ...item.conversions.map((conversion) => conversion.unit)]))
    for (const { plant, lines } of master.boms) for (const { location } of lines) this.#locations.set([plant, location], true)
    for (const { plant, location } of master.locationMap ?? []) this.#locations.set([plant, location], true)
    for (const { plant, bin } of master.bins ?? []) this.#locations.set([plant, bin], true)
    for (const { plant, item, lot } of master.lots ?? []) this.#lots.set([plant, item, lot], true)
    for (const { plant, location, item, lot } of master.balances) {
      this.#locations.set([plant, location], true)
      this.#lots.set([plant, item, lot], true)
    }
  }

  firstMissing({ system, plant, dims, lines }: Posting): { readonly kind: string; readonly id: string } | undefined {
    const { order: number, routingStep } = dims
    if (plant !== '' && !this.#plants.has(plant)) return { kind: 'plant', id: plant }
    const order = this.#orders.find(plant, number)
    if (number !== undefined && !order) return { kind: 'order', id: number }
    if (order && routingStep !== undefined && !order.routingSteps.some(({ id }) => id === routingStep))
      return { kind: 'operation', id: `${order.id} / ${routingStep}` }
    for (const line of lines) {
      const { dims: of, sent } = line
      const { item, lot, location } = of
      const units = item === undefined ? undefined : this.#units.get(item)
      if (item !== undefined && !units) return { kind: 'item', id: item }
      if (units && sent && !units.has(sent.unit)) return { kind: 'unit', id: `${sent.unit} of ${item ?? ''}` }
      if (location && !this.#locations.get([plant, location])) return { kind: 'location', id: `${plant}/${location}` }
      if (item === undefined || !lot || !this.#inLots.has(item) || wayOf(line) !== 'out') continue
      if (!this.#lots.get([plant, item, lot]) && !this.#received.get([system, plant, item, lot]))
        return { kind: 'lot', id: `${lot} of ${item}` }
    }
    return undefined
  }

  /** A lot comes into being when it is received. */
  learn({ system, plant, lines }: Posting): void {
    for (const line of lines) {
      const { item, lot } = line.dims
      if (item !== undefined && lot !== undefined && wayOf(line) === 'in') this.#received.set([system, plant, item, lot], true)
    }
  }
}

/** Out of stock, or into it: what a quantity did by its measure, or, with a minus, undid. */
function wayOf({ at: { measure }, quantity }: PostingLine): 'in' | 'out' | undefined {
  if (measure.moves === 0) return undefined
  return measure.moves > 0 === quantity.startsWith('-') ? 'out' : 'in'
}
