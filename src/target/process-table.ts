import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process as Linux tells of it. */
export interface ProcessLine {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
  readonly alive: boolean
  /** Ticks since the machine began: with it a number is one process for ever, and never one that came later. */
  readonly start: string
  /** Where its environment ends: 0 in the middle of the start of a program, and where one may not look. */
  readonly environmentEnd: string
}

/** Numbers of all processes that can be seen. */
export function processIds(): readonly number[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []))
}

export function processTable(): readonly ProcessLine[] {
  return processIds().flatMap((pid) => processLine(pid) ?? [])
}

export function processLine(pid: number): ProcessLine | undefined {
  try {
    return lineOf(pid, readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return undefined
  }
}

/** @public for the tests */
export function lineOf(pid: number, stat: string): ProcessLine {
  // The program's name stands in parentheses and may hold anything, so the fields are counted from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, parent, group, session] = fields
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    alive: state !== 'Z' && state !== 'X' && state !== 'x',
    start: fields[19] ?? '',
    environmentEnd: fields[48] ?? '',
  }
}

/**
 * True if some process that is no older than that tick is in the middle of the start of a program: its old environment is gone, the new one
 * is not there yet, and nobody can say whose it is.
 */
export function somebodyBegins(since: string): boolean {
  return processTable().some((line) => begins(line, since) && mayLookInto(line.pid))
}

/** @public for the tests: nobody can be held in the middle of a start. */
export function begins({ alive, session, start, environmentEnd }: ProcessLine, since: string): boolean {
  // Threads of the kernel have no session, and never an environment.
  return alive && session !== 0 && environmentEnd === '0' && Number(start) >= Number(since)
}

function mayLookInto(pid: number): boolean {
  try {
    closeSync(openSync(`/proc/${pid}/environ`, 'r'))
    return true
  } catch {
    return false
  }
}

/** The environment that a process was started with, as `NAME=value`; empty for another user's, and for one that has just gone. */
export function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')
  } catch {
    return []
  }
}

/** Program and arguments in one line; empty where one may not look. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      .replaceAll(/[\0\s]+/g, ' ')
      .trim()
  } catch {
    return ''
  }
}

/** The children of all threads of a process. */
export function childrenOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
      try {
        return readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}

/** What a descriptor of a process is open on, such as `socket:[4711]`. */
export function openedAt(pid: number, descriptor: number | string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`)
  } catch {
    return undefined
  }
}

/** Who else has one of these open. It looks at every descriptor of every process that one may look at. */
export function holdersOf(opened: ReadonlySet<string>): readonly number[] {
  if (opened.size === 0) return []
  return processIds().filter((pid) => {
    if (pid === process.pid) return false
    try {
      return readdirSync(`/proc/${pid}/fd`).some((descriptor) => opened.has(openedAt(pid, descriptor) ?? ''))
    } catch {
      return false
    }
  })
}
