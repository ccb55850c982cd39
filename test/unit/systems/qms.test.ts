import { expect, it } from 'vitest'
import { ask, codeOf, makeSystem, warehouseMaster } from './support.js'

const lot = { plant: 'P1', item: 'C9', lot: 'LOT-7' }
const opened = () => makeSystem('qms', {}, warehouseMaster)

it('quality opens its inspections itself and decides on them', () => {
  const qms = opened()
  expect(qms.step({ do: 'open-inspection', ...lot }, 0)).toEqual([])
  expect(ask(qms, 'GET /lots/LOT-7?item=C9').json).toMatchObject({ status: 'created', inspectionLot: 'IL-000001', held: false })
  const effects = qms.step({ do: 'decide-usage', ...lot, accepted: 480, rejected: 2, unit: 'BOX', code: 'A', partial: false }, 0)
  expect(effects).toMatchObject([{ entity: 'lot:P1/C9/LOT-7', group: 'decision', after: { text: '7680 accepted, 32 rejected' } }])
  expect(ask(qms, 'GET /lots/LOT-7?item=C9').json).toMatchObject({
    status: 'decided',
    decision: { accepted: 7680, rejected: 32, unit: 'EA' },
  })
})

it('a decision of an integration is taken and seen, though it is not its business', () => {
  const qms = opened()
  qms.step({ do: 'open-inspection', ...lot }, 0)
  const decide = (accepted: number, partial = false) =>
    ask(qms, 'POST /inspection-lots/IL-000001/usage-decision', { accepted, rejected: 0, unit: 'EA', code: 'A', partial })
  expect(decide(100, true).served?.effects).toMatchObject([
    { group: 'decision', after: { text: '100 accepted, 0 rejected, the rest not yet' } },
  ])
  expect(ask(qms, 'GET /lots/LOT-7?item=C9').json).toMatchObject({ status: 'in-inspection' })
  expect(decide(512).served?.effects).toHaveLength(1)
  expect([decide(512).status, decide(512).served?.effects]).toEqual([201, []])
  expect([codeOf(decide(511)), decide(511).served?.answerClass]).toEqual(['ALREADY_DECIDED', 'duplicate'])
})

it('a hold is of a lot, begins and ends', () => {
  const qms = opened()
  expect(qms.step({ do: 'hold-lot', ...lot, since: '2026-03-02T06:00:00+01:00', reason: 'complaint' }, 0)).toMatchObject([
    { group: 'restriction', after: 'held' },
  ])
  expect(ask(qms, 'GET /lots/LOT-7?item=C9').json).toMatchObject({ status: 'not-inspected', held: true, reason: 'complaint' })
  expect(qms.step({ do: 'lift-hold', ...lot }, 0)).toMatchObject([{ group: 'restriction', before: 'held', after: 'free' }])
  expect(ask(qms, 'GET /lots/LOT-7?item=C9').json).toEqual({ ...lot, status: 'not-inspected', held: false })
})
