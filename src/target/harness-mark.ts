import { readlinkSync } from 'node:fs'
import { processLine } from './process-table.js'

/** In the environment of every process that is started for a run: which mfgsync answers for it. */
export const harnessVariable = 'MFGSYNC_HARNESS'

/** What marks the processes that this mfgsync starts. */
export function harnessMark(): Readonly<Record<string, string>> {
  return { [harnessVariable]: [process.pid, processLine(process.pid)?.start ?? '', world()].join('-') }
}

/** The number of the mfgsync that a mark names, if it is gone; undefined where it lives, or cannot be seen from here. */
export function goneHarness(mark: string): number | undefined {
  const [number = '', start = '', where = ''] = mark.split('-')
  const pid = Number(number)
  // Its numbers are those of a container, say.
  if (!Number.isSafeInteger(pid) || pid <= 0 || where !== world()) return undefined
  if (process.platform !== 'linux') return answers(pid) ? undefined : pid
  const line = processLine(pid)
  return line?.alive && line.start === start ? undefined : pid
}

/** Whose numbers of processes these are. */
function world(): string {
  try {
    return /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? ''
  } catch {
    return ''
  }
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
