import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { errorCode } from '../words/errors.js'
import { UserError } from './errors.js'

const journalName = 'journal.jsonl'
const caseName = 'case.json'
const logName = 'target.log'

/** A run as it lies on disk. */
export interface StoredRun {
  readonly dir: string
  readonly journal: string
  readonly case?: string
  readonly targetLog?: string
}

/**
 * The runs that a path means: a journal, the case or the folder of a run, or a folder that has folders of runs. A storm's clean run, from
 * which its faults were drawn, was never judged, and is not one of them.
 */
export function storedRuns(path: string): readonly StoredRun[] {
  const given = resolve(path)
  if (!existsSync(given)) throw new UserError(`There is nothing at ${path}.`, 'Give a journal, the folder of a run, or a folder of runs.')
  if (!statSync(given).isDirectory()) {
    if (basename(given) !== caseName) return [runAt(dirname(given), given)]
    if (existsSync(join(dirname(given), journalName))) return [runAt(dirname(given))]
    throw new UserError(`Beside the case ${path} there is no ${journalName}.`, 'Run it with mfgsync replay, or give a journal.')
  }
  if (existsSync(join(given, journalName))) return [runAt(given)]
  const names = foldersOf(given)
  const drawn = new Set(names.map((name) => `${name}-clean`))
  const runs = names.filter((name) => !drawn.has(name) && existsSync(join(given, name, journalName)))
  if (runs.length > 0) return runs.map((name) => runAt(join(given, name)))
  throw new UserError(
    `In ${path} there is neither a ${journalName} nor a folder with one.`,
    'Give a journal, the folder of a run, or a folder of runs such as .mfgsync.',
  )
}

/** The journal that a path means: it, or that of the run whose folder or case the path is. */
export function journalOf(path: string): string {
  const given = resolve(path)
  const stats = statSync(given, { throwIfNoEntry: false })
  if (stats?.isDirectory() !== true && basename(given) !== caseName) return given
  const runs = storedRuns(path)
  const [run, ...others] = runs
  if (run && others.length === 0) return run.journal
  throw new UserError(`In ${path} there are ${runs.length} runs.`, 'Give the folder of one of them, or report them all: mfgsync report.')
}

/** The case that a path means: it, or that of the run whose folder or journal the path is. */
export function caseOf(path: string): string {
  const given = resolve(path)
  const stats = statSync(given, { throwIfNoEntry: false })
  if (stats?.isDirectory() !== true && basename(given) !== journalName) return given
  const beside = join(stats?.isDirectory() === true ? given : dirname(given), caseName)
  if (existsSync(beside)) return beside
  throw new UserError(`In ${path} there is no ${caseName}.`, 'Give the case of a run, or the folder of one.')
}

function runAt(dir: string, journal = join(dir, journalName)): StoredRun {
  const isOfRun = basename(journal) === journalName
  const beside = (name: string): string | undefined => (isOfRun && existsSync(join(dir, name)) ? join(dir, name) : undefined)
  const [stored, log] = [beside(caseName), beside(logName)]
  return { dir, journal, ...(stored !== undefined && { case: stored }), ...(log !== undefined && { targetLog: log }) }
}

/** Names of runs begin with their time: in order. */
function foldersOf(path: string): string[] {
  try {
    const entries = readdirSync(path, { withFileTypes: true })
    return entries.flatMap((entry) => (entry.isDirectory() ? entry.name : [])).sort()
  } catch (error) {
    throw new UserError(`The folder ${path} cannot be read (${errorCode(error)}).`, 'See that you may read it.')
  }
}
