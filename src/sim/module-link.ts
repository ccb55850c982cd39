import { ModuleTarget } from '../target/in-process/module-target.js'
import type { Surroundings } from '../target/in-process/surroundings.js'
import { contractVariables, targetEnvironment } from '../target/environment.js'
import { isLoopbackHost } from '../target/loopback.js'
import { TargetLog } from '../target/log.js'
import { targetRedactor } from '../target/redact.js'
import { makeStateDir } from '../target/state-dir.js'
import { isRefusal, refusal_bytes_max } from '../transports/contract.js'
import { errorCode } from '../words/errors.js'
import { TargetProblem } from './incarnations.js'
import type { RunPorts, SendEvent, SendResult } from './run-types.js'
import { addressesOf, watchTarget, webhookOf } from './target-link.js'

/** Where a target in process takes deliveries; nothing is listening at a real port of that number. */
const port = 8080
const host = `127.0.0.1:${port}`

export interface ModuleParts {
  readonly surroundings: Surroundings
  /** To the simulated systems. */
  readonly fetch: typeof fetch
  /** The environment that is handed on to the target. */
  readonly userEnv: Readonly<Record<string, string | undefined>>
  /** Milliseconds that a delivery or its answer takes. */
  readonly travel_ms: () => number
  readonly hold: () => () => void
  readonly dropTimers: () => void
}

/** Opens targets that are modules in this process. */
export function moduleTargets(parts: ModuleParts): RunPorts['openTarget'] {
  return async (options, landscape) => {
    const { target, clock } = options
    const path = target.module
    if (path === undefined) throw new Error('the target is no module')
    const log = new TargetLog(options.targetLog, targetRedactor(target, parts.userEnv), { now: () => clock.now() })
    const stateDir = makeStateDir(options.dir)
    const systems = addressesOf(options, landscape)
    const contract = contractVariables({ systems, port, stateDir, runId: options.run, seed: options.plan.seed })
    const around = targetEnvironment(parts.userEnv, contract, target.env)
    let life: ModuleTarget | undefined
    const ask: typeof fetch = async (input, init) => {
      const request = new Request(input, init)
      if (!life || !isLoopbackHost(new URL(request.url).hostname)) throw new TypeError('fetch failed')
      return life.deliver(request)
    }
    const watcher = watchTarget(options, { contract, userEnv: parts.userEnv, log, timers: clock, fetch: ask })
    return {
      spawn: async (incarnation) => {
        if ('error' in around) throw new TargetProblem(around.error.message, around.error.logTail)
        life = new ModuleTarget(target, path, { ...parts, incarnation, env: around.env, port, log, timers: clock })
        return life
      },
      send: async (fact, event, onWritten, signal) => {
        const { url, ...init } = webhookOf(options, fact, event, `http://${host}`)
        const request = new Request(url, { ...init, body: new Uint8Array(init.body) })
        const waiting = { timeout_ms: options.plan.delivery.timeout_ms, onWritten, signal, travel_ms: parts.travel_ms, clock }
        return delivered(() => life, request, waiting)
      },
      settle: () => watcher.settle(),
      close: async () => {
        await watcher.stop()
        log.close()
        return []
      },
    }
  }
}

/** What takes deliveries in process. */
export interface Receiver {
  readonly listens: boolean
  /** Rejects with `ECONNRESET` if it ends before it has answered. */
  deliver(request: Request): Promise<Response>
}

interface Waiting {
  readonly timeout_ms: number
  readonly onWritten: () => void
  readonly signal: Parameters<SendEvent>[3]
  readonly travel_ms: () => number
  readonly clock: RunPorts['clock']
}

/** One delivery, there and back. */
export async function delivered(life: () => Receiver | undefined, request: Request, waiting: Waiting): Promise<SendResult> {
  const { clock, signal, travel_ms } = waiting
  let giveUp: (result: SendResult) => void = () => undefined
  const ends = new Promise<SendResult>((resolve) => {
    giveUp = resolve
  })
  const abort = (): void => giveUp({ status: null, outcome: 'broken', why: 'ABORTED' })
  const cancel = clock.setTimer(waiting.timeout_ms, () => giveUp({ status: null, outcome: 'timed-out', why: 'TIMEOUT' }))
  signal.addEventListener('abort', abort, { once: true })
  const goes = async (): Promise<SendResult> => {
    await clock.sleep(travel_ms())
    const target = life()
    if (target?.listens !== true) return { status: null, outcome: 'not-connected', why: 'ECONNREFUSED' }
    waiting.onWritten()
    try {
      const answer = await target.deliver(request)
      const says = isRefusal(answer.status) ? await beginningOf(answer) : ''
      await clock.sleep(travel_ms())
      return { status: answer.status, outcome: 'answered', ...(says !== '' && { says }) }
    } catch (error) {
      return { status: null, outcome: 'broken', why: errorCode(error) || 'ECONNRESET' }
    }
  }
  try {
    return await Promise.race([goes(), ends])
  } finally {
    cancel()
    signal.removeEventListener('abort', abort)
  }
}

/** The beginning of a body, and no more of it than that. */
async function beginningOf({ body }: Response): Promise<string> {
  if (!body) return ''
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  for (let bytes = 0; bytes < refusal_bytes_max;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks).toString()
    chunks.push(value)
    bytes += value.length
  }
  void reader.cancel().catch(() => undefined)
  return Buffer.concat(chunks).subarray(0, refusal_bytes_max).toString()
}
