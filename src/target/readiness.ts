import { fillContract } from './environment.js'
import { firstOf } from './first-of.js'
import { accepts } from './free-port.js'
import type { TargetLog } from './log.js'
import { pause } from './patience.js'
import type { ReadyProbe } from './settings.js'

export interface ReadinessContext {
  /** Where webhooks go; the port that `{port: true}` knocks at is its port. */
  readonly baseUrl: string
  readonly contract: Readonly<Record<string, string>>
  readonly log: TargetLog
  readonly signal: AbortSignal
}

const pollMs = 15
const attemptMs = 2_000

/** Waits until the probe succeeds; false if the signal was given first. A `log` probe must be set up before the target can print. */
export function untilReady(probe: ReadyProbe, context: ReadinessContext): Promise<boolean> {
  if ('delay_ms' in probe) return pause(probe.delay_ms, context.signal)
  if ('log' in probe) return untilLine(probe.log, context)
  if ('http' in probe) return poll(() => answersOk(probeUrl(probe.http, context), context.signal), context.signal)
  const { host, port } = addressOf(context.baseUrl)
  return poll(() => accepts(port, host, attemptMs), context.signal)
}

/** What was waited for, as a sentence goes on: "it never …". */
export function describeProbe(probe: ReadyProbe, context: Pick<ReadinessContext, 'baseUrl' | 'contract'>): string {
  if ('delay_ms' in probe) return `lived for ${probe.delay_ms} ms`
  if ('log' in probe) return `printed a line that matches ${probe.log}`
  if ('http' in probe) return `answered GET ${probeUrl(probe.http, context)} with a 2xx`
  const { host, port } = addressOf(context.baseUrl)
  return `listened on ${host}:${port}`
}

function probeUrl(text: string, context: Pick<ReadinessContext, 'baseUrl' | 'contract'>): string {
  const filled = fillContract(text, context.contract)
  return /^https?:\/\//i.test(filled) ? filled : `${context.baseUrl}${filled.startsWith('/') ? '' : '/'}${filled}`
}

/** Host and port of a base URL. */
export function addressOf(baseUrl: string): { readonly host: string; readonly port: number } {
  const url = new URL(baseUrl)
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port }
}

function untilLine(pattern: string, context: ReadinessContext): Promise<boolean> {
  const expression = new RegExp(pattern)
  return new Promise((done) => {
    const end = (answer: boolean): void => {
      off()
      context.signal.removeEventListener('abort', abort)
      done(answer)
    }
    const abort = (): void => end(false)
    const off = context.log.onLine((line) => {
      if (expression.test(line)) end(true)
    })
    if (context.signal.aborted) abort()
    else context.signal.addEventListener('abort', abort, { once: true })
  })
}

async function poll(attempt: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await attempt()) return !signal.aborted
    await pause(pollMs, signal)
  }
  return false
}

async function answersOk(url: string, signal: AbortSignal): Promise<boolean> {
  const over = firstOf([signal, AbortSignal.timeout(attemptMs)])
  try {
    const response = await fetch(url, { redirect: 'manual', signal: over.signal })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  } finally {
    over.letGo()
  }
}
