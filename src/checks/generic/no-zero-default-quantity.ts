import type { FactState, Posting } from '../../journal/evidence-types.js'
import type { NetGroup } from '../../journal/net-groups.js'
import type { Check } from '../contract.js'
import { atEnd, eidsOf, enumerate, isSure, isTargets, recordsOf } from '../support/index.js'

/** A field that was not understood must not become a zero in the ledger. */
export const noZeroDefaultQuantity: Check = {
  number: 39,
  name: 'no-zero-default-quantity',
  class: 'L',
  covers: ['units'],
  title: 'No document is posted with a quantity of zero where the source reported one.',
  provenBy: ['M60'],
  begin: atEnd(({ evidence, found, words }) => {
    /** Kinds of documents that carry reported amounts, in this journal. */
    const reporting = new Set(evidence.postings.filter(({ lines }) => lines.some(({ at }) => isReported(at))).map(({ kind }) => kind))
    for (const posting of evidence.postings) {
      // What stands for a choice of facts cannot be compared with any one of them.
      if (posting.doc === '' || posting.reversesDoc !== '' || !isSure(posting) || !isTargets(evidence, posting)) continue
      const facts = posting.facts.filter((fact) => fact.covered && fact.reverses === '')
      if (!facts.some((fact) => fact.expect.some(({ quantity }) => quantity !== '0'))) continue
      found.judged += 1
      const reports = reporting.has(posting.kind) || posting.lines.every(({ at }) => at.measure.moves === 0)
      const at = zeroIn(posting, facts, reports)
      // Less than the smallest amount that is kept may be in what was posted after it.
      if (!at || evidence.tolerances.settles(at, { facts, postings: [posting] })) continue
      const reported = facts.map((fact) => `${fact.businessKey} ${fact.expect.find((effect) => effect.at === at)?.quantity ?? '0'}`)
      found.add({
        reason: 'zero',
        message: `Document ${posting.doc}: ${words.effect('0', at)}; reported were ${enumerate(reported)}.`,
        badness: 1,
        records: recordsOf(evidence, { facts: facts.slice(0, 5), postings: [posting] }),
        eids: eidsOf(facts),
      })
    }
  }),
}

/** An amount that a source reported, and that moves nothing by itself. */
function isReported({ measure }: NetGroup): boolean {
  return measure.moves === 0 && measure.unit !== 'none'
}

/** A net group in which the document has nothing, its facts have something, and no other document makes up for it. */
function zeroIn(posting: Posting, facts: readonly FactState[], reports: boolean): NetGroup | undefined {
  const { lines, system } = posting
  const obliged = facts.flatMap((fact) => fact.expect).filter(({ at, quantity }) => at.system === system && quantity !== '0')
  const expected = new Set(obliged.map(({ at }) => at))
  // Without a line of zero, or with an amount of what it reports or stands for, there is nothing to look at.
  const isAmount = (at: NetGroup): boolean => isReported(at) || (expected.has(at) && at.measure.unit !== 'none')
  const silent = reports && !lines.some(({ at, quantity }) => isAmount(at) && quantity !== '0')
  if (!silent && !lines.some(({ quantity }) => quantity === '0')) return undefined
  const written = lines.find(({ at, quantity }) => quantity === '0' && expected.has(at) && !isNonZero(posting, at))
  // Some ledgers write no line for a zero.
  const at = written?.at ?? (silent ? [...expected].find(isReported) : undefined)
  if (!at) return undefined
  return facts.some((fact) => fact.postings.some((other) => other !== posting && isNonZero(other, at))) ? undefined : at
}

function isNonZero({ lines }: Posting, at: NetGroup): boolean {
  return lines.some((line) => line.at === at && line.quantity !== '0')
}
