import type { PlannedFact } from '../scenario/plan.js'
import type { SystemInstance } from '../systems/contract.js'
import { localDate } from '../domain/business-date.js'
import type { Plant } from '../domain/master.js'
import type { WireRequest } from '../domain/wire.js'
import type { Clock } from './clock.js'
import type { Recorder } from './recorder.js'

/**
 * Plays the flows that the target does not cover, so that the landscape stays whole: each such fact is posted once, at once, in the
 * plain dialect. Its effects carry no call: nobody is judged by them.
 */
export class StandIn {
  readonly #system: SystemInstance
  readonly #plants: ReadonlyMap<string, Plant>
  readonly #recorder: Recorder
  readonly #clock: Clock

  constructor(system: SystemInstance, plants: readonly Plant[], recorder: Recorder, clock: Clock) {
    this.#system = system
    this.#plants = new Map(plants.map((plant) => [plant.id, plant]))
    this.#recorder = recorder
    this.#clock = clock
  }

  /** Returns false if the system refused it; the refusal is journalled as an error of the harness, for no target is at fault. */
  play(fact: PlannedFact): boolean {
    const request = this.#requestOf(fact)
    const decoded = request && this.#system.decode(request)
    if (!decoded || 'misunderstood' in decoded) return this.#failed(fact, 'it could not be put into a request')
    const served = this.#system.serve(decoded.command, this.#clock.now())
    for (const effect of served.effects)
      this.#recorder.record({ kind: 'effect', system: this.#system.name, step: `stand-in:${fact.businessKey}`, ...effect })
    return served.answerClass === 'success' || this.#failed(fact, `${this.#system.name} refused it: ${served.status} ${served.code ?? ''}`)
  }

  #failed(fact: PlannedFact, why: string): false {
    this.#recorder.record({ kind: 'harness.error', where: 'stand-in', message: `The stand-in could not post ${fact.businessKey}: ${why}.` })
    return false
  }

  #requestOf(fact: PlannedFact): WireRequest | undefined {
    const { payload, businessKey } = fact
    const postingDate = localDate(fact.occurredAt, this.#plants.get(fact.plant)?.timeZone ?? 'UTC')
    if (fact.flow === 'confirmation') {
      const { order, operation, kind, yield: good, scrap, rework } = payload
      return post('/confirmations', { order, operation, kind, yield: good, scrap, rework, postingDate, reference: businessKey })
    }
    if (fact.flow === 'consumption') {
      const { plant, order, operation, item, lot, location, quantity, unit } = payload
      return post('/goods-movements', {
        type: 'issue',
        plant,
        order,
        operation,
        item,
        location,
        quantity: { quantity, unit },
        postingDate,
        reference: businessKey,
        ...(lot === '' ? {} : { lot }),
      })
    }
    const document = this.#documentOf(String(payload['confirmation']))
    return document === undefined ? undefined : post(`/confirmations/${document}/reversal`, { postingDate, reference: businessKey })
  }

  #documentOf(reference: string): string | undefined {
    const decoded = this.#system.decode({
      method: 'GET',
      path: '/confirmations',
      query: `reference=${encodeURIComponent(reference)}`,
      headers: {},
      body: Buffer.alloc(0),
    })
    if ('misunderstood' in decoded) return undefined
    const answer: unknown = JSON.parse(this.#system.serve(decoded.command, this.#clock.now()).response.body.toString('utf8'))
    const items: unknown = typeof answer === 'object' && answer !== null && 'items' in answer ? answer.items : []
    const live: unknown = Array.isArray(items)
      ? items.find((item: unknown) => typeof item === 'object' && item !== null && 'status' in item && item.status === 'posted')
      : undefined
    return typeof live === 'object' && live !== null && 'document' in live && typeof live.document === 'string' ? live.document : undefined
  }
}

function post(path: string, body: Readonly<Record<string, unknown>>): WireRequest {
  return { method: 'POST', path, query: '', headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) }
}
