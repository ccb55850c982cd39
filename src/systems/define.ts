import type { Effect } from '../domain/effect.js'
import type { LedgerDocument } from '../domain/ledger.js'
import type { MasterData } from '../domain/master.js'
import type { SystemName } from '../domain/names.js'
import type { SystemWords } from '../domain/words.js'
import type { WireRequest, WireResponse } from '../domain/wire.js'
import type {
  AnswerClass,
  Command,
  Decoded,
  OperationDescription,
  PolicyDescription,
  PublishedEvent,
  Reply,
  RuleDescription,
  Served,
  StepDescription,
  SystemInstance,
  SystemKind,
  SystemSettings,
  SystemStep,
  Understood,
} from './contract.js'
import {
  refused,
  type Dialect,
  type DialectSession,
  type Input,
  type Operation,
  type Outcome,
  type Refused,
  type SystemState,
} from './operation.js'
import { aboutOperations } from './shared/about.js'
import { AnswerStore } from './shared/answer-store.js'
import type { OpenApiDocument } from './shared/openapi-document.js'
import { heldParts } from './shared/plain-front.js'
import { openApiOf, schemasOf, type Documented } from './shared/openapi.js'
import { plain } from './shared/plain.js'
import { duplicateOf } from './shared/posting.js'
import type { Schema } from './shared/schema.js'

/** A step with what it does. */
export interface DeclaredStep<State> extends StepDescription {
  /** Throws when it names what is not there. */
  run(state: State, step: SystemStep, nowMs: number): readonly Effect[]
}

/** All that there is to say about a system. Everything else derives from it. */
export interface SystemDeclaration<State extends SystemState> extends Omit<Documented, 'words' | 'operations'> {
  readonly words: SystemWords
  readonly url: SystemKind['url']
  readonly rules?: readonly RuleDescription[]
  readonly policies?: readonly PolicyDescription[]
  /** Codes of refusals that are not for a business reason. */
  readonly refusals?: Readonly<Record<string, AnswerClass>>
  readonly steps?: readonly DeclaredStep<State>[]
  /** Its own; what it says about itself is added. */
  readonly operations: readonly Operation<State, never>[]
  /** Besides `plain`, which every system has. */
  readonly dialects?: readonly Dialect[]
  open(settings: SystemSettings, opening: MasterData): State
  snapshot(state: State): Readonly<Record<string, unknown>>
}

/** What instances of a kind share. */
interface Declared<State extends SystemState> {
  readonly own: SystemDeclaration<State>
  readonly operations: readonly Operation<State, never>[]
  readonly byId: ReadonlyMap<string, Operation<State, never>>
  readonly refusals: Readonly<Record<string, AnswerClass>>
  readonly schemas: Readonly<Record<string, Schema>>
  readonly dialects: readonly [Dialect, ...Dialect[]]
  /** By operation and code. */
  readonly statuses: ReadonlyMap<string, number>
  document(): OpenApiDocument
}

const none: readonly never[] = []

/** Makes a kind of system of its declaration. */
export function defineSystem<State extends SystemState>(own: SystemDeclaration<State>): SystemKind {
  const operations: readonly Operation<State, never>[] = [...own.operations, ...aboutOperations(own.words.name)]
  let document: OpenApiDocument | undefined
  for (const { id, each, dedupe } of operations)
    if (each && dedupe === 'setting') throw new Error(`${id} takes several things under one key: no key could tell which was done before.`)
  const claimed = operations.some(({ claims }) => claims)
  const refusals: SystemKind['refusals'] = { ...(claimed && { DUPLICATE_REFERENCE: 'duplicate' }), ...own.refusals }
  const declared: Declared<State> = {
    own,
    operations,
    byId: new Map(operations.map((operation) => [operation.id, operation])),
    refusals,
    schemas: schemasOf({ ...own, operations }),
    dialects: [plain, ...(own.dialects ?? none)],
    statuses: statusesOf(operations),
    document: () => (document ??= openApiOf({ ...own, operations })),
  }
  const { words, url, rules = none, policies = none, steps = none } = own
  const [first, ...others] = declared.dialects.map((dialect) => dialect.name)
  return {
    words,
    url,
    dialects: [first ?? plain.name, ...others],
    rules,
    policies,
    steps,
    refusals,
    defaults: {
      dialect: plain.name,
      dedupe: 'none',
      dedupe_window_ms: 24 * 60 * 60 * 1000,
      enforce: Object.fromEntries(rules.map((rule) => [rule.name, rule.byDefault])),
      policies: Object.fromEntries(policies.map((policy) => [policy.name, policy.choices[0]])),
    },
    operations: own.operations.map(({ id }) => id),
    openApi: declared.document,
    held: () => ({ schemas: declared.schemas, parts: heldParts(operations) }),
    open: (settings, opening) => new DefinedSystem(declared, settings, opening),
  }
}

function statusesOf(operations: readonly Operation<never>[]): ReadonlyMap<string, number> {
  return new Map(
    operations.flatMap(({ id, refusals = none }) =>
      refusals.flatMap(({ status, codes }) => codes.map((code) => [`${id} ${code}`, status] as const)),
    ),
  )
}

/** A system in a run: its state, a session of its dialect, the answers that it remembers. */
class DefinedSystem<State extends SystemState> implements SystemInstance {
  readonly name: SystemName
  readonly #declared: Declared<State>
  readonly #state: State
  readonly #session: DialectSession
  readonly #answers: AnswerStore | undefined
  readonly #unique: boolean
  readonly #together: (operation: Pick<Operation<never>, 'each'>) => boolean
  readonly #operations: readonly OperationDescription[]

  constructor(declared: Declared<State>, settings: SystemSettings, opening: MasterData) {
    const { own, dialects, operations, schemas } = declared
    this.name = own.words.name
    this.#declared = declared
    this.#state = own.open(settings, opening)
    this.#operations = operations.map((operation) => descriptionOf(operation, settings))
    this.#unique = settings.dedupe === 'external-reference'
    this.#answers = settings.dedupe === 'idempotency-key' ? new AnswerStore(settings.dedupe_window_ms) : undefined
    const dialect = dialects.find(({ name }) => name === settings.dialect)
    if (!dialect) {
      const known = dialects.map(({ name }) => name).join(', ')
      throw new Error(`The ${own.words.short} speaks ${known}; there is no dialect ${settings.dialect}.`)
    }
    const command = this.#command.bind(this)
    this.#together = ({ each }) => each?.together?.(settings) === true
    this.#session = dialect.open({ name: this.name, operations, schemas, command, together: this.#together })
  }

  decode(request: WireRequest): Decoded {
    return this.#session.decode(request)
  }

  serve({ commands, atomic, frame }: Understood, nowMs: number): Served {
    const replies = this.#repliesTo(commands, atomic, nowMs)
    const response = this.#session.encode(frame, replies)
    const { answerClass } = tellingOf(replies)
    return { replies, status: response.status, answerClass, response }
  }

  execute(id: string, input: Input, nowMs: number): Reply {
    const operation = this.#operation(id)
    if (!operation.each) return this.#serve(this.#command(id, input), nowMs)
    const commands = operation.each.of(input).map((one) => this.#command(id, one))
    const replies = this.#repliesTo(commands, this.#together(operation) ? [commands.map((_, index) => index)] : none, nowMs)
    const result = replies.map((reply) => reply.result)
    return { ...tellingOf(replies), effects: replies.flatMap(({ effects }) => effects), result }
  }

  documentsOf(reference: string, plant?: string): readonly string[] {
    const rank = (document: LedgerDocument): number => (document.reversedBy ? 2 : document.reverses ? 1 : 0)
    const all = this.#state.ledger?.documents({ reference }) ?? none
    const found = plant === undefined ? all : all.filter((document) => document.plant === plant)
    return found.toSorted((a, b) => rank(a) - rank(b)).map((document) => document.number)
  }

  step(step: SystemStep, nowMs: number): readonly Effect[] {
    const { words, steps = none } = this.#declared.own
    const found = steps.find(({ name }) => name === step.do)
    if (found) return found.run(this.#state, step, nowMs)
    const known = steps.map(({ name }) => name).join(', ')
    throw new Error(`The ${words.short} has no step ${step.do}${known === '' ? '' : `; it has ${known}`}.`)
  }

  touches(step: SystemStep, { dims = {} }: Command): boolean {
    const { subject = '' } = this.#declared.own.steps?.find(({ name }) => name === step.do) ?? {}
    const { [subject]: number, plant } = step
    if (number !== undefined && number !== dims[subject]) return false
    return plant === undefined || dims['plant'] === undefined || plant === dims['plant']
  }

  publish(event: PublishedEvent): void {
    if (!this.#state.publish) throw new Error(`The ${this.#declared.own.words.short} has no change feed: nothing happens in it.`)
    this.#state.publish(event)
  }

  told(event: PublishedEvent): PublishedEvent {
    return this.#state.told?.(event) ?? event
  }

  stamped(instant: string): string {
    return this.#state.stamped?.(instant) ?? instant
  }

  operations(): readonly OperationDescription[] {
    return this.#operations
  }

  snapshot(): Readonly<Record<string, unknown>> {
    return this.#declared.own.snapshot(this.#state)
  }

  refusal(status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): WireResponse {
    return this.#session.refuse(status, code, message, headers)
  }

  #operation(id: string): Operation<State, never> {
    const found = this.#declared.byId.get(id)
    if (!found) throw new Error(`The ${this.#declared.own.words.short} has no operation ${id}.`)
    return found
  }

  #command(id: string, input: Input, key?: string): Command {
    const { posts, tells } = this.#operation(id)
    const { keys = none, dims, lines } = tells?.(input as never, this.#state) ?? {}
    const command: { -readonly [Key in keyof Command]: Command[Key] } = { operation: id, posts, keys, input }
    if (dims) command.dims = dims
    if (lines) command.lines = lines
    if (key !== undefined && key !== '') command.idempotencyKey = key
    return command
  }

  #repliesTo(commands: readonly Command[], atomic: Understood['atomic'], nowMs: number): readonly [Reply, ...Reply[]] {
    const replies: Reply[] = []
    commands.forEach((command, index) => {
      const group = atomic.length === 0 ? undefined : atomic.find((positions) => positions.includes(index))
      if (!group) replies[index] = this.#serve(command, nowMs)
      else if (!replies[index]) this.#allOrNone(group, commands, replies, nowMs)
    })
    const [first, ...others] = replies
    if (!first) throw new Error(`A message to the ${this.#declared.own.words.short} has no command.`)
    return [first, ...others]
  }

  /** Does the commands of a group, or none of them: then each is answered with the refusal that stopped them. */
  #allOrNone(group: readonly number[], commands: readonly Command[], replies: Reply[], nowMs: number): void {
    const { ledger } = this.#state
    if (!ledger) throw new Error(`The ${this.#declared.own.words.short} has no ledger, so its commands stand alone.`)
    const done: Command[] = []
    let refusal: Reply | undefined
    ledger.attempt(() => {
      for (const index of group) {
        const command = commands[index]
        if (!command) throw new Error(`A group names command ${index}, which the message does not have.`)
        const reply = this.#serve(command, nowMs)
        replies[index] = reply
        if (reply.answerClass !== 'success') refusal = reply
        if (refusal) return false
        if (reply.dedupedTo === undefined) done.push(command)
      }
      return true
    })
    if (!refusal) return
    for (const command of done) this.#answers?.drop(command)
    for (const index of group) {
      const own = replies[index]?.answerClass
      // The others were not refused for what they are: sent without the one that stopped them, they may well be done.
      replies[index] = own !== undefined && own !== 'success' ? refusal : { ...refusal, answerClass: 'transient' }
    }
  }

  #serve(command: Command, nowMs: number): Reply {
    const operation = this.#operation(command.operation)
    const answers = operation.dedupe === 'setting' && command.idempotencyKey !== undefined ? this.#answers : undefined
    const again = answers?.find(command, (input) => operation.essence?.(input as never) ?? input, nowMs)
    if (again === 'reused') {
      const message = `Idempotency-Key ${command.idempotencyKey} was used before with another body.`
      return this.#reply(operation, refused('KEY_REUSED', message))
    }
    if (again) return again
    const call = { nowMs, operations: this.#operations, document: this.#declared.document }
    const outcome = this.#taken(operation, command) ?? operation.run(this.#state, command.input as never, call)
    const reply = this.#reply(operation, outcome)
    if ('made' in outcome && outcome.made !== undefined) answers?.keep(command, reply, outcome.made, nowMs)
    return reply
  }

  #taken({ claims }: Operation<State, never>, { input, keys }: Command): Refused | undefined {
    const { ledger } = this.#state
    const claim = this.#unique ? claims?.(this.#state, input as never) : undefined
    return claim && ledger && duplicateOf(ledger, claim, keys)
  }

  #reply({ id, success }: Operation<State, never>, outcome: Outcome): Reply {
    if (!('refused' in outcome)) {
      const { made: _made, ...rest } = outcome
      return { effects: none, ...rest, status: success.status, answerClass: 'success' }
    }
    const { refused: code, document, instead } = outcome
    const { statuses, refusals } = this.#declared
    return {
      status: statuses.get(`${id} ${code}`) ?? 422,
      answerClass: refusals[code] ?? 'business',
      code,
      effects: none,
      result: outcome,
      ...(document !== undefined && { dedupedTo: document }),
      ...(instead && { instead }),
    }
  }
}

/** Of several, a definite refusal says most: sending the same again is no use then. */
function tellingOf(replies: readonly [Reply, ...Reply[]]): Reply {
  const failed = replies.filter((reply) => reply.answerClass !== 'success')
  return failed.find((reply) => reply.answerClass === 'business') ?? failed[0] ?? replies[0]
}

function descriptionOf({ id, http, posts, title, dedupe }: Operation<never>, settings: SystemSettings): OperationDescription {
  const how = dedupe === 'setting' ? settings.dedupe : dedupe === 'natural' ? dedupe : '-'
  return { id, method: http.method, path: http.path, posts, title, dedupe: how }
}
