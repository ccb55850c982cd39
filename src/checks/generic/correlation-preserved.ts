import type { Posting } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { Check } from '../contract.js'
import { atEnd, capitalised, documentNames, eidsOf, isTargets, keysOf, recordsOf } from '../support/index.js'

/** Every document and every exception says by name which fact it stands for. */
export const correlationPreserved: Check = {
  number: 55,
  name: 'correlation-preserved',
  class: 'D',
  covers: ['traceability'],
  title: 'Every document and every exception can be traced to its fact by a reference, a key or the correlation header.',
  provenBy: [],
  begin: atEnd(({ evidence, found }) => {
    let count = 0
    for (const posting of evidence.postings) {
      // A state says by itself whose it is.
      if (posting.lines.length === 0 || !isTargets(evidence, posting)) continue
      count += 1
      if (isNamed(evidence, posting)) continue
      const place = posting.dims['order'] === undefined ? 'place' : 'order'
      const guess = posting.facts.length === 0 ? '' : ` By its ${place} and quantities it could be ${keysOf(posting.facts)}.`
      found.add({
        reason: 'document',
        message: `${capitalised(documentNames([posting]))} cannot be traced to a fact of a source: ${namesOf(posting)}.${guess}`,
        badness: 1,
        records: recordsOf(evidence, { postings: [posting], facts: posting.facts.slice(0, 3) }),
        eids: eidsOf(posting.facts),
      })
    }
    for (const exception of evidence.exceptions.values()) {
      count += 1
      if (exception.eids.length > 0) continue
      const names = exception.keys.length === 0 ? 'none' : exception.keys.slice(0, 3).join(', ')
      found.add({
        reason: 'exception',
        message: `Exception ${exception.xid} cannot be traced to a fact of a source: it names ${names}.`,
        badness: 1,
        records: recordsOf(evidence, { exceptions: [exception.xid] }),
        eids: [],
      })
    }
    return count
  }),
}

function isNamed(evidence: Evidence, posting: Posting): boolean {
  if (posting.level === 'exact' || posting.level === 'template') return true
  // A cancellation is linked to its original by the ledger itself.
  if (posting.reversesDoc !== '') return posting.facts.length > 0
  return evidence.factsNamed(posting.references).length > 0 || evidence.factsInHeader(posting.correlation).length > 0
}

function namesOf(posting: Posting): string {
  const names = [...posting.references.slice(0, 3), ...(posting.correlation === '' ? [] : [posting.correlation])]
  return names.length === 0 ? 'it has neither a reference nor a correlation value' : `no fact is known as ${names.join(', ')}`
}
