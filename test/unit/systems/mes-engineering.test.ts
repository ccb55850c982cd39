import { describe, expect, it } from 'vitest'
import type { SystemInstance } from '../../../src/systems/contract.js'
import { assemblyMaster, bomOfB, c9, linesOfB } from './assembly-support.js'
import { ask, codeOf, makeSystem, type Exchange } from './support.js'

const path = '/boms/FG-100/revisions/B'
const lines = linesOfB.map(({ demand, ...line }) => ({ ...line, use: demand === true ? 'required' : 'optional' }))
const whole = {
  version: 8,
  header: { description: 'FG-100 B' },
  lines,
  substitutes: [{ primary: 'C1', substitute: 'C1S', priority: 2, ratio: 1 }],
  effectivity: [{ validFrom: '2025-03-30T00:00:00+01:00' }],
  erpIds: { bom: 'B-1', revisionId: 'R-1' },
}
const groups = ({ served }: Exchange): readonly string[] =>
  (served?.effects ?? []).map((effect) => (effect.what === 'state' ? `${effect.entity} ${effect.group}` : effect.measure))

function open(): SystemInstance {
  const mes = makeSystem('mes', {}, assemblyMaster([{ id: '100004' }, { id: '100007', plant: 'P2' }]))
  ask(mes, 'PUT /items/C9', c9)
  return mes
}

describe('mes: engineering data', () => {
  it('knows components only once it was told of them', () => {
    const mes = makeSystem('mes', {}, assemblyMaster())
    expect(codeOf(ask(mes, `PUT ${path}?plant=P1`, { lines }))).toBe('UNKNOWN_ITEM')
    expect(groups(ask(mes, 'PUT /items/C9', c9))).toEqual(['item:/C9 core', 'item:/C9 units'])
    expect(ask(mes, `PUT ${path}?plant=P1`, { lines }).status).toBe(200)
  })

  it('takes a bill of material in parts, and has the values that the ERP has for the same content', () => {
    const mes = open()
    const erp = makeSystem('erp', {}, assemblyMaster())
    ask(erp, 'PUT /items/C9', c9)
    const values = (exchange: Exchange): unknown =>
      exchange.served?.effects.flatMap((effect) =>
        effect.what === 'state' && ['header', 'lines', 'substitutes'].includes(effect.group) ? [effect.after] : [],
      )
    const { header, ...others } = whole
    expect(groups(ask(mes, `PUT ${path}?plant=P1`, { version: 8, header }))).toEqual(['bom:P1/FG-100/B header'])
    expect(values(ask(open(), `PUT ${path}?plant=P1`, whole))).toEqual(values(ask(erp, 'POST /bom-revisions', bomOfB())))
    expect(ask(mes, `PUT ${path}?plant=P1`, others).json['effectivity']).toEqual([{ validFrom: '2025-03-29T23:00:00.000Z' }])
    expect(groups(ask(mes, `PUT ${path}?plant=P1`, whole))).toEqual([])
  })

  it('takes no instant of a day that there is not, and says so', () => {
    const { status, json } = ask(open(), `PUT ${path}?plant=P1`, { effectivity: [{ validFrom: '2025-02-30T00:00:00Z' }] })
    expect([status, json['error']]).toMatchObject([
      400,
      {
        code: 'NOT_UNDERSTOOD',
        differences: [
          'effectivity[0].validFrom: is "2025-02-30T00:00:00Z", expected an instant with offset such as "2026-03-02T06:00:00+01:00"',
        ],
      },
    ])
    const nonsense = ask(open(), `PUT ${path}?plant=P1`, { lines }, { 'if-match': 'nonsense' }).json['error']
    expect(nonsense).toMatchObject({ message: 'The request is not what bom.put expects: 1 difference.' })
  })

  it('takes no name in a path that is longer than one in a body may be', () => {
    const long = (length: number): unknown =>
      ask(open(), `PUT /lots/${'L'.repeat(length)}/hold?item=C3&plant=P1`, { held: true, reason: 'x' }).json['error']
    expect(long(300)).toMatchObject({
      message: 'The request is not what lot-hold.set expects: 1 difference.',
      differences: ['path {lot}: has 300 characters, expected at most 200'],
    })
    expect(long(200)).toBeUndefined()
  })

  it('activates nothing that is not whole, or that the ERP does not know', () => {
    const mes = open()
    const { erpIds, substitutes, ...half } = whole
    const act = (): Exchange => ask(mes, `POST ${path}/activation?plant=P1`, { version: 8 })
    expect(codeOf(act())).toBe('UNKNOWN_REVISION')
    ask(mes, `PUT ${path}?plant=P1`, half)
    expect(codeOf(act())).toBe('BOM_INCOMPLETE')
    ask(mes, `PUT ${path}?plant=P1`, { substitutes })
    expect(codeOf(act())).toBe('ERP_ID_MISSING')
    ask(mes, `PUT ${path}?plant=P1`, { erpIds })
    expect(groups(act())).toEqual(['bom-use:P1/FG-100 active', 'bom:P1/FG-100/A effectivity'])
    expect(groups(act())).toEqual([])
    const [a] = ask(mes, 'GET /boms/FG-100?plant=P1').json['items'] as readonly Record<string, unknown>[]
    expect(a?.['effectivity']).toEqual([{ validFrom: '2023-12-31T23:00:00.000Z', validTo: '2025-03-29T23:00:00.000Z' }])
  })

  it('makes an order by the revision that holds when it is dispatched, until it is told another', () => {
    const dispatched = (at: string): unknown => {
      const mes = open()
      ask(mes, `PUT ${path}?plant=P1`, whole)
      ask(mes, `POST ${path}/activation?plant=P1`, { version: 8 })
      mes.step({ do: 'dispatch-order', order: '100004', plant: 'P1', at }, 0)
      return ask(mes, 'GET /production-orders/100004').json['revision']
    }
    expect([dispatched('2025-03-29T22:59:59Z'), dispatched('2025-03-29T23:00:00Z')]).toEqual(['A', 'B'])
    const mes = open()
    ask(mes, `PUT ${path}?plant=P1`, whole)
    const change = (revision: string): Exchange => ask(mes, 'POST /production-orders/100004/revision', { revision })
    expect(codeOf(change('X'))).toBe('UNKNOWN_REVISION')
    expect([groups(change('B')), groups(change('B'))]).toEqual([['order:P1/100004 revision'], []])
    expect(ask(mes, 'GET /production-orders/100004').json['revision']).toBe('B')
  })
})
