import { describe, expect, test } from 'vitest'
import { dedupeModes } from '../../../src/systems/contract.js'
import { systemKinds } from '../../../src/systems/index.js'
import type { PlannedFact } from '../../../src/scenario/plan.js'
import { Twin } from '../../../src/sim/twin.js'
import { masterData } from '../../support/journal-header.js'
import { journalled, planned, type Journalled } from './support.js'

interface Made extends Journalled {
  readonly twin: Twin
  /** What the twin said of a fact so far. */
  said(key: string): readonly string[]
}

function twinOf(facts: readonly PlannedFact[], enforce: Readonly<Record<string, boolean>> = {}): Made {
  const made = journalled()
  const settings = Object.fromEntries(systemKinds.map(({ words, defaults }) => [words.name, defaults]))
  const erp = systemKinds.find(({ words }) => words.books)
  if (!erp) throw new Error('no system has books')
  const systems = {
    ...settings,
    [erp.words.name]: { ...erp.defaults, dedupe: dedupeModes[0], enforce: { ...erp.defaults.enforce, ...enforce } },
  }
  const plan = { systems, master: masterData(), facts, faults: [] }
  for (const { at_ms: _at, after: _after, ...fact } of facts) made.recorder.record({ kind: 'fact', covered: true, ...fact })
  const twin = new Twin({ ...made, plan })
  const said = (key: string): readonly string[] =>
    made.of('twin').flatMap(({ eid, answer, code = '' }) => (eid === `mes:${key}` ? `${answer} ${code}`.trim() : []))
  return { ...made, twin, said }
}

/** A call of the target that carried a fact was refused for good. */
function refuse({ recorder, twin }: Made, key: string, cid = 1): void {
  recorder.record({
    kind: 'call.arrived',
    cid,
    system: 'erp',
    operation: 'confirmation.create',
    posts: true,
    method: 'POST',
    path: '/confirmations',
    keys: [key],
    eids: [`mes:${key}`],
    attempt: 1,
    incarnation: 1,
    bodyHash: 'x',
    bodyBytes: 1,
  })
  twin.see(recorder.record({ kind: 'call.served', cid, status: 422, answerClass: 'business', code: 'REFUSED', effects: 0 }))
}

const known = ({ recorder, twin }: Made, ...keys: readonly string[]): void => {
  for (const key of keys) twin.see(recorder.record({ kind: 'exposed', did: 1, eid: `mes:${key}`, incarnation: 1, how: 'webhook' }))
}

const close = { do: 'close-period', company: 'C1', from: '2026-03-01', to: '2026-03-31' }

describe('the twin', () => {
  test('takes what a perfect integration would post, in the order of its sequence, whichever way it became known', () => {
    const made = twinOf([planned('MC-000001', 1), planned('MC-000002', 2)])
    known(made, 'MC-000002')
    expect([...made.twin.finalStates()].some(({ state }) => JSON.stringify(state).includes('"yield":"20"'))).toBe(false)
    known(made, 'MC-000001')
    expect(JSON.stringify([...made.twin.finalStates()])).toContain('"yield":"20"')
    expect(made.of('twin')).toEqual([])
  })

  test('says of a refusal that the target brought on itself that the fact would have been taken', () => {
    const made = twinOf([planned('MC-000001', 1), planned('MC-000002', 2)])
    known(made, 'MC-000001', 'MC-000002')
    refuse(made, 'MC-000001')
    expect(made.said('MC-000001')).toEqual(['taken'])
  })

  test('says what has come between since: for a slow target a period that is closed meanwhile is one that is closed', () => {
    const made = twinOf([planned('MC-000001', 1), planned('MC-000002', 2)])
    known(made, 'MC-000001')
    made.twin.step('erp', close)
    refuse(made, 'MC-000001')
    expect(made.said('MC-000001')).toEqual(['refused PERIOD_CLOSED'])
    // It comes to the second one when that is closed already.
    known(made, 'MC-000002')
    expect(made.said('MC-000002')).toEqual(['refused PERIOD_CLOSED'])
    made.twin.step('erp', { ...close, do: 'open-period' })
    expect(made.said('MC-000002')).toEqual(['refused PERIOD_CLOSED', 'taken'])
  })

  test('counts what stands in the way for a while apart', () => {
    const made = twinOf([planned('MC-000001', 1)])
    made.twin.step('erp', { do: 'lock-order', order: '100001', plant: 'P1' })
    known(made, 'MC-000001')
    refuse(made, 'MC-000001')
    made.twin.step('erp', { do: 'unlock-order', order: '100001', plant: 'P1' })
    expect(made.said('MC-000001')).toEqual(['not now ORDER_LOCKED', 'not now ORDER_LOCKED', 'taken'])
  })

  test('leaves out what comes after the fact in its sequence, and nothing else', () => {
    const facts = [
      planned('MC-000001', 1, { yield: '600' }),
      planned('MC-000002', 2, { yield: '600' }),
      planned('MC-000003', 1, { order: '100002' }),
    ]
    const made = twinOf(facts, { over_confirmation: true })
    known(made, 'MC-000001', 'MC-000002', 'MC-000003')
    // Beyond what the order asks for, after the first one; before the second, there was room.
    expect(made.said('MC-000002')).toEqual(['refused OVER_CONFIRMATION'])
    refuse(made, 'MC-000001')
    expect(made.said('MC-000001')).toEqual(['taken'])
  })

  test('answers anew once a gate has opened, though nothing else has happened', () => {
    const gate = { effect: 'all', facts: ['mes:MC-000009'], by: 'owed', or: 'wait' } as const
    const facts = [
      planned('MC-000009', 1, { order: '100002' }),
      { ...planned('MC-000001', 1), gates: [gate] },
      planned('MC-000002', 2, { operation: '0020' }),
    ]
    const made = twinOf(facts, { operation_predecessor: true })
    known(made, 'MC-000009', 'MC-000001', 'MC-000002')
    refuse(made, 'MC-000002', 1)
    const seen = { attempt: 1, incarnation: 1, targetAnswered: 204, sourceSaw: 204, outcome: 'acked' } as const
    made.recorder.record({ kind: 'delivery', did: 1, eid: 'mes:MC-000009', ...seen })
    refuse(made, 'MC-000002', 2)
    expect(made.said('MC-000002')).toEqual(['refused PREDECESSOR_SHORT', 'taken'])
  })

  test('is not asked about what a fault refused, nor about what must be rejected', () => {
    const made = twinOf([planned('MC-000001', 1), { ...planned('MC-000002', 2), must: 'REJECT' }])
    known(made, 'MC-000001', 'MC-000002')
    refuse(made, 'MC-000002', 2)
    made.twin.see(
      made.recorder.record({ kind: 'call.served', cid: 2, status: 422, answerClass: 'business', code: 'X', effects: 0, fault: 'refuse-1' }),
    )
    expect(made.of('twin')).toEqual([])
  })
})
