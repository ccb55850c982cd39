import { closeSync, fstatSync, openSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { runVerdicts, type RunVerdict } from '../checks/judgement.js'
import { planVersion, type Plan } from '../scenario/plan.js'
import { limits } from '../domain/limits.js'
import { checkSum } from '../journal/check-sum.js'
import { planProblem } from '../journal/line-problem.js'
import type { Maker } from './prune.js'
import { errorCode, errorText } from '../words/errors.js'
import { isFileName } from '../words/file-name.js'
import { cut, said } from '../words/lists.js'
import { readRegular } from '../words/regular-file.js'
import { naming } from '../words/written-file.js'

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
  /** Who makes the run: while it lives, the run is not an old one. */
  readonly process?: Maker
  /** Flags and paths that name the target; never the values of its environment. */
  readonly invocation: Invocation
  readonly reproduce: string
  /** Check sum of the plan: another plan would be another case. */
  readonly plan_crc32?: string
  readonly plan: Plan
  /** How the run ended; absent for one that was cut off. */
  readonly verdict?: RunVerdict
}

export function caseText({ plan, verdict, ...parts }: Omit<CaseFile, 'format' | 'version' | 'plan_crc32'>): string {
  const file: CaseFile = { format: caseFormat, version: caseVersion, ...parts, plan_crc32: sumOf(plan), plan, ...(verdict && { verdict }) }
  return JSON.stringify(file, null, 1).slice(0, 1 - fileEnd.length) + fileEnd
}

/** Adds to the file of a case how its run ended. A plan may be long: it is not written a second time. */
export function endCase(path: string, verdict: RunVerdict): void {
  const file = openSync(path, 'r+')
  try {
    naming(path, () => writeSync(file, `,\n "verdict": ${JSON.stringify(verdict)}${fileEnd}`, fstatSync(file).size - fileEnd.length))
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
    const why =
      error instanceof SyntaxError
        ? 'it is not JSON'
        : errorCode(error) === 'ENOENT'
          ? 'there is no such file'
          : `it cannot be read (${errorText(error)})`
    throw new CaseError(`${path} is no case file: ${why}. Give the case.json of a run.`)
  }
  if (!isCase(value))
    throw new CaseError(`${path} is no case file: it does not begin with "format": "${caseFormat}". Give the case.json of a run.`)
  if (value.version !== caseVersion || value.plan.version !== planVersion) {
    throw new CaseError(
      `${path} was written by ${said(value.tool)} (case version ${said(value.version)}); this mfgsync reads version ` +
        `${caseVersion}. Run the scenario again to get a new one.`,
    )
  }
  checkNames(path, value)
  checkPlan(path, value)
  if (value.verdict !== undefined && !runVerdicts.includes(value.verdict))
    throw new CaseError(`${path} is no case that a run wrote: its verdict is ${cut(JSON.stringify(value.verdict))}.`)
  return value
}

function sumOf(plan: Plan): string {
  return checkSum(crc32(JSON.stringify(plan)))
}

/** A plan that is not whole, or not the one that the run had. */
function checkPlan(path: string, { plan, plan_crc32: written }: CaseFile): void {
  const problem = planProblem(plan)
  if (problem !== undefined) throw new CaseError(`${path} is no case that a run wrote: of its plan, ${problem}. Nothing was run.`)
  if (written === undefined || written === sumOf(plan)) return
  throw new CaseError(
    `${path} is not as it was written: the check sum of its plan is ${sumOf(plan)}, and it says ${cut(JSON.stringify(written))}. Take an ` +
      'unchanged copy, or run the scenario again.',
  )
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
    value.invocation !== null &&
    'plan' in value &&
    isObject(value.plan) &&
    'scenario' in value.plan &&
    isObject(value.plan.scenario)
  )
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
