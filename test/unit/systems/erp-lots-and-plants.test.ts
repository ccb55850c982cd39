import { describe, expect, it } from 'vitest'
import { ask, codeOf, confirmation, makeSystem, movement, smallMaster, twoPlants, type Exchange } from './support.js'

const message = (exchange: Exchange): unknown => (exchange.json['error'] as { readonly message: string } | undefined)?.message

describe('lots', () => {
  const receipt = movement({ type: 'receipt', lot: 'L2', quantity: { quantity: 3, unit: 'EA' } })

  it('are named where an item is kept in them, and only there', () => {
    const erp = makeSystem('erp')
    const answers = [movement({ lot: '' }), movement({ lot: '', type: 'receipt' }), movement({ item: 'C1', location: 'PROD' })].map(
      (body) => ask(erp, 'POST /goods-movements', body),
    )
    expect(answers.map((answer) => [answer.status, codeOf(answer), answer.served?.answerClass])).toEqual([
      [422, 'LOT_REQUIRED', 'business'],
      [422, 'LOT_REQUIRED', 'business'],
      [422, 'NOT_LOT_MANAGED', 'business'],
    ])
    expect(answers.map(message)).toEqual([
      'Item C3 is kept in lots; name the lot.',
      'Item C3 is kept in lots; name the lot.',
      'Item C1 is not kept in lots; lot L1 was named.',
    ])
    const component = { item: 'C3', quantity: { quantity: 1, unit: 'EA' } }
    expect(codeOf(ask(erp, 'POST /confirmations', confirmation({ components: [component] })))).toBe('LOT_REQUIRED')
    expect(ask(erp, 'POST /confirmations', confirmation({ components: [{ ...component, lot: 'L1' }] })).status).toBe(201)
  })

  it('are known once they were received, and by plant', () => {
    const erp = makeSystem('erp')
    const unknown = ask(erp, 'POST /goods-movements', movement({ lot: 'L2' }))
    expect([unknown.status, codeOf(unknown), message(unknown)]).toEqual([
      422,
      'UNKNOWN_LOT',
      'Plant P1 has no lot L2 of item C3: it was never received.',
    ])
    expect(ask(erp, 'POST /goods-movements', receipt).status).toBe(201)
    expect(ask(erp, 'POST /goods-movements', movement({ lot: 'L2' })).status).toBe(201)
    expect(ask(erp, 'POST /goods-movements/4900000001/reversal', { postingDate: '2026-03-02' }).status).toBe(201)
  })
})

describe('components', () => {
  it('are issued to the operation that the bill of material assigns them to, or to none; what it does not name, to any', () => {
    const erp = makeSystem('erp')
    const elsewhere = ask(erp, 'POST /goods-movements', movement({ operation: '0010' }))
    expect([elsewhere.status, codeOf(elsewhere), message(elsewhere)]).toEqual([
      422,
      'COMPONENT_NOT_ASSIGNED',
      'Component C3 of order 100001 is assigned to operation 0020, not to 0010.',
    ])
    const { operation: _, ...silent } = movement()
    for (const body of [movement(), silent, movement({ item: 'FG-100', lot: '', location: 'FG01', operation: '0010' })])
      expect(ask(erp, 'POST /goods-movements', body).status).toBe(201)
    const receiving = movement({ type: 'receipt', operation: '0010' })
    expect(ask(erp, 'POST /goods-movements', receiving).status).toBe(201)
  })

  it('may go to any where the landscape says so, and so may what is kept in lots without one', () => {
    const erp = makeSystem('erp', { enforce: { component_assignment: false, lots: false } })
    for (const change of [{ operation: '0010' }, { lot: '' }, { lot: 'L9' }])
      expect(ask(erp, 'POST /goods-movements', movement(change)).status).toBe(201)
  })

  it('that are kept in lots are not backflushed: no posting could name a lot', () => {
    const [bom] = smallMaster.boms
    const lines = bom?.lines.map((line) => (line.item === 'C3' ? { ...line, issue: 'backflush' as const } : line)) ?? []
    expect(() => makeSystem('erp', {}, { ...smallMaster, boms: bom ? [{ ...bom, lines }] : [] })).toThrow('kept in lots')
  })
})

describe('quantities', () => {
  it('with more decimals than are kept are rounded, or refused where the landscape says so', () => {
    const sent = confirmation({ yield: { quantity: '5.9', unit: 'EA' } })
    expect(ask(makeSystem('erp'), 'POST /confirmations', sent).status).toBe(201)
    const strict = makeSystem('erp', { enforce: { whole_units: true } })
    const refused = ask(strict, 'POST /confirmations', sent)
    expect([refused.status, codeOf(refused), message(refused)]).toEqual([
      422,
      'TOO_MANY_DECIMALS',
      'The yield of 5.9 EA cannot be kept: item FG-100 is kept in EA with 0 decimals.',
    ])
    expect(ask(strict, 'POST /confirmations', confirmation({ yield: { quantity: '0.5', unit: 'BOX' } })).status).toBe(201)
    const glue = { item: 'C2', location: 'PROD', lot: '' }
    expect(ask(strict, 'POST /goods-movements', movement({ ...glue, quantity: { quantity: '1.25', unit: 'G' } })).status).toBe(422)
    expect(ask(strict, 'POST /goods-movements', movement({ ...glue, quantity: { quantity: 2, unit: 'G' } })).status).toBe(201)
  })

  it('that rounding would make nothing of are refused, and nothing itself is not', () => {
    const erp = makeSystem('erp')
    const tiny = ask(erp, 'POST /confirmations', confirmation({ yield: { quantity: '0.4', unit: 'EA' } }))
    expect([tiny.status, codeOf(tiny), message(tiny)]).toEqual([
      422,
      'QUANTITY_ROUNDS_TO_ZERO',
      'The yield of 0.4 EA would be rounded to 0 EA; item FG-100 is kept with 0 decimals.',
    ])
    expect(codeOf(ask(erp, 'POST /confirmations', confirmation({ yield: { quantity: '-0.4', unit: 'EA' } })))).toBe('NEGATIVE_QUANTITY')
    const glue = movement({ item: 'C2', location: 'PROD', lot: '', quantity: { quantity: 0.4, unit: 'G' } })
    expect(codeOf(ask(erp, 'POST /goods-movements', glue))).toBe('QUANTITY_ROUNDS_TO_ZERO')
    expect(ask(erp, 'POST /confirmations', confirmation({ yield: { quantity: 0, unit: 'EA' } })).status).toBe(201)
  })
})

describe('the same order number in two plants', () => {
  it('is two orders: the plant is asked for where it is not said', () => {
    const erp = makeSystem('erp', {}, twoPlants)
    const ambiguous = ask(erp, 'GET /production-orders/100001')
    expect([ambiguous.status, codeOf(ambiguous), message(ambiguous), ambiguous.served?.answerClass]).toEqual([
      400,
      'PLANT_REQUIRED',
      'There is a production order 100001 in P1 and in P2; name the plant.',
      'business',
    ])
    expect(codeOf(ask(erp, 'POST /confirmations', confirmation()))).toBe('PLANT_REQUIRED')
    const [one, two] = ['P1', 'P2'].map((plant) => ask(erp, 'POST /confirmations', confirmation({ plant, reference: `MC-${plant}` })))
    expect([one?.status, two?.status, one?.served?.effects[0]?.plant, two?.served?.effects[0]?.plant]).toEqual([201, 201, 'P1', 'P2'])
    expect(two?.command?.dims).toEqual({ plant: 'P2', order: '100001', routingStep: '0010' })
    expect(codeOf(ask(erp, 'POST /confirmations', confirmation({ plant: 'P9' })))).toBe('UNKNOWN_ORDER')
    expect(ask(erp, 'GET /production-orders/100001?plant=P2').json).toMatchObject({ plant: 'P2', operations: [{ yield: 11 }, {}, {}] })
    expect(ask(erp, 'POST /production-orders/100001/technical-completion?plant=P2').status).toBe(200)
    expect(['P1', 'P2'].map((plant) => ask(erp, `GET /production-orders/100001?plant=${plant}`).json['status'])).toEqual([
      'partially-confirmed',
      'technically-complete',
    ])
    expect(Object.keys(erp.snapshot()['orders'] as object)).toEqual(['100002', '100003', 'P1/100001', 'P2/100001'])
    expect(ask(erp, 'GET /confirmations?order=100001').json['items']).toHaveLength(2)
    expect(codeOf(ask(erp, 'GET /production-orders/100002?plant=P2'))).toBe('UNKNOWN_ORDER')
  })

  it('is locked in one of them', () => {
    const erp = makeSystem('erp', {}, twoPlants)
    expect(() => erp.step({ do: 'lock-order', order: '100001' }, 0)).toThrow(
      'Step lock-order: There is a production order 100001 in P1 and',
    )
    const lock = { do: 'lock-order', order: '100001', plant: 'P2' }
    expect(erp.step(lock, 0)).toMatchObject([{ entity: 'order:P2/100001', after: 'locked' }])
    const commands = ['P1', 'P2'].map((plant) => ask(erp, 'POST /confirmations', confirmation({ plant })))
    expect(commands.map(codeOf)).toEqual(['201', 'ORDER_LOCKED'])
    expect(commands.map(({ command }) => command && erp.touches(lock, command))).toEqual([false, true])
    const movementOfNone = ask(erp, 'POST /goods-movements', movement({ order: undefined, operation: undefined })).command
    expect(movementOfNone && erp.touches(lock, movementOfNone)).toBe(false)
    expect(movementOfNone && erp.touches({ do: 'close-period', company: 'C1' }, movementOfNone)).toBe(true)
  })
})

describe('paths', () => {
  it('are split before they are decoded, so that a name may have a slash', () => {
    const [gearbox] = smallMaster.items
    const slashed = { ...smallMaster, items: [...smallMaster.items, ...(gearbox ? [{ ...gearbox, id: 'AB/12' }] : [])] }
    const erp = makeSystem('erp', {}, slashed)
    expect(ask(erp, 'GET /items/AB%2F12').json).toMatchObject({ item: 'AB/12' })
    expect(codeOf(ask(erp, 'GET /items/AB/12'))).toBe('NO_SUCH_PATH')
    expect(message(ask(erp, 'GET /items/%zz'))).toBe('There is no item %zz.')
    expect(ask(erp, 'GET /%69tems').status).toBe(200)
  })
})

describe('bodies', () => {
  it('that begin with a byte order mark are told so', () => {
    const marked = ask(makeSystem('erp'), 'POST /confirmations', `\uFEFF${JSON.stringify(confirmation())}`)
    expect([marked.status, message(marked)]).toEqual([
      400,
      'The body is not JSON: it begins with a byte order mark; send UTF-8 without one',
    ])
  })

  it('of any JSON media type are read', () => {
    const erp = makeSystem('erp')
    for (const type of ['application/vnd.example+json', 'application/cloudevents+json; charset=utf-8'])
      expect(ask(erp, 'POST /confirmations', confirmation(), { 'content-type': type }).status).toBe(201)
    expect(ask(erp, 'POST /confirmations', confirmation(), { 'content-type': 'text/json5' }).status).toBe(415)
  })
})
