/** Something is wrong with a journal file. The message says what, where, what was expected and what to do. */
export class JournalError extends Error {
  override readonly name = 'JournalError'

  constructor(
    /** What is wrong, and where. */
    readonly what: string,
    /** What was expected instead. */
    readonly expected: string,
    /** What the reader of the message can do. */
    readonly advice: string,
    options?: { readonly cause?: unknown },
  ) {
    super(`${what}\n  expected: ${expected}\n  to do: ${advice}`, options)
  }
}
