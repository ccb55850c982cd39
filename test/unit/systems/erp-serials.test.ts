import { describe, expect, it } from 'vitest'
import type { SystemInstance } from '../../../src/systems/contract.js'
import { assemblyMaster } from './assembly-support.js'
import { ask, makeSystem, type Exchange } from './support.js'

const steps = [{ id: '0010', workCentre: 'WC-21', receipt: true }]

function open(item: string): SystemInstance {
  return makeSystem('erp', {}, assemblyMaster([{ id: '100001', status: 'released', item, routingSteps: steps }]))
}

const report = (serials: readonly string[], more: object = {}): object => ({
  order: '100001',
  operation: '0010',
  kind: 'final',
  yield: { quantity: 2, unit: 'EA' },
  postingDate: '2025-03-03',
  serials,
  ...more,
})
const counted = ({ served }: Exchange): readonly string[] =>
  (served?.effects ?? []).flatMap((effect) =>
    effect.what === 'count' ? `${effect.measure} ${effect.dims['serial'] ?? ''} ${effect.count}` : [],
  )

describe('erp: serial numbers', () => {
  it('counts each piece once, shows it, and takes it back with its confirmation', () => {
    const erp = open('FG-200')
    const posted = ask(erp, 'POST /confirmations', report(['SN-1', 'SN-2', 'SN-1']))
    expect(counted(posted)).toEqual(['final  1', 'serial SN-1 1', 'serial SN-2 1'])
    const { document } = posted.json
    expect(ask(erp, `GET /confirmations/${String(document)}`).json).toMatchObject({ kind: 'final', serials: ['SN-1', 'SN-2'] })
    const reversed = ask(erp, `POST /confirmations/${String(document)}/reversal`, { postingDate: '2025-03-03' })
    expect(counted(reversed)).toEqual(['final  -1', 'serial SN-1 -1', 'serial SN-2 -1'])
  })

  it('ends no operation by a piece, and keeps no number of what has none', () => {
    const erp = open('FG-200')
    const { json } = ask(erp, 'POST /confirmations', report(['SN-1', 'SN-2'], { kind: 'partial' }))
    expect(ask(erp, `GET /confirmations/${String(json['document'])}`).json).toMatchObject({ kind: 'partial' })
    expect(ask(erp, 'GET /production-orders/100001').json['status']).toBe('partially-confirmed')
    expect(ask(erp, `POST /confirmations/${String(json['document'])}/reversal`, { postingDate: '2025-03-03' }).status).toBe(201)
    expect(ask(erp, 'GET /production-orders/100001').json['status']).toBe('released')
    expect(counted(ask(open('FG-100'), 'POST /confirmations', report(['SN-1'])))).toEqual(['final  1'])
  })
})
