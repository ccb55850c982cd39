import { readdirSync, readFileSync } from 'node:fs'

import { systemCode } from './error.js'

/** What tells the processes of a target apart from all others. */
export interface GroupIdentity {
  /** The process that was spawned: leader of its group and its session. */
  readonly leader: number
  /** `NAME=value` that only this target's processes have in their environment; finds those that left group and session (Linux). */
  readonly marker: string
}

/** A living process of a group; out of it are those that were found by session, descent or marker. */
export interface Member {
  readonly pid: number
  readonly inGroup: boolean
}

interface ProcessLine {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly session: number
  readonly alive: boolean
}

/**
 * The living processes of the group: by group, session, descent, and marker on Linux, where zombies do not count; the leader alone,
 * standing for its group, elsewhere.
 * @param all false means any living one will do, which spares a look into the environment of every process.
 */
export function livingMembers(identity: GroupIdentity, all = true): readonly Member[] {
  if (process.platform === 'linux') return linuxMembers(identity, all)
  return groupAnswers(identity.leader) ? [{ pid: identity.leader, inGroup: true }] : []
}

/** Sends a signal to every process of the group. Best effort and synchronous: it also works while this process goes down. */
export function signalGroup(identity: GroupIdentity, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (process.platform === 'win32') {
    // Windows has no groups and no SIGTERM for console programs: the tree is ended.
    process
      .getBuiltinModule('node:child_process')
      .spawnSync('taskkill', ['/PID', String(identity.leader), '/T', '/F'], { stdio: 'ignore', windowsHide: true })
    return
  }
  const members = livingMembers(identity)
  // An empty group is not signalled: its number may belong to somebody else by now.
  if (members.some((member) => member.inGroup)) trySignal(-identity.leader, signal)
  // Each process is told once: many take a second SIGTERM for impatience.
  for (const member of members) if (!member.inGroup) trySignal(member.pid, signal)
}

function trySignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It is gone already, which is what was wanted; whether all are is asked of livingMembers.
  }
}

function groupAnswers(leader: number): boolean {
  try {
    process.kill(process.platform === 'win32' ? leader : -leader, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}

function linuxMembers(identity: GroupIdentity, all: boolean): readonly Member[] {
  const { leader, marker } = identity
  const lines = processTable()
  const found = new Set<number>()
  for (const line of lines) if (line.group === leader || line.session === leader || line.pid === leader) found.add(line.pid)
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const line of lines) if (found.has(line.parent)) found.add(line.pid)
  }
  const others = lines.filter((line) => line.alive && line.pid !== process.pid)
  const living = others.filter((line) => found.has(line.pid))
  if (living.length === 0 || all) living.push(...others.filter((line) => !found.has(line.pid) && hasMarker(line.pid, marker)))
  return living.map((line) => ({ pid: line.pid, inGroup: line.group === leader }))
}

function processTable(): readonly ProcessLine[] {
  const lines: ProcessLine[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const line = processLine(Number(name))
    if (line) lines.push(line)
  }
  return lines
}

function processLine(pid: number): ProcessLine | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The program's name stands in parentheses and may hold anything, so the fields are counted from the last one.
    const [state, parent, group, session] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return {
      pid,
      parent: Number(parent),
      group: Number(group),
      session: Number(session),
      alive: state !== 'Z' && state !== 'X' && state !== 'x',
    }
  } catch {
    return undefined
  }
}

function hasMarker(pid: number, marker: string): boolean {
  if (marker === '') return false
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1')
    return environment.startsWith(`${marker}\0`) || environment.includes(`\0${marker}\0`)
  } catch {
    // Another user's process, or one that has just gone: not one of ours.
    return false
  }
}
