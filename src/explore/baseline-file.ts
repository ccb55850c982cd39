import { Baseline, type BaselineEntry, type BaselineUpdate, type EntryWords } from '../checks/baseline.js'
import { limits } from '../domain/limits.js'
import { checkYaml, renderDiagnostics, type Diagnostic, type Path, type Report } from '../scenario/diagnostics.js'
import { sizes, variants } from '../scenario/plan.js'
import { editedYaml } from '../scenario/yaml-edit.js'
import { errorCode, errorText } from '../words/errors.js'
import { count } from '../words/lists.js'
import { readRegular } from '../words/regular-file.js'
import { shownPath } from '../words/shell.js'
import { baselineSchema, baselineVersion } from './baseline.schema.js'
import { writeNamed } from '../words/written-file.js'

/** A baseline that is not there or not right; the message says where, and what to do. */
class BaselineError extends Error {}

interface BaselineFile {
  readonly entries: readonly BaselineEntry[]
}

/** How a case is named, everywhere. */
const caseName = new RegExp(`^\\S+ (?:${variants.join('|')}) (?:${sizes.join('|')}) seed \\d+(?: dedupe \\S+)?(?: identifiers \\S+)?$`)

/** The entries of a baseline file. `orNone`: a file that is not there has none. @throws BaselineError with every mistake in it */
function readBaseline(path: string, orNone = false): readonly BaselineEntry[] {
  const source = sourceOf(path, orNone)
  if (source === undefined) return []
  const read = entriesOf(source, shownPath(path))
  if ('diagnostics' in read) throw new BaselineError(renderDiagnostics(read.diagnostics))
  return read.entries
}

/** Reads a baseline from its text: all mistakes at once, and never an error for what a file can contain. */
export function entriesOf(source: string | Uint8Array, file: string): BaselineFile | { readonly diagnostics: readonly Diagnostic[] } {
  const { value, diagnostics } = checkYaml(source, file, baselineSchema, (held, report) => checkEntries(held as BaselineFile, report))
  return diagnostics.length > 0 ? { diagnostics } : (value as BaselineFile)
}

function checkEntries({ entries }: BaselineFile, report: Report): void {
  const known = new Map<string, number>()
  for (const [place, entry] of entries.entries()) {
    if (!caseName.test(entry.case)) {
      report.problem(
        ['entries', place, 'case'],
        `"${entry.case}" is no case`,
        'write it as reports do: its scenario, variant, size and seed, such as mes-confirmation-burst faulty quick seed 1',
      )
    }
    for (const word of ['owner', 'reason'] as const)
      if (entry[word].trim() === '') report.problem(['entries', place, word], `the ${word} is empty`, 'somebody has to see to it')
    for (const [index, check] of entry.checks.entries()) {
      const key = [entry.label ?? '', entry.case, check].join('\n')
      const first = known.get(key)
      if (first === undefined) known.set(key, place)
      else {
        report.problem(['entries', place, 'checks', index], `${check} of this case is known already`, 'keep one of the two', {
          related: [{ path: ['entries', first, 'case'], message: 'first here' }],
        })
      }
    }
  }
}

function sourceOf(path: string, orNone: boolean): Buffer | undefined {
  try {
    return readRegular(path, limits.yaml_bytes_max)
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' && orNone) return undefined
    const problem = code === 'ENOENT' ? 'there is no such file' : code === '' ? errorText(error) : `it cannot be read (${code})`
    throw new BaselineError(
      `The baseline ${path}: ${problem}.\nmfgsync simulate --update-baseline --owner NAME --reason TEXT writes one of what fails now.`,
    )
  }
}

/** What is asked of a baseline. */
interface BaselineWanted {
  readonly path: string
  /** What new entries say; absent: the file stays as it is. */
  readonly update?: EntryWords
}

/** A baseline, ready for the runs of an invocation. `now`: an ISO time. @throws BaselineError */
export function openBaseline({ path, update }: BaselineWanted, now: string): Baseline {
  return new Baseline(readBaseline(path, update !== undefined), now.slice(0, 10))
}

/** Writes what a baseline ought to say after these runs, where that is asked for; says what was done, in a sentence. */
export function updateBaseline({ path, update }: BaselineWanted, baseline: Baseline): string | undefined {
  if (!update) return undefined
  const change = baseline.updated(update)
  const [added, removed] = [change.added.flatMap(({ checks }) => checks).length, change.removed.length]
  if (added + removed === 0) return `${shownPath(path)} says what is so: nothing was written.`
  writeBaseline(path, change)
  return `${shownPath(path)} is written: ${count(added, 'more failure')} known until ${update.expires}, ${removed} taken out.`
}

/** Writes what became of the entries; in YAML, what stays keeps its comments and its way of being written. */
function writeBaseline(path: string, { entries, added, removed }: BaselineUpdate): void {
  if (path.endsWith('.json')) return writeNamed(path, `${JSON.stringify({ version: baselineVersion, entries }, null, 2)}\n`)
  const source = sourceOf(path, true)?.toString('utf8')
  const gone = source === undefined ? [] : pathsOf(readBaseline(path), removed)
  const begun = source ?? `# Failures that are known; see docs/ci.md.\nversion: ${baselineVersion}\nentries: []\n`
  writeNamed(path, editedYaml(begun, gone, 'entries', added))
}

/** Where what is removed stands: a check in its entry, or an entry of which no check is left. In the order of the file. */
function pathsOf(entries: readonly BaselineEntry[], removed: BaselineUpdate['removed']): readonly Path[] {
  return entries.flatMap((entry, place): readonly Path[] => {
    const isRemoved = (check: string): boolean =>
      removed.some((each) => each.case === entry.case && each.label === entry.label && each.check === check)
    const paths = entry.checks.flatMap((check, index): readonly Path[] => (isRemoved(check) ? [['entries', place, 'checks', index]] : []))
    return paths.length === entry.checks.length ? [['entries', place]] : paths
  })
}
