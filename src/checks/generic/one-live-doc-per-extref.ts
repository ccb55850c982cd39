import type { Evidence } from '../../journal/evidence.js'
import type { Posting } from '../../journal/evidence-types.js'
import type { Check } from '../contract.js'
import {
  allDo,
  atEnd,
  contentOf,
  enumerate,
  isLive,
  isTargets,
  recordsOf,
  sinksOf,
  systemNames,
  systemTitle,
  WordMap,
} from '../support/index.js'

/** Live documents of one operation and plant that have a reference in common. */
interface Shared {
  readonly reference: string
  readonly operation: string
  readonly postings: Posting[]
}

interface References {
  /** Live references that name one fact, by system, operation and plant. */
  readonly count: number
  /** Those on more than one live document, in the order of their first. */
  readonly shared: readonly Shared[]
}

/** The operation whose documents share a space of references. */
function operationOf(evidence: Evidence, posting: Posting): string {
  return evidence.calls.get(posting.cid)?.operation || posting.kind
}

/** By the fact itself, where the document stands for it by this name. */
function namesOneFact(evidence: Evidence, reference: string, posting: Posting): boolean {
  if (posting.level === 'exact' && posting.facts.length === 1 && posting.facts[0]?.businessKey === reference) return true
  return evidence.factsNamed([reference]).length === 1
}

/**
 * Live documents by reference. Only a reference that names one fact counts: what else a target writes there (an order, a batch)
 * need not be unique, and a shortened key may stand for several. A declared split has a part in its reference (`KEY#1`), so it differs.
 */
function references(evidence: Evidence): References {
  // Most references are on one document: a list is made only for those that are on more.
  const byReference = new Map<string, Posting | Posting[]>()
  for (const posting of evidence.postings) {
    // A state that is written twice is one state.
    if (posting.references.length === 0 || posting.lines.length === 0 || !isLive(posting) || !isTargets(evidence, posting)) continue
    for (const reference of posting.references.length === 1 ? posting.references : new Set(posting.references)) {
      const known = byReference.get(reference)
      if (known === undefined) byReference.set(reference, posting)
      else if (Array.isArray(known)) known.push(posting)
      else byReference.set(reference, [known, posting])
    }
  }
  let count = 0
  const found: Shared[] = []
  for (const [reference, known] of byReference) {
    const [first] = Array.isArray(known) ? known : [known]
    if (!first || !namesOneFact(evidence, reference, first)) continue
    if (!Array.isArray(known)) {
      count += 1
      continue
    }
    const spaces = new WordMap<Shared>()
    for (const posting of known) {
      const operation = operationOf(evidence, posting)
      spaces.getOr([posting.system, operation, posting.plant], () => ({ reference, operation, postings: [] })).postings.push(posting)
    }
    for (const space of spaces.made) {
      count += 1
      if (space.postings.length > 1) found.push(space)
    }
  }
  return { count, shared: found.sort((a, b) => (a.postings[0]?.seq ?? 0) - (b.postings[0]?.seq ?? 0)) }
}

/** Number 4: judged on what is live at the end of the journal; a document that was cancelled frees its reference. */
export const oneLiveDocPerExtref: Check = {
  number: 4,
  name: 'one-live-doc-per-extref',
  class: 'L',
  covers: ['idempotency'],
  title: 'An external reference has at most one live document of a kind.',
  provenBy: ['M01', 'M04', 'M07', 'M32'],
  begin: atEnd(({ evidence, found, faults }) => {
    const { count: judged, shared } = references(evidence)
    for (const { reference, operation, postings } of shared) {
      const facts = evidence.factsNamed([reference])
      const system = systemTitle(evidence, postings[0]?.system ?? '')
      const numbers = enumerate(postings.map((posting) => posting.doc))
      // Nobody repeats a document with another one: they may be parts, which have to say so.
      const isSplit = new Set(postings.map(contentOf)).size === postings.length
      const hint = isSplit ? ` Parts of it are told apart by ${reference}#1, ${reference}#2.` : ''
      found.add({
        reason: 'several-live-documents',
        message: `The reference ${reference} has ${postings.length} live documents of ${operation} in ${system}: ${numbers}.${hint}`,
        badness: postings.length,
        records: recordsOf(evidence, { facts, postings: postings.slice(0, 8) }, faults),
        eids: facts.map((fact) => fact.eid),
      })
    }
    if (found.count > 0 || !allDo(evidence, ({ dedupe }) => dedupe === 'external-reference')) return judged
    const who = systemNames(evidence, sinksOf(evidence))
    return { judged, notJudged: `enforced by ${who}: it refuses a reference that is already on a live document` }
  }),
}
