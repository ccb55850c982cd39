import { describe, expect, test } from 'vitest'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { noStaleOverwrite } from '../../../src/checks/generic/no-stale-overwrite.js'
import { neverTooEarly } from '../../../src/checks/generic/never-too-early.js'
import { noDuplicateEffect } from '../../../src/checks/generic/no-duplicate-effect.js'
import type { Check } from '../../../src/checks/contract.js'
import { placeName } from '../../../src/domain/place-name.js'
import { reservedLetters } from '../../../src/domain/words.js'
import type { Explanation } from '../../../src/explain/explanation.js'
import { flows } from '../../../src/flows/index.js'
import { judge, type JournalBuilder } from '../../support/journal-builder.js'
import { flowWords } from '../../support/journal-header.js'
import { bom, decided, decision, inErp, inWms, lot, lotJournal, madeAvailable, makesSignal, signalled, writes } from '../../support/lots.js'
import { explained, seqs, text, witness } from './support.js'

const plants = ['P1', 'P2'].map((id) => ({ id, timeZone: 'Europe/Berlin', company: 'C1' }))

/** What a check convicts first, explained. */
function convicted(check: Check, run: JournalBuilder): Explanation {
  const { first } = judge(check, run.end()).violations
  if (!first) throw new Error(`${check.name} finds nothing`)
  return explained(check.name, first, run)
}

function bound({ bindings }: Explanation): string[] {
  return bindings.map(({ name, what, about }) => `${name} ${what}: ${about}`)
}

describe('posted twice in one of two systems', () => {
  const twice = (): JournalBuilder => inWms(inWms(inErp(decided(lotJournal()))))

  test('is told by the ledger of that one, and by what is summed there', () => {
    const explanation = convicted(noDuplicateEffect, twice())
    expect(explanation.statement.text).toMatchInlineSnapshot(
      `"WMS has 80 KG availability on C2 lot L1 for QD-000001, which obliges 40 KG, once."`,
    )
    expect(explanation.knowledge.columns).toEqual(['WMS ledger', 'target', 'MES'])
    expect(explanation.knowledge.rows.map(({ event, cells }) => `${event}: ${cells['WMS ledger'] ?? ''}`)).toMatchInlineSnapshot(`
      [
        "Da delivered: –",
        "Da acknowledged: –",
        "A2 applied: D2 (40)",
        "A2 answered: D2 (40)",
        "A3 applied: D2+D3 (80)",
        "A3 answered: D2+D3 (80)",
      ]
    `)
    expect(explanation.steps.at(-1)?.claim).toMatchInlineSnapshot(
      `"However, one Da allows 40 KG, and D2 and D3 make 80 KG in WMS: a contradiction"`,
    )
  })

  test('a thing that facts share is counted, and told for all of them', () => {
    const run = lotJournal()
    for (const key of ['PP-000001', 'PP-000002']) run.fact(key, { flow: 'availability', dims: lot, expect: [signalled()] }).deliver(key)
    const explanation = convicted(noDuplicateEffect, makesSignal(makesSignal(run, 'PP-000001', '1'), 'PP-000002', '2'))
    expect(explanation.statement.text).toMatchInlineSnapshot(
      `
      "WMS has 2 sourcing signals of C2, change ECO-1 for PP-000001 and PP-000002, which together oblige 1 sourcing signal,
       once."
    `,
    )
    expect(explanation.steps.at(-1)?.claim).toMatchInlineSnapshot(
      `"However, Va and Vb together allow 1 sourcing signal, and D1 and D2 make 2 sourcing signals in WMS: a contradiction"`,
    )
    expect(text(explanation)).toContain('sourcing signal 1 (D1) + 1 (D2) = 2; expected 1; too much 1')
  })
})

test.each([
  ['-40', '-80', '-40', 'too much 40 KG'],
  ['-40', '-30', '10', 'missing 10 KG'],
  ['-40', '10', '50', 'missing 50 KG'],
  ['40', '80', '40', 'too much 40 KG'],
  ['40', '30', '-10', 'missing 10 KG'],
  ['40', '-10', '-50', 'missing 50 KG'],
  ['0', '-10', '-10', 'too much 10 KG'],
])('where %s is expected, %s is off by %s: %s', (expected, total, excess, said) => {
  const explanation = convicted(noDuplicateEffect, inErp(inErp(decided(lotJournal()))))
  expect(text(explanation)).toContain('transfer -40 (D1) - 40 (D2) = -80 KG; expected -40 KG; too much 40 KG')
  expect(text({ ...explanation, sum: { measure: 'transfer', unit: 'KG', terms: [], expected, total, excess } })).toContain(
    `expected ${expected} KG; ${said}`,
  )
})

describe('too early', () => {
  const gates = [
    { effect: 'transfer', facts: ['mes:QA-000001'], by: 'exposed', or: 'wait' },
    { effect: 'available', facts: ['mes:QA-000001'], by: 'owed', or: 'wait' },
  ] as const

  test('names the effect that the gate holds back, and that gate', () => {
    const run = lotJournal().fact('QA-000001', { flow: 'lot-status', dims: lot, expect: [] })
    run.offer('QA-000001').exposed('QA-000001')
    inErp(inWms(decided(run, 'QD-000001', { gates })))
      .wait(1_000)
      .outcome('QA-000001', 'acked')
    const explanation = convicted(neverTooEarly, run)
    expect(explanation.statement.text).toMatchInlineSnapshot(
      `"WMS has QD-000001 (C2 lot L1, 40 KG availability) before QA-000001 was taken over."`,
    )
    expect(explanation.steps[0]?.claim).toMatchInlineSnapshot(`"Db may have 40 KG availability only when Da is taken over"`)
  })
})

describe('states of several plants', () => {
  const published = (): JournalBuilder => {
    const run = lotJournal({ master: { plants } })
    const of = { flow: 'lot-status', dims: { item: 'FG-100', revision: 'B' }, sequenceKey: null } as const
    for (const [key, version] of [
      ['PP-000001', 7],
      ['PP-000002', 8],
    ] as const)
      run.fact(key, { ...of, expect: ['P1', 'P2'].map((plant) => bom(plant, `v${version}`, version)) }).deliver(key)
    return writes(writes(run, 'PP-000002', bom('P1', 'v8', 8)), 'PP-000001', bom('P1', 'v7', 7))
  }

  test('are told once, with their plants, and hold against the journal', () => {
    const explanation = convicted(noStaleOverwrite, published())
    expect(explanation.problem).toBeUndefined()
    expect(bound(explanation)).toMatchInlineSnapshot(`
      [
        "Da MES usage decision PP-000001: FG-100, revision B, lines version 7 in P1 and P2",
        "Db MES usage decision PP-000002: FG-100, revision B, lines version 8 in P1 and P2",
        "A1 target → ERP: PUT /boms/FG-100, no idempotency key, attempt 1, sent T+0.110, for Db",
        "A2 target → ERP: PUT /boms/FG-100, no idempotency key, attempt 1, sent T+0.160, for Da",
      ]
    `)
    expect(explanation.steps.map(({ claim }) => claim).filter((claim) => claim.includes(' set '))).toMatchInlineSnapshot(`
      [
        "T+0.120 A1: ERP set lines of bom of FG-100, revision B in P1 to version 8",
        "T+0.170 A2: ERP set lines of bom of FG-100, revision B in P1 to version 7",
      ]
    `)
  })

  test('that never came are told for each system of the fact', () => {
    const run = decided(lotJournal()).end('patience', 1)
    const explanation = explained('every-event-accounted', witness({ reason: 'missing', eids: ['mes:QD-000001'], records: [3] }), run)
    expect(explanation.statement).toMatchInlineSnapshot(`
      {
        "observed": "no document in ERP or WMS, no exception",
        "possible": "40 KG moved out in ERP and 40 KG availability in WMS, or an exception with an obstacle on record",
        "text": "MES usage decision QD-000001 (C2 lot L1, 40 KG moved out in ERP and 40 KG availability in WMS) reached the target
         and went no further: ERP and WMS have no document for it, and nobody was told.",
      }
    `)
    expect(explanation.steps.at(-1)?.claim).toMatchInlineSnapshot(
      `
      "However, Da obliges 40 KG moved out in ERP and 40 KG availability in WMS, and neither a document nor an exception
       stands for it: a contradiction"
    `,
    )
  })
})

describe('a fact of which a part is there, since others share it', () => {
  const revision = { ...bom('P1', 'v8', 8), system: 'erp' }
  const run = (): JournalBuilder => {
    const both = lotJournal()
    for (const key of ['PP-000001', 'PP-000002'])
      both.fact(key, { flow: 'availability', dims: lot, expect: [signalled(), revision] }).deliver(key)
    return both
  }

  test('is lost by what is missing of it, and not by what is there', () => {
    const made = makesSignal(run(), 'PP-000002', '1').end('patience', 1)
    const outcome = judge(everyEventAccounted, made)
    expect(outcome.messages[0]).toMatchInlineSnapshot(`
      "PP-000001 (availability of C2 lot L1) was delivered once at 0.060 s (acked), and the ERP does not show the lines v8
       (version 8) of bom:P1/FG-100/B; there is no exception after 0.300 s of waiting (target.patience)."
    `)
    const explanation = explained('every-event-accounted', outcome.violations.first ?? witness({ eids: [], records: [] }), made)
    expect(explanation.statement).toMatchInlineSnapshot(`
      {
        "observed": "nothing of that in ERP, no exception",
        "possible": "lines version 8 of FG-100, revision B in ERP, or an exception with an obstacle on record",
        "text": "MES availability PP-000001 (C2 lot L1, lines version 8 of FG-100, revision B) reached the target and went no
         further: ERP does not have lines version 8 of FG-100, revision B, and nobody was told.",
      }
    `)
    expect(explanation.steps.at(-1)?.claim).toMatchInlineSnapshot(`
      "However, V obliges lines version 8 of FG-100, revision B in ERP, and that is not there, and no exception stands for
       it: a contradiction"
    `)
  })

  test('and where nothing is there, by all of it', () => {
    expect(convicted(everyEventAccounted, run()).statement.text).toContain('ERP have no document for it')
  })
})

describe('records in words', () => {
  test('a document without a date has none, and what moves out says so', () => {
    const run = inErp(decided(lotJournal()))
    const source = inWms(run, 'QD-000001', { lines: [madeAvailable('40')], postingDate: '' }).end()
    const explanation = explained('some-check', witness({ eids: ['mes:QD-000001'], records: seqs(source, 'effect') }), source)
    expect(explanation.steps.map(({ claim }) => claim.replace(/^\S+ /, '')).slice(0, 3)).toMatchInlineSnapshot(`
      [
        "A1: ERP moved out 40 KG of C2 lot L1 in document 4711, dated 2026-03-02",
        "A1: ERP moved in 40 KG of C2 lot L1 in document 4711, dated 2026-03-02",
        "A2: WMS posted availability 40 KG of C2 lot L1 in document 4712",
      ]
    `)
  })

  test('what a stand-in posts is not the scenario’s', () => {
    const run = lotJournal({ covers: ['availability'] })
    decided(run)
    const [line] = decision('40')
    if (line?.what !== 'quantity') throw new Error('there is no amount')
    const { system: _, flow: __, ...effect } = line
    const base = { kind: 'effect', system: 'erp', doc: '1', docKind: 'goods-movement', plant: 'P1', references: ['QD-000001'] } as const
    run.push({ ...base, ...effect, unit: 'KG', dates: { posting: '2026-03-02' }, step: 'stand-in:QD-000001' })
    run.push({ ...base, ...effect, unit: 'KG', dates: { posting: '2026-03-02' }, doc: '2', step: 'count' })
    const explanation = explained('some-check', witness({ eids: ['mes:QD-000001'], records: seqs(run, 'effect') }), run)
    expect(explanation.steps.map(({ claim }) => claim.replace(/^.*dated 2026-03-02/, '')).slice(0, 2)).toEqual([
      ', by the stand-in',
      ', by the scenario',
    ])
  })
})

describe('names', () => {
  test('of places: an order, stock, or whatever else there is', () => {
    expect(placeName({ plant: 'P1', order: '100001', routingStep: '0010', item: 'C1' })).toBe('order 100001 / 0010')
    expect(placeName({ plant: 'P1', item: 'C2', lot: 'L1', location: 'RM01', stockType: 'quality' })).toBe('C2 lot L1 at RM01 (quality)')
    expect(placeName({ item: 'C2', stockType: 'unrestricted', change: 'ECO-1', workCentre: 'W1' })).toBe('C2, change ECO-1, work centre W1')
    expect(placeName({ plant: 'P1' }, 'nothing else')).toBe('nothing else')
  })

  test('of facts: no shipped flow has a letter that other things have, and one that had would get a second one', () => {
    const letters = flows.map(({ words }) => words.letter)
    expect(letters.filter((letter) => reservedLetters.includes(letter))).toEqual([])
    expect(new Set(letters).size).toBe(letters.length)
    const source = lotJournal({ flows: [flowWords('lot-status', 'D'), flowWords('availability', 'V')] })
    const run = inErp(decided(source)).end()
    const names = explained('some-check', witness({ eids: ['mes:QD-000001'], records: seqs(run, 'effect') }), run).bindings.map(
      ({ name }) => name,
    )
    expect(names).toEqual(['Da', 'A1'])
  })
})
