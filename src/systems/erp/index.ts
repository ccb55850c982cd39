import type { LedgerDocument } from '../../domain/document.js'
import type { Effect } from '../../domain/effect.js'
import { limits } from '../../domain/limits.js'
import type { MasterData } from '../../domain/master.js'
import type { WireRequest, WireResponse } from '../../domain/wire.js'
import type { Command, OperationDescription, Served, SystemInstance, SystemKind, SystemSettings, SystemStep } from '../contract.js'
import { AnswerStore } from '../shared/answer-store.js'
import { dialectOf } from '../shared/dialect.js'
import { ErpBehaviour } from './behaviour.js'
import type { ErpDialect } from './dialects/dialect.js'
import { plainErp } from './dialects/plain.js'
import type { ErpInput } from './input.js'
import { erpRefusals, type ErpReply } from './reply.js'

const dialects: Readonly<Record<string, (dedupe: SystemSettings['dedupe']) => ErpDialect>> = { plain: plainErp }

class ErpSystem implements SystemInstance {
  readonly name = 'erp'
  readonly #behaviour: ErpBehaviour
  readonly #dialect: ErpDialect
  readonly #answers: AnswerStore | undefined

  constructor(settings: SystemSettings, master: MasterData) {
    this.#behaviour = new ErpBehaviour(settings, master)
    this.#dialect = dialectOf('ERP', dialects, settings.dialect)(settings.dedupe)
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
    const input = command.input as ErpInput
    const answers = isGuarded(input) ? this.#answers : undefined
    const again = answers?.find(command, nowMs)
    if (again) return again
    const reply = this.#behaviour.execute(input)
    const served = this.#served(input, reply)
    if (reply.reply === 'posted') answers?.keep(command, served, reply.document.number, nowMs)
    return served
  }

  step(step: SystemStep): readonly Effect[] {
    return this.#behaviour.step(step)
  }

  publish(): void {
    throw new Error('The ERP has no change feed: events are published by the MES.')
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

  #served(input: ErpInput, reply: ErpReply): Served {
    const response = this.#dialect.render(input, reply)
    const { status } = response
    if (reply.reply === 'refused') {
      const { code, document } = reply
      return { status, answerClass: erpRefusals[code], code, effects: [], response, ...(document !== undefined && { dedupedTo: document }) }
    }
    const effects = reply.reply === 'posted' || reply.reply === 'order-status' ? reply.effects : []
    const settles = settledBy(input, reply)
    return settles ? { status, answerClass: 'success', effects, settles, response } : { status, answerClass: 'success', effects, response }
  }
}

/** Operations that a dedupe mode guards; the others repeat by nature. */
function isGuarded(input: ErpInput): boolean {
  const { operation } = input
  return (
    operation === 'confirmation.create' ||
    operation === 'movement.create' ||
    operation === 'confirmation.reverse' ||
    operation === 'movement.reverse'
  )
}

/** References that an answer tells about: posted, or, where it was asked for by name, absent. */
function settledBy(input: ErpInput, reply: ErpReply): readonly string[] | undefined {
  if (reply.reply === 'document') return reply.document.references
  if (reply.reply !== 'documents') return undefined
  const asked = 'reference' in input && input.reference !== undefined ? [input.reference] : []
  return [...new Set([...asked, ...reply.documents.flatMap((document: LedgerDocument) => document.references)])].slice(
    0,
    limits.keys_per_call_count_max,
  )
}

/** The simulated ERP: production orders, confirmations, goods movements, stock. */
export const erpSystem: SystemKind = {
  name: 'erp',
  title: 'ERP: production orders, confirmations, goods movements, stock',
  urlVariable: 'MFGSYNC_ERP_URL',
  urlPath: '',
  dialects: Object.keys(dialects),
  defaults: {
    dialect: 'plain',
    dedupe: 'none',
    dedupe_window_ms: 24 * 60 * 60 * 1000,
    enforce: { posting_period: true, negative_stock: false, over_confirmation: false, operation_predecessor: false },
    closed_period: 'first-open-period',
  },
  create: (settings, master) => new ErpSystem(settings, master),
}
