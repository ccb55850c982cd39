import { limits } from '../../domain/limits.js'
import { errorText } from '../../words/errors.js'
import { targetError, type TargetError } from '../error.js'
import type { TargetLog } from '../log.js'
import type { EndReport, TargetExit, TargetHandle } from '../process.js'
import { firstOf } from '../first-of.js'
import { takesWebhooks, type TargetSettings } from '../settings.js'
import { importAnew, type ModuleExports } from './loader.js'
import type { InnerServers, WebhookHandler } from './server.js'
import type { Surroundings } from './surroundings.js'

/** What a host gives to the `start` of a module. */
export interface ModuleStart {
  /** The contract's variables and those of the config. */
  readonly env: Readonly<Record<string, string>>
  /** Calls the simulated systems; the same as the global one. */
  readonly fetch: typeof fetch
  /** Given when this life is over: let go of everything at once, and write nothing any more. */
  readonly signal: AbortSignal
}

/** What `start` may give back. */
export interface StartedModule {
  /** Takes what is pushed; a module may export it instead. */
  readonly fetch?: WebhookHandler
  /** Ends it in good order, as SIGTERM ends a process. */
  readonly stop?: () => void | Promise<void>
}

/** What a life in this process needs of the run around it. */
export interface LifeContext {
  readonly incarnation: number
  readonly env: Readonly<Record<string, string>>
  readonly port: number
  readonly log: TargetLog
  readonly surroundings: Surroundings
  /** To the simulated systems. */
  readonly fetch: typeof fetch
  /** The time of the run. */
  readonly timers: { now(): number; setTimer(ms: number, callback: () => void): () => void }
  /** Holds time still until the returned function is called: what happens meanwhile is not the target's. */
  readonly hold: () => () => void
  /** Drops every timer that the target has set. */
  readonly dropTimers: () => void
}

const pollMs = 5

/** One life of a target that is a module in this process. */
export class ModuleTarget implements TargetHandle {
  readonly incarnation: number
  readonly pid = undefined
  readonly ready: Promise<TargetError | undefined>
  readonly exited: Promise<TargetExit>
  readonly #context: LifeContext
  readonly #settings: TargetSettings
  readonly #life = new AbortController()
  /** What ends with this life, in the order in which it began. A signal with a listener for each message is walked for each message. */
  readonly #underWay = new Set<() => void>()
  readonly #servers: InnerServers
  readonly #output: ReturnType<TargetLog['stream']>
  #handler: WebhookHandler | undefined
  #stop: StartedModule['stop']
  #problem: TargetError | undefined
  #started = false
  #ending = false
  #exit: TargetExit | undefined
  #resolveExited: (exit: TargetExit) => void = () => undefined

  constructor(settings: TargetSettings, path: string, context: LifeContext) {
    this.incarnation = context.incarnation
    this.#settings = settings
    this.#context = context
    this.#output = context.log.stream()
    context.log.clearTail()
    this.exited = new Promise((resolve) => {
      this.#resolveExited = resolve
    })
    this.#servers = context.surroundings.enter({
      env: context.env,
      fetch: this.#fetch,
      print: (bytes) => this.#output.write(bytes),
      exit: (code) => this.#over({ code, signal: null }),
      crash: (error) => this.#crash(error),
    })
    context.log.note(`incarnation ${this.incarnation}: ${path}, in process`)
    this.ready = this.#becomeReady(path)
  }

  /** Whether something of it takes deliveries now. */
  get listens(): boolean {
    return !this.#exit && this.#handlerNow() !== undefined
  }

  tail(): readonly string[] {
    return this.#context.log.tail()
  }

  /** Hands one request over. Rejects with ECONNREFUSED where nothing listens, and with ECONNRESET if its life ends first. */
  async deliver(request: Request): Promise<Response> {
    const port = Number(new URL(request.url).port)
    const handler = port === this.#context.port ? this.#handlerNow() : this.#servers.handlerAt(port)
    if (this.#exit || !handler) throw Object.assign(new Error('nothing takes deliveries'), { code: 'ECONNREFUSED' })
    return new Promise((resolve, reject) => {
      const settle = this.#until(() => reject(Object.assign(new Error('it ended'), { code: 'ECONNRESET' })))
      const failed = (error: unknown): void => (handler === this.#handler ? resolve(this.#thrown(error)) : reject(error))
      try {
        void Promise.resolve(handler(request)).then(resolve, failed).finally(settle)
      } catch (error) {
        settle()
        failed(error)
      }
    })
  }

  async kill(): Promise<EndReport> {
    if (this.#exit) return { how: 'already-gone' }
    this.#ending = true
    this.#over({ code: null, signal: 'SIGKILL' })
    return { how: 'killed' }
  }

  async stop(): Promise<EndReport> {
    if (this.#exit) return { how: 'already-gone' }
    this.#ending = true
    const stopped = this.#stop
    if (stopped) {
      const ended = (async () => stopped())().catch((error: unknown) => this.#say(error))
      await Promise.race([ended, this.#wait(limits.target_stop_ms_max)])
    }
    if (!stopped && this.#context.surroundings.signal('SIGTERM')) await Promise.race([this.exited, this.#wait(limits.target_stop_ms_max)])
    this.#over({ code: 0, signal: null })
    return { how: 'stopped' }
  }

  async verifyGone(): Promise<TargetError | undefined> {
    return undefined
  }

  /** Bound to this life: after its end nothing settles any more, as in a process that was killed. */
  readonly #fetch = (input: string | URL | Request, init?: RequestInit): Promise<Response> =>
    new Promise((resolve, reject) => {
      if (this.#life.signal.aborted) return
      const own = init?.signal ?? (input instanceof Request ? input.signal : undefined)
      const ended = new AbortController()
      const forget = this.#until(() => ended.abort(this.#life.signal.reason))
      const { signal, letGo } = firstOf(own ? [own, ended.signal] : [ended.signal])
      const settle = (): void => {
        forget()
        letGo()
      }
      this.#context.fetch(input, { ...init, signal }).then(
        (response) => {
          settle()
          if (!this.#life.signal.aborted) resolve(response)
        },
        (error: unknown) => {
          settle()
          if (!this.#life.signal.aborted) reject(error)
        },
      )
    })

  /** Calls back when this life ends, unless the returned function was called before. */
  #until(end: () => void): () => void {
    this.#underWay.add(end)
    return () => void this.#underWay.delete(end)
  }

  async #becomeReady(path: string): Promise<TargetError | undefined> {
    void this.#start(path).catch((error: unknown) => this.#crash(error))
    const { timers } = this.#context
    const { probe, timeout_ms } = this.#settings.ready
    const from = timers.now()
    const listens = takesWebhooks(this.#settings.deliver)
    const delay = 'delay_ms' in probe ? probe.delay_ms : 0
    for (;;) {
      if (this.#exit) return this.#ending ? undefined : this.#exitedEarly()
      const waited = timers.now() - from
      if (listens ? this.#handlerNow() !== undefined : this.#started || waited >= delay) return undefined
      if (waited >= timeout_ms) return this.#neverReady()
      await this.#wait(pollMs)
    }
  }

  async #start(path: string): Promise<void> {
    const release = this.#context.hold()
    let module: ModuleExports
    try {
      module = await importAnew(path, release)
    } finally {
      release()
    }
    if (this.#exit) return
    const { start } = module
    const started: unknown =
      typeof start === 'function'
        ? await Reflect.apply(start, undefined, [
            { env: this.#context.env, fetch: this.#fetch, signal: this.#life.signal } satisfies ModuleStart,
          ])
        : undefined
    this.#handler = [started, module, module['default']].map(fetchOf).find((handler) => handler !== undefined)
    this.#stop =
      isObject(started) && typeof started['stop'] === 'function' ? (started['stop'].bind(started) as StartedModule['stop']) : undefined
    this.#started = true
  }

  /** What a handler throws is an answer of 500, as in every server; a server of its own answers for itself. */
  #thrown(error: unknown): Response {
    this.#say(error)
    return new Response(null, { status: 500 })
  }

  #handlerNow(): WebhookHandler | undefined {
    return this.#handler ?? this.#servers.handlerAt(this.#context.port)
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#context.timers.setTimer(ms, resolve)
    })
  }

  #crash(error: unknown): void {
    if (this.#exit) return
    this.#say(error)
    this.#over({ code: 1, signal: null })
  }

  #say(error: unknown): void {
    this.#output.write(Buffer.from(`${error instanceof Error ? (error.stack ?? error.message) : errorText(error)}\n`))
  }

  #exitedEarly(): TargetError {
    const hint = this.tail().length === 0 ? 'it printed nothing' : 'its last lines are below'
    const message = `the target ended with code ${this.#exit?.code ?? 0} before it was ready; ${hint}`
    return this.#problem ?? targetError('exited-early', message, this.tail())
  }

  #neverReady(): TargetError {
    const { timeout_ms } = this.#settings.ready
    const hint =
      'a module exports start() or fetch(), or opens a server at the port that PORT names; if it only polls, set deliver.mode to feed'
    this.#problem = targetError('never-ready', `the target took no deliveries within ${timeout_ms} ms; ${hint}`, this.tail())
    void this.kill()
    return this.#problem
  }

  /** From here on nothing of this life happens any more: its calls end, its timers are dropped, its listeners forgotten. */
  #over(end: Pick<TargetExit, 'code' | 'signal'>): void {
    if (this.#exit) return
    this.#output.end()
    this.#exit = { ...end, scripted: this.#ending, logTail: this.tail() }
    this.#context.surroundings.leave()
    this.#life.abort()
    for (const ends of this.#underWay) ends()
    this.#underWay.clear()
    this.#context.dropTimers()
    this.#context.log.note(
      `incarnation ${this.incarnation} ended: ${end.signal ?? `code ${end.code ?? 0}`}${this.#ending ? ', as scripted' : ''}`,
    )
    this.#resolveExited(this.#exit)
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function fetchOf(holder: unknown): WebhookHandler | undefined {
  if (!isObject(holder) || typeof holder['fetch'] !== 'function') return undefined
  return holder['fetch'].bind(holder) as WebhookHandler
}
