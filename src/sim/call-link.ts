import { hash } from 'node:crypto'
import type { MessageView } from '../faults/contract.js'
import { limits } from '../domain/limits.js'
import type { WireResponse } from '../domain/wire.js'
import type { SystemName } from '../domain/names.js'
import type { Knowledge } from '../journal/records.js'
import type { Command, DedupeMode, Misunderstanding, Reply, Served, SystemInstance, Understood } from '../systems/contract.js'
import type { Exchange } from '../transports/contract.js'
import { Attempts } from './attempts.js'
import {
  clipped,
  closesWithin,
  correlationOf,
  effectsOf,
  exceptionsOf,
  handshake,
  knowledgeOf,
  operationOf,
  problemOf,
  retryAfterOf,
  servedRecord,
} from './call-records.js'
import type { Decision } from './fault-engine.js'
import type { LinkParts } from './run-types.js'
import type { Latency } from './windows.js'

/** What happens around calls that other parts of a run want to know of. */
interface CallObserver {
  /** A command is about to be served: a fault anchored at the first call that touches its subject begins here. */
  before(system: SystemName, command: Command): void
  /** A page of a feed, or a read, was handed to the target whole. */
  handedOut(system: SystemName, cid: number, reply: Reply): void
  /** A poll of a system's feed said how far the target has come. */
  polled(system: SystemName, after: number): void
}

export interface CallLinkParts extends LinkParts {
  readonly observer: CallObserver
  /** Takes the run's namespace off a name. */
  readonly canonical: (text: string) => string
  /** Takes secrets out of text before it reaches the journal. */
  readonly redact: (text: string) => string
  /** Numbers calls across all systems of the run. */
  readonly nextCid: () => number
  /** Whether a posting of this system is honoured by key, by reference, or not at all. */
  readonly guardedBy: DedupeMode
  /** How much longer a call takes now, by the latency windows of its link. */
  readonly latency: () => Latency
  /** After so long an unanswered call is reset. */
  readonly hang_ms_max: number
}

/** Turns of the loop after which the end of a connection has arrived, if it was there with the request. */
const turnsUntilClosed = 4

interface Call {
  readonly cid: number
  readonly exchange: Exchange
  readonly incarnation: number
  /** Facts that each command stands for. */
  readonly eidsOf: readonly (readonly string[])[]
  readonly eids: readonly string[]
  readonly correlation: string
  view: MessageView
}

/** The way of a call: taps on both sides of the faults, the system in the middle, its effects committed before any byte of the answer. */
export class CallLink {
  readonly #system: SystemInstance
  readonly #parts: CallLinkParts
  readonly #attempts = new Attempts()
  #open = 0
  /** Resolves when the last call that waits for its turn has been served. */
  #lastInLine: Promise<void> | undefined

  constructor(system: SystemInstance, parts: CallLinkParts) {
    this.#system = system
    this.#parts = parts
  }

  /** Calls that neither side has closed. */
  get open(): number {
    return this.#open
  }

  async handle(exchange: Exchange): Promise<void> {
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

  async #handle(exchange: Exchange, incarnation: number): Promise<void> {
    const decoded = this.#system.decode(exchange.request)
    if (!('understood' in decoded)) {
      const problem = 'misunderstood' in decoded ? decoded.misunderstood : undefined
      const call = this.#arrived(exchange, incarnation, [], decoded.handshake ? handshake : problem)
      if (decoded.handshake === 'answered') this.#parts.faults.signedIn(this.#system.name)
      const { status } = problem ?? decoded.response
      const answerClass = decoded.handshake ? 'handshake' : 'not-understood'
      this.#parts.recorder.record({
        kind: 'call.served',
        cid: call.cid,
        status,
        answerClass,
        ...(problem && { code: problem.code }),
        effects: 0,
      })
      return this.#tell(call, decoded.response)
    }
    const { understood } = decoded
    const call = this.#arrived(exchange, incarnation, understood.commands)
    // A posting that its operation does not recognise commits on arrival: of that, the answer alone is slow.
    const { either, before, after } = this.#parts.latency()
    const mayBeLate = call.view.guarded || !call.view.posts
    if (mayBeLate && either + before > 0) await this.#parts.clock.sleep(either + before)
    const decision = this.#parts.faults.ask('arrive', call.view, call)
    if (decision && !(await this.#disturbRequest(call, decision))) return
    if (this.#dead(call)) return this.#lost(call, undefined, 'reset')
    const served = await this.#serveInTurn(call, understood)
    if (!served) return this.#lost(call, undefined, 'reset', { late: !this.#dead(call) })
    if (decision?.disturbance.do === 'repeat') this.#forwardAgain(call, understood, decision.disturbance.after_ms)
    const late = mayBeLate ? after : either + after
    if (late > 0) await this.#parts.clock.sleep(late)
    await this.#answer(call, served)
  }

  /** What the target sent; `instead`: why there is no command in it. */
  #arrived(exchange: Exchange, incarnation: number, commands: readonly Command[], instead?: Misunderstanding | typeof handshake): Call {
    const { recorder, evidence, guardedBy, redact } = this.#parts
    const { request } = exchange
    const [first] = commands
    const cid = this.#parts.nextCid()
    const operation = instead === handshake ? handshake : operationOf(commands)
    const correlation = correlationOf(request.headers, evidence.header.target.attribution.headers)
    const keyOf = (command: Command | undefined): string => command?.idempotencyKey ?? request.headers['idempotency-key'] ?? ''
    const idempotencyKey = keyOf(first)
    const references = commands.flatMap((command) => command.keys)
    const eidsOf = (commands.length === 0 ? [undefined] : commands).map((command) => this.#factsOf(command, keyOf(command), correlation))
    const eids = [...new Set(eidsOf.flat())]
    const keys = eids.map((eid) => evidence.facts.get(eid)?.businessKey ?? eid)
    const subject = keys[0] ?? references[0] ?? Object.values(first?.dims ?? {}).join('/')
    const posting = commands.filter((command) => command.posts)
    const isGuarded = (command: Command): boolean =>
      (guardedBy === 'idempotency-key' && keyOf(command) !== '') || (guardedBy === 'external-reference' && command.keys.length > 0)
    const view: MessageView = {
      direction: 'call',
      system: this.#system.name,
      ...(operation !== undefined && { operation }),
      keys,
      posts: posting.length > 0,
      attempt: this.#attempts.next(`${operation ?? '-'}|${subject}`),
      guarded: posting.length > 0 && posting.every(isGuarded),
    }
    recorder.record({
      kind: 'call.arrived',
      cid,
      system: this.#system.name,
      ...(operation !== undefined && { operation }),
      posts: posting.length > 0,
      method: request.method,
      path: clipped(redact(request.query === '' ? request.path : `${request.path}?${request.query}`)),
      keys: references.slice(0, limits.keys_per_call_count_max),
      eids,
      attempt: view.attempt,
      incarnation,
      ...(idempotencyKey !== '' && { idempotencyKey: clipped(idempotencyKey) }),
      ...(correlation !== '' && { correlation: clipped(correlation) }),
      ...(first?.dims && { dims: first.dims }),
      ...(commands.length > 1 && { commands: commands.length }),
      bodyHash: request.body.length === 0 ? '' : hash('sha1', request.body, 'base64url').slice(0, 16),
      bodyBytes: request.body.length,
      ...(typeof instead === 'object' && { problem: problemOf(instead, redact) }),
    })
    return { cid, exchange, incarnation, eidsOf, eids, correlation, view }
  }

  /** Facts that a command stands for, by its names or by what it would post; of a request without one, by its headers. */
  #factsOf(command: Command | undefined, idempotencyKey: string, correlation: string): readonly string[] {
    const { canonical, evidence } = this.#parts
    const names = {
      references: (command?.keys ?? []).map(canonical),
      idempotencyKey: canonical(idempotencyKey),
      correlation: canonical(correlation),
    }
    const lines = command?.lines?.map((line) => ({
      ...line,
      dims: Object.fromEntries(Object.entries(line.dims).map(([name, value]) => [name, canonical(value)])),
    }))
    return evidence.factsOfCall(names, lines, command?.dims?.['plant']).map((fact) => fact.eid)
  }

  /**
   * Serves a call; undefined if its caller had gone before the run came to it, and nothing guards what it posts. The caller may have looked
   * for it since, on another connection: with time the look-up would have found it. So calls are served in the order of their arrival, and
   * those behind a posting whose caller is looked at wait for it, because one of them may ask about it.
   */
  async #serveInTurn(call: Call, understood: Understood): Promise<Served | undefined> {
    const looks = !call.view.guarded && understood.commands.some((command) => command.posts)
    const before = this.#lastInLine
    if (!looks && !before) return this.#serve(call, understood)
    let next: () => void = () => undefined
    const mine = new Promise<void>((resolve) => {
      next = resolve
    })
    this.#lastInLine = mine
    try {
      await before
      for (let turn = 0; looks && turn < turnsUntilClosed && !call.exchange.remoteClosed; turn += 1) await this.#parts.clock.turn()
      return (looks && call.exchange.remoteClosed) || this.#dead(call) ? undefined : this.#serve(call, understood)
    } finally {
      if (this.#lastInLine === mine) this.#lastInLine = undefined
      next()
    }
  }

  /** False if the call went no further. */
  async #disturbRequest(call: Call, decision: Decision): Promise<boolean> {
    const { disturbance } = decision
    switch (disturbance.do) {
      case 'lose-request':
        await this.#lost(call, decision.fault, disturbance.how, { forEver: decision.forEver })
        return false
      case 'refuse': {
        this.#parts.recorder.record({
          kind: 'call.served',
          cid: call.cid,
          status: disturbance.status,
          answerClass: disturbance.answerClass,
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
      case 'roll-back':
        await this.#break(call, disturbance.status, decision.fault)
        return false
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

  #serve(call: Call, understood: Understood): Served {
    const { recorder, clock, observer } = this.#parts
    for (const command of understood.commands) observer.before(this.#system.name, command)
    const served = this.#system.serve(understood, clock.now())
    served.replies.forEach((reply, index) => {
      const idempotencyKey = understood.commands[index]?.idempotencyKey
      for (const effect of reply.effects) {
        recorder.record({
          kind: 'effect',
          system: this.#system.name,
          cid: call.cid,
          ...effect,
          ...(call.correlation !== '' && { correlation: call.correlation }),
          ...(idempotencyKey !== undefined && { idempotencyKey }),
        })
      }
    })
    recorder.record(servedRecord(call.cid, call.eidsOf, served))
    for (const reply of served.replies) {
      for (const change of exceptionsOf(reply, this.#parts)) recorder.record(change)
      if (reply.feed) observer.polled(this.#system.name, reply.feed.after)
    }
    return served
  }

  async #answer(call: Call, served: Served): Promise<void> {
    call.view = { ...call.view, served: { status: served.status, effects: effectsOf(served) } }
    const decision = this.#parts.faults.ask('served', call.view, call)
    switch (decision?.disturbance.do) {
      case undefined:
        break
      case 'lose-answer':
        return this.#lost(call, decision.fault, decision.disturbance.how, { forEver: decision.forEver })
      case 'late-answer':
        return this.#lost(call, decision.fault, 'hang', { forEver: decision.forEver })
      case 'kill':
        return this.#kill(call, decision)
      case 'replace-answer':
        return this.#break(call, decision.disturbance.status, decision.fault)
      case 'cut-answer':
        return this.#tell(call, served.response, decision.fault, 'indeterminate', decision.disturbance.after_bytes)
      case 'delay':
        await this.#parts.clock.sleep(decision.disturbance.ms)
        break
      default:
    }
    await this.#tell(call, served.response, decision?.fault)
    for (const reply of served.replies) {
      if (reply.exposes && reply.exposes.length > 0 && !this.#dead(call)) this.#parts.observer.handedOut(this.#system.name, call.cid, reply)
    }
    const after = this.#parts.faults.ask('answered', call.view, call)
    if (after?.disturbance.do === 'kill') this.#parts.incarnations.kill(after.fault, after.disturbance.restart_after_ms)
  }

  /** An error in the place of an answer. It must not tell whether there was an effect: one text for both. */
  async #break(call: Call, status: number, fault: string): Promise<void> {
    await this.#tell(
      call,
      this.#system.refusal(status, 'GATEWAY', 'The answer of the system did not come through.'),
      fault,
      'indeterminate',
    )
  }

  /** `cutAfterBytes`: not whole, so that the caller cannot know how it ended. */
  async #tell(call: Call, response: WireResponse, fault?: string, knowledge?: Knowledge, cutAfterBytes?: number): Promise<void> {
    const cut = cutAfterBytes === undefined ? undefined : { cutAfterBytes }
    const { handedToOs, clientClosedFirst } = await call.exchange.answer(response, cut)
    // A client that had gone before the last byte cannot have taken the answer in.
    const told: Knowledge = clientClosedFirst ? 'indeterminate' : (knowledge ?? knowledgeOf(response.status))
    const { cid } = call
    const wait_ms = told === 'refused' ? retryAfterOf(response.headers) : undefined
    this.#parts.recorder.record({
      kind: 'answer',
      cid,
      status: clientClosedFirst || cut ? null : response.status,
      knowledge: told,
      ...(wait_ms !== undefined && { retryAfter_ms: wait_ms }),
      ...(fault !== undefined && { fault }),
    })
    this.#parts.recorder.record({ kind: 'call.closed', cid, handedToOs, clientClosedFirst })
  }

  /** Nothing comes back: the connection breaks now, or stays open until the client has had enough of it. */
  async #lost(
    call: Call,
    fault: string | undefined,
    how: 'reset' | 'hang',
    { late = false, forEver = false }: { readonly late?: boolean; readonly forEver?: boolean } = {},
  ): Promise<void> {
    const { recorder, clock, hang_ms_max } = this.#parts
    const why = { ...(fault !== undefined && { fault }), ...(late && { late }) }
    recorder.record({ kind: 'answer', cid: call.cid, status: null, knowledge: 'indeterminate', ...why })
    let clientClosedFirst = call.exchange.remoteClosed
    if (how === 'hang' && !clientClosedFirst) {
      call.exchange.hang()
      // What never gets an answer, however often it is sent, keeps nobody awake.
      if (forEver) this.#open -= 1
      clientClosedFirst = await closesWithin(call.exchange, clock, hang_ms_max)
      if (forEver) this.#open += 1
    }
    if (!clientClosedFirst) call.exchange.reset()
    recorder.record({ kind: 'call.closed', cid: call.cid, handedToOs: 0, clientClosedFirst })
  }

  async #kill(call: Call, decision: Decision): Promise<void> {
    if (decision.disturbance.do !== 'kill') return
    this.#parts.incarnations.kill(decision.fault, decision.disturbance.restart_after_ms)
    await this.#lost(call, decision.fault, 'reset')
  }

  /** The network forwards a guarded request twice: the system sees it again, and nobody waits for the second answer. */
  #forwardAgain(call: Call, understood: Understood, after_ms: number): void {
    const { clock, recorder } = this.#parts
    clock.setTimer(after_ms, () => {
      if (this.#dead(call)) return
      const again = this.#arrived(call.exchange, call.incarnation, understood.commands)
      this.#serve(again, understood)
      recorder.record({ kind: 'answer', cid: again.cid, status: null, knowledge: 'indeterminate' })
      recorder.record({ kind: 'call.closed', cid: again.cid, handedToOs: 0, clientClosedFirst: false })
    })
  }

  /** Nothing of a dead incarnation commits. */
  #dead(call: Call): boolean {
    const { incarnations } = this.#parts
    return incarnations.frozen || incarnations.current !== call.incarnation
  }
}
