import { createHash, type Hash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isFileName } from '../words/file-name.js'
import type { AskedCase, ReportContext, Reporter, ReporterKind, RunFiles, RunReport, SessionFacts, Summary } from './contract.js'

export const blobFormat = 'mfgsync.blob'
export const blobVersion = 2

/** The first line of a blob. */
export interface BlobHead extends SessionFacts {
  readonly format: typeof blobFormat
  readonly version: typeof blobVersion
  readonly tool: string
}

/** A line for each run: what a reporter is given of it, and where its files are. */
export interface BlobRun extends Pick<RunReport, 'identity' | 'attempt' | 'judgement' | 'explanations' | 'reproduce'> {
  readonly asked?: AskedCase
  readonly files: RunFiles
  /** True if the journal lies beside the blob, and the files are relative to its folder. */
  readonly kept: boolean
}

/** The last line: a blob without it was cut off. */
export interface BlobEnd {
  readonly end: Summary
  /** SHA-256 of all lines before it, and of this one up to here. */
  readonly hash: string
}

/** Everything that an invocation reports, for `mfgsync merge`; journals and cases of what did not pass lie in folders beside it. */
export const blob: ReporterKind = {
  name: 'blob',
  title: 'One file for mfgsync merge, with the journals of what did not pass beside it.',
  fileName: (session) => join('blob', `${blobName(session)}.jsonl`),
  create: (context) => writeBlob(context, true),
}

/** `shard-2-of-4`, with the label in front. */
function blobName({ label, shard }: Pick<SessionFacts, 'label' | 'shard'> = {}): string {
  const part = shard ? `shard-${shard.index}-of-${shard.total}` : 'report'
  return label === undefined ? part : `${label}-${part}`
}

/** Writes a blob; `keep` copies the files of what did not pass. */
export function writeBlob(context: ReportContext, keep: boolean): Reporter {
  const hash = createHash('sha256')
  const { file = '', tool = '', session } = context
  let begun = false
  const line = (value: unknown): void => {
    if (!begun) {
      begun = true
      mkdirSync(dirname(file), { recursive: true })
      const head: BlobHead = { format: blobFormat, version: blobVersion, tool, planned: { hash: '', cases: 0 }, ...session }
      line(head)
    }
    const text = `${JSON.stringify(value)}\n`
    hash.update(text)
    context.write(text)
  }
  return {
    run({ identity, attempt, asked, judgement, explanations, reproduce, files }) {
      const kept = keep && file !== '' && judgement.verdict !== 'pass' ? keptFiles(files, dirname(file)) : undefined
      const run: BlobRun = {
        identity,
        attempt,
        ...(asked && { asked }),
        judgement,
        explanations,
        reproduce,
        files: kept ?? files,
        kept: kept !== undefined,
      }
      line(run)
    },
    end(summary) {
      // A blob without a run has a head too: an empty shard is not a missing one.
      if (!begun) line({ none: true })
      const end = endLine(JSON.stringify({ end: summary } satisfies Pick<BlobEnd, 'end'>), hash)
      context.write(`${end}\n`)
    },
  }
}

/** The last line, from what it says: with the hash of all before it, and of what it says itself. */
export function endLine(says: string, before: Hash): string {
  const hash = before.copy().update(says).digest('hex')
  return `${says.slice(0, -1)},"hash":"${hash}"}`
}

/** Copies what makes a run worth looking at; its paths are then relative to the folder of the blob. */
function keptFiles(files: RunFiles, folder: string): RunFiles {
  const own = files.dir.split(/[\\/]/).at(-1)
  const name = isFileName(own) ? own : 'run'
  mkdirSync(join(folder, name), { recursive: true })
  const keep = (path: string | undefined, as: string): string | undefined => {
    if (path === undefined || !existsSync(path)) return undefined
    copyFileSync(path, join(folder, name, as))
    return `${name}/${as}`
  }
  const [journal, stored, targetLog] = [
    keep(files.journal, 'journal.jsonl'),
    keep(files.case, 'case.json'),
    keep(files.targetLog, 'target.log'),
  ]
  return {
    dir: name,
    journal: journal ?? files.journal,
    ...(stored !== undefined && { case: stored }),
    ...(targetLog !== undefined && { targetLog }),
  }
}
