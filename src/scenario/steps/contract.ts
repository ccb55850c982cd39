import type { JsonSchema } from '../../faults/contract.js'
import { parseDuration } from '../../words/duration.js'
import type { OrderDraft, PlanBuilder } from '../builder.js'
import { parseRate, parseShare } from '../values.js'
import type { Path } from '../yaml-source.js'

export const phases = ['set-up', 'burst', 'heal'] as const
export type Phase = (typeof phases)[number]

/** The settings of a step as its file wrote them, valid by its schema and with its defaults. */
export type StepSettings = Readonly<Record<string, unknown>>

/** What a step works on. */
export interface StepContext {
  readonly build: PlanBuilder
  /** Says that the step makes no sense, though its form is right. The path is within its settings. */
  problem(path: Path, message: string, hint?: string): void
}

/** One verb of the language. One file per verb; the index is the only list. */
export interface StepKind {
  readonly verb: string
  /** One sentence for help and docs. */
  readonly title: string
  readonly phases: readonly Phase[]
  /** Schema of what stands behind the verb; formats of `values.ts`. Defaults of its properties are filled in before `apply`. */
  readonly schema: JsonSchema
  apply(settings: StepSettings, context: StepContext): void
}

/** Settings that several verbs share. */
export const selection: JsonSchema = {
  description: 'Which of the dispatched orders: all, or their positions from 1.',
  oneOf: [{ const: 'all' }, { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'integer', minimum: 1 } }],
  default: 'all',
}

export const timing: Readonly<Record<string, JsonSchema>> = {
  at: { type: 'string', format: 'duration', description: 'Offset from the start of the burst; default: where the step before it ended.' },
  over: {
    type: 'string',
    format: 'duration',
    description: 'The facts are spread evenly over this time (default 1s, unless a rate is given).',
  },
  rate: { type: 'string', format: 'rate', description: 'Facts per time, instead of "over".' },
}

/** The orders that a step is about; what does not exist is reported. */
export function selectedOrders(settings: StepSettings, context: StepContext): OrderDraft[] {
  const { orders } = context.build
  if (orders.length === 0) {
    context.problem([], 'there is no production order yet', 'dispatch some in the set-up phase: "- dispatch-orders: { count: 4 }"')
    return []
  }
  const wanted = settings['orders']
  if (!Array.isArray(wanted)) return [...orders]
  return wanted.flatMap((position: unknown, index) => {
    const order = typeof position === 'number' ? orders[position - 1] : undefined
    if (!order)
      context.problem(
        ['orders', index],
        `there is no order number ${String(position)}: ${orders.length} are dispatched`,
        `positions run from 1 to ${orders.length}`,
      )
    return order ? [order] : []
  })
}

/** Offsets of so many facts by `at`, `over` and `rate`; moves the cursor to the end of the step. */
export function spread(count: number, settings: StepSettings, context: StepContext): number[] {
  const { build } = context
  if (settings['over'] !== undefined && settings['rate'] !== undefined) {
    context.problem(['rate'], '"over" and "rate" say the same thing twice', 'keep one of the two')
  }
  const start = parseDuration(settings['at']) ?? build.cursor_ms
  const rate = parseRate(settings['rate'])
  const length = rate === undefined ? (parseDuration(settings['over']) ?? 1_000) : Math.ceil((count * 1_000) / rate)
  build.cursor_ms = Math.max(build.cursor_ms, start + length)
  return Array.from({ length: count }, (_, index) => start + Math.floor((index * length) / Math.max(1, count)))
}

/** How many of so many: a share (rounded to the nearest), with a minimum, or a count. */
export function amountOf(settings: StepSettings, total: number): number {
  const { count, share, 'at-least': least } = settings
  if (typeof count === 'number') return Math.min(total, count)
  const part = Math.round(total * (parseShare(share) ?? 0))
  return Math.min(total, Math.max(part, typeof least === 'number' ? least : 0))
}

export const amount: Readonly<Record<string, JsonSchema>> = {
  share: { type: 'string', format: 'share', description: 'How many of them, as a share.' },
  'at-least': { type: 'integer', minimum: 0, maximum: 100_000, description: 'No fewer than this, however small the share.' },
  count: { type: 'integer', minimum: 1, maximum: 100_000, description: 'How many of them, instead of a share.' },
}
