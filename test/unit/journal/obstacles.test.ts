import { describe, expect, test } from 'vitest'
import { finalAfterPartials } from '../../../src/checks/production/final-after-partials.js'
import { noSilentDrop } from '../../../src/checks/generic/no-silent-drop.js'
import { entityId } from '../../../src/domain/effect.js'
import type { ExpectedEffect, Gate } from '../../../src/domain/fact.js'
import type { AnswerClassName, ServedLine } from '../../../src/journal/records.js'
import { evidenceOf, journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

const order = entityId('order', 'P1', '100001')

/** How a fact ended. */
function ending(source: JournalBuilder, key = 'MC-000001'): string | undefined {
  const evidence = evidenceOf(source.build())
  const fact = evidence.facts.get(`mes:${key}`)
  return fact && evidence.endingOf(fact)
}

/** The scenario changes a state of order 100001 in a system. */
function step(source: JournalBuilder, system: string, group: 'status' | 'lock', after: string): JournalBuilder {
  const base = { doc: '', docKind: group === 'lock' ? 'lock' : 'order', plant: 'P1', references: [], step: 'step-1' }
  return source.push({
    ...base,
    kind: 'effect',
    system,
    what: 'state',
    entity: order,
    dims: { plant: 'P1', order: '100001' },
    group,
    after,
  })
}

const stateOf = (system: string, group = 'spec'): ExpectedEffect => {
  const entity = entityId('lot', 'P1', 'L1')
  return { system, flow: 'confirmation', what: 'state', entity, dims: { plant: 'P1', lot: 'L1' }, group, version: 1, after: 'x' }
}

describe('the word of the twin', () => {
  const refusedOnce = (): JournalBuilder =>
    journal({ twin: true }).fact('MC-000001').deliver('MC-000001').refuse('MC-000001', { code: 'OVER_CONFIRMATION' })

  test('decides whether a refusal stood in the way of the fact itself, whatever its code', () => {
    expect(ending(refusedOnce().twin('MC-000001', 'taken', { about: 'call' }).exception('MC-000001').end())).toBe('parked')
    expect(ending(refusedOnce().twin('MC-000001', 'refused', { about: 'call' }).exception('MC-000001').end())).toBe('excepted')
    expect(ending(refusedOnce().twin('MC-000001', 'not now', { about: 'call' }).exception('MC-000001').end())).toBe('parked')
  })

  test('is not needed where a fault refused, nor there where it was too long to ask', () => {
    const byFault = journal({ twin: true }).fact('MC-000001').deliver('MC-000001').refuse('MC-000001', { fault: 'refuse-1' })
    expect(ending(byFault.exception('MC-000001').end())).toBe('excepted')
    expect(ending(refusedOnce().twin('MC-000001', 'not asked', { about: 'call' }).exception('MC-000001').end())).toBe('excepted')
    const wrongUnit = journal({ twin: true }).fact('MC-000001').deliver('MC-000001').refuse('MC-000001', { code: 'UNIT_UNKNOWN' })
    expect(ending(wrongUnit.twin('MC-000001', 'not asked', { about: 'call' }).exception('MC-000001').end())).toBe('parked')
  })

  test('is asked about an exception too: nobody has to try first', () => {
    const untried = (answer: 'taken' | 'refused'): JournalBuilder =>
      journal({ twin: true })
        .fact('MC-000001')
        .deliver('MC-000001')
        .exception('MC-000001', { xid: 'X-1' })
        .twin('MC-000001', answer, { about: { xid: 'X-1' } })
        .end()
    expect(ending(untried('refused'))).toBe('excepted')
    expect(ending(untried('taken'))).toBe('parked')
  })

  test('counts for what is held behind: an excuse for the first is one for those after it, and a missing one is none', () => {
    const held = (answer: 'taken' | 'refused'): JournalBuilder =>
      refusedOnce()
        .twin('MC-000001', answer, { about: 'call' })
        .exception('MC-000001')
        .fact('MC-000002')
        .deliver('MC-000002')
        .exception('MC-000002', { xid: 'X-2' })
        .twin('MC-000002', 'taken', { about: { xid: 'X-2' } })
        .end()
    expect(ending(held('refused'), 'MC-000002')).toBe('excepted')
    expect(ending(held('taken'), 'MC-000002')).toBe('parked')
  })

  test('counts for no fact of another plant, though its order has the same number', () => {
    const source = refusedOnce().twin('MC-000001', 'refused', { about: 'call' }).exception('MC-000001')
    source.fact('MC-000002', { plant: 'P2' }).deliver('MC-000002').exception('MC-000002', { xid: 'X-2' })
    expect(ending(source.twin('MC-000002', 'taken', { about: { xid: 'X-2' } }).end(), 'MC-000002')).toBe('parked')
  })

  test('is what an exception needs to let the next one pass', () => {
    const passed = (answer: 'taken' | 'refused'): JournalBuilder =>
      journal({ twin: true })
        .fact('MC-000001')
        .fact('MC-000002', { final: true })
        .deliver('MC-000001')
        .deliver('MC-000002')
        .exception('MC-000001', { xid: 'X-1' })
        .twin('MC-000001', answer, { about: { xid: 'X-1' } })
        .wait(1000)
        .post('MC-000002')
    expect(judge(finalAfterPartials, passed('refused').end()).violations.count).toBe(0)
    expect(judge(finalAfterPartials, passed('taken').end()).violations.count).toBe(1)
  })
})

describe('what stands in the way', () => {
  const parked = (steps: readonly (readonly [string, 'status' | 'lock', string])[]): string | undefined => {
    const source = journal().fact('MC-000001').deliver('MC-000001')
    for (const [system, group, after] of steps) step(source, system, group, after)
    return ending(source.exception('MC-000001').end())
  }

  test('is looked for in the systems in which the fact has to be posted', () => {
    expect(parked([['erp', 'status', 'closed']])).toBe('excepted')
    expect(parked([['erp', 'lock', 'locked']])).toBe('excepted')
    expect(parked([['mes', 'status', 'closed']])).toBe('parked')
    expect(parked([['wms', 'lock', 'locked']])).toBe('parked')
  })

  test('is taken away by its own system only', () => {
    const locked = ['erp', 'lock', 'locked'] as const
    expect(parked([locked, ['wms', 'lock', 'unlocked']])).toBe('excepted')
    expect(parked([locked, ['erp', 'lock', 'unlocked']])).toBe('parked')
    expect(
      parked([
        ['erp', 'status', 'closed'],
        ['mes', 'status', 'released'],
      ]),
    ).toBe('excepted')
  })

  test('does not come from the opening of a system that keeps no orders', () => {
    const source = journal({ covers: ['confirmation'] })
      .fact('MC-000001', { expect: [stateOf('wms')] })
      .deliver('MC-000001')
    expect(ending(step(source, 'erp', 'status', 'closed').exception('MC-000001').end())).toBe('parked')
  })

  test('is no closed period for what has no posting date', () => {
    const dated = (expects?: readonly ExpectedEffect[]): string | undefined =>
      ending(
        journal({ closedPeriod: 'exception' })
          .fact('MC-000001', { occurredAt: '2026-02-10T08:00:00+01:00', ...(expects && { expect: expects }) })
          .deliver('MC-000001')
          .exception('MC-000001')
          .end(),
      )
    expect(dated()).toBe('excepted')
    expect(dated([stateOf('erp')])).toBe('parked')
  })
})

/** One message of two commands, answered line by line. */
function batch(answers: readonly (readonly [AnswerClassName, string?])[]): JournalBuilder {
  const keys = answers.map((_answer, index) => `MC-00000${index + 1}`)
  const source = journal()
  for (const key of keys) source.fact(key).deliver(key)
  source.arrive(keys)
  const lines = answers.map(([answerClass, code], index): ServedLine => {
    if (answerClass === 'success') source.effects(keys[index] ?? '')
    const status = answerClass === 'success' ? 201 : 422
    return {
      status,
      answerClass,
      eids: [`mes:${keys[index]}`],
      effects: answerClass === 'success' ? 1 : 0,
      ...(code !== undefined && { code }),
    }
  })
  const first = lines.find((line) => line.answerClass !== 'success')
  const { answerClass = 'success', code } = first ?? {}
  source.push({ kind: 'call.served', cid: 1, status: 207, answerClass, effects: 1, lines, ...(code !== undefined && { code }) })
  return source.answered(207)
}

describe('a message of several commands', () => {
  const transient = ['transient', 'ORDER_LOCKED'] as const
  const business = ['business', 'ORDER_CLOSED'] as const

  test('is an obstacle for the facts that were refused for good, and for no other', () => {
    const both = batch([transient, business]).exception('MC-000001').exception('MC-000002').end()
    expect([ending(both), ending(both, 'MC-000002')]).toEqual(['parked', 'excepted'])
    const posted = batch([['duplicate'], business])
      .exception('MC-000002')
      .end()
    expect(ending(posted, 'MC-000002')).toBe('excepted')
    expect(evidenceOf(batch([['success'], business]).build()).facts.get('mes:MC-000001')?.refusals).toEqual([])
  })

  test('may be taken as a whole: a refused line is told all the same', () => {
    const drops = (source: JournalBuilder): number => judge(noSilentDrop, source.end().build()).violations.count
    expect(drops(batch([['success'], business]))).toBe(1)
    expect(drops(batch([['success'], business]).exception('MC-000002'))).toBe(0)
    expect(drops(batch([['success'], ['success']]))).toBe(0)
  })
})

describe('a refusal while a gate is shut', () => {
  const gate = (more: Partial<Gate>): Gate => ({ effect: 'all', facts: ['mes:MC-000009'], by: 'exposed', or: 'wait', ...more })
  const amount: ExpectedEffect = {
    system: 'erp',
    flow: 'confirmation',
    what: 'quantity',
    measure: 'yield',
    dims: { plant: 'P1', order: '100001', routingStep: '0010' },
    quantity: '10',
  }
  const refused = (more: Partial<Gate>, expects: readonly ExpectedEffect[] = [amount], system = 'erp'): string | undefined =>
    ending(
      journal()
        .fact('MC-000009')
        .offer('MC-000009')
        .fact('MC-000001', { expect: expects, gates: [gate(more)] })
        .deliver('MC-000001')
        .refuse('MC-000001', { system })
        .exception('MC-000001')
        .deliver('MC-000009')
        .post('MC-000009')
        .end(),
    )

  test('is no obstacle where the gate is for what was asked', () => {
    expect(refused({})).toBe('parked')
    expect(refused({ effect: 'yield', system: 'erp' })).toBe('parked')
  })

  test('is one where the gate is for something else', () => {
    expect(refused({ effect: 'spec' }, [amount, stateOf('erp')])).toBe('excepted')
    expect(refused({ system: 'wms' }, [amount, stateOf('wms')])).toBe('excepted')
    expect(refused({ effect: 'spec' }, [amount, stateOf('wms')], 'wms')).toBe('parked')
  })

  test('is an obstacle where what has to be done first was done when the system judged', () => {
    const late = (judgedAfter: boolean): string | undefined => {
      const source = journal()
        .fact('MC-000009')
        .deliver('MC-000009')
        .fact('MC-000001', { gates: [gate({ by: 'applied' })] })
        .deliver('MC-000001')
        .arrive('MC-000001', { name: 'asked' })
      if (judgedAfter) source.post('MC-000009')
      source.served({ name: 'asked', status: 422, code: 'OVER_CONFIRMATION', answerClass: 'business' }).answered(422, { name: 'asked' })
      if (!judgedAfter) source.post('MC-000009')
      return ending(source.exception('MC-000001').end())
    }
    expect([late(true), late(false)]).toEqual(['excepted', 'parked'])
  })
})
