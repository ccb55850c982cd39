import type { Effect } from '../../domain/effect.js'
import type { WireRequest, WireResponse } from '../../domain/wire.js'
import type { Command, OperationDescription, Served, SystemInstance, SystemKind, SystemSettings, SystemStep } from '../contract.js'
import { AnswerStore } from '../shared/answer-store.js'
import { dialectOf } from '../shared/dialect.js'
import { DeskBehaviour, type DeskInput } from './behaviour.js'
import { plainDesk, type DeskDialect } from './dialects/plain.js'

const dialects: Readonly<Record<string, (dedupe: SystemSettings['dedupe']) => DeskDialect>> = { plain: plainDesk }

class DeskSystem implements SystemInstance {
  readonly name = 'desk'
  readonly #behaviour = new DeskBehaviour()
  readonly #dialect: DeskDialect
  readonly #answers: AnswerStore | undefined

  constructor(settings: SystemSettings) {
    this.#dialect = dialectOf('exception desk', dialects, settings.dialect)(settings.dedupe)
    if (settings.dedupe !== 'idempotency-key') return
    this.#answers = new AnswerStore(settings.dedupe_window_ms, (key) =>
      this.#dialect.refusal(422, 'KEY_REUSED', `Idempotency-Key ${key} was used before with another body.`),
    )
  }

  decode(request: WireRequest): ReturnType<SystemInstance['decode']> {
    return this.#dialect.decode(request)
  }

  serve(command: Command, nowMs: number): Served {
    const about = this.#dialect.about(command.operation)
    if (about) return { status: about.status, answerClass: 'success', effects: [], response: about }
    const answers = command.operation === 'exception.create' ? this.#answers : undefined
    const again = answers?.find(command, nowMs)
    if (again) return again
    const reply = this.#behaviour.execute(command.input as DeskInput)
    const response = this.#dialect.render(reply)
    const { status } = response
    if (reply.reply === 'refused') return { status, answerClass: 'business', code: reply.code, effects: [], response }
    const exceptions = reply.reply === 'exceptions' ? [] : reply.changes
    const served: Served = { status, answerClass: 'success', effects: [], exceptions, response }
    if (reply.reply === 'opened') answers?.keep(command, served, reply.exception.id, nowMs)
    return served
  }

  step(step: SystemStep): readonly Effect[] {
    throw new Error(`The exception desk has no step ${step.do}: orders and periods are the ERP's.`)
  }

  publish(): void {
    throw new Error('The exception desk has no change feed: events are published by the MES.')
  }

  operations(): readonly OperationDescription[] {
    return this.#dialect.operations()
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return this.#behaviour.snapshot()
  }

  refusal(status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): WireResponse {
    return this.#dialect.refusal(status, code, message, headers)
  }
}

/** The exception desk: where an integration hands facts to people. */
export const deskSystem: SystemKind = {
  name: 'desk',
  title: 'Exception desk: facts that people must look at',
  urlVariable: 'MFGSYNC_EXCEPTIONS_URL',
  urlPath: '/exceptions',
  dialects: Object.keys(dialects),
  defaults: {
    dialect: 'plain',
    dedupe: 'none',
    dedupe_window_ms: 24 * 60 * 60 * 1000,
    enforce: { posting_period: false, negative_stock: false, over_confirmation: false, operation_predecessor: false },
    closed_period: 'first-open-period',
  },
  create: (settings) => new DeskSystem(settings),
}
