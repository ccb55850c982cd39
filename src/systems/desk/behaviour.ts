import { limits } from '../../domain/limits.js'
import type { ExceptionChange } from '../contract.js'

export interface ExceptionInput {
  readonly operation: 'exception.create'
  readonly facts: readonly string[]
  readonly class: 'transient' | 'data' | 'business' | 'contract'
  readonly reason: string
  readonly owner?: string
  readonly code?: string
}

/** What the desk is asked, whatever the dialect. */
export type DeskInput =
  | ExceptionInput
  | { readonly operation: 'exception.query'; readonly status?: 'open' | 'closed'; readonly fact?: string }
  | { readonly operation: 'exception.read'; readonly exception: string }
  | {
      readonly operation: 'exception.close'
      readonly exception: string
      readonly resolution: 'posted' | 'discarded'
      readonly reason?: string
    }

/** A fact that people have to look at. */
export interface DeskException extends Omit<ExceptionInput, 'operation'> {
  readonly id: string
  status: 'open' | 'closed'
  resolution?: 'posted' | 'discarded'
  resolutionReason?: string
}

export type DeskReply =
  | { readonly reply: 'opened'; readonly exception: DeskException; readonly changes: readonly ExceptionChange[] }
  | { readonly reply: 'exceptions'; readonly exceptions: readonly DeskException[]; readonly omitted: number }
  | { readonly reply: 'exception'; readonly exception: DeskException; readonly changes: readonly ExceptionChange[] }
  | {
      readonly reply: 'refused'
      readonly code: 'UNKNOWN_EXCEPTION' | 'ALREADY_CLOSED'
      readonly message: string
      readonly details: Readonly<Record<string, string>>
    }

/** The exception desk. It opens what it is told to open, also twice: whether that was right is not for it to judge. */
export class DeskBehaviour {
  readonly #exceptions = new Map<string, DeskException>()
  readonly #byFact = new Map<string, DeskException[]>()

  execute(input: DeskInput): DeskReply {
    switch (input.operation) {
      case 'exception.create':
        return this.#open(input)
      case 'exception.query':
        return this.#query(input.status, input.fact)
      case 'exception.read': {
        const exception = this.#exceptions.get(input.exception)
        return exception ? { reply: 'exception', exception, changes: [] } : unknown(input.exception)
      }
      case 'exception.close':
        return this.#close(input.exception, input.resolution, input.reason)
    }
  }

  snapshot(): Readonly<Record<string, unknown>> {
    const all = [...this.#exceptions.values()]
    const open = all.filter((exception) => exception.status === 'open')
    return { open: open.length, closed: all.length - open.length, facts: [...new Set(open.flatMap((exception) => exception.facts))].sort() }
  }

  #open(input: ExceptionInput): DeskReply {
    const { operation: _operation, ...rest } = input
    const exception: DeskException = { id: `X-${String(this.#exceptions.size + 1).padStart(4, '0')}`, ...rest, status: 'open' }
    this.#exceptions.set(exception.id, exception)
    for (const fact of exception.facts) {
      const known = this.#byFact.get(fact)
      if (known) known.push(exception)
      else this.#byFact.set(fact, [exception])
    }
    return { reply: 'opened', exception, changes: [changeOf(exception)] }
  }

  #query(status: 'open' | 'closed' | undefined, fact: string | undefined): DeskReply {
    const candidates = fact === undefined ? [...this.#exceptions.values()] : (this.#byFact.get(fact) ?? [])
    const found = candidates.filter((exception) => status === undefined || exception.status === status)
    const most = limits.exceptions_list_count_max
    return { reply: 'exceptions', exceptions: found.slice(-most), omitted: Math.max(0, found.length - most) }
  }

  #close(id: string, resolution: 'posted' | 'discarded', reason: string | undefined): DeskReply {
    const exception = this.#exceptions.get(id)
    if (!exception) return unknown(id)
    if (exception.status === 'closed') {
      const before = exception.resolution ?? ''
      if (before === resolution) return { reply: 'exception', exception, changes: [] }
      return {
        reply: 'refused',
        code: 'ALREADY_CLOSED',
        message: `Exception ${id} was closed as ${before} before.`,
        details: { exception: id, resolution: before },
      }
    }
    exception.status = 'closed'
    exception.resolution = resolution
    if (reason !== undefined) exception.resolutionReason = reason
    return { reply: 'exception', exception, changes: [changeOf(exception)] }
  }
}

function unknown(id: string): DeskReply {
  return { reply: 'refused', code: 'UNKNOWN_EXCEPTION', message: `There is no exception ${id}.`, details: { exception: id } }
}

function changeOf(exception: DeskException): ExceptionChange {
  const { id, facts, class: kind, reason, owner, status, resolution } = exception
  return {
    xid: id,
    keys: facts,
    class: kind,
    reason,
    status,
    ...(owner !== undefined && { owner }),
    ...(resolution !== undefined && { resolution }),
  }
}
