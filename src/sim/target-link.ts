import { contractVariables, type SystemAddress } from '../target/environment.js'
import { watchExceptions } from '../target/exceptions/index.js'
import { freePort, portFree, releasePort } from '../target/free-port.js'
import { TargetLog } from '../target/log.js'
import { resetTarget, startTarget, type TargetContext, type TargetHandle } from '../target/process.js'
import { targetRedactor } from '../target/redact.js'
import { baseUrl, takesWebhooks, webhookPath } from '../target/settings.js'
import { makeStateDir } from '../target/state-dir.js'
import { systemKind } from '../systems/index.js'
import { encodeCloudEvent } from '../transports/cloudevents.js'
import { HttpSender } from '../transports/http/sender.js'
import type { SendEvent, SendResult } from './courier.js'
import { TargetProblem } from './incarnations.js'
import type { Landscape } from './landscape.js'
import type { WiringOptions } from './run-types.js'

/** The target as a run sees it: lives to start, and a way to hand it events. */
export interface OpenTarget {
  spawn(incarnation: number): Promise<TargetHandle>
  readonly send: SendEvent
  /** Reads the exceptions that are there now. */
  settle(): Promise<void>
  /** Resolves to what is not clean: a port still taken, a watcher that broke. */
  close(): Promise<readonly string[]>
}

/** Rejects if something else listens where the config wants the target: a mistake of the set-up that is told before anything starts. */
export async function checkTargetPort({ target, network }: Pick<WiringOptions, 'target' | 'network'>): Promise<void> {
  const port = network.target_port
  if (port === undefined || target.start === undefined || !takesWebhooks(target.deliver) || (await portFree(port))) return
  throw Object.assign(new Error(`port ${port} is taken`), { code: 'EADDRINUSE', port })
}

/** Prepares everything around the target: its port, state directory, log, reset, exception watcher. */
export async function openTarget(options: WiringOptions, landscape: Landscape): Promise<OpenTarget> {
  const { target, clock, recorder } = options
  const port = options.network.target_port ?? (await freePort())
  const log = new TargetLog(options.targetLog, targetRedactor(target, process.env))
  const context: Omit<TargetContext, 'incarnation'> = {
    contract: {
      systems: addressesOf(options, landscape),
      port,
      stateDir: makeStateDir(options.dir),
      runId: options.run,
      seed: options.plan.seed,
    },
    userEnv: process.env,
    log,
  }
  const sender = new HttpSender(clock)
  const problem = await resetTarget(target, context)
  const watcher = watchExceptions(
    target,
    { contract: contractVariables(context.contract), userEnv: process.env, log },
    {
      sighting: (sighting) => {
        const keys = sighting.keys.map(options.canonical)
        recorder.record({
          kind: 'exception',
          ...sighting,
          keys,
          eids: options.evidence.factsNamed(keys).map((fact) => fact.eid),
          seenAt: watcher?.seenAt ?? 'http',
        })
      },
      problem: (message) => void recorder.record({ kind: 'harness.error', where: 'exceptions', message }),
    },
  )
  let listClosed = false
  return {
    spawn: async (incarnation) => {
      if (problem) throw new TargetProblem(problem.message, problem.logTail)
      sender.forgetConnections()
      return startTarget(target, { ...context, incarnation })
    },
    send: senderTo(options, sender, baseUrl(target, port)),
    settle: async () => {
      // A list may be the target's own, and end with it: this look is the last. Files and logs are read to their end later.
      if (watcher?.seenAt !== 'http') return watcher?.flush()
      listClosed = true
      await watcher.stop()
    },
    close: async () => {
      if (!listClosed) await watcher?.stop()
      sender.close()
      log.close()
      releasePort(port)
      const free = target.url !== undefined || !takesWebhooks(target.deliver) || (await portFree(port))
      return free ? [] : [`port ${port} of the target is still taken after it ended`]
    },
  }
}

/** What the target is told of each system. Where the URL names a collection, there is no format to tell. */
function addressesOf({ plan }: WiringOptions, landscape: Landscape): readonly SystemAddress[] {
  return [...landscape.systems.keys()].flatMap((name) => {
    const { variable, path = '' } = systemKind(name)?.url ?? {}
    const dialect = plan.systems[name]?.dialect
    if (variable === undefined) return []
    return [{ variable, url: `${landscape.urls[name] ?? ''}${path}`, ...(path === '' && dialect !== undefined && { dialect }) }]
  })
}

function senderTo(options: WiringOptions, sender: HttpSender, base: string): SendEvent {
  const { deliver } = options.target
  const credentials = deliver.credentials_env === undefined ? undefined : process.env[deliver.credentials_env]
  return async (fact, event, onWritten, signal): Promise<SendResult> => {
    const { headers, body } = encodeCloudEvent(event, deliver.content_mode)
    const result = await sender.send({
      url: `${base}${webhookPath(deliver, fact)}`,
      method: 'POST',
      headers: credentials === undefined ? headers : { ...headers, authorization: credentials },
      body,
      timeout_ms: options.plan.delivery.timeout_ms,
      onBodyWritten: onWritten,
      signal,
    })
    if (result.error === undefined) return { status: result.status, outcome: 'answered' }
    return { status: null, outcome: result.notConnected ? 'not-connected' : result.timedOut ? 'timed-out' : 'broken', why: result.error }
  }
}
