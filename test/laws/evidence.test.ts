import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entityId } from '../../src/domain/effect.js'
import { addQuantities } from '../../src/domain/quantity.js'
import type { JournalRecord } from '../../src/journal/records.js'
import { evidenceOf, journal, type Journal } from '../support/journal-builder.js'

/** One thing that happens in a generated history; `fact` counts facts from 0. */
type Step =
  | { readonly do: 'post'; readonly fact: number }
  | { readonly do: 'part'; readonly fact: number; readonly quantity: number }
  | { readonly do: 'batch'; readonly facts: readonly [number, number] }
  | { readonly do: 'reverse'; readonly posting: number }
  | { readonly do: 'write'; readonly fact: number; readonly version: number; readonly value: string }

const factCount = 4
const index = fc.nat({ max: factCount - 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('post' as const), fact: index }),
  fc.record({ do: fc.constant('part' as const), fact: index, quantity: fc.integer({ min: 1, max: 12 }) }),
  fc.record({ do: fc.constant('batch' as const), facts: fc.tuple(index, index) }),
  fc.record({ do: fc.constant('reverse' as const), posting: fc.nat({ max: 6 }) }),
  fc.record({ do: fc.constant('write' as const), fact: index, version: fc.integer({ min: 1, max: 3 }), value: fc.constantFrom('A', 'B') }),
)

const keyOf = (fact: number): string => `MC-00000${fact + 1}`
const bom = (fact: number): string => entityId('bom', 'P1', `FG-${fact}`)
const yieldOf = (fact: number, quantity: string): { readonly measure: string; readonly quantity: string; readonly operation: string } => ({
  measure: 'yield',
  quantity,
  operation: fact % 2 === 0 ? '0010' : '0020',
})

/** Facts of two routing steps, each obliging 10 EA; the odd ones oblige a state as well: version 2, "B". */
function historyOf(steps: readonly Step[]): Journal {
  const built = journal()
  for (let fact = 0; fact < factCount; fact += 1) {
    const { operation } = yieldOf(fact, '10')
    const dims = { plant: 'P1', order: '100001', routingStep: operation }
    const state = {
      system: 'erp',
      flow: 'confirmation',
      what: 'state',
      entity: bom(fact),
      dims: { plant: 'P1' },
      group: 'lines',
      version: 2,
      after: 'B',
    } as const
    built.fact(keyOf(fact), {
      operation,
      expect: [
        { system: 'erp', flow: 'confirmation', what: 'quantity', measure: 'yield', dims, quantity: '10' },
        ...(fact % 2 === 1 ? [state] : []),
      ],
    })
    built.deliver(keyOf(fact))
  }
  const postings: { readonly doc: string; readonly keys: readonly string[]; reversed: boolean }[] = []
  const post = (keys: readonly string[], lines: readonly ReturnType<typeof yieldOf>[]): void => {
    const doc = String(5_000 + postings.length)
    built.post(keys, { doc, lines })
    postings.push({ doc, keys, reversed: false })
  }
  for (const each of steps) {
    if (each.do === 'post') post([keyOf(each.fact)], [yieldOf(each.fact, '10')])
    else if (each.do === 'part') post([keyOf(each.fact)], [yieldOf(each.fact, String(each.quantity))])
    else if (each.do === 'batch')
      post(
        [...new Set(each.facts.map(keyOf))],
        [...new Set(each.facts)].map((fact) => yieldOf(fact, '10')),
      )
    else if (each.do === 'write') {
      built.arrive(keyOf(each.fact), { operation: 'bom.put' })
      built.write({
        entity: bom(each.fact),
        dims: { plant: 'P1' },
        group: 'lines',
        version: each.version,
        after: each.value,
        references: [keyOf(each.fact)],
      })
      built.served({ effects: 1 }).answered(200)
    } else {
      const posting = postings[each.posting]
      if (!posting || posting.reversed) continue
      posting.reversed = true
      built.reverse(posting.doc, posting.keys)
    }
  }
  return built.end().build()
}

type Recorded = Extract<JournalRecord, { readonly kind: 'effect' }>

/** The twin: sums everything, over and over, by nothing but names. No fact has a part of a posting that it shares. */
class BruteForce {
  readonly effects: readonly Recorded[]

  constructor(readonly source: Journal) {
    this.effects = source.records.filter((record): record is Recorded => record.kind === 'effect')
  }

  /** Facts that are tied to each other by documents that name several. */
  group(key: string): ReadonlySet<string> {
    const group = new Set([key])
    for (let grew = true; grew;) {
      const before = group.size
      for (const { references } of this.effects.filter(({ what }) => what === 'quantity')) {
        if (references.some((reference) => group.has(reference))) for (const reference of references) group.add(reference)
      }
      grew = group.size > before
    }
    return group
  }

  sum(keys: ReadonlySet<string>, routingStep: string): string {
    let sum = '0'
    for (const effect of this.effects) {
      if (effect.what !== 'quantity' || effect.dims['routingStep'] !== routingStep) continue
      if (effect.references.some((reference) => keys.has(reference))) sum = addQuantities(sum, effect.quantity)
    }
    return sum
  }

  isPosted(fact: number): boolean {
    const keys = this.group(keyOf(fact))
    for (const routingStep of ['0010', '0020']) {
      let owed = '0'
      for (let other = 0; other < factCount; other += 1) {
        if (keys.has(keyOf(other)) && yieldOf(other, '').operation === routingStep) owed = addQuantities(owed, '10')
      }
      if (this.sum(keys, routingStep) !== owed) return false
    }
    return fact % 2 === 0 || this.isMet(fact)
  }

  isMet(fact: number): boolean {
    const last = this.effects.findLast((effect) => effect.what === 'state' && effect.entity === bom(fact))
    // No fact obliges a third version: whatever stands under it is nobody's.
    return last?.what === 'state' && (last.version ?? 0) <= 2 && last.after === 'B'
  }
}

test('the evidence says what a sum over everything says', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 10 }), (steps) => {
      const history = historyOf(steps)
      const evidence = evidenceOf(history)
      const brute = new BruteForce(history)
      for (let fact = 0; fact < factCount; fact += 1) {
        const state = evidence.facts.get(`mes:${keyOf(fact)}`)
        if (!state) throw new Error(`the evidence has no ${keyOf(fact)}`)
        expect(evidence.isPosted(state), `${keyOf(fact)} is posted`).toBe(brute.isPosted(fact))
        for (const obliged of state.states) expect(evidence.isMet(obliged), `the state of ${keyOf(fact)} is met`).toBe(brute.isMet(fact))
        const named = brute.effects.filter((effect) => effect.references.includes(keyOf(fact)))
        expect(new Set(state.postings.flatMap(({ doc }) => (doc === '' ? [] : [doc])))).toEqual(
          new Set(named.flatMap(({ doc }) => (doc === '' ? [] : [doc]))),
        )
        if (state.postings.length === 0) expect(evidence.endingOf(state)).toBe('missing')
        if (evidence.isPosted(state)) expect(evidence.endingOf(state)).toBe('posted')
      }
    }),
    { numRuns: 500 },
  )
})
