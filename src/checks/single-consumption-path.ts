import type { IssueMode } from '../domain/master.js'
import { absoluteQuantity, isZeroQuantity, quantityToNumber } from '../domain/quantity.js'
import { Tally } from '../journal/dimensions.js'
import { grown, nothing } from '../journal/lists.js'
import type { Evidence } from '../journal/evidence.js'
import type { DocLine, DocState } from '../journal/evidence-types.js'
import { Collector } from './collector.js'
import type { Check, Violation } from './contract.js'
import { isTargets } from './support/scope.js'
import { recordsOf } from './support/trail.js'
import { placeName } from './support/words.js'

/** Documents that are kept as witnesses, per item and operation. */
const witnessesMax = 8

/** What was issued of one item for one operation of one order, by path. */
interface Consumption {
  readonly order: string
  readonly operation: string
  readonly item: string
  readonly unit: string
  readonly declared: IssueMode
  readonly issued: Readonly<Record<IssueMode, Tally>>
  docs: readonly DocState[]
}

/** Tells how an item is to be issued to an operation, from the bill of materials of its order. */
class Declarations {
  readonly #byOperation = new Map<string, IssueMode>()
  readonly #byOrder = new Map<string, IssueMode | 'mixed'>()

  constructor({ header: { plan } }: Evidence) {
    for (const order of plan.master.orders) {
      const bom = plan.master.boms.find(
        (each) => each.item === order.item && each.plant === order.plant && each.revision === order.revision,
      )
      for (const line of bom?.lines ?? []) {
        const key = `${order.plant}|${order.id}|${line.item}`
        this.#byOperation.set(`${key}|${line.operation}`, line.issue)
        const known = this.#byOrder.get(key)
        this.#byOrder.set(key, known === undefined || known === line.issue ? line.issue : 'mixed')
      }
    }
  }

  /** `undefined` where nothing is declared, or the operation is not known and matters. A goods movement need not name it. */
  of(doc: DocState, item: string, operation: string): IssueMode | undefined {
    const key = `${doc.plant}|${doc.order}|${item}`
    const declared = this.#byOperation.get(`${key}|${operation}`) ?? this.#byOrder.get(key)
    return declared === 'mixed' ? undefined : declared
  }
}

function consumptions(evidence: Evidence): Iterable<Consumption> {
  const declarations = new Declarations(evidence)
  const found = new Map<string, Consumption>()
  /** `doc` is the document of the line; `posting` the one that says where it belongs: the cancelled one for a cancellation. */
  const add = (doc: DocState, posting: DocState, line: DocLine, mode: IssueMode | undefined): void => {
    if (line.item === undefined || line.measure !== 'issue' || !mode) return
    const operation = posting.operation !== '' ? posting.operation : (posting.facts[0]?.operation ?? '')
    const declared = declarations.of(posting, line.item, operation)
    if (!declared) return
    const key = `${posting.plant}|${posting.order}|${operation}|${line.item}`
    const known = found.get(key)
    const entry = known ?? {
      order: posting.order,
      operation,
      item: line.item,
      unit: line.unit,
      declared,
      issued: { backflush: new Tally(), explicit: new Tally() },
      docs: nothing,
    }
    if (!known) found.set(key, entry)
    entry.issued[mode].add(line)
    if (entry.docs.length < witnessesMax && (mode !== declared || entry.docs.length < witnessesMax / 2) && !entry.docs.includes(doc))
      entry.docs = grown(entry.docs, doc)
  }
  for (const doc of evidence.docs) {
    if (doc.reversesDoc !== '' || !isTargets(evidence, doc)) continue
    for (const line of doc.lines) add(doc, doc, line, line.issueMode)
    // A cancellation takes back on the path of what it cancels, whatever it says of its own lines.
    for (const cancelling of doc.reversedBy) {
      for (const line of cancelling.lines) add(cancelling, doc, line, doc.lines.find((each) => each.dims === line.dims)?.issueMode)
    }
  }
  return found.values()
}

function judgeConsumption(evidence: Evidence, at: Consumption): Violation | undefined {
  const other: IssueMode = at.declared === 'explicit' ? 'backflush' : 'explicit'
  if (isZeroQuantity(at.issued[other].quantity)) return undefined
  const docs = [...at.docs].sort((a, b) => a.seq - b.seq)
  const facts = [...new Set(docs.flatMap((doc) => doc.facts))]
  return {
    reason: `${other}-where-${at.declared}`,
    message:
      `${at.item} on ${placeName(at)}: ${at.issued.backflush.quantity} ${at.unit} were backflushed ` +
      `and ${at.issued.explicit.quantity} ${at.unit} issued explicitly; ` +
      `only ${at.declared === 'explicit' ? 'explicit issue' : 'backflush'} is declared for it.`,
    badness: quantityToNumber(absoluteQuantity(at.issued[other].quantity)),
    records: recordsOf(evidence, { docs, facts: facts.slice(0, 4) }),
    eids: facts.map((fact) => fact.eid),
  }
}

/** Number 3: a component leaves stock by the path that its bill of materials declares. Whether the sum is right, number 33 tells. */
export const singleConsumptionPath: Check = {
  number: 3,
  name: 'single-consumption-path',
  class: 'L',
  title: 'A component is backflushed or issued explicitly, as declared, and never both.',
  provenBy: ['M51'],
  begin(evidence) {
    return {
      end() {
        const found = new Collector()
        let judged = 0
        for (const consumption of consumptions(evidence)) {
          judged += 1
          const violation = judgeConsumption(evidence, consumption)
          if (violation) found.add(violation)
        }
        return { judged, violations: found.done() }
      },
    }
  },
}
