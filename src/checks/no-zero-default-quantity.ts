import type { DocState, FactState } from '../journal/evidence-types.js'
import { Collector } from './collector.js'
import type { Check } from './contract.js'
import { isTargets } from './support/scope.js'
import { recordsOf } from './support/trail.js'
import { DimensionWords, enumerate } from './support/words.js'

const confirmed = new Set(['yield', 'scrap', 'rework'])

/** A field that was not understood must not become a zero in the ledger. */
export const noZeroDefaultQuantity: Check = {
  number: 39,
  name: 'no-zero-default-quantity',
  class: 'S',
  title: 'No document is posted with a quantity of zero where the source reported one.',
  provenBy: ['M60'],
  begin: (evidence) => ({
    end() {
      const words = new DimensionWords(evidence.header.plan)
      const found = new Collector()
      let judged = 0
      for (const doc of evidence.docs) {
        // What stands for a choice of facts cannot be compared with any one of them.
        if (!isTargets(evidence, doc) || doc.reversesDoc !== '' || doc.level === 'group' || doc.level === 'none') continue
        const facts = doc.facts.filter((fact) => fact.covered && fact.flow !== 'reversal')
        if (!facts.some((fact) => fact.expect.some((effect) => effect.quantity !== '0'))) continue
        judged += 1
        const dims = mayBeZero(doc) ? zeroIn(doc, facts) : undefined
        if (dims === undefined) continue
        const reported = facts.map((fact) => `${fact.businessKey} ${fact.expect.find((effect) => effect.dims === dims)?.quantity ?? '0'}`)
        found.add({
          reason: 'zero',
          message: `Document ${doc.doc}: ${words.effect('0', dims)}; reported were ${enumerate(reported)}.`,
          badness: 1,
          records: recordsOf(evidence, { facts: facts.slice(0, 5), docs: [doc] }),
          eids: facts.map((fact) => fact.eid).slice(0, 50),
        })
      }
      return { judged, violations: found.done() }
    },
  }),
}

/** A line of zero, or no line of a confirmed quantity: without either there is nothing to look at. */
function mayBeZero(doc: DocState): boolean {
  let confirmation = doc.docKind === 'confirmation'
  for (const { measure, quantity } of doc.lines) {
    if (quantity === '0') return true
    if (confirmed.has(measure)) confirmation = false
  }
  return confirmation
}

/** Dimensions in which the document has nothing, its facts have something, and no other document makes up for it. */
function zeroIn(doc: DocState, facts: readonly FactState[]): string | undefined {
  const expected = new Set(facts.flatMap((fact) => fact.expect.filter((effect) => effect.quantity !== '0').map((effect) => effect.dims)))
  const written = doc.lines.find((line) => line.quantity === '0' && expected.has(line.dims) && !nonZero([doc], line.dims))
  const dims = written?.dims ?? emptyConfirmation(doc, expected)
  if (dims === undefined) return undefined
  const others = facts.flatMap((fact) => fact.docs.filter((other) => other !== doc))
  return nonZero(others, dims) ? undefined : dims
}

/** A confirmation without any quantity, if yield, scrap or rework was reported: some ledgers write no line for a zero. */
function emptyConfirmation(doc: DocState, expected: ReadonlySet<string>): string | undefined {
  if (doc.docKind !== 'confirmation' || doc.lines.some((line) => confirmed.has(line.measure) && line.quantity !== '0')) return undefined
  for (const dims of expected) if (confirmed.has(dims.split('|')[1] ?? '')) return dims
  return undefined
}

function nonZero(docs: readonly DocState[], dims: string): boolean {
  return docs.some((doc) => doc.lines.some((line) => line.dims === dims && line.quantity !== '0'))
}
