import type { Effect } from '../../domain/effect.js'
import type { MasterData } from '../../domain/master.js'
import type { WireRequest, WireResponse } from '../../domain/wire.js'
import type {
  Command,
  OperationDescription,
  PublishedEvent,
  Served,
  SystemInstance,
  SystemKind,
  SystemSettings,
  SystemStep,
} from '../contract.js'
import { dialectOf } from '../shared/dialect.js'
import { MesBehaviour, type MesInput, type MesReply } from './behaviour.js'
import { plainMes, type MesDialect } from './dialects/plain.js'

const dialects: Readonly<Record<string, () => MesDialect>> = { plain: plainMes }

class MesSystem implements SystemInstance {
  readonly name = 'mes'
  readonly #behaviour: MesBehaviour
  readonly #dialect: MesDialect

  constructor(settings: SystemSettings, master: MasterData) {
    this.#behaviour = new MesBehaviour(master)
    this.#dialect = dialectOf('MES', dialects, settings.dialect)()
  }

  decode(request: WireRequest): ReturnType<SystemInstance['decode']> {
    return this.#dialect.decode(request)
  }

  serve(command: Command): Served {
    const about = this.#dialect.about(command.operation)
    if (about) return { status: about.status, answerClass: 'success', effects: [], response: about }
    const reply = this.#behaviour.execute(command.input as MesInput)
    const response = this.#dialect.render(reply)
    const { status } = response
    if (reply.reply === 'refused') return { status, answerClass: 'business', code: reply.code, effects: [], response }
    return { status, answerClass: 'success', effects: [], response, ...told(reply) }
  }

  step(step: SystemStep): readonly Effect[] {
    throw new Error(`The MES has no step ${step.do}: orders and periods are the ERP's.`)
  }

  publish(event: PublishedEvent): void {
    this.#behaviour.publish(event)
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

/** Facts that an answer told the target about. */
function told(reply: MesReply): Pick<Served, 'exposes' | 'feed'> {
  if (reply.reply === 'event') return { exposes: [reply.event.eid] }
  if (reply.reply !== 'page') return {}
  return { exposes: [...new Set(reply.events.map((event) => event.eid))], feed: { after: reply.after, upTo: reply.upTo } }
}

/** The simulated MES: the shop floor, whose facts an integration brings to the ERP. */
export const mesSystem: SystemKind = {
  name: 'mes',
  title: 'MES: what the shop floor reports, as a change feed and by webhook',
  urlVariable: 'MFGSYNC_MES_URL',
  urlPath: '',
  dialects: Object.keys(dialects),
  defaults: {
    dialect: 'plain',
    dedupe: 'none',
    dedupe_window_ms: 24 * 60 * 60 * 1000,
    enforce: { posting_period: false, negative_stock: false, over_confirmation: false, operation_predecessor: false },
    closed_period: 'first-open-period',
  },
  create: (settings, master) => new MesSystem(settings, master),
}
