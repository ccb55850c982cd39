import Type from 'typebox'
import { orderStatuses } from '../domain/order-status.js'
import { count, flag, maybe, name, oneOf, open, quantity, text, texts, told } from './schema-parts.js'

// What of a plan the judge reads. A plan has more, and so may its parts.

const list = Type.Array
const positive = Type.String({ pattern: '^(0|[1-9][0-9]{0,79})(\\.[0-9]{0,79}[1-9])?$', not: { const: '0' } })
const company = open({ id: name, timeZone: name })
const plant = open({ id: name, timeZone: name, company: text })
const item = open({
  id: name,
  description: text,
  baseUnit: text,
  decimals: Type.Integer({ minimum: 0, maximum: 40 }),
  conversions: list(open({ unit: text, numerator: positive, denominator: positive })),
  lotManaged: flag,
  kind: maybe(text),
  serialManaged: maybe(flag),
  inspectionRequired: maybe(flag),
  systems: maybe(texts),
})
const bomLine = open({
  item: text,
  rate: quantity,
  unit: text,
  issue: text,
  routingStep: text,
  location: text,
  use: maybe(text),
  vendors: maybe(texts),
})
const bom = open({
  item: text,
  plant: text,
  revision: text,
  lines: list(bomLine),
  baseQuantity: maybe(positive),
  version: maybe(Type.Number()),
  substitutes: maybe(list(open({ primary: text, substitute: text, priority: Type.Number(), ratio: quantity }))),
  effectivity: maybe(open({ from: text, to: maybe(text) })),
})
const order = open({
  id: name,
  plant: text,
  item: text,
  quantity,
  revision: text,
  status: oneOf(orderStatuses),
  routing: oneOf(['sequential', 'parallel']),
  routingSteps: list(open({ id: text, workCentre: text, receipt: flag })),
  overTolerance: quantity,
  receiptLocation: text,
  undispatched: maybe(flag),
})
const balance = open({ system: maybe(text), plant: text, item: text, location: text, lot: text, stockType: text, quantity })
const lot = open({ plant: text, item: text, lot: text, supplierLot: text, expiry: text, origin: text })
const purchaseOrder = open({
  purchaseOrder: text,
  line: text,
  plant: text,
  item: text,
  quantity,
  unit: text,
  vendor: text,
  overTolerance: maybe(quantity),
})

const planRow = open({ row: text, plant: text, item: text, bucket: text, quantity, unit: text })

const master = open({
  plants: list(plant),
  companies: maybe(list(company)),
  items: list(item),
  boms: list(bom),
  orders: list(order),
  balances: list(balance),
  periods: list(open({ company: text, from: text, to: text, open: flag })),
  lots: maybe(list(lot)),
  bins: maybe(list(open({ plant: text, bin: text }))),
  locationMap: maybe(list(open({ plant: text, pattern: text, location: text }))),
  purchaseOrders: maybe(list(purchaseOrder)),
  vendors: maybe(list(open({ id: text, name: text, items: texts }))),
  available: maybe(list(open({ plant: text, item: text, lot: text, quantity }))),
  statusMap: maybe(list(open({ from: text, status: text, to: text, becomes: maybe(text) }))),
  plans: maybe(list(open({ plan: maybe(text), version: count, opening: maybe(flag), rows: list(planRow) }))),
})

const fault = open({
  id: name,
  name,
  firing: oneOf(['must', 'may']),
  address: maybe(open({ times: Type.Union([Type.Number(), oneOf(['persistent', 'until-heal'])]) })),
  window: maybe(open({})),
})

/** The plan of a journal's header. */
export const journalPlan = told(
  open({
    version: Type.Number(),
    scenario: open({ name, title: text, hash: text }),
    variant: text,
    size: text,
    seed: Type.Integer({ minimum: 0 }),
    master,
    flows: texts,
    facts_count: maybe(count),
    faults: list(fault),
    checks: texts,
    must_reach: list(open({ name: text, title: text, count_min: Type.Number(), by_target: maybe(Type.Literal(true)) })),
    judge: open({
      latency_p95_ms_max: maybe(Type.Number()),
      backlog_drain_ms_max: maybe(Type.Number()),
      attempts_max: Type.Number(),
      permanent_retries_max: Type.Number(),
    }),
  }),
  'The plan, with all defaults written out; its own version is inside. Its facts are counted (facts_count): each has a record of its own ' +
    'where it occurred.',
)
