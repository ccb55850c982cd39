import { isDeepStrictEqual } from 'node:util'
import type { WireResponse } from '../../domain/wire.js'
import type { Command, Served } from '../contract.js'

interface StoredAnswer {
  readonly input: unknown
  readonly response: WireResponse
  readonly document: string
  readonly forgottenAtMs: number
}

/** How a system words that a key was used with another body. */
export type KeyReusedAnswer = (key: string) => WireResponse

/**
 * Answers by idempotency key, for as long as the window says. The same command is answered again as it was, with
 * `idempotency-replayed: true`; another one under the same key is refused. Only answers of success are stored.
 */
export class AnswerStore {
  readonly #answers = new Map<string, StoredAnswer>()

  constructor(
    readonly windowMs: number,
    readonly keyReused: KeyReusedAnswer,
  ) {}

  /** The stored answer, the refusal of a key that was used otherwise, or nothing. */
  find(command: Command, nowMs: number): Served | undefined {
    const key = command.idempotencyKey
    if (key === undefined) return undefined
    this.#forget(nowMs)
    const stored = this.#answers.get(key)
    if (!stored) return undefined
    if (!isDeepStrictEqual(stored.input, command.input)) {
      return { status: 422, answerClass: 'business', code: 'KEY_REUSED', effects: [], response: this.keyReused(key) }
    }
    const { status, headers, body } = stored.response
    const response = { status, headers: { ...headers, 'idempotency-replayed': 'true' }, body }
    return { status, answerClass: 'success', effects: [], dedupedTo: stored.document, response }
  }

  /** Stores the answer of a success; a command without a key has none. */
  keep(command: Command, { response }: Served, document: string, nowMs: number): void {
    if (command.idempotencyKey === undefined) return
    this.#answers.set(command.idempotencyKey, { input: command.input, response, document, forgottenAtMs: nowMs + this.windowMs })
  }

  /** Answers stand in order of their age, so that only the front is ever looked at. */
  #forget(nowMs: number): void {
    for (const [key, stored] of this.#answers) {
      if (stored.forgottenAtMs > nowMs) return
      this.#answers.delete(key)
    }
  }
}
