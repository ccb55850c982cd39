import { captureServers, type InnerServers } from './server.js'

/** Thrown where code ends its process: what follows in it must not run. */
class Ended extends Error {
  constructor(readonly code: number) {
    super(`process.exit(${code})`)
  }
}

/** What one life of a target finds around it, and where what it does to its process goes. */
export interface Occupant {
  readonly env: Readonly<Record<string, string>>
  readonly fetch: typeof fetch
  /** Takes what it prints. */
  print(bytes: Buffer): void
  /** It asked for its process to end. */
  exit(code: number): void
  /** Something was thrown and nobody caught it. */
  crash(error: unknown): void
}

/**
 * Stands in for the process around code that was written for one of its own: its environment, its output, its end, the signals that it
 * waits for, the ports on which it listens. One at a time in a thread, which must not be the main one.
 */
export class Surroundings {
  #occupant: Occupant | undefined
  #servers: InnerServers | undefined
  readonly #env = { ...process.env }

  constructor() {
    globalThis.fetch = (input, init) => (this.#occupant ? this.#occupant.fetch(input, init) : new Promise(() => undefined))
    process.exit = (code) => {
      const number = Number(code ?? process.exitCode ?? 0)
      this.#occupant?.exit(number)
      throw new Ended(number)
    }
    for (const stream of [process.stdout, process.stderr]) stream.write = this.#write
    // What nobody caught arrives here too, rejections among it.
    process.on('uncaughtException', (error) => {
      if (!(error instanceof Ended)) this.#occupant?.crash(error)
    })
  }

  /** A life begins: nothing of an earlier one is left. */
  enter(occupant: Occupant): InnerServers {
    this.leave()
    this.#occupant = occupant
    this.#servers = captureServers()
    replaceEnv(occupant.env)
    return this.#servers
  }

  /** The life is over: its listeners and servers are gone, and what it still prints or calls goes nowhere. */
  leave(): void {
    this.#occupant = undefined
    this.#servers?.closeAll()
    this.#servers = undefined
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'beforeExit', 'exit', 'unhandledRejection']) process.removeAllListeners(signal)
    process.exitCode = undefined
    replaceEnv(this.#env)
  }

  /** Sends the life a signal that it may have asked for; false if it did not. */
  signal(name: 'SIGTERM'): boolean {
    try {
      return process.emit(name, name)
    } catch (error) {
      if (!(error instanceof Ended)) this.#occupant?.crash(error)
      return true
    }
  }

  readonly #write = (chunk: Uint8Array | string, encoding?: unknown, done?: unknown): boolean => {
    this.#occupant?.print(typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk))
    const callback = typeof encoding === 'function' ? encoding : done
    if (typeof callback === 'function') process.nextTick(callback)
    return true
  }
}

function replaceEnv(env: Readonly<Record<string, string | undefined>>): void {
  for (const name of Object.keys(process.env)) if (env[name] === undefined) Reflect.deleteProperty(process.env, name)
  for (const [name, value] of Object.entries(env)) if (value !== undefined && process.env[name] !== value) process.env[name] = value
}
