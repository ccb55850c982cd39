import { describe, expect, test } from 'vitest'
import { neverTooEarly } from '../../../src/checks/generic/never-too-early.js'
import type { Gate } from '../../../src/domain/fact.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

const gate = (more: Partial<Gate> = {}): Gate => ({ effect: 'all', facts: ['mes:MC-000001'], by: 'exposed', or: 'wait', ...more })

/** MC-000002 may be posted only after MC-000001. */
function gated(more: Partial<Gate> = {}): JournalBuilder {
  return journal()
    .fact('MC-000001')
    .fact('MC-000002', { gates: [gate(more)] })
}

const count = (source: JournalBuilder): number => judge(neverTooEarly, source.end()).violations.count

describe('never-too-early', () => {
  test('convicts a posting whose call arrived before its gate was open, and names what was missing', () => {
    const source = gated({ title: 'not-before-its-parts' }).deliver('MC-000002').post('MC-000002').deliver('MC-000001')
    const { messages, violations, judged } = judge(neverTooEarly, source.end())
    expect(judged).toBe(1)
    expect(violations.byReason).toEqual({ 'not-before-its-parts': 1 })
    expect(messages).toMatchInlineSnapshot(`
      [
        "Document 4711 (10 EA yield on order 100001 / 0010) stands for MC-000002 (confirmation of order 100001 / 0010); its
         call 1 arrived at 0.080 s, before MC-000001 was known to the target (not-before-its-parts).",
      ]
    `)
  })

  test('convicts a posting whose gate never opened, also for a fact that never came to be', () => {
    expect(count(gated().deliver('MC-000002').post('MC-000002'))).toBe(1)
    expect(
      count(
        gated({ facts: ['mes:MC-000099'] })
          .deliver('MC-000002')
          .post('MC-000002'),
      ),
    ).toBe(1)
  })

  test('acquits whoever acts at once on what he was told', () => {
    expect(count(gated().deliver('MC-000002').deliver('MC-000001').post('MC-000002'))).toBe(0)
  })

  test('wants an acknowledgement where being told is not enough, and grants the time that one takes to be seen', () => {
    const exposed = gated({ by: 'owed' }).deliver('MC-000002').offer('MC-000001').exposed('MC-000001')
    expect(count(exposed.post('MC-000002').outcome('MC-000001', 'acked'))).toBe(0)
    const late = gated({ by: 'owed' }).deliver('MC-000002').offer('MC-000001').exposed('MC-000001')
    expect(count(late.post('MC-000002').wait(500).outcome('MC-000001', 'acked'))).toBe(1)
  })

  test('wants an effect in the system that the gate names', () => {
    const both = (by: Partial<Gate>): JournalBuilder =>
      gated({ by: 'applied', ...by })
        .deliver('MC-000001')
        .deliver('MC-000002')
    expect(count(both({}).post('MC-000002').post('MC-000001'))).toBe(1)
    expect(count(both({ in: 'erp' }).post('MC-000001').post('MC-000002'))).toBe(0)
    expect(count(both({ in: 'wms' }).post('MC-000001').post('MC-000002'))).toBe(1)
    expect(count(both({}).post(['MC-000001', 'MC-000002']))).toBe(0)
  })

  test('judges only the measure that the gate is for', () => {
    const posted = (effect: string): number => count(gated({ effect }).deliver('MC-000002').post('MC-000002'))
    expect(posted('yield')).toBe(1)
    expect(posted('scrap')).toBe(0)
  })

  test('lets restricted stock take what has to wait elsewhere', () => {
    const received = (stockType: 'quality' | 'unrestricted'): number => {
      const expected = { system: 'erp', measure: 'receipt', plant: 'P1', item: 'C1', location: 'RM01', quantity: '5', stockType } as const
      return count(
        journal()
          .fact('MC-000001')
          .fact('MC-000002', { expect: [expected], gates: [gate({ or: 'restricted' })] })
          .deliver('MC-000002')
          .post('MC-000002', { lines: [expected] }),
      )
    }
    expect(received('quality')).toBe(0)
    expect(received('unrestricted')).toBe(1)
  })

  test('leaves out cancellations, what stands for a choice of facts, and what a stand-in plays', () => {
    const cancelled = gated().deliver('MC-000001').deliver('MC-000002').post('MC-000002', { doc: '1' }).reverse('1', 'MC-000002')
    expect(judge(neverTooEarly, cancelled.end())).toMatchObject({ judged: 1, violations: { count: 0 } })
    const uncovered = journal()
      .fact('MC-000002', { gates: [gate()], covered: false })
      .deliver('MC-000002')
      .post('MC-000002')
    expect(judge(neverTooEarly, uncovered.end()).judged).toBe(0)
  })

  test('of a document of several facts, judges only what the fact with the gate obliges', () => {
    const batch = (effect: string): number => {
      const run = gated({ effect }).fact('MI-000001', { item: 'C1' }).deliver('MC-000002').deliver('MI-000001')
      return count(run.post(['MC-000002', 'MI-000001']).deliver('MC-000001'))
    }
    expect([batch('issue'), batch('yield'), batch('all')]).toEqual([0, 1, 1])
  })
})

describe('never-too-early, for what has to be held', () => {
  const held = (): JournalBuilder => journal({ twin: true }).fact('MC-000001', { must: 'HOLD' }).deliver('MC-000001')

  test('convicts what was posted while the twin was refused: the target opened the way by itself', () => {
    const source = held().twin('MC-000001', 'refused', { code: 'ORDER_NOT_RELEASED' }).post('MC-000001')
    const { messages, violations, judged } = judge(neverTooEarly, source.end())
    expect([judged, violations.byReason]).toEqual([1, { held: 1 }])
    expect(messages).toMatchInlineSnapshot(`
      [
        "Document 4711 stands for MC-000001 (confirmation of order 100001 / 0010), which had to wait: when call 1 arrived at
         0.080 s, nothing had happened that allows it, and where only that has happened the ERP takes it from nobody yet
         (ORDER_NOT_RELEASED).",
      ]
    `)
    expect(violations.first?.eids).toEqual(['mes:MC-000001'])
  })

  const acquitted: Readonly<Record<string, readonly [number, () => JournalBuilder]>> = {
    'what was posted once the twin took it': [
      1,
      () => held().twin('MC-000001', 'refused').twin('MC-000001', 'taken').post('MC-000001').twin('MC-000001', 'refused'),
    ],
    'what nothing is known of before': [1, () => held().post('MC-000001').twin('MC-000001', 'refused')],
    'an answer about a call': [0, () => held().refuse('MC-000001').twin('MC-000001', 'refused', { about: 'call' }).post('MC-000001')],
    'what was not posted': [1, () => held().twin('MC-000001', 'refused')],
    'a fact that nobody has to hold': [
      0,
      () => journal({ twin: true }).fact('MC-000001').deliver('MC-000001').twin('MC-000001', 'refused').post('MC-000001'),
    ],
  }
  test.each(Object.entries(acquitted))('acquits %s', (_, [judged, build]) => {
    expect(judge(neverTooEarly, build().end())).toMatchObject({ judged, messages: [] })
  })
})
