import { describe, expect, it } from 'vitest'
import type { SystemInstance } from '../../../src/systems/contract.js'
import { assemblyMaster } from './assembly-support.js'
import { ask, codeOf, makeSystem, type Exchange } from './support.js'

const path = '/production-orders/100002'
const order = { item: 'FG-100', revision: 'A', quantity: { quantity: 20, unit: 'BOX' }, reference: 'EO-000001' }
const written = ({ served }: Exchange): readonly string[] =>
  (served?.effects ?? []).map((effect) => (effect.what === 'state' ? `${effect.group} ${String(effect.after)}` : effect.measure))

function open(): SystemInstance {
  return makeSystem('mes', {}, assemblyMaster([{ id: '100001' }, { id: '100002', undispatched: true }]))
}

describe('mes: orders that are dispatched to it', () => {
  it('does not know an order before it is dispatched', () => {
    const mes = open()
    expect(ask(mes, 'GET /production-orders').json['items']).toMatchObject([{ order: '100001' }])
    expect(codeOf(ask(mes, `GET ${path}`))).toBe('UNKNOWN_ORDER')
    expect(written(ask(mes, `PUT ${path}?plant=P1`, order))).toEqual(['content 240 EA of FG-100', 'revision A', 'status dispatched'])
    expect(ask(mes, `GET ${path}`).json).toMatchObject({
      item: 'FG-100',
      revision: 'A',
      quantity: 240,
      operations: [{ operation: '0010' }, { operation: '0020' }, { operation: '0030' }],
    })
  })

  it('is told the same again without any harm, and takes what is new', () => {
    const mes = open()
    ask(mes, `PUT ${path}?plant=P1`, { ...order, status: 'held' })
    expect(written(ask(mes, `PUT ${path}?plant=P1`, order))).toEqual([])
    expect(written(ask(mes, `PUT ${path}?plant=P1`, { ...order, quantity: { quantity: 12, unit: 'EA' } }))).toEqual([
      'content 12 EA of FG-100',
    ])
    expect(ask(mes, `GET ${path}`).json).toMatchObject({ quantity: 12 })
    expect(ask(mes, 'GET /production-orders').json['items']).toHaveLength(2)
  })

  it.each([
    ['no plant, and there are two', path, order, 'PLANT_REQUIRED'],
    ['a plant that there is not', `${path}?plant=P9`, order, 'UNKNOWN_PLANT'],
    ['an item that there is not', `${path}?plant=P1`, { ...order, item: 'FG-900' }, 'UNKNOWN_ITEM'],
    ['a revision that it was never told of', `${path}?plant=P1`, { ...order, revision: 'B' }, 'UNKNOWN_REVISION'],
    ['a unit that the item does not know', `${path}?plant=P1`, { ...order, quantity: { quantity: 1, unit: 'PAL' } }, 'UNIT_UNKNOWN'],
    ['less than nothing', `${path}?plant=P1`, { ...order, quantity: { quantity: -1, unit: 'EA' } }, 'NEGATIVE_QUANTITY'],
    ['a status of another system', `${path}?plant=P1`, { ...order, status: 'released' }, 'NOT_UNDERSTOOD'],
  ])('refuses %s', (_what, where, body, code) => {
    expect(codeOf(ask(open(), `PUT ${where}`, body))).toBe(code)
  })
})
