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

interface References {
  /** Live references that name one fact, by system, operation and plant. */
  readonly count: number
  /** Those on more than one live document, in the order of their first. */
  readonly shared: readonly (readonly [key: string, docs: readonly DocState[]])[]
}

/** By the fact itself, where the document stands for it by this name. */
function namesOneFact(evidence: Evidence, reference: string, doc: DocState): boolean {
  if (doc.level === 'exact' && doc.facts.length === 1 && doc.facts[0]?.businessKey === reference) return true
  return evidence.factsNamed([reference]).length === 1
}

/**
 * Live documents by reference. Only a reference that names one fact counts: what else a target writes there (an order, a batch)
 * need not be unique, and a shortened key may stand for several. A declared split has a part in its reference (`KEY#1`), so it differs.
 */
function references(evidence: Evidence): References {
  // Most references are on one document: a list is made only for those that are on more.
  const byReference = new Map<string, DocState | DocState[]>()
  for (const doc of evidence.docs) {
    if (doc.references.length === 0 || !isLive(doc) || !isTargets(evidence, doc)) continue
    for (const reference of doc.references.length === 1 ? doc.references : new Set(doc.references)) {
      const known = byReference.get(reference)
      if (known === undefined) byReference.set(reference, doc)
      else if (Array.isArray(known)) known.push(doc)
      else byReference.set(reference, [known, doc])
    }
  }
  let count = 0
  const shared: [string, DocState[]][] = []
  for (const [reference, known] of byReference) {
    const [first] = Array.isArray(known) ? known : [known]
    if (!first || !namesOneFact(evidence, reference, first)) continue
    if (!Array.isArray(known)) {
      count += 1
      continue
    }
    const byKey = new Map<string, DocState[]>()
    for (const doc of known) push(byKey, `${doc.system}|${operationOf(evidence, doc)}|${doc.plant}|${reference}`, doc)
    count += byKey.size
    for (const entry of byKey) if (entry[1].length > 1) shared.push(entry)
  }
  return { count, shared: shared.sort(([, a], [, b]) => (a[0]?.seq ?? 0) - (b[0]?.seq ?? 0)) }
}

function push(map: Map<string, DocState[]>, key: string, doc: DocState): void {
  const list = map.get(key)
  if (list) list.push(doc)
  else map.set(key, [doc])
}

/** Number 4: judged on what is live at the end of the journal; a document that was cancelled frees its reference. */
export const oneLiveDocPerExtref: Check = {
  number: 4,
  name: 'one-live-doc-per-extref',
  class: 'S',
  title: 'An external reference has at most one live document of a kind.',
  provenBy: ['M01', 'M04', 'M07', 'M32'],
  begin(evidence) {
    const faults = new FaultTrail()
    return {
      hears: ['fault.fired'],
      on: (record) => faults.on(record),
      end() {
        const found = new Collector()
        const { count, shared } = references(evidence)
        for (const [key, docs] of shared) {
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
          judged: count,
          violations,
          ...(enforced &&
            violations.count === 0 && { notJudged: 'enforced by the ERP: it refuses a reference that is already on a live document' }),
        }
      },
    }
  },
}
