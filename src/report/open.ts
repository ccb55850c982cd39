import { readlinkSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { ReportContext, Reporter, ReportStyle, SessionFacts } from './contract.js'
import { writeBlob } from './blob.js'
import { reporterKind, reporterNames } from './index.js'
import { writeNamed } from '../words/written-file.js'

export interface OpenOptions {
  /** The terminal, and standard output. */
  readonly screen: ReportStyle & { write(text: string): void; error?(text: string): void }
  /** Folder for the files of reporters. */
  readonly out: string
  readonly tool: string
  readonly verbose?: boolean
  readonly quiet?: boolean
  /** Several runs report at once. */
  readonly interleaved?: boolean
  /** What is the same for all runs of the invocation. */
  readonly session?: SessionFacts
  /** The file whose Markdown GitHub shows for a step. */
  readonly stepSummary?: string | undefined
  /** Where `NAME=-` writes; absent: where the screen does. */
  readonly stdout?: (text: string) => void
  /** Told once for each file that is written. */
  readonly wrote?: (path: string) => void
  /** More than one run is to be reported. */
  readonly several?: boolean
  /** Files that the call reads: no report may take their place. */
  readonly reads?: readonly string[]
}

/** What `--reporter` says that no reporter is; the message names the ones that are. */
class ReporterError extends Error {}

/** `lines`, `json`, `junit=build/junit.xml`: the reporters that a call names, each with the place it writes to. */
export function openReporters(specs: readonly string[], options: OpenOptions): readonly Reporter[] {
  const places = new Map<string, string>()
  const read = new Set((options.reads ?? []).map((file) => placeOf(file)))
  const named = specs.flatMap((spec) => spec.split(',')).filter((spec) => spec !== '')
  // Who writes a document to standard output has it for that alone: what is for people goes beside it.
  const isTaken = named.some((spec) => spec.endsWith('=-'))
  const { screen } = options
  const beside = isTaken && screen.error ? { ...screen, write: (text: string) => screen.error?.(text) } : screen
  return named.map((spec) => {
    const { reporter, file } = openOne(spec, { ...options, screen: spec.endsWith('=-') ? screen : beside })
    const place = spec.endsWith('=-') ? '-' : file === undefined ? undefined : placeOf(file)
    if (place !== undefined && read.has(place))
      throw new ReporterError(`The reporter "${spec}" would write over what is read here. Give it a file of its own.`)
    const other = place === undefined ? undefined : places.get(place)
    const where = place === '-' ? 'standard output' : 'one file'
    if (other !== undefined) throw new ReporterError(`The reporters "${other}" and "${spec}" would write to ${where}. Give each its own.`)
    if (place !== undefined) places.set(place, spec)
    return reporter
  })
}

const linksMax = 40

/** The place that a path leads to, through links and to what is not there yet. */
function placeOf(file: string, links = 0): string {
  const path = resolve(file)
  try {
    return realpathSync(path)
  } catch {
    // Nothing is there, or a link to nothing.
  }
  if (links >= linksMax || dirname(path) === path) return path
  try {
    return placeOf(resolve(dirname(path), readlinkSync(path)), links + 1)
  } catch {
    return join(placeOf(dirname(path), links + 1), basename(path))
  }
}

/** Keeps what an invocation reports below its runs, for what compares and for what repeats. */
export function sessionStore(file: string, { tool, session }: Pick<OpenOptions, 'tool' | 'session'>, style: ReportStyle): Reporter {
  return writeBlob({ style, tool, file, ...(session && { session }), write: appender(file) }, false)
}

function openOne(spec: string, options: OpenOptions): { readonly reporter: Reporter; readonly file: string | undefined } {
  const [name = '', ...rest] = spec.split('=')
  const path = rest.join('=')
  const kind = reporterKind(name)
  if (!kind) throw new ReporterError(`There is no reporter "${name}". Reporters are ${reporterNames.join(', ')}.`)
  const { screen, tool, verbose = false, quiet = false, interleaved = false, several = false } = options
  const own = typeof kind.fileName === 'function' ? kind.fileName(options.session) : kind.fileName
  // "-" is standard output to whoever is used to it.
  const file = path === '-' ? undefined : path === '' ? own && join(options.out, own) : path
  const context: ReportContext = {
    style: file === undefined ? screen : { ...screen, colors: false },
    tool,
    verbose,
    quiet,
    interleaved,
    several,
    ...(file !== undefined && { file }),
    ...(options.session && { session: options.session }),
    ...(options.stepSummary !== undefined && { stepSummary: options.stepSummary }),
    write:
      path === '-'
        ? (options.stdout ?? ((text) => screen.write(text)))
        : file === undefined
          ? (text) => screen.write(text)
          : appender(file, options.wrote),
  }
  return { reporter: kind.create(context), file }
}

/** The first write replaces what an earlier call left there. */
function appender(file: string, wrote?: (path: string) => void): (text: string) => void {
  let begun = false
  return (text) => {
    writeNamed(file, text, { flag: begun ? 'a' : 'w', mode: 0o600 })
    if (!begun) wrote?.(file)
    begun = true
  }
}
