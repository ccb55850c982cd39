import { isDeepStrictEqual } from 'node:util'
import { limits } from '../../domain/limits.js'
import type { Command, Reply } from '../contract.js'

interface StoredAnswer {
  readonly operation: string
  readonly input: unknown
  readonly reply: Reply
  readonly forgottenAtMs: number
}

/**
 * Answers by idempotency key, for as long as the window says and for the newest keys only. The same command is answered again as it
 * was; another one under the same key is refused. Only answers of success are stored.
 */
export class AnswerStore {
  readonly #answers = new Map<string, StoredAnswer>()

  constructor(
    readonly windowMs: number,
    readonly keysMax: number = limits.idempotency_keys_count_max,
  ) {}

  /** The stored answer, or that the key was used otherwise, or nothing. `essence`: what of two inputs must agree. */
  find(
    { idempotencyKey: key, operation, input }: Command,
    essence: (input: unknown) => unknown,
    nowMs: number,
  ): Reply | 'reused' | undefined {
    if (key === undefined) return undefined
    this.#forget(nowMs)
    const stored = this.#answers.get(key)
    if (!stored) return undefined
    const same =
      stored.operation === operation && (isDeepStrictEqual(stored.input, input) || isDeepStrictEqual(essence(stored.input), essence(input)))
    return same ? stored.reply : 'reused'
  }

  /** Stores the answer of a success, as a repeat will have it; a command without a key has none. */
  keep({ idempotencyKey: key, operation, input }: Command, reply: Reply, document: string, nowMs: number): void {
    if (key === undefined) return
    const repeat = { status: reply.status, answerClass: reply.answerClass, effects: [], dedupedTo: document, result: reply.result }
    this.#answers.set(key, { operation, input, reply: repeat, forgottenAtMs: nowMs + this.windowMs })
    if (this.#answers.size > this.keysMax) for (const oldest of this.#answers.keys()) return void this.#answers.delete(oldest)
  }

  /** What the key stood for was taken back. */
  drop({ idempotencyKey: key }: Command): void {
    if (key !== undefined) this.#answers.delete(key)
  }

  /** Answers stand in order of their age, so that only the front is ever looked at. */
  #forget(nowMs: number): void {
    for (const [key, stored] of this.#answers) {
      if (stored.forgottenAtMs > nowMs) return
      this.#answers.delete(key)
    }
  }
}
