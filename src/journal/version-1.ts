import { entityId } from '../domain/effect.js'
import { measures } from '../domain/measures/index.js'
import type { Dims } from '../domain/names.js'
import type { Words } from '../domain/words.js'
import type { JournalHeader } from './header.js'
import type { JournalRecord } from './records.js'

type Part = Readonly<Record<string, unknown>>

/** What the first version knew by name; it had no words of its own. */
const flowWords = (name: string, letter: string): Words['flows'][number] => ({
  name,
  title: name,
  one: name,
  many: `${name}s`,
  letter,
  verb: 'reported',
  source: 'mes',
  sinks: ['erp'],
})
const words: Words = {
  systems: [
    { name: 'erp', title: 'ERP', short: 'ERP', books: true },
    { name: 'mes', title: 'MES', short: 'MES', books: false },
    { name: 'desk', title: 'Exception desk', short: 'exception desk', books: false },
  ],
  flows: [flowWords('confirmation', 'C'), flowWords('consumption', 'M'), flowWords('reversal', 'R')],
  measures,
}

/** Reads a journal of version 1 as one of version 2, line by line: `check` judges both alike. */
export class Version1 {
  /** Operation of each call: what an order's status was changed by. */
  readonly #operations = new Map<number, string>()
  readonly #plants = new Map<string, string>()

  header(old: Part): JournalHeader {
    const { facts, ...plan } = part(old['plan'])
    const master = part(plan['master'])
    for (const order of list(master['orders'])) this.#plants.set(text(order['id']), text(order['plant']))
    const target = part(old['target'])
    const systems = Object.entries(part(old['systems'])).map(([name, value]) => {
      const { closed_period: policy, ...rest } = part(value)
      return [name, { ...rest, policies: { closed_period: text(policy) } }]
    })
    const upgraded: Part = {
      ...old,
      version: 2,
      words,
      target: { ...target, delivery: { mes: target['delivery'] } },
      systems: Object.fromEntries(systems),
      plan: { ...plan, master: masterOf(master), facts_count: list(facts).length },
    }
    return upgraded as unknown as JournalHeader
  }

  record(old: Part): JournalRecord {
    return this.#upgraded(old) as unknown as JournalRecord
  }

  #upgraded(old: Part): Part {
    switch (old['kind']) {
      case 'fact':
        return this.#fact(old)
      case 'call.arrived': {
        const { order, operationId, ...rest } = old
        this.#operations.set(Number(old['cid']), text(old['operation']))
        return order === undefined ? rest : { ...rest, dims: dimsOf({ order, routingStep: operationId }) }
      }
      case 'effect':
        return old['what'] === 'state' ? this.#state(old) : quantity(old)
      default:
        return old
    }
  }

  #fact(old: Part): Part {
    const { flow, order, operation, final: _final, expect, ...rest } = old
    const { plant } = old
    return {
      ...rest,
      flows: [flow],
      entity: entityId('order', text(plant), text(order)),
      dims: dimsOf({ plant, order, routingStep: operation }),
      expect: list(expect).map((effect) => ({ system: effect['system'], flow, ...amount(effect) })),
    }
  }

  #state(old: Part): Part {
    const { entity, field, order, operation: _operation, ...rest } = old
    if (text(entity).startsWith('period:')) {
      const [company = '', from = ''] = text(entity).slice('period:'.length).split('/')
      return { ...rest, entity: entityId('period', '', `${company}/${from}`), dims: { company, period: from }, group: field }
    }
    const number = text(order ?? text(entity).replace(/^order:/, ''))
    const plant = text(old['plant']) || (this.#plants.get(number) ?? '')
    const derived = old['cid'] !== undefined && !(this.#operations.get(Number(old['cid'])) ?? '').startsWith('order.')
    return { ...rest, entity: entityId('order', plant, number), dims: { plant, order: number }, group: field, ...(derived && { derived }) }
  }
}

function quantity(old: Part): Part {
  const { postingDate, documentDate, order, operation, item, lot, location, stockType, revision, plant, ...rest } = old
  const amounts = amount({ ...old, order, operation, item, lot, location, stockType, revision })
  const { quantity: _quantity, unit: _unit, ...counted } = rest
  return {
    ...(amounts['what'] === 'count' ? counted : rest),
    plant,
    ...amounts,
    dates: { posting: postingDate, ...(documentDate !== undefined && { document: documentDate }) },
  }
}

/** What version 1 counted as a quantity is a counted thing now. */
function amount(old: Part): Part {
  const { measure, plant, order, operation, item, lot, location, stockType, revision } = old
  const dims = dimsOf({ plant, order, routingStep: operation, item, lot, location, stockType, revision })
  if (measure === 'final') return { what: 'count', measure, dims, count: Number(old['quantity']) }
  return { what: 'quantity', measure, dims, quantity: old['quantity'] }
}

function masterOf(old: Part): Part {
  return {
    ...old,
    orders: list(old['orders']).map(({ operations, ...rest }) => ({ ...rest, routingSteps: operations })),
    boms: list(old['boms']).map((bom) => ({
      ...bom,
      lines: list(bom['lines']).map(({ operation, ...rest }) => ({ ...rest, routingStep: operation })),
    })),
  }
}

function dimsOf(values: Part): Dims {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (typeof value === 'string' && value !== '' ? [[name, value]] : [])),
  )
}

function part(value: unknown): Part {
  return typeof value === 'object' && value !== null ? (value as Part) : {}
}

function list(value: unknown): readonly Part[] {
  return Array.isArray(value) ? value.map(part) : []
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
