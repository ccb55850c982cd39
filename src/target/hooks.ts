import { systemCode, targetError, type TargetError } from './error.js'
import { fillContract } from './environment.js'
import type { TargetLog } from './log.js'
import { within } from './patience.js'
import type { Hook, HttpHook } from './settings.js'
import { endWords, Spawned } from './spawned.js'

/** What running a hook needs. */
export interface HookContext {
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** The contract's variables: filled into arguments and URLs. */
  readonly contract: Readonly<Record<string, string>>
  readonly log: TargetLog
  /** Given when nobody waits for the hook any more. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs a hook to its end: a command must exit with 0, an HTTP call must answer as expected, within the hook's time.
 * @param name of the hook in the config (`reset`), for messages.
 * @returns what went wrong; undefined if it succeeded.
 */
export async function runHook(name: string, hook: Hook, context: HookContext): Promise<TargetError | undefined> {
  context.log.note(`${name}: ${describeHook(hook, context.contract)}`)
  const error = 'command' in hook ? await runCommand(name, hook.command, hook.timeout_ms, context) : await callHttp(name, hook, context)
  if (error) context.log.note(error.message)
  return error
}

/** A hook as a person reads it, variables filled in. */
export function describeHook(hook: Hook, contract: Readonly<Record<string, string>>): string {
  if ('command' in hook) return hook.command.map((word) => fillContract(word, contract)).join(' ')
  return `${hook.http.method} ${fillContract(hook.http.url, contract)}`
}

async function runCommand(
  name: string,
  command: readonly string[],
  timeoutMs: number,
  context: HookContext,
): Promise<TargetError | undefined> {
  const child = new Spawned({
    command: command.map((word) => fillContract(word, context.contract)),
    cwd: context.cwd,
    env: context.env,
    log: context.log,
    // A hook shares the target's environment: the marker would take the target's processes for its own.
    marker: '',
  })
  const end = await within(timeoutMs, Promise.race([child.ended, given(context.signal)]))
  if (end === 'given') {
    await child.killGroup(500)
    return targetError('hook-failed', `target.${name} was ended: the run was interrupted`)
  }
  if (end === 'late') {
    await child.killGroup(1_000)
    return targetError(
      'hook-failed',
      `target.${name} did not end within ${timeoutMs} ms; raise target.${name}.timeout_ms if it needs longer`,
      context.log.tail(),
    )
  }
  // A service that it left in the background may stay, for that may be its purpose; it ends with mfgsync at the latest.
  if (end.error) return targetError('hook-failed', `target.${name}: ${end.error.message}`, context.log.tail())
  if (end.code === 0) return undefined
  return targetError('hook-failed', `target.${name} ${endWords(end)}; expected exit code 0`, context.log.tail())
}

async function callHttp(name: string, hook: HttpHook, context: HookContext): Promise<TargetError | undefined> {
  const url = fillContract(hook.http.url, context.contract)
  const { method, expect_status, credentials_env } = hook.http
  const authorization = credentials_env === undefined ? undefined : context.env[credentials_env]
  if (credentials_env !== undefined && authorization === undefined) {
    return targetError('bad-setting', `target.${name}.http.credentials_env names ${credentials_env}, which is not set in the environment`)
  }
  try {
    const response = await fetch(url, {
      method,
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(hook.timeout_ms), ...(context.signal ? [context.signal] : [])]),
      headers: authorization === undefined ? {} : { authorization },
    })
    // The answer's body is of no interest, and may be endless.
    await response.body?.cancel()
    if (expect_status === undefined ? response.ok : response.status === expect_status) return undefined
    return targetError('hook-failed', `target.${name}: ${method} ${url} answered ${response.status}; expected ${expect_status ?? 'a 2xx'}`)
  } catch (error) {
    return targetError('hook-failed', `target.${name}: ${method} ${url} ${fetchProblem(error, hook.timeout_ms)}`)
  }
}

/** Resolves when the signal is given; never without one. */
function given(signal: AbortSignal | undefined): Promise<'given'> {
  return new Promise((done) => {
    if (signal?.aborted) done('given')
    signal?.addEventListener('abort', () => done('given'), { once: true })
  })
}

/** Why a fetch failed, in words. */
export function fetchProblem(error: unknown, timeoutMs: number): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `did not answer within ${timeoutMs} ms`
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  const code = systemCode(cause)
  return code === 'ECONNREFUSED' ? 'was refused: nothing listens there' : `failed: ${code}`
}
