import { placeName } from '../../domain/place-name.js'
import type { IssueMode } from '../../domain/master.js'
import { absoluteQuantity, isZeroQuantity, quantityToNumber } from '../../domain/quantity.js'
import type { Posting, PostingLine } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { grown, nothing } from '../../journal/lists.js'
import { Tally } from '../../journal/net-groups.js'
import type { Check, Violation } from '../contract.js'
import { atEnd, isTargets, recordsOf, WordMap } from '../support/index.js'
import { ConsumptionPaths } from './support/consumption-path.js'

/** Documents that are kept as witnesses, per item and routing step. */
const witnessesMax = 8

/** What was issued of one item for one routing step of one order, by path. */
interface Consumption {
  readonly order: string
  readonly routingStep: string
  readonly item: string
  readonly unit: string
  readonly declared: IssueMode
  readonly issued: Readonly<Record<IssueMode, Tally>>
  postings: readonly Posting[]
}

function consumptions(evidence: Evidence): Iterable<Consumption> {
  const paths = new ConsumptionPaths(evidence)
  const found = new WordMap<Consumption>()
  /** `posting` is that of the line; `about` the one that says where it belongs: the cancelled one for a cancellation. */
  const add = (posting: Posting, about: Posting, line: PostingLine, mode: IssueMode | undefined): void => {
    const path = mode && paths.of(about, line)
    if (!path) return
    const { order, routingStep, item, declared } = path
    const entry = found.getOr([about.system, about.plant, order.id, routingStep, item], () => ({
      order: order.id,
      routingStep,
      item,
      unit: line.unit,
      declared,
      issued: { backflush: new Tally(), explicit: new Tally() },
      postings: nothing,
    }))
    entry.issued[mode].add(line)
    const { length } = entry.postings
    if (length < witnessesMax && (mode !== declared || length < witnessesMax / 2) && !entry.postings.includes(posting))
      entry.postings = grown(entry.postings, posting)
  }
  for (const posting of evidence.postings) {
    if (posting.reversesDoc !== '' || !isTargets(evidence, posting)) continue
    for (const line of posting.lines) add(posting, posting, line, line.issueMode)
    // A cancellation takes back on the path of what it cancels, whatever it says of its own lines.
    for (const cancelling of posting.reversedBy) {
      for (const line of cancelling.lines) add(cancelling, posting, line, posting.lines.find((each) => each.at === line.at)?.issueMode)
    }
  }
  return found.made
}

function judgeConsumption(evidence: Evidence, at: Consumption): Violation | undefined {
  const other: IssueMode = at.declared === 'explicit' ? 'backflush' : 'explicit'
  if (isZeroQuantity(at.issued[other].quantity)) return undefined
  const postings = [...at.postings].sort((a, b) => a.seq - b.seq)
  const place = placeName({ order: at.order, routingStep: at.routingStep })
  const facts = [...new Set(postings.flatMap((posting) => posting.facts))]
  return {
    reason: `${other}-where-${at.declared}`,
    message:
      `${at.item} on ${place}: ${at.issued.backflush.quantity} ${at.unit} were backflushed ` +
      `and ${at.issued.explicit.quantity} ${at.unit} issued explicitly; ` +
      `only ${at.declared === 'explicit' ? 'explicit issue' : 'backflush'} is declared for it.`,
    badness: quantityToNumber(absoluteQuantity(at.issued[other].quantity)),
    records: recordsOf(evidence, { postings, facts: facts.slice(0, 4), about: ({ dims }) => dims.item === at.item }),
    eids: facts.map((fact) => fact.eid),
  }
}

/** Number 3: a component leaves stock by the path that its bill of materials declares. Whether the sum is right, number 33 tells. */
export const singleConsumptionPath: Check = {
  number: 3,
  name: 'single-consumption-path',
  class: 'L',
  covers: ['conservation'],
  title: 'A component is backflushed or issued explicitly, as declared, and never both.',
  provenBy: ['M51'],
  begin: atEnd(({ evidence, found }) => {
    for (const consumption of consumptions(evidence)) {
      found.take(judgeConsumption(evidence, consumption))
    }
  }),
}
