import { describe, expect, test } from 'vitest'
import { isShut } from '../../../src/journal/gates.js'
import type { Gate } from '../../../src/domain/fact.js'
import { evidenceOf, journal, type JournalBuilder } from '../../support/journal-builder.js'

const gate: Gate = { effect: 'all', facts: ['mes:MC-000001'], by: 'applied', or: 'wait' }

/** Whether the gate was shut for the call that carries MC-000002, at its last posting. */
function wasShut(source: JournalBuilder, gated: Gate = gate): boolean | undefined {
  const evidence = evidenceOf(source.end().build())
  const posting = evidence.facts.get('mes:MC-000002')?.postings.at(-1)
  const call = evidence.calls.get(posting?.cid ?? 0)
  return posting && call && isShut(evidence, gated, call, posting.seq)
}

const run = (): JournalBuilder => journal().fact('MC-000001').deliver('MC-000001').fact('MC-000002').deliver('MC-000002')

describe('what has to be applied first', () => {
  test('is there before the call arrives', () => {
    expect(wasShut(run().post('MC-000001').post('MC-000002'))).toBe(false)
    const meanwhile = run().arrive('MC-000002', { name: 'early' }).post('MC-000001')
    expect(wasShut(meanwhile.effects('MC-000002', { name: 'early' }).served({ name: 'early', effects: 1 }).answered(201))).toBe(true)
  })

  test('may come with the call itself, before or together with what waits for it', () => {
    expect(wasShut(run().post(['MC-000001', 'MC-000002']))).toBe(false)
    const both = (first: string, second: string): boolean | undefined =>
      wasShut(run().arrive(['MC-000001', 'MC-000002']).effects(first).effects(second).served({ effects: 2 }).answered(201))
    expect(both('MC-000001', 'MC-000002')).toBe(false)
    expect(both('MC-000002', 'MC-000001')).toBe(true)
  })

  test('is not there any more once it was cancelled, and is again when it was posted anew', () => {
    const cancelled = (): JournalBuilder => run().post('MC-000001', { doc: '1' }).reverse('1', 'MC-000001')
    expect(wasShut(cancelled().post('MC-000002'))).toBe(true)
    expect(wasShut(cancelled().post('MC-000001').post('MC-000002'))).toBe(false)
    expect(wasShut(run().post('MC-000001', { doc: '1' }).post('MC-000002').reverse('1', 'MC-000001'))).toBe(false)
  })

  test('is one of several, where one is enough', () => {
    const either: Gate = { ...gate, facts: ['mes:MC-000003', 'mes:MC-000001'], any: true }
    const both = (): JournalBuilder => run().fact('MC-000003').deliver('MC-000003')
    expect(wasShut(both().post('MC-000002'), either)).toBe(true)
    expect(wasShut(both().post('MC-000001').post('MC-000002'), either)).toBe(false)
    expect(wasShut(both().post('MC-000001').post('MC-000002'), { ...gate, facts: either.facts })).toBe(true)
  })

  test('may be a cancellation', () => {
    const cancelling = run().fact('MR-000001', { reverses: 'MC-000001' }).deliver('MR-000001').post('MC-000001', { doc: '1' })
    const byIt: Gate = { ...gate, facts: ['mes:MR-000001'] }
    expect(wasShut(cancelling.reverse('1', 'MR-000001').post('MC-000002'), byIt)).toBe(false)
    const original = run().fact('MR-000001', { reverses: 'MC-000001' }).deliver('MR-000001').post('MC-000001', { doc: '1' })
    expect(wasShut(original.reverse('1', 'MR-000001').post('MC-000002'))).toBe(true)
  })
})
