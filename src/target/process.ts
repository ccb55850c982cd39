import { limits } from '../domain/limits.js'
import { contractVariables, fillContract, stateVariable, targetEnvironment, type ContractFacts } from './environment.js'
import { targetError, type TargetError } from './error.js'
import { accepts, portFree } from './free-port.js'
import { describeHook, runHook, type HookContext } from './hooks.js'
import type { TargetLog } from './log.js'
import { isLoopbackHost } from './loopback.js'
import { pause, within } from './patience.js'
import { addressOf, describeProbe, untilReady } from './readiness.js'
import { baseUrl, takesWebhooks, type TargetSettings } from './settings.js'
import { endWords, Spawned, type ProcessEnd } from './spawned.js'

/** How long the process's own end may take to be seen after its group is gone. */
const lastWordMs = 500

/** What one incarnation of a target needs of the run. */
export interface TargetContext {
  /** From 1; one more after each restart. */
  readonly incarnation: number
  readonly contract: ContractFacts
  /** The user's environment, as mfgsync got it. */
  readonly userEnv: Readonly<Record<string, string | undefined>>
  /** The run's log, shared by all incarnations. */
  readonly log: TargetLog
}

/** How an incarnation ended. */
export interface TargetExit extends ProcessEnd {
  /** True if `kill()` or `stop()` ended it. */
  readonly scripted: boolean
  /** Last lines of its output, redacted. */
  readonly logTail: readonly string[]
}

/** What `kill()` and `stop()` did. An error is a finding about the target; the caller decides what it is worth. */
export interface EndReport {
  /** `left-running`: mfgsync did not start it. */
  readonly how: 'stopped' | 'killed' | 'already-gone' | 'left-running'
  readonly error?: TargetError
}

/** One incarnation of a target. Nothing here throws or rejects. */
export interface TargetHandle {
  readonly incarnation: number
  /** Absent if it was not spawned by mfgsync, or could not be. */
  readonly pid: number | undefined
  /** Undefined once it takes messages; else why it does not, after its processes are gone. */
  readonly ready: Promise<TargetError | undefined>
  /** Resolves at its end, with nothing of it left. Never, for a target that mfgsync did not start. */
  readonly exited: Promise<TargetExit>
  /** Last lines of its output, redacted, oldest first. */
  tail(): readonly string[]
  /** SIGKILL to the whole tree (or the kill hook); resolves when it is gone. */
  kill(): Promise<EndReport>
  /** The stop hook or SIGTERM, then SIGKILL after `limits.target_stop_ms_max`, or `target_hurry_ms_max` if somebody waits for the end. */
  stop(hurry?: boolean): Promise<EndReport>
  /** Undefined if nothing of it is left; else what is. */
  verifyGone(): Promise<TargetError | undefined>
}

/** Starts one incarnation; resolves as soon as it is spawned, not when it is ready. Errors are in `ready` and `exited`. */
export async function startTarget(settings: TargetSettings, context: TargetContext): Promise<TargetHandle> {
  const contract = contractVariables(context.contract)
  const environment = targetEnvironment(context.userEnv, contract, settings.env)
  const url = fillContract(baseUrl(settings, context.contract.port), contract)
  if ('error' in environment) return new Incarnation(settings, context, { contract, env: {}, url }, environment.error)
  return new Incarnation(settings, context, { contract, env: environment.env, url }, await takenPort(settings, url))
}

/** Runs the reset hook, if there is one: before the first incarnation of a run. */
export async function resetTarget(
  settings: TargetSettings,
  context: Omit<TargetContext, 'incarnation'>,
  signal?: AbortSignal,
): Promise<TargetError | undefined> {
  if (!settings.reset) return undefined
  const contract = contractVariables(context.contract)
  const environment = targetEnvironment(context.userEnv, contract, settings.env)
  if ('error' in environment) return environment.error
  return runHook('reset', settings.reset, { cwd: settings.cwd, env: environment.env, contract, log: context.log, signal })
}

interface Surroundings {
  readonly contract: Readonly<Record<string, string>>
  readonly env: Readonly<Record<string, string>>
  /** Where it listens. */
  readonly url: string
}

class Incarnation implements TargetHandle {
  readonly incarnation: number
  readonly pid: number | undefined
  readonly ready: Promise<TargetError | undefined>
  readonly exited: Promise<TargetExit>
  readonly #settings: TargetSettings
  readonly #log: TargetLog
  readonly #around: Surroundings
  readonly #hooks: HookContext
  readonly #child: Spawned | undefined
  readonly #startedAt = Date.now()
  readonly #startUp = new AbortController()
  #resolveExited: (exit: TargetExit) => void = () => undefined
  #exit: TargetExit | undefined
  #scripted = false
  /** The process ended by itself. */
  #unscripted = false
  /** The command ended well and left a service behind that the hooks know how to end. */
  #detached = false

  constructor(settings: TargetSettings, context: TargetContext, around: Surroundings, problem: TargetError | undefined) {
    this.incarnation = context.incarnation
    this.#settings = settings
    this.#log = context.log
    this.#around = around
    this.#hooks = { cwd: settings.cwd, env: around.env, contract: around.contract, log: context.log }
    this.exited = new Promise((done) => {
      this.#resolveExited = done
    })
    this.#log.clearTail()
    if (problem) {
      this.#log.note(problem.message)
      this.#settle({ code: null, signal: null, error: problem })
      this.ready = Promise.resolve(problem)
      return
    }
    if (settings.start && 'command' in settings.start) {
      this.#child = new Spawned({
        command: settings.start.command.map((word) => fillContract(word, around.contract)),
        cwd: settings.cwd,
        env: around.env,
        log: context.log,
        marker: `${stateVariable}=${context.contract.stateDir}`,
      })
      this.pid = this.#child.pid
      this.#log.note(`incarnation ${this.incarnation} (process ${this.pid ?? 'none'}): ${describeHook(settings.start, around.contract)}`)
      void this.#watchChild(this.#child)
    }
    this.ready = this.#becomeReady()
  }

  tail(): readonly string[] {
    return this.#log.tail()
  }

  async kill(): Promise<EndReport> {
    if (await this.#isOver()) return { how: 'already-gone' }
    if (!this.#settings.start)
      return {
        how: 'left-running',
        error: targetError(
          'no-hook',
          `${this.#settings.label} was not started by mfgsync, so it cannot be killed; give target.start to use faults that kill`,
        ),
      }
    this.#beginEnd()
    const hook = this.#settings.kill
    if (!this.#child && !hook)
      return {
        how: 'left-running',
        error: targetError('no-hook', 'the target is started by an HTTP call and has no target.kill; give one to use faults that kill'),
      }
    const failed = hook ? await runHook('kill', hook, this.#hooks) : undefined
    await this.#child?.killGroup(limits.target_kill_ms_max)
    return this.#end('killed', failed ?? (await this.verifyGone()))
  }

  async stop(hurry = false): Promise<EndReport> {
    const patience = hurry ? limits.target_hurry_ms_max : limits.target_stop_ms_max
    if (await this.#isOver()) return { how: 'already-gone' }
    if (!this.#settings.start) return { how: 'left-running' }
    const hook = this.#settings.stop
    // A service behind a launcher or a call knows no signal of ours.
    if (!hook && (!this.#child || this.#detached)) return this.kill()
    this.#beginEnd()
    const failed = hook ? await runHook('stop', hook, this.#hooks) : undefined
    if (!hook) this.#child?.signal('SIGTERM')
    if (this.#child && !(await this.#child.waitGone(patience))) {
      const tail = this.tail()
      await this.#child.killGroup(limits.target_kill_ms_max)
      const how = hook ? 'its stop hook' : 'SIGTERM'
      return this.#end(
        'killed',
        failed ??
          targetError(
            'ignored-sigterm',
            `the target still had processes ${patience} ms after ${how}, and was killed; it should end on ${how}`,
            tail,
          ),
      )
    }
    return this.#end('stopped', failed ?? (await this.verifyGone()))
  }

  async verifyGone(): Promise<TargetError | undefined> {
    if (this.#child && !this.#child.isGone())
      return targetError('not-gone', `processes of the target's incarnation ${this.incarnation} are still alive`, this.tail())
    const { host, port } = addressOf(this.#around.url)
    // Beyond loopback an open port may be a balancer's, and says nothing.
    if (!this.#settings.start || !isLoopbackHost(host)) return undefined
    const until = Date.now() + (this.#child && !this.#detached ? 200 : limits.target_kill_ms_max)
    while (await accepts(port, host, 1_000)) {
      if (Date.now() >= until)
        return targetError(
          'not-gone',
          `something still listens on ${host}:${port} after the target's incarnation ${this.incarnation} ended; ` +
            'check target.kill and target.stop',
        )
      await pause(20)
    }
    return undefined
  }

  async #watchChild(child: Spawned): Promise<void> {
    const end = await child.ended
    // Whoever ended it reports it.
    if (this.#scripted) return
    const knowsHowToEnd = this.#settings.stop !== undefined || this.#settings.kill !== undefined
    if (end.code === 0 && knowsHowToEnd) {
      this.#detached = true
      this.#log.note(`incarnation ${this.incarnation}: the start command ended with code 0; what it started is ended by the hooks`)
      return
    }
    this.#unscripted = true
    // Nothing of a dead incarnation may commit later: what the leader left behind goes too.
    await child.killGroup(limits.target_kill_ms_max)
    this.#settle(end)
  }

  /** True if it has ended, or is just ending by itself. */
  async #isOver(): Promise<boolean> {
    if (this.#unscripted) await this.exited
    return this.#exit !== undefined
  }

  /** A scripted end: the process's own last word counts, if it comes. */
  async #end(how: 'stopped' | 'killed', error: TargetError | undefined): Promise<EndReport> {
    const end = this.#child && !this.#detached ? await within(lastWordMs, this.#child.ended) : 'late'
    this.#settle(end === 'late' ? { code: null, signal: null } : end)
    return error ? { how, error } : { how }
  }

  async #becomeReady(): Promise<TargetError | undefined> {
    const { start, ready } = this.#settings
    const context = { baseUrl: this.#around.url, contract: this.#around.contract, log: this.#log, signal: this.#startUp.signal }
    if (start && !('command' in start)) {
      const failed = await runHook('start', start, this.#hooks)
      if (failed) return this.#failStart(failed)
    }
    const patience = 'delay_ms' in ready.probe ? Math.max(ready.timeout_ms, ready.probe.delay_ms + 1_000) : ready.timeout_ms
    const outcome = await within(patience, Promise.race([untilReady(ready.probe, context), this.exited]))
    this.#startUp.abort()
    if (this.#scripted) return targetError('exited-early', 'the run ended the target before it was ready', this.tail())
    if (typeof outcome === 'object' || this.#unscripted) return this.#exitedEarly(await this.exited)
    if (outcome === 'late') return this.#failStart(await this.#neverReady(context))
    this.#log.note(`incarnation ${this.incarnation}: ready after ${Date.now() - this.#startedAt} ms`)
    return undefined
  }

  #exitedEarly(exit: TargetExit): TargetError {
    if (exit.error) return exit.error
    const hint = exit.logTail.length === 0 ? 'it printed nothing' : 'its last lines are below'
    return targetError(
      'exited-early',
      `the target ${endWords(exit)} before it was ready, ${Date.now() - this.#startedAt} ms after its start; ${hint}`,
      exit.logTail,
    )
  }

  async #neverReady(context: { readonly baseUrl: string; readonly contract: Readonly<Record<string, string>> }): Promise<TargetError> {
    const { probe, timeout_ms } = this.#settings.ready
    const started = this.#settings.start ? 'within' : '(it is not started by mfgsync) within'
    return targetError(
      'never-ready',
      `the target never ${describeProbe(probe, context)} ${started} ${timeout_ms} ms; ${await this.#readyHint()}`,
      this.tail(),
    )
  }

  async #readyHint(): Promise<string> {
    const { probe } = this.#settings.ready
    if (!('port' in probe)) return 'check target.ready, or raise target.ready.timeout_ms'
    const { port } = addressOf(this.#around.url)
    if (await accepts(port, '::1', 500)) return `it listens on [::1]:${port} only; listen on 127.0.0.1, or on all addresses`
    if (this.#settings.url !== undefined) return 'check target.url, or say in target.ready how one sees that it is ready'
    return (
      'it must listen on the port that the variable PORT names; if it only polls, set target.deliver.mode to feed; ' +
      'if it needs longer, raise target.ready.timeout_ms'
    )
  }

  async #failStart(error: TargetError): Promise<TargetError> {
    this.#log.note(error.message)
    if (this.#child || this.#settings.kill) await this.kill()
    else await this.stop()
    return error
  }

  #beginEnd(): void {
    this.#scripted = true
    this.#startUp.abort()
  }

  #settle(end: ProcessEnd): void {
    if (this.#exit) return
    this.#exit = { ...end, scripted: this.#scripted, logTail: this.tail() }
    if (!end.error)
      this.#log.note(
        `incarnation ${this.incarnation} ended: ` +
          `${end.signal ?? (end.code === null ? 'it could not be started' : `code ${end.code}`)}${this.#scripted ? ', as scripted' : ''}`,
      )
    this.#resolveExited(this.#exit)
  }
}

async function takenPort(settings: TargetSettings, url: string): Promise<TargetError | undefined> {
  if (!settings.start || !takesWebhooks(settings.deliver)) return undefined
  const { host, port } = addressOf(url)
  if (!isLoopbackHost(host) || (await portFree(port, host))) return undefined
  return targetError(
    'port-taken',
    `something already listens on ${host}:${port}, where the target should; end it, or choose another network.target_port`,
  )
}
