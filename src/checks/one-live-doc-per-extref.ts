import type { Evidence } from '../journal/evidence.js'
import type { DocState } from '../journal/evidence-types.js'
import { Collector } from './collector.js'
import type { Check } from './contract.js'
import { isLive, isTargets } from './support/scope.js'
import { FaultTrail, recordsOf } from './support/trail.js'
import { enumerate, systemTitle } from './support/words.js'

/** The operation whose documents share a space of references. */
function operationOf(evidence: Evidence, doc: DocState): string {
  return evidence.calls.get(doc.cid)?.operation || doc.docKind
}

/**
 * Live documents by reference. Only a reference that names one fact counts: what else a target writes there (an order, a batch)
 * need not be unique, and a shortened key may stand for several. A declared split has a part in its reference (`KEY#1`), so it differs.
 */
function byReference(evidence: Evidence): Map<string, DocState[]> {
  const found = new Map<string, DocState[]>()
  const names = new Map<string, boolean>()
  for (const doc of evidence.docs) {
    if (!isLive(doc) || !isTargets(evidence, doc)) continue
    for (const reference of new Set(doc.references)) {
      const naming = names.get(reference) ?? evidence.factsNamed([reference]).length === 1
      names.set(reference, naming)
      if (!naming) continue
      const key = `${doc.system}|${operationOf(evidence, doc)}|${doc.plant}|${reference}`
      const docs = found.get(key)
      if (docs) docs.push(doc)
      else found.set(key, [doc])
    }
  }
  return found
}

/** Number 4: judged on what is live at the end of the journal; a document that was cancelled frees its reference. */
export const oneLiveDocPerExtref: Check = {
  number: 4,
  name: 'one-live-doc-per-extref',
  class: 'S',
  title: 'An external reference has at most one live document of a kind.',
  provenBy: [],
  begin(evidence) {
    const faults = new FaultTrail()
    return {
      on: (record) => faults.on(record),
      end() {
        const found = new Collector()
        const references = byReference(evidence)
        for (const [key, docs] of references) {
          if (docs.length < 2) continue
          const [system = '', operation = '', , reference = ''] = key.split('|')
          const facts = evidence.factsNamed([reference])
          const numbers = enumerate(docs.map((doc) => doc.doc))
          found.add({
            reason: 'several-live-documents',
            message: `The reference ${reference} has ${docs.length} live documents of ${operation} in ${systemTitle(system)}: ${numbers}.`,
            badness: docs.length,
            records: recordsOf(evidence, { facts, docs: docs.slice(0, 8) }, faults),
            eids: facts.map((fact) => fact.eid),
          })
        }
        const enforced = evidence.header.systems.erp?.dedupe === 'external-reference'
        const violations = found.done()
        return {
          judged: references.size,
          violations,
          ...(enforced &&
            violations.count === 0 && { notJudged: 'enforced by the ERP: it refuses a reference that is already on a live document' }),
        }
      },
    }
  },
}
