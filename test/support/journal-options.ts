import type { ExpectedEffect, Gate, Must } from '../../src/domain/fact.js'
import type { Dims, FlowName, MeasureName, SystemName } from '../../src/domain/names.js'
import { negateQuantity, type Quantity } from '../../src/domain/quantity.js'
import type { AnswerClassName } from '../../src/journal/records.js'

export interface FactOptions {
  readonly flow?: FlowName
  /** Flows that live on it, beside its own. */
  readonly sideFlows?: readonly FlowName[]
  /** What it is about, where that is no routing step of an order. */
  readonly dims?: Dims
  readonly order?: string
  readonly operation?: string
  readonly plant?: string
  readonly yield?: Quantity
  readonly scrap?: Quantity
  readonly rework?: Quantity
  readonly final?: boolean
  readonly must?: Must
  readonly covered?: boolean
  /** Business key of the fact that it cancels. */
  readonly reverses?: string
  readonly physId?: string
  readonly streamSeq?: number
  /** Null: no order is owed. */
  readonly sequenceKey?: string | null
  readonly occurredAt?: string
  readonly expect?: readonly (FlatEffect | ExpectedEffect)[]
  readonly gates?: readonly Gate[]
  readonly partOf?: string
  readonly supersedes?: readonly string[]
  readonly entity?: string
  readonly payload?: Readonly<Record<string, unknown>>
  /** For a consumption. */
  readonly item?: string
  readonly lot?: string
  readonly location?: string
  readonly quantity?: Quantity
}

/** A line, its dimensions beside its quantity. */
export interface LineOptions {
  readonly measure: MeasureName
  readonly quantity: Quantity
  readonly unit?: string
  readonly plant?: string
  readonly order?: string
  readonly operation?: string
  readonly item?: string
  readonly lot?: string
  readonly location?: string
  readonly sent?: { readonly quantity: Quantity; readonly unit: string }
  readonly balance?: Quantity
  readonly issueMode?: 'backflush' | 'explicit'
  readonly stockType?: 'unrestricted' | 'quality' | 'blocked'
  readonly revision?: string
}

/** What a fact obliges, its dimensions beside its quantity. */
export type FlatEffect = LineOptions & { readonly system: SystemName }

const dimensionNames = ['plant', 'order', 'item', 'lot', 'location', 'stockType', 'revision'] as const

/** The dimensions of a line; `operation` is its routing step. */
export function dimsOf(line: Omit<LineOptions, 'measure' | 'quantity'>): Dims {
  const dims: Record<string, string> = {}
  for (const name of dimensionNames) {
    const value = line[name]
    if (value !== undefined && value !== '') dims[name] = value
  }
  if (line.operation !== undefined && line.operation !== '') dims['routingStep'] = line.operation
  return dims
}

/** A final confirmation is counted; everything else is an amount. */
export function obligedOf(effect: FlatEffect | ExpectedEffect, flow: FlowName): ExpectedEffect {
  if ('dims' in effect) return effect
  const { system, measure, quantity } = effect
  const dims = dimsOf(effect)
  if (measure === 'final') return { system, flow, what: 'count', measure, dims, count: quantity.startsWith('-') ? -1 : 1 }
  return { system, flow, what: 'quantity', measure, dims, quantity }
}

export interface CallOptions {
  /** Name by which `served` and `answered` find the call again. */
  readonly name?: string
  readonly system?: SystemName
  readonly operation?: string
  readonly posts?: boolean
  readonly method?: string
  readonly path?: string
  readonly order?: string
  readonly operationId?: string
  readonly idempotencyKey?: string
  readonly correlation?: string
  readonly bodyHash?: string
  /** References as they stand in its body; default: the keys of its facts. */
  readonly names?: readonly string[]
  readonly incarnation?: number
  /** False: no operation understood it. */
  readonly understood?: boolean
}

export interface PostOptions extends CallOptions {
  readonly doc?: string
  /** Lines of the document; default: what its facts oblige. */
  readonly lines?: readonly LineOptions[]
  /** Default: the keys of its facts. */
  readonly references?: readonly string[]
  readonly postingDate?: string
  readonly documentDate?: string
  readonly plant?: string
  /** The document that it cancels: its lines are negated unless `lines` are given. */
  readonly reversesDoc?: string
  /** `lost`: committed, and the target was told nothing. */
  readonly answer?: 'acked' | 'lost'
  readonly fault?: string
}

export interface RefuseOptions extends CallOptions {
  readonly status?: number
  readonly code?: string
  readonly answerClass?: AnswerClassName
  /** The fault that answered instead of the system. */
  readonly fault?: string
  /** When to come back. */
  readonly retryAfter_ms?: number
}

export const factTypes: Readonly<Record<FlowName, string>> = {
  confirmation: 'org.mfgsync.mes.confirmation.reported.v1',
  consumption: 'org.mfgsync.mes.material.consumed.v1',
  reversal: 'org.mfgsync.mes.confirmation.reversed.v1',
}

export const operations: Readonly<Record<FlowName, string>> = {
  confirmation: 'confirmation.create',
  consumption: 'movement.create',
  reversal: 'confirmation.reverse',
}

export function negated(effect: ExpectedEffect): ExpectedEffect {
  if (effect.what === 'state') return effect
  return effect.what === 'count'
    ? { ...effect, count: effect.count === 1 ? -1 : 1 }
    : { ...effect, quantity: negateQuantity(effect.quantity) }
}

export function expectation(flow: FlowName, order: string, operation: string, options: FactOptions): readonly FlatEffect[] {
  const plant = options.plant ?? 'P1'
  if (flow === 'consumption') {
    const { item = 'C1', lot = '', location = 'RM01', quantity = '10' } = options
    return [{ system: 'erp', measure: 'issue', plant, order, item, lot, location, stockType: 'unrestricted', quantity }]
  }
  const counts: [MeasureName, Quantity][] = [
    ['yield', options.yield ?? '10'],
    ['scrap', options.scrap ?? '0'],
    ['rework', options.rework ?? '0'],
  ]
  if (options.final) counts.push(['final', '1'])
  return counts
    .filter(([, quantity]) => quantity !== '0')
    .map(([measure, quantity]) => ({ system: 'erp', measure, plant, order, operation, quantity }))
}

export function factPayload(
  key: string,
  flow: FlowName,
  order: string,
  operation: string,
  options: FactOptions,
): Readonly<Record<string, unknown>> {
  const quantity = (value: Quantity): unknown => ({ quantity: Number(value), unit: 'EA' })
  const base = { plant: options.plant ?? 'P1', order, operation, occurredAt: options.occurredAt ?? '2026-03-02T08:00:00+01:00' }
  if (flow === 'consumption') {
    const { item = 'C1', lot = '', location = 'RM01' } = options
    return { consumption: key, ...base, item, lot, location, quantity: Number(options.quantity ?? '10'), unit: 'EA' }
  }
  if (flow === 'reversal') return { reversal: key, confirmation: options.reverses ?? '', ...base, reason: 'entered twice' }
  const { final = false } = options
  return {
    confirmation: key,
    ...base,
    kind: final ? 'final' : 'partial',
    yield: quantity(options.yield ?? '10'),
    scrap: quantity(options.scrap ?? '0'),
    rework: quantity(options.rework ?? '0'),
  }
}
