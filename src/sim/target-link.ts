import { contractVariables, type SystemAddress } from '../target/environment.js'
import { watchExceptions, type ExceptionWatchContext } from '../target/exceptions/index.js'
import { freePort, portFree, releasePort } from '../target/free-port.js'
import { TargetLog } from '../target/log.js'
import { resetTarget, startTarget, type TargetContext } from '../target/process.js'
import { targetRedactor } from '../target/redact.js'
import { baseUrl, takesWebhooks, webhookPath } from '../target/settings.js'
import { makeStateDir } from '../target/state-dir.js'
import type { PlannedFact } from '../scenario/plan.js'
import type { PublishedEvent } from '../systems/contract.js'
import { systemKind } from '../systems/index.js'
import { encodeCloudEvent } from '../transports/cloudevents.js'
import type { SendHttpOptions } from '../transports/contract.js'
import { HttpSender } from '../transports/http/sender.js'
import { TargetProblem } from './incarnations.js'
import type { Landscape } from './landscape.js'
import type { OpenTarget, SendEvent, SendResult, WiringOptions } from './run-types.js'

/** Rejects if something else listens where the config wants the target: a mistake of the set-up that is told before anything starts. */
async function checkTargetPort({ target, network }: Pick<WiringOptions, 'target' | 'network'>): Promise<void> {
  const port = network.target_port
  if (port === undefined || target.start === undefined || !takesWebhooks(target.deliver) || (await portFree(port))) return
  throw Object.assign(new Error(`port ${port} is taken`), { code: 'EADDRINUSE', port })
}

/** Prepares everything around the target: its port, state directory, log, reset, exception watcher. */
export async function openTarget(options: WiringOptions, landscape: Landscape): Promise<OpenTarget> {
  const { target, clock } = options
  await checkTargetPort(options)
  const port = options.network.target_port ?? (await freePort())
  const log = new TargetLog(options.targetLog, targetRedactor(target, process.env), { now: () => clock.now() })
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
  const problem = await resetTarget(target, context, options.signal)
  const contract = contractVariables(context.contract)
  const watcher = watchTarget(options, { contract, userEnv: process.env, log, timers: clock, fetch: globalThis.fetch })
  return {
    spawn: async (incarnation) => {
      if (problem) throw new TargetProblem(problem.message, problem.logTail)
      sender.forgetConnections()
      return startTarget(target, { ...context, incarnation })
    },
    send: senderTo(options, sender, baseUrl(target, port)),
    settle: () => watcher.settle(),
    close: async () => {
      await watcher.stop()
      sender.close()
      log.close()
      releasePort(port)
      const free = target.url !== undefined || !takesWebhooks(target.deliver) || (await portFree(port))
      return free ? [] : [`port ${port} of the target is still taken after it ended`]
    },
  }
}

/** Watches the place where the target hands things to people, and journals what is seen there. */
export function watchTarget(
  options: WiringOptions,
  context: ExceptionWatchContext,
): Pick<OpenTarget, 'settle'> & { stop(): Promise<void> } {
  const { recorder, evidence, canonical } = options
  const watcher = watchExceptions(options.target, context, {
    sighting: ({ whole, plant, ...sighting }) => {
      // What is a key as a whole is one, whatever stands in it.
      const isOne = whole !== undefined && evidence.factsNamed([canonical(whole)]).length > 0
      const keys = (isOne ? [whole] : sighting.keys).map(canonical)
      const eids = evidence.factsNamed(keys, plant).map((fact) => fact.eid)
      recorder.record({ kind: 'exception', ...sighting, keys, eids, seenAt: watcher?.seenAt ?? 'http' })
    },
    problem: (message) => void recorder.record({ kind: 'harness.error', where: 'exceptions', message }),
  })
  let listClosed = false
  return {
    settle: async () => {
      // A list may be the target's own, and end with it: this look is the last. Files and logs are read to their end later.
      if (watcher?.seenAt !== 'http') return watcher?.flush()
      listClosed = true
      await watcher.stop()
    },
    stop: async () => {
      if (!listClosed) await watcher?.stop()
    },
  }
}

/** What the target is told of each system. Where the URL names a collection, there is no format to tell. */
export function addressesOf({ plan }: WiringOptions, landscape: Landscape): readonly SystemAddress[] {
  return [...landscape.systems.keys()].flatMap((name) => {
    const { variable, path = '' } = systemKind(name)?.url ?? {}
    const dialect = plan.systems[name]?.dialect
    if (variable === undefined) return []
    return [{ variable, url: `${landscape.urls[name] ?? ''}${path}`, ...(path === '' && dialect !== undefined && { dialect }) }]
  })
}

function senderTo(options: WiringOptions, sender: HttpSender, base: string): SendEvent {
  return async (fact, event, onWritten, signal): Promise<SendResult> => {
    const result = await sender.send({
      ...webhookOf(options, fact, event, base),
      timeout_ms: options.plan.delivery.timeout_ms,
      onBodyWritten: onWritten,
      signal,
    })
    if (result.error === undefined)
      return { status: result.status, outcome: 'answered', ...(result.says !== undefined && { says: result.says }) }
    return { status: null, outcome: result.notConnected ? 'not-connected' : result.timedOut ? 'timed-out' : 'broken', why: result.error }
  }
}

/** The request that carries one event to the target. */
export function webhookOf(
  { target }: Pick<WiringOptions, 'target'>,
  fact: PlannedFact,
  event: PublishedEvent,
  base: string,
): Pick<SendHttpOptions, 'url' | 'method' | 'headers' | 'body'> {
  const { deliver } = target
  const credentials = deliver.credentials_env === undefined ? undefined : process.env[deliver.credentials_env]
  const { headers, body } = encodeCloudEvent(event, deliver.content_mode)
  return {
    url: `${base}${webhookPath(deliver, fact)}`,
    method: 'POST',
    headers: credentials === undefined ? headers : { ...headers, authorization: credentials },
    body,
  }
}
