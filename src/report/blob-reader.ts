import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { readJournal } from '../journal/reader.js'
import { errorCode } from '../words/errors.js'
import { blobFormat, blobVersion, type BlobEnd, type BlobHead, type BlobRun } from './blob.js'
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
  for await (const line of lines(path)) {
    const value = parsed(line)
    if (end) throw new BlobError(`${path} goes on after its end. Take an unchanged copy of it.`)
    if (!value) throw new BlobError(`${path} is damaged: a line of it is not JSON. Take an unchanged copy of it.`)
    if (!head) head = headOf(path, value)
    if (isEnd(value)) {
      if (value.hash !== hash.copy().digest('hex'))
        throw new BlobError(`${path} was changed after it was written. Take an unchanged copy of it.`)
      end = value
    } else hash.update(`${line}\n`)
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
      `${path} was written by ${String(value['tool'])} (blob version ${String(value['version'])}); this mfgsync reads version ` +
        `${blobVersion}. Use the same mfgsync for all parts.`,
    )
  }
  // Its hash is checked before anything of it is used.
  return value as unknown as BlobHead
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

async function* lines(path: string): AsyncIterable<string> {
  try {
    for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY })) yield line
  } catch (error) {
    throw new BlobError(`${path} cannot be read (${errorCode(error) || String(error)}).`)
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
