/** What the exit code of a command says. */
export const exitCodes = {
  /** Every check passed. */
  pass: 0,
  /** A check failed. */
  fail: 1,
  /** Bad usage, config or scenario. */
  usage: 2,
  /** Inconclusive: `unknown` is never green. */
  unknown: 3,
  /** The set-up or the target is at fault: no verdict. */
  setUp: 4,
  /** Our own bug. */
  bug: 70,
  /** Interrupted; the journal is complete up to there. */
  interrupted: 130,
} as const

const priority = [exitCodes.interrupted, exitCodes.bug, exitCodes.usage, exitCodes.fail, exitCodes.setUp, exitCodes.unknown]

/** When several apply, the first of 130, 70, 2, 1, 4, 3. */
export function worstExitCode(codes: readonly number[]): number {
  return priority.find((code) => codes.includes(code)) ?? exitCodes.pass
}

const ofVerdict = {
  pass: exitCodes.pass,
  // Failed by nothing but what a baseline knows, and said so.
  known: exitCodes.pass,
  fail: exitCodes.fail,
  unknown: exitCodes.unknown,
  'set-up-error': exitCodes.setUp,
  interrupted: exitCodes.interrupted,
} as const

export function exitCodeOf(verdict: keyof typeof ofVerdict): number {
  return ofVerdict[verdict]
}
