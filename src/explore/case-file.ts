import { closeSync, fstatSync, openSync, writeSync } from 'node:fs'
import type { RunVerdict } from '../checks/judgement.js'
import { planVersion, type Plan } from '../scenario/plan.js'
import { limits } from '../domain/limits.js'
import { errorText } from '../words/errors.js'
import { isFileName } from '../words/file-name.js'
import { readRegular } from '../words/regular-file.js'

const caseFormat = 'mfgsync.case'
const caseVersion = 2
/** What every such file ends with. */
const fileEnd = '\n}\n'

/** How the target was named: flags with their values, and the folder they hold in. */
export interface Invocation {
  readonly flags: Readonly<Record<string, string>>
  readonly cwd: string
}

/** What reproduces a run: its whole plan, storm's draws included, and how the target was named. */
export interface CaseFile {
  readonly format: typeof caseFormat
  readonly version: typeof caseVersion
  readonly tool: string
  /** Flags and paths that name the target; never the values of its environment. */
  readonly invocation: Invocation
  readonly reproduce: string
  readonly plan: Plan
  /** How the run ended; absent for one that was cut off. */
  readonly verdict?: RunVerdict
}

export function caseText(parts: Omit<CaseFile, 'format' | 'version'>): string {
  const file: CaseFile = { format: caseFormat, version: caseVersion, ...parts }
  return JSON.stringify(file, null, 1).slice(0, 1 - fileEnd.length) + fileEnd
}

/** Adds to the file of a case how its run ended. A plan may be long: it is not written a second time. */
export function endCase(path: string, verdict: RunVerdict): void {
  const file = openSync(path, 'r+')
  try {
    writeSync(file, `,\n "verdict": ${JSON.stringify(verdict)}${fileEnd}`, fstatSync(file).size - fileEnd.length)
  } finally {
    closeSync(file)
  }
}

/** Thrown for a file that is no case, or one of another version; the message says what to do. */
class CaseError extends Error {}

export function readCase(path: string): CaseFile {
  let value: unknown
  try {
    value = JSON.parse(readRegular(path, limits.case_bytes_max).toString('utf8'))
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is not JSON' : `it cannot be read (${errorText(error)})`
    throw new CaseError(`${path} is no case file: ${why}. Give the case.json of a run.`)
  }
  if (!isCase(value))
    throw new CaseError(`${path} is no case file: it does not begin with "format": "${caseFormat}". Give the case.json of a run.`)
  if (value.version !== caseVersion || value.plan.version !== planVersion) {
    throw new CaseError(
      `${path} was written by ${String(value.tool)} (case version ${String(value.version)}); this mfgsync reads version ` +
        `${caseVersion}. Run the scenario again to get a new one.`,
    )
  }
  checkNames(path, value)
  return value
}

/** What becomes the name of a folder leads nowhere else. */
function checkNames(path: string, { plan, invocation }: CaseFile): void {
  const names = { 'plan.scenario.name': plan.scenario.name, 'plan.variant': plan.variant }
  for (const [place, name] of Object.entries(names)) {
    if (isFileName(name)) continue
    throw new CaseError(
      `${path} is no case that a run wrote: ${place} is ${JSON.stringify(name)?.slice(0, 200) ?? 'absent'}, and becomes the name of a ` +
        'folder; expected letters, digits, "-", "_" and "." alone. Nothing was run.',
    )
  }
  if (!Number.isSafeInteger(plan.seed)) throw new CaseError(`${path} is no case that a run wrote: plan.seed is no whole number.`)
  const { flags, cwd }: { readonly flags: unknown; readonly cwd: unknown } = invocation
  const isText = (value: unknown): value is string => typeof value === 'string'
  if (!isText(cwd) || typeof flags !== 'object' || flags === null || !Object.values(flags).every(isText))
    throw new CaseError(`${path} is no case that a run wrote: invocation has to say the flags and the folder, in texts.`)
}

function isCase(value: unknown): value is CaseFile {
  if (typeof value !== 'object' || value === null) return false
  return (
    'format' in value &&
    value.format === caseFormat &&
    'invocation' in value &&
    typeof value.invocation === 'object' &&
    'plan' in value &&
    typeof value.plan === 'object' &&
    value.plan !== null &&
    'scenario' in value.plan
  )
}
