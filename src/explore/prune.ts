import { createHash } from 'node:crypto'
import { closeSync, lstatSync, readdirSync, readSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { wallClock } from '../sim/clock.js'
import { errorCode, errorText } from '../words/errors.js'
import { count } from '../words/lists.js'
import { openRegular } from '../words/regular-file.js'
import { shownPath } from '../words/shell.js'

/** How much of old runs stays; 0: all. */
interface Kept {
  readonly keep: number
  readonly size_mb: number
}

/** The process that makes a run, so that nobody else takes the run for an old one. */
export interface Maker {
  readonly pid: number
  /** Tells machines apart, and names none. */
  readonly machine: string
}

interface OldRun {
  readonly name: string
  /** Its folder, and that of the clean run from which its faults were drawn. */
  readonly dirs: readonly string[]
  readonly bytes: number
  readonly passed: boolean
  readonly inUse: boolean
}

const bytesPerMegabyte = 1_000_000
/** What a run writes into its folder: a folder with anything else in it is somebody's, and stays. */
const written: ReadonlySet<string> = new Set(['journal.jsonl', 'case.json', 'target.log', 'target.log.times', 'state'])
const runName = /^(\d{8})-\d{6}-.+-s\d+(?:-\d+)?$/
const msPerDay = 86_400_000
const headBytes = 4_096
const tailBytes = 64

export function thisMaker(): Maker {
  return { pid: process.pid, machine: createHash('sha256').update(hostname()).digest('hex').slice(0, 12) }
}

/**
 * Removes old runs from a folder until no more than is to be kept is left: those that passed first, and of these the oldest. The newest run
 * stays, runs of processes that live, folders with something else in them, and whatever is no folder of a run. Gives what is to be said.
 */
export function pruneRuns(out: string, { keep, size_mb }: Kept, maker = thisMaker(), now = wallClock().iso): readonly string[] {
  if (keep === 0 && size_mb === 0) return []
  const runs = runsIn(out, maker, dayBefore(now))
  let left = runs.length
  let bytes = runs.reduce((sum, run) => sum + run.bytes, 0)
  const isTooMuch = (): boolean => (keep > 0 && left > keep) || (size_mb > 0 && bytes > size_mb * bytesPerMegabyte)
  const old = runs.slice(0, -1).filter(({ inUse }) => !inUse)
  const removed: OldRun[] = []
  const problems = new Set<string>()
  for (const run of [...old.filter(({ passed }) => passed), ...old.filter(({ passed }) => !passed)]) {
    if (!isTooMuch()) break
    const problem = remove(run)
    if (problem !== undefined) {
      problems.add(problem)
      continue
    }
    left -= 1
    bytes -= run.bytes
    removed.push(run)
  }
  return [
    ...(removed.length > 0 ? [removedText(out, removed, { keep, size_mb })] : []),
    ...[...problems].map((problem) => `Old runs in ${shownPath(out)} could not be removed (${problem}).`),
  ]
}

function removedText(out: string, removed: readonly OldRun[], { keep, size_mb }: Kept): string {
  const odd = removed.filter(({ passed }) => !passed).length
  const size = (removed.reduce((sum, { bytes }) => sum + bytes, 0) / bytesPerMegabyte).toFixed(1)
  const bounds = [...(keep > 0 ? [`${keep} runs`] : []), ...(size_mb > 0 ? [`${size_mb} MB`] : [])].join(' and ')
  const which = odd === 0 ? 'all of them passed' : `${odd} of them did not pass`
  return (
    `${count(removed.length, 'old run')} removed from ${shownPath(out)} (${size} MB; ${which}): it keeps ${bounds}, as runs.keep and ` +
    'runs.size_mb in the config say.'
  )
}

/** The runs that lie in a folder, the oldest first. */
function runsIn(out: string, maker: Maker, yesterday: string): readonly OldRun[] {
  const entries = readdirSync(out, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  const names = new Set(entries.map(({ name }) => name))
  return [...names].sort().flatMap((name): readonly OldRun[] => {
    const [, day = ''] = runName.exec(name) ?? []
    if (day === '') return []
    const dirs = [name, `${name}-clean`].filter((each) => names.has(each)).map((each) => join(out, each))
    const found = caseIn(join(out, name))
    if (!found || dirs.some(hasMore)) return []
    return [
      {
        name,
        dirs,
        bytes: dirs.reduce((sum, dir) => sum + sizeOf(dir), 0),
        passed: found.passed,
        inUse: isInUse(found.maker, maker, day >= yesterday),
      },
    ]
  })
}

/** As names of runs have it. */
function dayBefore(now: string): string {
  return new Date(Date.parse(now) - msPerDay).toISOString().slice(0, 10).replaceAll('-', '')
}

/** Of another machine, or of a version that did not say so, nothing can be asked: yesterday's may still go on. */
export function isInUse(of: Maker | undefined, own: Maker, isRecent: boolean): boolean {
  if (of?.machine !== own.machine) return isRecent
  try {
    process.kill(of.pid, 0)
    return true
  } catch (error) {
    return errorCode(error) !== 'ESRCH'
  }
}

/** What the case in a folder says of its run, as far as its beginning and its end do; nothing where there is none. */
function caseIn(dir: string): { readonly passed: boolean; readonly maker: Maker | undefined } | undefined {
  try {
    const fd = openRegular(join(dir, 'case.json'))
    try {
      const bytes = Buffer.alloc(headBytes)
      const head = bytes.toString('utf8', 0, readSync(fd, bytes, 0, headBytes, 0))
      if (!/^\{\s*"format": "mfgsync\.case"/.test(head)) return undefined
      const { size } = lstatSync(join(dir, 'case.json'))
      const tail = bytes.toString('utf8', 0, readSync(fd, bytes, 0, tailBytes, Math.max(0, size - tailBytes)))
      const [, pid, machine = ''] = /"process": \{\s*"pid": (\d+),\s*"machine": "([0-9a-f]+)"/.exec(head) ?? []
      return { passed: /"verdict": "pass"\s*\}\s*$/.test(tail), maker: pid === undefined ? undefined : { pid: Number(pid), machine } }
    } finally {
      closeSync(fd)
    }
  } catch {
    return undefined
  }
}

function hasMore(dir: string): boolean {
  return readdirSync(dir).some((name) => !written.has(name))
}

function sizeOf(path: string): number {
  const stats = lstatSync(path, { throwIfNoEntry: false })
  if (!stats) return 0
  return stats.isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : stats.size
}

/** The case goes last: what is left of a removal that was cut off is still known as a run. Gives what the file system says against it. */
function remove({ dirs: [dir = '', ...others] }: OldRun): string | undefined {
  try {
    for (const other of others) rmSync(other, { recursive: true })
    for (const name of readdirSync(dir)) if (name !== 'case.json') rmSync(join(dir, name), { recursive: true })
    rmSync(dir, { recursive: true })
    return undefined
  } catch (error) {
    return errorCode(error) || errorText(error)
  }
}
