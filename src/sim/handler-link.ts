import { contractVariables } from '../target/environment.js'
import { TargetLog } from '../target/log.js'
import { targetRedactor } from '../target/redact.js'
import { makeStateDir } from '../target/state-dir.js'
import { errorText } from '../words/errors.js'
import { delivered, type Receiver } from './module-link.js'
import type { RunPorts } from './run-types.js'
import { addressesOf, watchTarget, webhookOf } from './target-link.js'

/** Takes what a source pushes. */
export type DeliveryHandler = (request: Request) => Response | Promise<Response>

export interface HandlerParts {
  /** Resolves when deliveries may begin; until then the systems are there and nothing happens. */
  readonly ready: Promise<DeliveryHandler | undefined>
  readonly fetch: typeof fetch
  /** Milliseconds that a delivery or its answer takes. */
  readonly travel_ms: () => number
}

/** Where deliveries seem to go; nobody listens there. */
const base = 'http://target.mfgsync.test'

/** A target that is a function of code that runs already: nobody starts it, and nobody can kill it. */
export function handlerTarget({ ready, fetch, travel_ms }: HandlerParts): RunPorts['openTarget'] {
  return async (options, landscape) => {
    const { target, clock } = options
    const log = new TargetLog(options.targetLog, targetRedactor(target, process.env), { now: () => clock.now() })
    const systems = addressesOf(options, landscape)
    const contract = contractVariables({
      systems,
      port: 0,
      stateDir: makeStateDir(options.dir),
      runId: options.run,
      seed: options.plan.seed,
    })
    const watcher = watchTarget(options, { contract, userEnv: process.env, log, timers: clock, fetch })
    let receiver: Receiver | undefined
    void ready.then((handler) => {
      receiver = handler && { listens: true, deliver: (request) => answered(handler, request, log) }
    })
    return {
      spawn: async (incarnation) => ({
        incarnation,
        pid: undefined,
        ready: ready.then(() => undefined),
        exited: new Promise(() => undefined),
        tail: () => log.tail(),
        kill: async () => ({ how: 'left-running' }),
        stop: async () => ({ how: 'left-running' }),
        verifyGone: async () => undefined,
      }),
      send: async (fact, event, onWritten, signal) => {
        const { url, ...init } = webhookOf(options, fact, event, base)
        const request = new Request(url, { ...init, body: new Uint8Array(init.body) })
        return delivered(() => receiver, request, { timeout_ms: options.plan.delivery.timeout_ms, onWritten, signal, travel_ms, clock })
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

/** What a handler throws is an answer of 500, as in every server. */
async function answered(handler: DeliveryHandler, request: Request, log: TargetLog): Promise<Response> {
  try {
    return await handler(request)
  } catch (error) {
    log.note(`the handler threw: ${error instanceof Error ? (error.stack ?? error.message) : errorText(error)}`)
    return new Response(null, { status: 500 })
  }
}
