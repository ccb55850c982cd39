import { absoluteQuantity, subtractQuantities } from '../../domain/quantity.js'
import type { SystemName } from '../../domain/names.js'
import type { Ending, FactState } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf } from '../owners.js'
import { atEnd, documentNames, eidsOf, excessesOf, recordsOf, type Scene, systemTitle } from '../support/index.js'
import { stockRows, unexplainedIn, type StockRow } from './support/stock-book.js'

/** Ends of a fact that explain what is off, with the check that tells of each. */
const toldBy: Partial<Readonly<Record<Ending, string>>> = {
  short: 'every-event-accounted',
  missing: 'every-event-accounted',
  'never-collected': 'every-event-accounted',
  forbidden: 'every-event-accounted',
  over: 'no-duplicate-effect',
}

/** However it ended: what was posted twice, and handed to people then because the rest was refused, is told as a duplicate. */
function toldAsTooMuch(evidence: Evidence, fact: FactState, system: SystemName): string | undefined {
  return excessesOf(evidence, evidence.scopeOf(fact)).some(({ at }) => at.system === system) ? toldBy.over : undefined
}

/** The check that tells why it is off, where that is a matter of one fact. */
function ownerOfRow(evidence: Evidence, { system, facts, postings }: StockRow): string | undefined {
  const owners = ownersOf(evidence)
  for (const { lines } of postings) for (const line of lines) if (owners.ofLine(line)) return owners.ofLine(line)?.owner
  for (const fact of facts) {
    const ending = evidence.endingOf(fact)
    const owner =
      owners.ofFact(fact, system)?.owner ??
      owners.ofEnding(evidence, fact, ending) ??
      toldBy[ending] ??
      toldAsTooMuch(evidence, fact, system)
    if (owner !== undefined) return owner
  }
  return undefined
}

function violationOf({ evidence, words, faults }: Scene, row: StockRow, off: string): Violation {
  const { plant = '', item = '', lot = '', location = '', stockType = '' } = row.dims
  const unit = row.at ? words.unit(row.at) : ''
  const what = `${item}${lot === '' ? '' : ` lot ${lot}`} at ${plant}/${location}${stockType === 'unrestricted' ? '' : ` (${stockType})`}`
  // What stands for nobody comes first: that is what is not explained.
  const orphans = [...row.postings].filter((posting) => posting.cid !== 0 && posting.facts.length === 0)
  const by =
    orphans.length === 0 ? '' : `; ${documentNames(orphans)} ${orphans.length === 1 ? 'stands' : 'stand'} for nothing that happened`
  return {
    reason: 'unexplained',
    message:
      `${what}: ${systemTitle(evidence, row.system)} has ${row.is} ${unit}, and there should be ` +
      `${subtractQuantities(row.should, row.people)} ${unit}: ${off} ${unit} are explained by nothing${by}.`,
    badness: Number(absoluteQuantity(off)),
    records: recordsOf(
      evidence,
      { facts: [...row.facts].slice(0, 3), postings: orphans.length === 0 ? [...row.postings].slice(-5) : orphans },
      faults,
    ),
    eids: eidsOf(row.facts),
  }
}

/**
 * Number 29: what was there, and all that happened, is what is there, less what people have. It sums up everything: what is off because of
 * one fact is told by the check that owns that.
 */
export const stockConservation: Check = {
  number: 29,
  name: 'stock-conservation',
  class: 'L',
  covers: ['conservation'],
  title: 'Stock is what it was and what happened to it, in every place, lot and kind, less what people have.',
  provenBy: ['M113'],
  addsUp: true,
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    for (const row of stockRows(evidence)) {
      if (row.isOpen || row.at?.measure.moves === 0) continue
      found.judged += 1
      const off = unexplainedIn(evidence, row)
      if (off === '0') continue
      const owner = ownerOfRow(evidence, row)
      if (owner === undefined) found.add(violationOf(scene, row, off))
      else found.follow(owner, violationOf(scene, row, off))
    }
  }),
}
