import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process as Linux tells of it. */
export interface ProcessLine {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
  readonly alive: boolean
  /** Ticks since the machine began: with it a number is one process for ever, and never one that came later. */
  readonly start: string
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
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program's name stands in parentheses and may hold anything, so the fields are counted from the last one.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [state, parent, group, session] = fields
    return {
      pid,
      parent: Number(parent),
      group: Number(group),
      session: Number(session),
      alive: state !== 'Z' && state !== 'X' && state !== 'x',
      start: fields[19] ?? '',
    }
  } catch {
    return undefined
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
