import type { StockType } from '../../../domain/master.js'
import type { OrderStatus } from '../../../domain/order-status.js'
import { addQuantities, parseQuantity } from '../../../domain/quantity.js'
import type { Command } from '../../contract.js'
import type { RoutedRequest } from '../../shared/plain-front.js'
import type { ErpInput, Measured } from '../input.js'

/** The bodies as the schemas of the OpenAPI document promise them: they were validated before they come here. */
interface WireQuantity {
  readonly quantity: number | string
  readonly unit: string
}
interface WirePosting {
  readonly postingDate: string
  readonly documentDate?: string
  readonly reference?: string
  readonly references?: readonly string[]
}
interface WireConfirmation extends WirePosting {
  readonly order: string
  readonly operation: string
  readonly kind: 'partial' | 'final'
  readonly yield: WireQuantity
  readonly scrap?: WireQuantity
  readonly rework?: WireQuantity
  readonly components?: readonly {
    readonly item: string
    readonly lot?: string
    readonly location?: string
    readonly quantity: WireQuantity
  }[]
}
interface WireMovement extends WirePosting {
  readonly type: 'issue' | 'receipt'
  readonly plant: string
  readonly item: string
  readonly quantity: WireQuantity
  readonly location: string
  readonly lot?: string
  readonly stockType?: StockType
  readonly order?: string
  readonly operation?: string
}

const noKeys: readonly string[] = Object.freeze([])

/** The command of a routed request. */
export function commandOf(routed: RoutedRequest): Command {
  const { id, object } = routed.operation
  const { parameters, body } = routed
  const parts = partsOf(id, parameters, body)
  const command: { -readonly [Key in keyof Command]: Command[Key] } = {
    operation: id,
    posts: object['x-posts'],
    keys: parts.keys ?? noKeys,
    input: parts.input,
  }
  const key = routed.headers['idempotency-key']
  if (key !== undefined && key !== '') command.idempotencyKey = key
  if (parts.order !== undefined) command.order = parts.order
  if (parts.operationId !== undefined) command.operationId = parts.operationId
  if (parts.quantities) command.quantities = parts.quantities
  return command
}

interface Parts {
  /** Empty for the operations that are about the dialect itself. */
  readonly input: ErpInput | undefined
  readonly keys?: readonly string[]
  readonly order?: string
  readonly operationId?: string
  readonly quantities?: Readonly<Record<string, string>>
}

function partsOf(id: string, parameters: Readonly<Record<string, string>>, body: unknown): Parts {
  const { document = '', order = '', item = '' } = parameters
  switch (id) {
    case 'confirmation.create':
      return confirmation(body as WireConfirmation)
    case 'movement.create':
      return movement(body as WireMovement)
    case 'confirmation.reverse':
    case 'movement.reverse': {
      const dates = posting(body as WirePosting)
      return { input: { operation: id, document, ...dates }, keys: dates.references }
    }
    case 'confirmation.query':
    case 'movement.query': {
      const { reference, order: ofOrder } = parameters
      const input = {
        operation: id,
        ...(reference !== undefined && { reference }),
        ...(ofOrder !== undefined && { order: ofOrder }),
      } as const
      return { input, ...(reference !== undefined && { keys: [reference] }), ...(ofOrder !== undefined && { order: ofOrder }) }
    }
    case 'confirmation.read':
    case 'movement.read':
      return { input: { operation: id, document } }
    case 'order.release':
    case 'order.technical-completion':
    case 'order.closure':
    case 'order.read':
      return { input: { operation: id, order }, order }
    case 'order.query':
      return { input: { operation: id, ...(parameters['status'] !== undefined && { status: parameters['status'] as OrderStatus }) } }
    case 'stock.query':
      return { input: { ...parameters, operation: id } }
    case 'item.query':
      return { input: { operation: id } }
    case 'item.read':
      return { input: { operation: id, item } }
    case 'bom.read':
      return { input: { operation: id, item, ...(parameters['plant'] !== undefined && { plant: parameters['plant'] }) } }
    case 'period.query':
      return { input: { operation: id, ...(parameters['company'] !== undefined && { company: parameters['company'] }) } }
    default:
      return { input: undefined }
  }
}

function confirmation(body: WireConfirmation): Parts {
  const good = measured(body.yield)
  const quantities: Record<string, string> = { yield: good.quantity }
  const dates = posting(body)
  const components = (body.components ?? []).map((component) => ({
    item: component.item,
    lot: component.lot ?? '',
    quantity: measured(component.quantity),
    ...(component.location !== undefined && { location: component.location }),
  }))
  const scrap = body.scrap && measured(body.scrap)
  const rework = body.rework && measured(body.rework)
  if (scrap) quantities['scrap'] = scrap.quantity
  if (rework) quantities['rework'] = rework.quantity
  for (const component of components) quantities['issue'] = addQuantities(quantities['issue'] ?? '0', component.quantity.quantity)
  return {
    input: {
      operation: 'confirmation.create',
      order: body.order,
      operationId: body.operation,
      kind: body.kind,
      yield: good,
      components,
      ...dates,
      ...(scrap && { scrap }),
      ...(rework && { rework }),
    },
    keys: dates.references,
    order: body.order,
    operationId: body.operation,
    quantities,
  }
}

function movement(body: WireMovement): Parts {
  const quantity = measured(body.quantity)
  const dates = posting(body)
  const place = {
    ...(body.order !== undefined && { order: body.order }),
    ...(body.operation !== undefined && { operationId: body.operation }),
  }
  return {
    input: {
      operation: 'movement.create',
      type: body.type,
      plant: body.plant,
      item: body.item,
      quantity,
      location: body.location,
      lot: body.lot ?? '',
      stockType: body.stockType ?? 'unrestricted',
      ...dates,
      ...place,
    },
    keys: dates.references,
    ...place,
    quantities: { [body.type]: quantity.quantity },
  }
}

function posting(body: WirePosting): {
  readonly postingDate: string
  readonly documentDate?: string
  readonly references: readonly string[]
} {
  const { postingDate, documentDate, reference, references } = body
  const all =
    references === undefined
      ? reference === undefined
        ? noKeys
        : [reference]
      : [...new Set(reference === undefined ? references : [reference, ...references])]
  return documentDate === undefined ? { postingDate, references: all } : { postingDate, documentDate, references: all }
}

/** The schema lets nothing through that is no quantity. */
function measured(wire: WireQuantity): Measured {
  return { quantity: parseQuantity(wire.quantity) ?? '0', unit: wire.unit }
}
