import { limits } from '../domain/limits.js'

/** Numbers the attempts at each subject from 1. */
export class Attempts {
  readonly #counts = new Map<string, number>()

  next(subject: string): number {
    const attempt = (this.#counts.get(subject) ?? 0) + 1
    this.#counts.set(subject, attempt)
    if (this.#counts.size > limits.attempts_subjects_count_max) {
      const [oldest] = this.#counts.keys()
      if (oldest !== undefined) this.#counts.delete(oldest)
    }
    return attempt
  }
}
