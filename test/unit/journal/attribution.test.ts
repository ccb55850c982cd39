import { describe, expect, test } from 'vitest'
import { entityId, type StateEffect } from '../../../src/domain/effect.js'
import { withoutPart } from '../../../src/journal/attribution.js'
import type { Evidence } from '../../../src/journal/evidence.js'
import { evidenceOf, JournalBuilder } from '../../support/journal-builder.js'
import type { FactOptions } from '../../support/journal-options.js'

function keysOf(evidence: Evidence): readonly (readonly string[])[] {
  return [...evidence.postings].map((posting) => posting.facts.map((fact) => fact.businessKey))
}

function endingsOf(journal: JournalBuilder): readonly string[] {
  const evidence = evidenceOf(journal)
  return [...evidence.facts.values()].map((fact) => evidence.endingOf(fact))
}

const stock = { measure: 'receipt', plant: 'P1', item: 'FG-1', location: 'FG01', unit: 'EA' } as const

describe('a posting that names nothing', () => {
  test('stands for the fact that obliges it, though the fact is about something else', () => {
    // An inspection is about a lot; what it obliges is a movement of an item.
    const journal = new JournalBuilder()
    for (const [key, lot, quantity] of [
      ['MC-000001', 'L1', '10'],
      ['MC-000002', 'L2', '20'],
    ] as const) {
      journal.fact(key, { expect: [{ ...stock, system: 'erp', lot, quantity }] }).deliver(key)
    }
    journal.post([], { references: [], lines: [{ ...stock, lot: 'L2', quantity: '20' }] })
    // A quantity that nobody obliges is nobody's.
    journal.post([], { references: [], lines: [{ ...stock, lot: 'L1', quantity: '7' }] })
    expect(keysOf(evidenceOf(journal))).toEqual([['MC-000002'], []])
  })

  test('stands for no fact that was not offered, and for no cancellation', () => {
    const journal = new JournalBuilder()
    const expected = [{ ...stock, system: 'erp', lot: 'L1', quantity: '10' }] as const
    journal.fact('MC-000001', { expect: expected })
    journal.post([], { references: [], lines: [{ ...stock, lot: 'L1', quantity: '10' }] })
    expect(keysOf(evidenceOf(journal))).toEqual([[]])
  })
})

describe('a write that names nothing', () => {
  const dims = { plant: 'P1', item: 'FG-1' }
  const bom = { entity: entityId('bom', 'P1', 'FG-1'), dims, group: 'lines', after: 'C1 2' } as const
  const said = (journal: JournalBuilder, key: string, version: number): JournalBuilder =>
    journal.fact(key, { expect: [{ system: 'erp', flow: 'confirmation', what: 'state', ...bom, version }], sequenceKey: null })
  const written = (version?: number): JournalBuilder => {
    const journal = said(new JournalBuilder(), 'PP-000002', 8).deliver('PP-000002')
    // The next version says the same: it is on its way when the one before is written.
    said(journal, 'PP-000003', 9).offer('PP-000003').arrive([], { operation: 'bom.change', path: '/bom-revisions/B-1', method: 'PUT' })
    return journal.write({ ...bom, docKind: 'bom', references: [], ...(version !== undefined && { version }) }).served({ effects: 1 })
  }

  test('stands for the fact of the version that it says, or for the newest that the target has heard of', () => {
    expect(keysOf(evidenceOf(written(8)))).toEqual([['PP-000002']])
    expect(keysOf(evidenceOf(written()))).toEqual([['PP-000002']])
    expect(keysOf(evidenceOf(written(9)))).toEqual([['PP-000003']])
  })
})

describe('the state that a fact obliges', () => {
  const entity = entityId('bom', 'P1', 'FG-1')
  const bom = { entity, dims: { plant: 'P1', item: 'FG-1' }, group: 'lines' } as const
  const obliged = (after: string, version?: number): FactOptions => {
    const state = { system: 'erp', flow: 'confirmation', what: 'state', ...bom, after, ...(version !== undefined && { version }) } as const
    return { expect: [state], sequenceKey: null }
  }

  /** What is written for the fact, or, where a step is named, by the scenario. */
  function write(journal: JournalBuilder, key: string, after: string, version?: number, more: Partial<StateEffect> = {}): JournalBuilder {
    const state = { ...bom, after, references: [key], ...(version !== undefined && { version }), ...more }
    return journal.arrive(key).write(state).served().answered(200)
  }

  function step(journal: JournalBuilder, after: string): JournalBuilder {
    const base = { kind: 'effect', system: 'erp', doc: '', docKind: 'bom', plant: 'P1', references: [], what: 'state', step: 's' } as const
    return journal.push({ ...base, ...bom, after })
  }

  function metOf(journal: JournalBuilder): Readonly<Record<string, boolean>> {
    const evidence = evidenceOf(journal)
    return Object.fromEntries(
      [...evidence.facts.values()].map(({ businessKey, states }) => [businessKey, states.every((state) => evidence.isMet(state))]),
    )
  }

  type Write = readonly [version: number | undefined, after: string]

  test.each<[string, readonly Write[], boolean]>([
    ['its version with its value', [[3, 'A']], true],
    ['a later version that another fact obliges', [[4, 'B']], true],
    ['a later version with a content that no fact gives it', [[4, 'garbage']], false],
    ['a later version that no fact knows, even with its value', [[9, 'A']], false],
    ['an older version that says the same: who writes only what differs has nothing to write', [[1, 'A']], true],
    ['an older version that says something else', [[2, 'B']], false],
    ['its version with another value', [[3, 'B']], false],
    // prettier-ignore
    ['its value, and an older one after it', [[3, 'A'], [2, 'B']], false],
    ['nothing', [], false],
  ])('is met by %s: %#', (_what, writes, met) => {
    const journal = new JournalBuilder().fact('A', obliged('A', 3)).fact('B', obliged('B', 4)).deliver('A').deliver('B')
    for (const [version, after] of writes) write(journal, 'A', after, version)
    expect(metOf(journal)['A']).toBe(met)
  })

  test('is not met by what has to be rejected, nor by an inactive one where it is to be active', () => {
    const rejected = new JournalBuilder().fact('A', obliged('A', 1)).fact('B', { ...obliged('B', 2), must: 'REJECT' })
    expect(metOf(write(rejected, 'B', 'B', 2))['A']).toBe(false)
    const state = { system: 'erp', flow: 'confirmation', what: 'state', ...bom, after: 'A', version: 1, active: true } as const
    const active = (): JournalBuilder => new JournalBuilder().fact('A', { expect: [state] })
    expect(metOf(write(active(), 'A', 'A', 2, { active: false }))['A']).toBe(false)
    expect(metOf(write(active(), 'A', 'A', 1, { active: true }))['A']).toBe(true)
  })

  test('without a version: what was written before the fact happened pays for it only if it still stands', () => {
    const lost = step(step(new JournalBuilder(), 'free'), 'held').fact('A', obliged('free')).deliver('A')
    expect(metOf(lost)).toEqual({ A: false })
    expect(endingsOf(lost.end())).toEqual(['missing'])
    const nothingToDo = step(new JournalBuilder(), 'free').fact('A', obliged('free')).deliver('A')
    expect(metOf(nothingToDo)).toEqual({ A: true })
    expect(metOf(write(lost, 'A', 'free'))).toEqual({ A: true })
  })

  test('without a version: the newest fact has the last word, and what came before it stays met', () => {
    const three = (): JournalBuilder => {
      const journal = new JournalBuilder().fact('A', obliged('free')).fact('B', obliged('held')).fact('C', obliged('free'))
      journal.deliver('A').deliver('B').deliver('C')
      return write(write(journal, 'A', 'free'), 'B', 'held')
    }
    expect(metOf(three())).toEqual({ A: true, B: true, C: false })
    expect(endingsOf(three().end())).toEqual(['posted', 'posted', 'missing'])
    expect(metOf(write(three(), 'C', 'free'))).toEqual({ A: true, B: true, C: true })
  })

  test('a step of the scenario afterwards takes nothing from it, a step before pays for nothing', () => {
    const recalled = step(write(new JournalBuilder().fact('A', obliged('free')).deliver('A'), 'A', 'free'), 'held')
    expect(metOf(recalled)).toEqual({ A: true })
    recalled.fact('C', obliged('free')).deliver('C')
    expect(metOf(recalled)).toEqual({ A: true, C: false })
    expect(endingsOf(recalled.end())).toEqual(['posted', 'missing'])
  })

  test('what a system works out by itself takes nothing from it, and may meet it', () => {
    const written = write(new JournalBuilder().fact('A', obliged('free')).deliver('A'), 'A', 'free')
    expect(metOf(write(written, 'A', 'used', undefined, { derived: true }))).toEqual({ A: true })
    const workedOut = new JournalBuilder().fact('A', obliged('free')).deliver('A')
    expect(metOf(write(workedOut, 'A', 'free', undefined, { derived: true }))).toEqual({ A: true })
  })
})

describe('a name that is none of the tamest', () => {
  const key = 'MC/200001#+% Äb 東'

  test.each([
    ['per cent and digits', encodeURIComponent(key)],
    ['UTF-8, read byte by byte', Buffer.from(key).toString('latin1')],
    ['a quoted string', `"${encodeURIComponent(key)}"`],
  ])('is known in a header, where it is %s', (_how, value) => {
    for (const named of [{ key: value }, { correlation: value }]) {
      const journal = new JournalBuilder()
        .fact(key)
        .deliver(key)
        .post([key], { ...named, references: [] })
      expect(keysOf(evidenceOf(journal))).toEqual([[key]])
    }
  })

  test('is compared as it is: neither case, nor zeros in front, nor the normal form of its characters are anything but itself', () => {
    const keys = ['ab-1', 'AB-1', '10', '0010', 'ü-1'.normalize('NFC'), 'ü-1'.normalize('NFD')]
    const journal = new JournalBuilder()
    for (const each of keys) journal.fact(each).deliver(each)
    for (const each of keys) journal.post([each])
    expect(keysOf(evidenceOf(journal))).toEqual(keys.map((each) => [each]))
  })

  test('has a hash of its own, which is no part; a part of it is one', () => {
    expect([withoutPart('MC/1#+% Äb'), withoutPart('MC/1#+% Äb#2'), withoutPart('MC-000001#yield'), withoutPart('#1')]).toEqual([
      'MC/1#+% Äb',
      'MC/1#+% Äb',
      'MC-000001',
      '#1',
    ])
  })
})

describe('a number that two plants have', () => {
  const both = (): JournalBuilder =>
    new JournalBuilder().fact('P1/MC-000001').fact('P2/MC-000001', { plant: 'P2' }).deliver('P1/MC-000001').deliver('P2/MC-000001')

  test('stands for the fact of the plant in which it was posted', () => {
    const journal = both()
    for (const plant of ['P2', 'P1']) journal.post([`${plant}/MC-000001`], { plant, references: ['MC-000001'] })
    expect(keysOf(evidenceOf(journal))).toEqual([['P2/MC-000001'], ['P1/MC-000001']])
    expect(endingsOf(journal.end())).toEqual(['posted', 'posted'])
  })

  test('is one fact where the plant stands before it, and both where nothing says which', () => {
    const evidence = evidenceOf(both())
    const named = (names: readonly string[], plant?: string): readonly string[] =>
      evidence.factsNamed(names, plant).map((fact) => fact.businessKey)
    expect(named(['P2/MC-000001'])).toEqual(['P2/MC-000001'])
    expect(named(['MC-000001'], 'P2')).toEqual(['P2/MC-000001'])
    expect(named(['MC-000001'])).toEqual(['P1/MC-000001', 'P2/MC-000001'])
    expect(evidence.factsInHeader('P1/MC-000001').map((fact) => fact.eid)).toEqual(['mes:P1/MC-000001'])
  })
})
