import { connect, type Socket } from 'node:net'
import { limits } from '../../src/domain/limits.js'
import type { WireResponse } from '../../src/domain/wire.js'
import type { Exchange, HttpLimits, RefusedDetails, RefusedKind, Timers } from '../../src/transports/contract.js'
import { HttpServer } from '../../src/transports/http/server.js'

export const realTimers: Timers = {
  now: () => performance.now(),
  setTimer(ms, fn) {
    const timer = setTimeout(fn, ms)
    return () => clearTimeout(timer)
  },
}

/** A server of which a test sees everything. */
export interface Bench {
  readonly server: HttpServer
  readonly exchanges: Exchange[]
  readonly refused: { readonly kind: RefusedKind; readonly details: RefusedDetails }[]
  readonly errors: Error[]
  /** The nth exchange, from 0, as soon as it is there. */
  exchange(index?: number): Promise<Exchange>
  /** Resolves once something was refused. */
  refusal(): Promise<{ readonly kind: RefusedKind; readonly details: RefusedDetails }>
}

const opened: (() => Promise<void> | void)[] = []

/** To be called after each test. */
export async function closeAll(): Promise<void> {
  for (const close of opened.splice(0).toReversed()) await close()
}

export function closeLater(close: () => Promise<void> | void): void {
  opened.push(close)
}

/** Resolves when the condition holds; a condition that never does ends with the test's own time-out. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2))
}

/** @param onExchange absent: exchanges wait for the test. */
export async function bench(onExchange: (exchange: Exchange) => void = () => undefined, changed: Partial<HttpLimits> = {}): Promise<Bench> {
  const exchanges: Exchange[] = []
  const refused: Bench['refused'] = []
  const errors: Error[] = []
  const server = await HttpServer.open({
    host: '127.0.0.1',
    port: 0,
    limits: { ...limits, ...changed },
    timers: realTimers,
    onExchange(exchange) {
      exchanges.push(exchange)
      onExchange(exchange)
    },
    onRefused: (kind, details) => refused.push({ kind, details }),
    onError: (error) => errors.push(error),
  })
  closeLater(() => server.close())
  return {
    server,
    exchanges,
    refused,
    errors,
    async exchange(index = 0) {
      await until(() => exchanges.length > index)
      return exchanges[index] as Exchange
    },
    async refusal() {
      await until(() => refused.length > 0)
      return refused[0] as Bench['refused'][number]
    },
  }
}

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: Buffer.from(JSON.stringify(value)) }
}

/** A client that shows bytes and how the connection ended. */
export interface RawClient {
  readonly socket: Socket
  text(): string
  /** `end`: orderly (FIN). `ECONNRESET`: reset (RST). */
  readonly ended: Promise<string>
}

export async function rawClient(port: number): Promise<RawClient> {
  const socket = connect(port, '127.0.0.1')
  closeLater(() => {
    socket.destroy()
  })
  const parts: Buffer[] = []
  socket.on('data', (part) => parts.push(part))
  const ended = new Promise<string>((resolve) => {
    socket.once('end', () => resolve('end'))
    socket.once('error', (error) => resolve('code' in error ? String(error.code) : error.message))
    socket.once('close', () => resolve('close'))
  })
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
  return { socket, text: () => Buffer.concat(parts).toString(), ended }
}

/** The code of the cause of a failed fetch, or what it resolved to. */
export async function fetchCode(promise: Promise<Response>): Promise<string> {
  try {
    const response = await promise
    await response.arrayBuffer()
    return `status ${response.status}`
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    if (cause instanceof Error && 'code' in cause) return String(cause.code)
    return error instanceof Error ? error.name : String(error)
  }
}
