import { errorCode, errorText } from '../words/errors.js'

/** What can be wrong with a target. Each is exit 4: the set-up or the target is at fault, never a verdict. */
const targetErrorKinds = [
  'not-found',
  'not-executable',
  'bad-directory',
  'spawn-failed',
  'port-taken',
  'exited-early',
  'never-ready',
  'ignored-sigterm',
  'not-gone',
  'hook-failed',
  'no-hook',
  'bad-setting',
] as const
export type TargetErrorKind = (typeof targetErrorKinds)[number]

/** An error as data: what is wrong, what was expected, what to do. `logTail` is redacted. */
export interface TargetError {
  readonly what: TargetErrorKind
  readonly message: string
  /** Last lines of the target's output; empty when there was none. */
  readonly logTail: readonly string[]
}

/** Makes a target error. */
export function targetError(what: TargetErrorKind, message: string, logTail: readonly string[] = []): TargetError {
  return { what, message, logTail }
}

/** The operating system's word for an error (`ENOENT`), or its message when it has none. */
export function systemCode(error: unknown): string {
  return errorCode(error) || errorText(error)
}
