import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { dirname, join } from 'node:path'
import { limits } from '../domain/limits.js'
import { blobProblem, lineProblem } from '../journal/line-problem.js'
import { readJournal } from '../journal/reader.js'
import { errorText } from '../words/errors.js'
import { isFileName } from '../words/file-name.js'
import { said } from '../words/lists.js'
import { openRegular } from '../words/regular-file.js'
import { blobFormat, blobVersion, endLine, type BlobEnd, type BlobHead, type BlobRun } from './blob.js'
import type { Summary } from './contract.js'
import type { RunToReport } from './session.js'

/** A blob that is whole: its head, how it ended, and its runs, read when they are asked for. */
export interface Blob {
  readonly path: string
  readonly head: BlobHead
  readonly end: Summary
  runs(): AsyncIterable<RunToReport>
}

/** A file that is no blob, or none that can be trusted; the message names it and says what to do. */
export class BlobError extends Error {}

/** True if the file begins as a blob does, whatever comes then. */
export async function isBlob(path: string): Promise<boolean> {
  const first = parsed(await firstLine(path))
  return first !== undefined && first['format'] === blobFormat
}

/** Reads a blob through, and holds it to what it says of itself. @throws BlobError */
export async function openBlob(path: string): Promise<Blob> {
  const hash = createHash('sha256')
  let head: BlobHead | undefined
  let end: BlobEnd | undefined
  let number = 0
  for await (const line of lines(path)) {
    number += 1
    const value = parsed(line)
    if (end) throw new BlobError(`${path} goes on after its end. Take an unchanged copy of it.`)
    if (!value) throw new BlobError(`${path} is damaged: line ${number} of it is not JSON. Take an unchanged copy of it.`)
    if (isEnd(value)) {
      if (head && line !== endLine(line.replace(/,"hash":"[^"]*"(?=\}$)/, ''), hash))
        throw new BlobError(`${path} was changed after it was written. Take an unchanged copy of it.`)
      hold(path, blobProblem('end', value))
      end = value
    } else hash.update(`${line}\n`)
    if (!head) head = headOf(path, value)
    else if (!end) hold(path, isRun(value) ? runProblem(value) : blobProblem('without runs', value))
  }
  if (!head) throw new BlobError(`${path} is empty, and no report of the reporter blob. Give a folder with such files.`)
  if (!end) throw new BlobError(`${path} ends before its end: the run that wrote it was cut off. Run that part again.`)
  const { label } = head
  return { path, head, end: end.end, runs: () => runsOf(path, label) }
}

function headOf(path: string, value: Readonly<Record<string, unknown>>): BlobHead {
  if (value['format'] !== blobFormat)
    throw new BlobError(`${path} is no report of the reporter blob: it does not begin with "format": "${blobFormat}".`)
  if (value['version'] !== blobVersion) {
    throw new BlobError(
      `${path} was written by ${said(value['tool'])} (blob version ${said(value['version'])}); this mfgsync reads version ` +
        `${blobVersion}. Use the same mfgsync for all parts.`,
    )
  }
  hold(path, blobProblem('head', value))
  // As its schema says.
  return value as unknown as BlobHead
}

function hold(path: string, problem: string | undefined): void {
  if (problem !== undefined) throw new BlobError(`${path} is no report that a run wrote: ${problem}. Take an unchanged copy of it.`)
}

/** What makes it none that can be reported. Names that become paths lead nowhere but below the folder of the blob. */
function runProblem(run: BlobRun): string | undefined {
  const problem = blobProblem('run', run) ?? headerProblem(run.judgement.header)
  if (problem !== undefined || !run.kept) return problem
  const { dir, journal, case: stored, targetLog } = run.files
  const stray = [dir, journal, stored, targetLog].find((file) => file !== undefined && !file.split('/').every(isFileName))
  return stray === undefined ? undefined : `its file ${said(stray)} is not in the folder beside it`
}

function headerProblem(header: object): string | undefined {
  const { kind } = header as { readonly kind?: unknown }
  return kind === 'header' ? lineProblem({ ...header }) : 'its judgement has no header'
}

async function* runsOf(path: string, label: string | undefined): AsyncIterable<RunToReport> {
  for await (const line of lines(path)) {
    const value = parsed(line)
    if (!value || !isRun(value)) continue
    const { kept, files, ...run } = value
    const at = (file: string): string => (kept ? join(dirname(path), file) : file)
    const journal = at(files.journal)
    yield {
      ...run,
      ...(label !== undefined && { label }),
      files: {
        dir: at(files.dir),
        journal,
        ...(files.case !== undefined && { case: at(files.case) }),
        ...(files.targetLog !== undefined && { targetLog: at(files.targetLog) }),
      },
      // The journal of what passed stayed where it was.
      records: () => (kept ? readJournal(journal).records() : []),
    }
  }
}

function isRun(value: object): value is BlobRun {
  return 'judgement' in value && 'identity' in value
}

function isEnd(value: object): value is BlobEnd {
  return 'end' in value && 'hash' in value
}

/** A file, and no line of it longer than a run can be: what is longer would have to be held whole before it could be looked at. */
async function* lines(path: string): AsyncIterable<string> {
  try {
    let parts: string[] = []
    let chars = 0
    const chunks: AsyncIterable<string> = createReadStream(path, { fd: openRegular(path), encoding: 'utf8' })
    for await (const chunk of chunks) {
      for (const [index, part] of chunk.split('\n').entries()) {
        if (index > 0) {
          yield parts.join('').replace(/\r$/, '')
          parts = []
          chars = 0
        }
        parts.push(part)
        chars += part.length
      }
      if (chars > limits.blob_line_chars_max)
        throw new BlobError(
          `${path} has a line of more than ${limits.blob_line_chars_max} characters: it is no report of the reporter blob.`,
        )
    }
    if (chars > 0) yield parts.join('')
  } catch (error) {
    if (error instanceof BlobError) throw error
    throw new BlobError(`${path} cannot be read (${errorText(error)}).`)
  }
}

async function firstLine(path: string): Promise<string> {
  for await (const line of lines(path)) return line
  return ''
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  } catch {
    return undefined
  }
}
