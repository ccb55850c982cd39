import type { Gate } from '../../../domain/fact.js'
import { negateQuantity, subtractQuantities } from '../../../domain/quantity.js'
import type { FactState, Posting, PostingLine } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { NetScope } from '../../../journal/net-effects.js'
import type { NetGroup } from '../../../journal/net-groups.js'
import type { Claim } from '../../contract.js'
import { gatedPart, isApartBy, isLive, isSure, missingOf, WordMap } from '../../support/index.js'

const title = 'receipt-lands-restricted'

interface ReceivedFree {
  readonly gate: Gate
  readonly lines: readonly PostingLine[]
}

/**
 * What of a posting was received into free stock and has to be inspected. That its lot was decided upon by then changes nothing: the
 * decision moves it from where it was received.
 */
export function* receivedFreeIn({ calls }: Evidence, fact: FactState, posting: Posting): Generator<ReceivedFree> {
  if (!calls.has(posting.cid) || posting.reversesDoc !== '' || !isSure(posting)) return
  for (const gate of fact.gates) {
    const { lines } = gate.title === title ? gatedPart(gate, fact, posting) : { lines: [] }
    if (lines.length > 0) yield { gate, lines }
  }
}

/** Lots that lie in free stock because they were received there, system by system. */
function freeLots(evidence: Evidence): WordMap<true> {
  const known = gathered.get(evidence)
  if (known?.at === evidence.last.seq) return known.lots
  const lots = new WordMap<true>()
  for (const fact of evidence.facts.values()) {
    if (!fact.covered || !fact.gates.some((gate) => gate.title === title)) continue
    for (const posting of fact.postings)
      for (const { lines } of isLive(posting) ? receivedFreeIn(evidence, fact, posting) : [])
        for (const { at } of lines) lots.getOr(lotOf(at), () => true)
  }
  gathered.set(evidence, { at: evidence.last.seq, lots })
  return lots
}

const gathered = new WeakMap<Evidence, { readonly at: number; readonly lots: WordMap<true> }>()

function lotOf({ system, dims: { plant = '', item = '', lot = '' } }: NetGroup): readonly string[] {
  return [system, plant, item, lot]
}

/**
 * Sums in which what is done later with such a lot is off for that reason alone: whatever should leave inspected stock, or come into it,
 * did so in free stock, or did not have to. Anything else that is off there is another matter.
 */
function leftBehind(evidence: Evidence, scope: NetScope): ReadonlySet<NetGroup> {
  const found = new Set<NetGroup>()
  const lots = freeLots(evidence)
  if (lots.made.length === 0) return found
  const { expected, actual } = scope
  const places = new WordMap<NetGroup[]>()
  for (const at of new Set([...expected.keys(), ...actual.keys()]))
    if (at.measure.signed !== undefined && lots.get(lotOf(at)))
      places.getOr([at.measure.name, ...lotOf(at), at.dims['location'] ?? ''], () => []).push(at)
  for (const groups of places.made) {
    const off = groups.filter((at) => isApartBy(evidence, scope, at, actual.get(at) ?? '0', expected.get(at) ?? '0'))
    const by = (stockType: string): string => {
      const at = off.find(({ dims }) => dims['stockType'] === stockType)
      return at ? subtractQuantities(actual.get(at) ?? '0', expected.get(at) ?? '0') : '0'
    }
    if (off.length === 2 && by('quality') === negateQuantity(by('unrestricted'))) for (const at of off) found.add(at)
  }
  return found
}

/** What was received into free stock, what moved it from there to where it should have been, and what it leaves behind. */
export const receivedFree: Claim = {
  owner: title,
  *lines(evidence, scope) {
    const { facts, postings } = scope
    const behind = leftBehind(evidence, scope)
    for (const posting of behind.size === 0 ? [] : postings) {
      if (posting.cid === 0 || !isLive(posting)) continue
      for (const line of posting.lines) if (behind.has(line.at)) yield { facts, posting, line, quantity: line.quantity }
    }
    for (const fact of facts) {
      const received = fact.postings.flatMap((posting) => {
        const free = isLive(posting) ? [...receivedFreeIn(evidence, fact, posting)] : []
        return free.flatMap(({ lines }) => lines.map((line) => ({ posting, line })))
      })
      // What other reports of it oblige is missing for the same reason.
      const reports = facts.filter(({ physId }) => physId === fact.physId)
      for (const { posting, line } of received) yield { facts: reports, posting, line, quantity: line.quantity }
      for (const posting of received.length === 0 ? [] : postings) {
        if (posting.cid === 0 || !posting.facts.includes(fact)) continue
        for (const line of posting.lines) {
          const isMove = line.at.measure.signed !== undefined && received.some((each) => each.line.dims['item'] === line.dims['item'])
          if (isMove && !fact.expect.some(({ at }) => at === line.at)) yield { facts: reports, posting, line, quantity: line.quantity }
        }
      }
    }
  },
  fact(evidence, fact, ending) {
    if (ending !== 'short' && ending !== 'missing') return false
    const { sums, states } = missingOf(evidence, fact)
    const behind = sums.length > 0 && states.length === 0 ? leftBehind(evidence, evidence.scopeOf(fact)) : undefined
    return behind !== undefined && sums.every(({ at }) => behind.has(at))
  },
}
