import { isSet } from './screen.js'

/** Reporters that are taken where none is named: lines, and on GitHub annotations beside them. */
export function defaultReporters(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  return isSet(env['GITHUB_ACTIONS']) ? ['lines', 'github'] : ['lines']
}

/** Where GitHub takes the summary of a step from. */
export function stepSummaryOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return isSet(env['GITHUB_STEP_SUMMARY']) ? env['GITHUB_STEP_SUMMARY'] : undefined
}
