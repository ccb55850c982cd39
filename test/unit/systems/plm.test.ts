import { describe, expect, it } from 'vitest'
import type { SystemInstance } from '../../../src/systems/contract.js'
import { approval, itemEvent, publication, rollback } from './plm-support.js'
import { ask, codeOf, makeSystem } from './support.js'

function told(...events: readonly (typeof itemEvent)[]): SystemInstance {
  const plm = makeSystem('plm')
  for (const event of events) plm.publish(event)
  return plm
}

const statusAt = (plm: SystemInstance, version: number): unknown => ask(plm, `GET /revisions/FG-100/${version}`).json['status']

describe('plm', () => {
  it('knows what was there from the start, and what it published since', () => {
    const plm = told()
    expect(codeOf(ask(plm, 'GET /items/C9'))).toBe('UNKNOWN_ITEM')
    expect(ask(plm, 'GET /revisions/FG-100').json).toMatchObject({ revision: 'A', status: 'released', complete: true })
    plm.publish(itemEvent)
    const read = ask(plm, 'GET /items/C9')
    expect(read.json).toMatchObject({ item: 'C9', version: 1, conversions: [{ unit: 'BOX', numerator: 16 }] })
    expect(read.served?.exposes).toEqual(['plm:PI-000001'])
    expect(ask(plm, 'GET /items/C1').served?.exposes).toBeUndefined()
  })

  it('gives a version as it was published, in parts, and exposes just those', () => {
    const [header, lines, ...others] = publication('PP-000001', 7)
    const plm = told(...(header && lines ? [header, lines] : []))
    const whole = ask(plm, 'GET /revisions/FG-100/7')
    expect(whole.json).toMatchObject({ revision: 'B', version: 7, complete: false, lines: [{ item: 'C2', rate: 3.5, unit: 'G' }] })
    expect(whole.json['effectivity']).toBeUndefined()
    expect(whole.served?.exposes).toEqual(['plm:PP-000001-H', 'plm:PP-000001-L'])
    expect(ask(plm, 'GET /revisions/FG-100/7?part=lines').served?.exposes).toEqual(['plm:PP-000001-L'])
    expect(codeOf(ask(plm, 'GET /revisions/FG-100/7?part=effectivity'))).toBe('UNKNOWN_REVISION')
    for (const event of [...others, ...publication('PP-000002', 8, 'B', 5.3)]) plm.publish(event)
    expect(ask(plm, 'GET /revisions/FG-100/7').json).toMatchObject({ complete: true, digest: 'd', lines: [{ rate: 3.5 }] })
    expect(ask(plm, 'GET /revisions/FG-100').json).toMatchObject({ version: 8, lines: [{ rate: 5.3 }] })
  })

  it('gives of several publications of a version whatever is out, and the highest version as the newest, whichever came last', () => {
    const [header, ...others] = publication('PP-000001', 7)
    const [again] = publication('PP-000002', 7)
    const plm = told(...(header && again ? [header, ...others, again] : []))
    const read = ask(plm, 'GET /revisions/FG-100/7')
    expect(read.json).toMatchObject({ complete: true, parts: 4, requiredApprovals: ['ENG', 'QA'], lines: [{ item: 'C2' }] })
    expect(read.served?.exposes).toContain('plm:PP-000002-H')
    for (const event of [...publication('PP-000003', 9), ...publication('PP-000004', 8)]) plm.publish(event)
    expect(ask(plm, 'GET /revisions/FG-100').json).toMatchObject({ version: 9 })
    plm.publish({ ...itemEvent, data: { ...itemEvent.data, version: 2, description: 'Relief valve' } })
    plm.publish(itemEvent)
    expect(ask(plm, 'GET /items/C9').json).toMatchObject({ version: 2, description: 'Relief valve' })
    expect(ask(plm, 'GET /items/C9?version=1').json).toMatchObject({ version: 1 })
  })

  it('tells keys and versions alone, where it is set so, and is read for the rest by version', () => {
    const plm = makeSystem('plm', { policies: { events: 'thin' } })
    const all = [itemEvent, ...publication('PP-000001', 7), approval('PA-000001', 'ENG'), rollback(8)]
    for (const event of all) plm.publish(event)
    const data = (ask(plm, 'GET /events').json['events'] as readonly { event: { data: object } }[]).map(({ event }) => event.data)
    const keys = { publication: 'PP-000001', item: 'FG-100', revision: 'B', version: 7, change: 'ECO-000001' }
    expect(data).toEqual([
      { item: 'C9', version: 1 },
      ...['header', 'lines', 'substitutes', 'effectivity'].map((part) => ({ ...keys, part })),
      keys,
      // Of an approval there is no more to be read.
      approval('PA-000001', 'ENG').data,
      { rollback: 'PR-000001', item: 'FG-100', version: 8 },
    ])
    expect(all.map((event) => plm.told(event).data)).toEqual(data)
    const back = ask(plm, 'GET /revisions/FG-100/8')
    expect(back.json).toMatchObject({ revision: 'A', version: 8, rollback: 'PR-000001', from: 'B', to: 'A', status: 'released' })
    expect(back.served?.exposes).toEqual(['plm:PR-000001'])
    // Whoever asks without a version is told the newest, and of the newest: here the rollback.
    expect(ask(plm, 'GET /revisions/FG-100').served?.exposes).toEqual(['plm:PR-000001'])
    expect(codeOf(ask(plm, 'GET /revisions/FG-100/8?part=lines'))).toBe('UNKNOWN_REVISION')
    expect(makeSystem('plm').told(itemEvent)).toEqual(itemEvent)
  })

  it('stamps by its clock, which may be wrong for a while', () => {
    const plm = makeSystem('plm')
    const at = '2025-11-03T09:03:00.000Z'
    expect(plm.stamped(at)).toBe(at)
    expect(plm.step({ do: 'skew-clock', slow_ms: 300_000, fast_ms: 0 }, 0)).toMatchObject([{ what: 'state', group: 'skew', derived: true }])
    expect(plm.stamped(at)).toBe('2025-11-03T08:58:00.000Z')
    expect(plm.step({ do: 'skew-clock', slow_ms: 300_000 }, 0)).toEqual([])
    plm.step({ do: 'skew-clock', fast_ms: 60_000 }, 0)
    expect(plm.stamped(at)).toBe('2025-11-03T09:04:00.000Z')
    plm.step({ do: 'set-clock' }, 0)
    expect(plm.stamped(at)).toBe(at)
  })

  it('releases a revision when every role has approved its change, and takes it back', () => {
    const plm = told(...publication('PP-000001', 7), approval('PA-000001', 'ENG'))
    expect(statusAt(plm, 7)).toBe('in-work')
    plm.publish(approval('PA-000002', 'QA'))
    expect(statusAt(plm, 7)).toBe('released')
    expect(ask(plm, 'GET /changes/ECO-000001').json).toMatchObject({ status: 'approved', requiredApprovals: ['ENG', 'QA'] })
    for (const event of publication('PP-000002', 8)) plm.publish(event)
    expect([statusAt(plm, 7), statusAt(plm, 8)]).toEqual(['superseded', 'released'])
    plm.publish(rollback(9))
    expect(statusAt(plm, 8)).toBe('withdrawn')
  })

  it('notes what a system has of a publication, once, and the newest of each system and plant', () => {
    const plm = told(...publication('PP-000002', 8))
    const send = (change: object = {}): number =>
      ask(plm, 'POST /publications/PP-000002/acknowledgements', { system: 'erp', plant: 'P1', id: 'B-1', version: 7, ...change }).served
        ?.effects.length ?? -1
    expect([send(), send(), send({ version: 8 }), send({ plant: 'P2' })]).toEqual([1, 0, 1, 1])
    const [found] = ask(plm, 'GET /publications?item=FG-100').json['items'] as readonly { acknowledgements: readonly object[] }[]
    expect(found?.acknowledgements).toMatchObject([
      { plant: 'P1', version: 8 },
      { plant: 'P2', version: 7 },
    ])
  })
})
