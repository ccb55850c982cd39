import { limits } from '../../domain/limits.js'
import type { ExceptionChange } from '../contract.js'
import { refused, type Outcome } from '../operation.js'
import { cut } from '../../words/lists.js'
import { append } from '../../domain/grouping.js'

export type ExceptionInput = {
  readonly fact?: string
  readonly facts?: readonly string[]
  /** Of the facts, where another plant has their numbers too. */
  readonly plant?: string
  readonly class: 'transient' | 'data' | 'business' | 'contract'
  readonly reason: string
  readonly owner?: string
  readonly code?: string
}
export type Resolution = 'posted' | 'discarded'

/** A fact that people have to look at. */
interface DeskException {
  readonly exception: string
  readonly facts: readonly string[]
  readonly plant?: string
  readonly class: ExceptionInput['class']
  readonly reason: string
  readonly owner?: string
  readonly code?: string
  readonly status: 'open' | 'closed'
  readonly resolution?: Resolution
  readonly resolutionReason?: string
}

/** Facts that an exception is about: it may be named by one, by several, or both ways. */
export function factsOf({ fact, facts = [] }: ExceptionInput): readonly string[] {
  return [...new Set(fact === undefined ? facts : [fact, ...facts])]
}

/** The exception desk. It opens what it is told to open, also twice: whether that was right is not for it to judge. */
export class Exceptions {
  readonly #exceptions = new Map<string, DeskException>()
  /** Numbers of the exceptions about a fact. */
  readonly #byFact = new Map<string, string[]>()

  open(input: ExceptionInput): Outcome {
    const { fact: _fact, facts: _facts, ...rest } = input
    const facts = factsOf(input)
    const id = `X-${String(this.#exceptions.size + 1).padStart(4, '0')}`
    const exception: DeskException = { exception: id, facts, ...rest, status: 'open' }
    this.#exceptions.set(id, exception)
    for (const fact of facts) append(this.#byFact, fact, id)
    return { result: { exception: id, status: 'open' }, made: id, exceptions: [changeOf(exception)] }
  }

  query({ status, fact, plant }: { readonly status?: string; readonly fact?: string; readonly plant?: string }): Outcome {
    const candidates = fact === undefined ? [...this.#exceptions.values()] : this.#about(fact)
    const found = candidates.filter(
      (exception) => (status === undefined || exception.status === status) && (plant === undefined || exception.plant === plant),
    )
    const most = limits.exceptions_list_count_max
    const omitted = Math.max(0, found.length - most)
    return { result: { items: found.slice(-most), ...(omitted > 0 && { omitted }) }, exceptions: [] }
  }

  read(id: string): Outcome {
    const exception = this.#exceptions.get(id)
    return exception ? { result: exception, exceptions: [] } : unknown(id)
  }

  close(id: string, resolution: Resolution, reason: string | undefined): Outcome {
    const exception = this.#exceptions.get(id)
    if (!exception) return unknown(id)
    if (exception.status === 'closed') {
      const before = exception.resolution ?? ''
      if (before === resolution) return { result: exception, exceptions: [] }
      return refused('ALREADY_CLOSED', `Exception ${id} was closed as ${before} before.`, { exception: id, resolution: before })
    }
    const closed: DeskException = { ...exception, status: 'closed', resolution, ...(reason !== undefined && { resolutionReason: reason }) }
    this.#exceptions.set(id, closed)
    return { result: closed, exceptions: [changeOf(closed)] }
  }

  snapshot(): Readonly<Record<string, unknown>> {
    const all = [...this.#exceptions.values()]
    const open = all.filter((exception) => exception.status === 'open')
    return { open: open.length, closed: all.length - open.length, facts: [...new Set(open.flatMap((exception) => exception.facts))].sort() }
  }

  #about(fact: string): readonly DeskException[] {
    return (this.#byFact.get(fact) ?? []).flatMap((id) => this.#exceptions.get(id) ?? [])
  }
}

function unknown(id: string): Outcome {
  return refused('UNKNOWN_EXCEPTION', cut(`There is no exception ${id}.`, 300), { exception: id })
}

function changeOf({ exception: xid, facts: keys, plant, class: kind, reason, owner, status, resolution }: DeskException): ExceptionChange {
  const where = plant !== undefined && { plant }
  return {
    xid,
    keys,
    ...where,
    class: kind,
    reason,
    status,
    ...(owner !== undefined && { owner }),
    ...(resolution !== undefined && { resolution }),
  }
}
