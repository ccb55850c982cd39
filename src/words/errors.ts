/** The operating system's word for an error (`ENOSPC`), or an empty text. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** What an error says. Code that is not ours may throw anything: what has no text has a name for that. */
export function errorText(error: unknown): string {
  try {
    const said: unknown = error instanceof Error ? error.message : error
    return String(said)
  } catch {
    return 'something that has no text was thrown'
  }
}

/** Whatever was thrown, as an error. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(errorText(error))
}
