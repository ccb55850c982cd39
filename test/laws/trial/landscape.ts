import { hash } from 'node:crypto'
import type { ExpectedEffect, Fact, Must } from '../../../src/domain/fact.js'
import { flowOf } from '../../../src/flows/index.js'
import { factsInView } from '../../../src/flows/view.js'
import type { Draft, Knowledge } from '../../../src/journal/records.js'
import { knowledgeOf, servedRecord } from '../../../src/sim/call-records.js'
import type { Command, Reply, SystemInstance, SystemStep } from '../../../src/systems/contract.js'
import { flowWords, type HeaderOptions } from '../../support/journal-header.js'
import type { Journal } from '../../support/judging.js'
import { RunJournal } from '../../support/run-journal.js'
import { openWith } from '../../unit/systems/support.js'
import { systemKind } from '../../../src/systems/index.js'
import { trialMaster } from './master.js'
import type { ProductionOrder } from '../../../src/domain/master.js'
import { Tasks, type Begun, type Pause } from './tasks.js'

/** What the network, or a fault, makes of a call. */
export type Fate = 'answered' | 'answer-lost' | 'request-lost' | 'gateway-with-effect' | 'gateway-without-effect' | 'busy'
export const fates: readonly Fate[] = ['answer-lost', 'request-lost', 'gateway-with-effect', 'gateway-without-effect', 'busy']

/** How one try to hand a fact over ends. */
export type Handing = 'acked' | 'refused' | 'acknowledgement-lost' | 'not-connected'

/** What the run is like: chosen anew for each history. */
export interface Setting {
  readonly dedupe: 'none' | 'idempotency-key' | 'external-reference'
  readonly delivery: 'webhook' | 'feed'
  readonly closedPeriod: 'first-open-period' | 'exception'
  readonly exceptions: 'desk' | 'http' | 'none'
  /** Steps of other tasks after which everything is healed. */
  readonly healsAfter: number
  readonly crashesAfter: readonly number[]
}

export interface Asked {
  readonly line: string
  readonly body?: Readonly<Record<string, unknown>>
  readonly key?: string
}

export interface Answered {
  readonly knowledge: Knowledge
  readonly reply: Reply | undefined
}

export interface FactSpec {
  readonly flow: string
  /** Without its key and its place in the sequence. */
  readonly payload: Readonly<Record<string, unknown>>
  readonly must?: Must
  readonly reverses?: Fact
  readonly physId?: string
  /** For what is of no shipped flow. */
  readonly own?: Pick<Fact, 'type' | 'plant' | 'entity' | 'dims'> & {
    readonly expect: readonly ExpectedEffect[]
    readonly sequenceKey?: string
    readonly gates?: Fact['gates']
    readonly supersedes?: readonly string[]
    readonly partOf?: string
  }
}

export const laboratory = 'lab'
const sample = { name: 'sample', by: ['plant', 'sample'], moves: 0, unit: 'none', verb: 'registered', noun: 'sample' } as const

const toyWords: Pick<HeaderOptions, 'measures' | 'flows' | 'systems'> = {
  measures: [sample],
  flows: [flowWords('sampling', 'S', { sinks: [laboratory] })],
  systems: [{ name: laboratory, title: 'Laboratory', short: 'LAB', books: true }],
}

/** Both ERP and journal of one history, and what goes on in them. What the ERP does, the real one does. */
export class Landscape extends RunJournal {
  readonly tasks = new Tasks()
  readonly erp: SystemInstance
  readonly facts: Fact[] = []
  isHealed = false
  #cid = 0
  #did = 0
  #xid = 0
  readonly #counters = new Map<string, number>()
  readonly #states = new Map<string, string>()

  constructor(
    readonly setting: Setting,
    orders: readonly ProductionOrder[],
    more: HeaderOptions = {},
  ) {
    const master = trialMaster(orders)
    const enforce = { posting_period: true, negative_stock: false, over_confirmation: true, operation_predecessor: false, ...more.enforce }
    const { dedupe, closedPeriod, delivery, exceptions } = setting
    const lab = { dialect: 'plain', dedupe: 'none', query_by_reference: true, enforce: {}, policies: {} } as const
    super({ master, enforce, dedupe, closedPeriod, delivery, exceptions, settings: { lab }, ...toyWords, ...more })
    const kind = systemKind('erp')
    if (!kind) throw new Error('there is no ERP')
    this.erp = openWith(kind, { dedupe, enforce, policies: { closed_period: closedPeriod } }, master)
  }

  get life(): number {
    return this.incarnation
  }

  count(name: string): number {
    const next = (this.#counters.get(name) ?? 0) + 1
    this.#counters.set(name, next)
    return next
  }

  /** Something happens in the source, now. */
  happen(spec: FactSpec): Fact {
    const flow = flowOf(spec.flow)
    const prefix = flow?.prefix ?? 'SP'
    const businessKey = `${prefix}-${String(this.count(prefix)).padStart(6, '0')}`
    const eid = `mes:${businessKey}`
    const keyField = flow ? (Object.keys(Object.values(flow.types)[0]?.['properties'] ?? {})[0] ?? 'key') : 'message'
    const known = { [keyField]: businessKey, ...spec.payload }
    const sequenceKey = flow ? flow.sequence?.key({ ...known, sequence: 0 } as never) : spec.own?.sequenceKey
    const streamSeq = sequenceKey === undefined ? 1 : this.count(`mes ${sequenceKey}`)
    const payload = { ...known, sequence: streamSeq }
    const about = spec.own ?? flow?.about?.(payload as never)
    if (!about) throw new Error(`there is no flow ${spec.flow}`)
    const { must = 'POST', reverses, physId = eid, own } = spec
    const type = own?.type ?? Object.keys(flow?.types ?? {})[0] ?? ''
    const occurredAt = String(spec.payload['occurredAt'] ?? '2026-03-02T08:00:00+01:00')
    const world = { master: this.header.plan.master }
    const self = { eid, businessKey, type, ...(reverses && { reverses: reverses.eid }) }
    const expect =
      own?.expect ??
      (must === 'REJECT' ? [] : (flow?.expect(payload as never, world, factsInView(self, [...this.facts])) ?? [])).map((each) => ({
        ...each,
        flow: spec.flow,
      }))
    const fact: Fact = {
      eid,
      source: 'mes',
      flows: [spec.flow],
      type,
      plant: about.plant,
      businessKey,
      entity: about.entity,
      dims: about.dims,
      ...(sequenceKey !== undefined && { sequenceKey }),
      streamSeq,
      occurredAt,
      stampedAt: occurredAt,
      payload,
      ...(reverses && { reverses: reverses.eid }),
      causes: reverses ? [reverses.eid] : [],
      physId,
      must,
      expect,
      ...(own?.gates && { gates: own.gates }),
      ...(own?.supersedes && { supersedes: own.supersedes }),
      ...(own?.partOf !== undefined && { partOf: own.partOf }),
    }
    this.facts.push(fact)
    this.push({ kind: 'fact', covered: true, ...fact })
    return fact
  }

  /** Hands a fact over until it is taken, once for each of these, and at last for good. */
  *hand({ eid }: Fact, handings: readonly Handing[], transportId: string, told: () => void): Generator<Pause, void> {
    const { delivery: channel } = this.setting
    for (const [index, planned] of [...handings, 'acked' as const].entries()) {
      const handing = this.isHealed ? 'acked' : planned
      const [life, did] = [this.life, (this.#did += 1)]
      const common = { did, eid, attempt: this.count(`offer ${eid}`), incarnation: life }
      const end = (outcome: 'acked' | 'refused' | 'indeterminate' | 'not-connected', answered: number | null, saw = answered): void => {
        this.push({ kind: 'delivery', ...common, targetAnswered: answered, sourceSaw: saw, outcome })
      }
      this.push({ kind: 'offer', ...common, channel, source: 'mes', transportId, healthy: handing !== 'not-connected' })
      yield
      if (handing === 'not-connected' || life !== this.life) {
        end('not-connected', null)
        continue
      }
      this.push({ kind: 'exposed', did, eid, incarnation: life, how: channel === 'feed' ? 'page' : 'webhook' })
      told()
      yield
      if (life !== this.life) end('indeterminate', null)
      else if (handing === 'refused') end('refused', 503)
      else if (handing === 'acknowledgement-lost') end('indeterminate', 202, null)
      else {
        end('acked', 202)
        if (index >= handings.length || this.isHealed) return
      }
    }
    // The last try met a crash.
    yield* this.hand({ eid } as Fact, [], transportId, told)
  }

  /** The target answers every try with a refusal, until the source gives up. */
  *handBack({ eid }: Fact): Generator<Pause, void> {
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      const common = { did: (this.#did += 1), eid, attempt, incarnation: this.life }
      this.push({ kind: 'offer', ...common, channel: this.setting.delivery, source: 'mes', transportId: `evt-${eid}`, healthy: true })
      this.push({
        kind: 'exposed',
        did: common.did,
        eid,
        incarnation: this.life,
        how: this.setting.delivery === 'feed' ? 'page' : 'webhook',
      })
      yield
      this.push({ kind: 'delivery', ...common, targetAnswered: 422, sourceSaw: 422, outcome: attempt === 4 ? 'given-up' : 'refused' })
      yield
    }
  }

  /** One call of the target to the ERP. */
  *call(asked: Asked, planned: Fate = 'answered'): Generator<Pause, Answered> {
    const fate = this.isHealed ? 'answered' : planned
    const [life, cid] = [this.life, (this.#cid += 1)]
    const understood = this.#arrived(asked, cid)
    yield
    const lost = (status: number | null): Answered => {
      this.push({ kind: 'answer', cid, status, knowledge: 'indeterminate', ...(fate !== 'answered' && { fault: fate }) })
      this.push({ kind: 'call.closed', cid, handedToOs: 0, clientClosedFirst: false })
      return { knowledge: 'indeterminate', reply: undefined }
    }
    if (fate !== 'answered') this.push({ kind: 'fault.fired', fault: fate, name: fate, firing: 'may', cid })
    if (life !== this.life || fate === 'request-lost') return lost(null)
    if (fate === 'gateway-without-effect') return lost(502)
    if (fate === 'busy') {
      this.push({ kind: 'call.served', cid, status: 503, answerClass: 'transient', code: 'BUSY', effects: 0, fault: fate })
      return this.#told(cid, 503)
    }
    const served = this.erp.serve(understood, this.seq)
    const [reply] = served.replies
    const idempotencyKey = understood.commands[0]?.idempotencyKey
    for (const effect of reply.effects)
      this.push({ kind: 'effect', system: 'erp', cid, ...effect, ...(idempotencyKey !== undefined && { idempotencyKey }) })
    this.push(servedRecord(cid, [this.#eids(understood.commands[0])], served))
    yield
    if (life !== this.life || fate === 'answer-lost') return lost(null)
    if (fate === 'gateway-with-effect') return lost(502)
    return this.#told(cid, served.status, reply)
  }

  /** A call to the laboratory: it takes whatever comes, and keeps no record of what was there already. */
  *write(
    facts: readonly Fact[],
    effects: readonly ExpectedEffect[],
    planned: Fate = 'answered',
  ): Generator<Pause, { readonly isKnown: boolean; readonly isDone: boolean }> {
    const fate = this.isHealed ? 'answered' : planned
    const [life, cid] = [this.life, (this.#cid += 1)]
    const keys = facts.map(({ businessKey }) => businessKey)
    const eids = facts.map((fact) => fact.eid)
    const attempt = this.count(`write ${keys.join()}`)
    const base = { cid, system: laboratory, operation: 'sample.put', posts: true, method: 'PUT', path: '/samples', incarnation: life }
    this.push({ kind: 'call.arrived', ...base, keys, eids, attempt, bodyHash: hash('sha1', JSON.stringify(effects)), bodyBytes: 80 })
    yield
    const lost = life !== this.life || fate === 'request-lost' || fate === 'gateway-without-effect'
    if (!lost) {
      const doc = `L-${this.count('laboratory')}`
      for (const effect of effects) this.#commit(doc, keys, cid, effect)
      this.push({ kind: 'call.served', cid, status: 200, answerClass: 'success', effects: effects.length })
      yield
    }
    const told = !lost && life === this.life && fate !== 'answer-lost' && fate !== 'gateway-with-effect'
    this.push({ kind: 'answer', cid, status: told ? 200 : null, knowledge: told ? 'acked' : 'indeterminate' })
    this.push({ kind: 'call.closed', cid, handedToOs: told ? 20 : 0, clientClosedFirst: false })
    return { isKnown: told, isDone: !lost }
  }

  /** People do something in the ERP. */
  step(step: SystemStep): void {
    const id = `step-${this.count('step')}`
    for (const effect of this.erp.step(step, this.seq)) this.push({ kind: 'effect', system: 'erp', step: id, ...effect })
  }

  /** The target tells people of facts, or closes what it told them. */
  tell(facts: readonly Fact[], more: { readonly xid?: string; readonly resolution?: string; readonly reason?: string } = {}): string {
    const { exceptions } = this.setting
    const { xid = `X-${(this.#xid += 1)}`, resolution, reason = 'refused' } = more
    // Where nobody can see it, it is told all the same.
    if (exceptions === 'none') return xid
    const names = { keys: facts.map(({ businessKey }) => businessKey), eids: facts.map(({ eid }) => eid) }
    const about = { class: 'business', reason, owner: 'production-control', seenAt: exceptions } as const
    this.push({
      kind: 'exception',
      xid,
      ...names,
      ...about,
      status: resolution === undefined ? 'open' : 'closed',
      ...(resolution !== undefined && { resolution }),
    })
    return xid
  }

  /** To the end of all that goes on; then all is healed, and quiet. */
  play(choices: readonly number[]): Journal {
    this.tasks.run(choices)
    if (!this.isHealed) this.heal()
    this.isHealed = true
    return this.end().build()
  }

  begin(name: string, work: Generator<Pause, void>): Begun {
    return this.tasks.begin(name, work)
  }

  record(draft: Draft): void {
    this.push(draft)
  }

  #told(cid: number, status: number, reply?: Reply): Answered {
    const knowledge = knowledgeOf(status)
    this.push({ kind: 'answer', cid, status, knowledge })
    this.push({ kind: 'call.closed', cid, handedToOs: 100, clientClosedFirst: false })
    return { knowledge, reply }
  }

  #arrived({ line, body, key }: Asked, cid: number): ReturnType<typeof understoodOf> {
    const understood = understoodOf(this.erp, { line, ...(body && { body }), ...(key !== undefined && { key }) })
    const [command] = understood.commands
    if (!command) throw new Error(`${line} has no command`)
    const [method = '', path = ''] = line.split(' ')
    const { keys, posts, operation, dims, idempotencyKey } = command
    const text = JSON.stringify(body ?? {})
    this.push({
      kind: 'call.arrived',
      cid,
      system: 'erp',
      operation,
      posts,
      method,
      path,
      keys: [...keys],
      eids: this.#eids(command),
      attempt: this.count(`call ${operation} ${keys[0] ?? path}`),
      incarnation: this.life,
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      ...(dims && { dims }),
      bodyHash: posts ? hash('sha1', text) : '',
      bodyBytes: posts ? text.length : 0,
    })
    return understood
  }

  #eids(command: Command | undefined): readonly string[] {
    const roots = new Set((command?.keys ?? []).map((key) => key.replace(/#\d+$/, '')))
    return this.facts.filter(({ businessKey }) => roots.has(businessKey)).map(({ eid }) => eid)
  }

  #commit(doc: string, references: readonly string[], cid: number, expected: ExpectedEffect): void {
    const { system, flow: _flow, ...effect } = expected
    const plant = effect.dims['plant'] ?? ''
    const head = { kind: 'effect', system, cid, plant, references: [...references] } as const
    if (effect.what === 'state') {
      const name = `${effect.entity} ${effect.group}`
      const before = this.#states.get(name)
      this.#states.set(name, String(effect.after))
      this.push({ ...head, doc: '', docKind: 'sample', ...effect, ...(before !== undefined && { before }) } as Draft)
      return
    }
    const { identity: _identity, ...counted } = { identity: undefined, ...effect }
    const unit = effect.what === 'quantity' ? { unit: 'EA', dates: { posting: '2026-03-02' } } : {}
    this.push({ ...head, doc, docKind: 'sample', ...counted, ...unit } as Draft)
  }
}

function understoodOf(system: SystemInstance, { line, body, key }: Asked) {
  const [method = 'GET', target = '/'] = line.split(' ')
  const [path = '/', query = ''] = target.split('?')
  const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) }
  const decoded = system.decode({ method, path, query, headers, body: body ? Buffer.from(JSON.stringify(body)) : Buffer.alloc(0) })
  if (!('understood' in decoded)) throw new Error(`${line} is not understood: ${JSON.stringify(decoded)}`)
  return decoded.understood
}
