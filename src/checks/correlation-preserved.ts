import type { DocState } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import { Collector } from './collector.js'
import type { Check, Outcome } from './contract.js'
import { isTargets } from './support/scope.js'
import { recordsOf } from './support/trail.js'
import { keysOf } from './support/words.js'

/** Every document and every exception says by name which fact it stands for. */
export const correlationPreserved: Check = {
  number: 55,
  name: 'correlation-preserved',
  class: 'D',
  title: 'Every document and every exception can be traced to its fact by a reference, a key or the correlation header.',
  provenBy: [],
  begin: (evidence) => ({ end: () => judged(evidence) }),
}

function judged(evidence: Evidence): Outcome {
  const found = new Collector()
  let count = 0
  for (const doc of evidence.docs) {
    if (!isTargets(evidence, doc)) continue
    count += 1
    if (isNamed(evidence, doc)) continue
    const guess = doc.facts.length === 0 ? '' : ` By its order and quantities it could be ${keysOf(doc.facts)}.`
    found.add({
      reason: 'document',
      message: `Document ${doc.doc} cannot be traced to a fact of a source: ${namesOf(doc)}.${guess}`,
      badness: 1,
      records: recordsOf(evidence, { docs: [doc], facts: doc.facts.slice(0, 3) }),
      eids: doc.facts.map((fact) => fact.eid).slice(0, 50),
    })
  }
  for (const exception of evidence.exceptions.values()) {
    count += 1
    if (exception.eids.length > 0) continue
    found.add({
      reason: 'exception',
      message:
        `Exception ${exception.xid} cannot be traced to a fact of a source: ` +
        `${exception.keys.length === 0 ? 'it names none' : `it names ${exception.keys.slice(0, 3).join(', ')}`}.`,
      badness: 1,
      records: recordsOf(evidence, { exceptions: [exception.xid] }),
      eids: [],
    })
  }
  return { judged: count, violations: found.done() }
}

function isNamed(evidence: Evidence, doc: DocState): boolean {
  if (doc.level === 'exact' || doc.level === 'template') return true
  // A cancellation is linked to its original by the ledger itself.
  if (doc.reversesDoc !== '') return doc.facts.length > 0
  return evidence.factsNamed(doc.correlation === '' ? doc.references : [...doc.references, doc.correlation]).length > 0
}

function namesOf(doc: DocState): string {
  const names = [...doc.references.slice(0, 3), ...(doc.correlation === '' ? [] : [doc.correlation])]
  return names.length === 0 ? 'it has neither a reference nor a correlation value' : `no fact is known as ${names.join(', ')}`
}
