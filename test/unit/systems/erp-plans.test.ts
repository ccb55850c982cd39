import { describe, expect, test } from 'vitest'
import { planMaster } from '../../contract/scripts/plans.js'
import { ask, makeSystem } from './support.js'

const row = {
  row: '1',
  plant: 'P1',
  item: 'FG-100',
  bucket: '2026-W10',
  quantity: { quantity: 501, unit: 'EA' },
  source: { version: 7, row: '1' },
}

describe('a version of the plan that was deleted and opened again', () => {
  test('has no rows, and takes the same ones anew', () => {
    const erp = makeSystem('erp', {}, planMaster)
    const load = (): unknown => {
      ask(erp, 'PUT /planning-versions/7', { rows: 1 })
      ask(erp, 'PUT /planning-versions/7/pages/1', { rows: [row] })
      const [version] = (ask(erp, 'GET /planning-versions?status=staged').json['items'] as readonly Record<string, unknown>[]) ?? []
      return [version?.['rows'], version?.['complete']]
    }
    expect(load()).toEqual([1, true])
    const gone = ask(erp, 'DELETE /planning-versions/7').served?.effects ?? []
    expect(gone.map((effect) => (effect.what === 'state' ? [effect.entity, effect.group, effect.after, effect.derived] : effect))).toEqual([
      ['plan-version:/7', 'status', 'deleted', undefined],
      ['plan-row:/7/1', 'row', 'deleted', true],
      ['plan-row:/7/1', 'source', 'deleted', true],
    ])
    expect(load()).toEqual([1, true])
  })
})
