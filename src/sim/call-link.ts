import { hash } from 'node:crypto'
import type { MessageView } from '../faults/contract.js'
import { limits } from '../domain/limits.js'
import type { WireResponse } from '../domain/wire.js'
import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import type { Knowledge } from '../journal/records.js'
import type { Command, Misunderstanding, Served, SystemInstance } from '../systems/contract.js'
import type { HttpExchange } from '../transports/contract.js'
import type { Clock } from './clock.js'
import type { Decision, FaultEngine } from './fault-engine.js'
import type { Incarnations } from './incarnations.js'
import type { Recorder } from './recorder.js'

/** What happens around calls that other parts of a run want to know of. */
interface CallObserver {
  /** A command is about to be served: a fault anchored at the first call that touches its subject begins here. */
  before(system: string, command: Command): void
  /** A page of a feed, or a read, was handed to the target whole. */
  handedOut(cid: number, served: Served): void
  /** A poll said how far the target has come. */
  polled(cid: number, after: number): void
}

export interface CallLinkParts {
  readonly clock: Clock
  readonly recorder: Recorder
  readonly evidence: EvidenceBuilder
  readonly faults: FaultEngine
  readonly incarnations: Incarnations
  readonly observer: CallObserver
  /** Takes the run's namespace off a name. */
  readonly canonical: (text: string) => string
  /** Takes secrets out of text before it reaches the journal. */
  readonly redact: (text: string) => string
  /** Numbers calls across all systems of the run. */
  readonly nextCid: () => number
  /** Whether a posting of this system is honoured by key, by reference, or not at all. */
  readonly guardedBy: 'none' | 'idempotency-key' | 'external-reference'
  /** Milliseconds that the link adds now, by its latency windows. */
  readonly latency_ms: () => number
  /** After so long an unanswered call is reset. */
  readonly hang_ms_max: number
}

interface Call {
  readonly cid: number
  readonly exchange: HttpExchange
  readonly incarnation: number
  readonly command: Command | undefined
  readonly eids: readonly string[]
  readonly correlation: string
  view: MessageView
}

/** The way of a call: taps on both sides of the faults, the system in the middle, its effects committed before any byte of the answer. */
export class CallLink {
  readonly #system: SystemInstance
  readonly #parts: CallLinkParts
  readonly #attempts = new Map<string, number>()
  #open = 0

  constructor(system: SystemInstance, parts: CallLinkParts) {
    this.#system = system
    this.#parts = parts
  }

  /** Calls that neither side has closed. */
  get open(): number {
    return this.#open
  }

  async handle(exchange: HttpExchange): Promise<void> {
    const { incarnations } = this.#parts
    if (incarnations.frozen) {
      exchange.reset()
      return
    }
    this.#open += 1
    try {
      await this.#handle(exchange, incarnations.current)
    } finally {
      this.#open -= 1
    }
  }

  async #handle(exchange: HttpExchange, incarnation: number): Promise<void> {
    const decoded = this.#system.decode(exchange.request)
    if ('misunderstood' in decoded) {
      const call = this.#arrived(exchange, incarnation, undefined, decoded.misunderstood)
      const { status, code } = decoded.misunderstood
      this.#parts.recorder.record({ kind: 'call.served', cid: call.cid, status, answerClass: 'not-understood', code, effects: 0 })
      return this.#tell(call, decoded.response, undefined)
    }
    const call = this.#arrived(exchange, incarnation, decoded.command, undefined)
    // Only a request that its operation recognises may commit late; of any other, the answer alone is slow.
    const latency = this.#parts.latency_ms()
    const early = call.view.guarded || !decoded.command.posts ? latency : 0
    if (early > 0) await this.#parts.clock.sleep(early)
    const decision = this.#parts.faults.ask('arrive', call.view, call)
    if (decision && !(await this.#disturbRequest(call, decision))) return
    if (this.#dead(call)) return this.#lost(call, undefined, 'reset')
    const served = this.#serve(call, decoded.command)
    if (decision?.disturbance.do === 'repeat') this.#forwardAgain(call, decoded.command, decision.disturbance.after_ms)
    if (latency > early) await this.#parts.clock.sleep(latency - early)
    await this.#answer(call, served)
  }

  #arrived(exchange: HttpExchange, incarnation: number, command: Command | undefined, problem: Misunderstanding | undefined): Call {
    const { recorder, evidence, guardedBy, canonical, redact } = this.#parts
    const { request } = exchange
    const cid = this.#parts.nextCid()
    const correlation = correlationOf(request.headers, evidence.header.target.attribution.headers)
    const idempotencyKey = command?.idempotencyKey ?? request.headers['idempotency-key'] ?? ''
    const names = {
      references: (command?.keys ?? []).map(canonical),
      idempotencyKey: canonical(idempotencyKey),
      correlation: canonical(correlation),
    }
    const place = command?.quantities && {
      order: canonical(command.order ?? ''),
      operation: command.operationId ?? '',
      quantities: command.quantities,
    }
    const facts = evidence.factsOfCall(names, place)
    const eids = facts.map((fact) => fact.eid)
    const keys = facts.map((fact) => fact.businessKey)
    const first = `${command?.operation ?? '-'}|${keys[0] ?? command?.keys[0] ?? ''}`
    const attempt = (this.#attempts.get(first) ?? 0) + 1
    this.#attempts.set(first, attempt)
    const guarded =
      (guardedBy === 'idempotency-key' && idempotencyKey !== '') || (guardedBy === 'external-reference' && (command?.keys.length ?? 0) > 0)
    const view: MessageView = {
      direction: 'call',
      system: this.#system.name,
      ...(command && { operation: command.operation }),
      keys,
      attempt,
      guarded: guarded && command?.posts === true,
    }
    recorder.record({
      kind: 'call.arrived',
      cid,
      system: this.#system.name,
      ...(command && { operation: command.operation }),
      posts: command?.posts ?? false,
      method: request.method,
      path: clipped(request.query === '' ? request.path : redact(`${request.path}?${request.query}`)),
      keys: (command?.keys ?? []).slice(0, limits.keys_per_call_count_max),
      eids,
      attempt,
      incarnation,
      ...(idempotencyKey !== '' && { idempotencyKey: clipped(idempotencyKey) }),
      ...(correlation !== '' && { correlation: clipped(correlation) }),
      ...(command?.order !== undefined && { order: command.order }),
      ...(command?.operationId !== undefined && { operationId: command.operationId }),
      bodyHash: request.body.length === 0 ? '' : hash('sha1', request.body, 'base64url').slice(0, 16),
      bodyBytes: request.body.length,
      ...(problem && {
        problem: {
          code: problem.code,
          message: problem.message,
          ...(problem.nearest !== undefined && { nearest: problem.nearest }),
          differences: problem.differences.map(redact),
        },
      }),
    })
    return { cid, exchange, incarnation, command, eids, correlation, view }
  }

  /** False if the call went no further. */
  async #disturbRequest(call: Call, decision: Decision): Promise<boolean> {
    const { disturbance } = decision
    switch (disturbance.do) {
      case 'lose-request':
        await this.#lost(call, decision.fault, disturbance.how)
        return false
      case 'refuse': {
        const answerClass =
          disturbance.status === 423 || disturbance.status === 429 || disturbance.status === 503 ? 'transient' : 'business'
        this.#parts.recorder.record({
          kind: 'call.served',
          cid: call.cid,
          status: disturbance.status,
          answerClass,
          code: disturbance.code,
          effects: 0,
          fault: decision.fault,
        })
        await this.#tell(
          call,
          this.#system.refusal(disturbance.status, disturbance.code, disturbance.message, disturbance.headers),
          decision.fault,
        )
        return false
      }
      case 'delay':
        await this.#parts.clock.sleep(disturbance.ms)
        return true
      case 'kill':
        await this.#kill(call, decision)
        return false
      default:
        return true
    }
  }

  #serve(call: Call, command: Command): Served {
    const { recorder, clock, observer, redact } = this.#parts
    observer.before(this.#system.name, command)
    const served = this.#system.serve(command, clock.now())
    for (const effect of served.effects) {
      recorder.record({
        kind: 'effect',
        system: this.#system.name,
        cid: call.cid,
        ...effect,
        ...(call.correlation !== '' && { correlation: call.correlation }),
        ...(command.idempotencyKey !== undefined && { idempotencyKey: command.idempotencyKey }),
      })
    }
    recorder.record({
      kind: 'call.served',
      cid: call.cid,
      status: served.status,
      answerClass: served.answerClass,
      ...(served.code !== undefined && { code: served.code }),
      effects: served.effects.length,
      ...(served.dedupedTo !== undefined && { dedupedTo: served.dedupedTo }),
      ...(served.settles && { settles: served.settles }),
    })
    for (const change of served.exceptions ?? []) {
      const facts = this.#parts.evidence.factsNamed(change.keys.map(this.#parts.canonical))
      recorder.record({
        kind: 'exception',
        ...change,
        ...(change.reason !== undefined && { reason: redact(change.reason) }),
        keys: change.keys.slice(0, limits.keys_per_call_count_max),
        eids: facts.map((fact) => fact.eid),
        seenAt: 'desk',
      })
    }
    if (served.feed) observer.polled(call.cid, served.feed.after)
    return served
  }

  async #answer(call: Call, served: Served): Promise<void> {
    call.view = { ...call.view, served: { status: served.status, effects: served.effects.length } }
    const decision = this.#parts.faults.ask('served', call.view, call)
    switch (decision?.disturbance.do) {
      case undefined:
        break
      case 'lose-answer':
        return this.#lost(call, decision?.fault, decision.disturbance.how)
      case 'late-answer':
        return this.#lost(call, decision?.fault, 'hang')
      case 'kill':
        return this.#kill(call, decision)
      case 'replace-answer': {
        const { status } = decision.disturbance
        return this.#tell(
          call,
          this.#system.refusal(status, 'GATEWAY', 'The answer of the system did not come through.'),
          decision.fault,
          'indeterminate',
        )
      }
      case 'cut-answer':
        return this.#cut(call, served.response, decision.fault, decision.disturbance.after_bytes)
      case 'delay':
        await this.#parts.clock.sleep(decision.disturbance.ms)
        break
      default:
    }
    await this.#tell(call, served.response, decision?.fault)
    if (served.exposes && served.exposes.length > 0 && !this.#dead(call)) this.#parts.observer.handedOut(call.cid, served)
    const after = this.#parts.faults.ask('answered', call.view, call)
    if (after?.disturbance.do === 'kill') this.#parts.incarnations.kill(after.fault, after.disturbance.restart_after_ms)
  }

  async #tell(call: Call, response: WireResponse, fault: string | undefined, knowledge?: Knowledge): Promise<void> {
    const { handedToOs, clientClosedFirst } = await call.exchange.answer(response)
    // A client that had gone before the last byte cannot have taken the answer in.
    const told: Knowledge = clientClosedFirst ? 'indeterminate' : (knowledge ?? knowledgeOf(response.status))
    this.#end(call, clientClosedFirst ? null : response.status, told, fault, handedToOs, clientClosedFirst)
  }

  async #cut(call: Call, response: WireResponse, fault: string, bytes: number): Promise<void> {
    const { handedToOs, clientClosedFirst } = await call.exchange.answer(response, { cutAfterBytes: bytes })
    this.#end(call, null, 'indeterminate', fault, handedToOs, clientClosedFirst)
  }

  /** Nothing comes back: the connection breaks now, or stays open until the client has had enough of it. */
  async #lost(call: Call, fault: string | undefined, how: 'reset' | 'hang'): Promise<void> {
    const { recorder, clock, hang_ms_max } = this.#parts
    recorder.record({ kind: 'answer', cid: call.cid, status: null, knowledge: 'indeterminate', ...(fault !== undefined && { fault }) })
    let clientClosedFirst = call.exchange.remoteClosed
    if (how === 'hang' && !clientClosedFirst) {
      call.exchange.hang()
      clientClosedFirst = await new Promise<boolean>((resolve) => {
        const cancel = clock.setTimer(hang_ms_max, () => resolve(false))
        call.exchange.onClientClose(() => {
          cancel()
          resolve(true)
        })
      })
    }
    if (!clientClosedFirst) call.exchange.reset()
    recorder.record({ kind: 'call.closed', cid: call.cid, handedToOs: 0, clientClosedFirst })
  }

  async #kill(call: Call, decision: Decision): Promise<void> {
    if (decision.disturbance.do !== 'kill') return
    this.#parts.incarnations.kill(decision.fault, decision.disturbance.restart_after_ms)
    await this.#lost(call, decision.fault, 'reset')
  }

  #end(
    call: Call,
    status: number | null,
    knowledge: Knowledge,
    fault: string | undefined,
    handedToOs: number,
    clientClosedFirst: boolean,
  ): void {
    const { recorder } = this.#parts
    recorder.record({ kind: 'answer', cid: call.cid, status, knowledge, ...(fault !== undefined && { fault }) })
    recorder.record({ kind: 'call.closed', cid: call.cid, handedToOs, clientClosedFirst })
  }

  /** The network forwards a guarded request twice: the system sees it again, and nobody waits for the second answer. */
  #forwardAgain(call: Call, command: Command, after_ms: number): void {
    const { clock } = this.#parts
    clock.setTimer(after_ms, () => {
      if (this.#dead(call)) return
      const again = this.#arrived(call.exchange, call.incarnation, command, undefined)
      this.#serve(again, command)
      this.#end(again, null, 'indeterminate', undefined, 0, false)
    })
  }

  /** Nothing of a dead incarnation commits. */
  #dead(call: Call): boolean {
    const { incarnations } = this.#parts
    return incarnations.frozen || incarnations.current !== call.incarnation
  }
}

/** 500, 502 and 504 leave the caller in doubt; every other answer is definite. */
function knowledgeOf(status: number): Knowledge {
  if (status >= 200 && status < 400) return 'acked'
  return status === 500 || status === 502 || status === 504 ? 'indeterminate' : 'refused'
}

const correlationHeaders = ['x-correlation-id', 'correlation-id', 'x-request-id', 'ce-id']

function correlationOf(headers: Readonly<Record<string, string>>, configured: readonly string[]): string {
  for (const name of [...configured, ...correlationHeaders]) {
    const value = headers[name]
    if (value !== undefined && value !== '') return value
  }
  return ''
}

function clipped(text: string): string {
  return text.length <= limits.journal_text_chars_max
    ? text
    : `${text.slice(0, limits.journal_text_chars_max)}… (+${text.length - limits.journal_text_chars_max} characters)`
}
