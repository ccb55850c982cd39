import { systemCode } from './error.js'
import type { Kin } from './kin.js'
import { environmentOf, processTable } from './process-table.js'

/** What tells the processes of a target apart from all others. */
export interface GroupIdentity {
  /** The process that was spawned: leader of its group and its session. */
  readonly leader: number
  /** `NAME=value` that only this target's processes have in their environment; finds those that left group and session (Linux). */
  readonly marker: string
  /** Who was seen to descend from it (Linux). */
  readonly kin?: Kin
}

/** A living process of a group; out of it are those that were found by session, descent or marker. */
export interface Member {
  readonly pid: number
  readonly inGroup: boolean
}

/**
 * The living processes of the group: by group, session, descent, present or remembered, and marker on Linux, where zombies do not
 * count; the leader alone, standing for its group, elsewhere.
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

/** Best effort: what is gone already needs no signal. */
export function trySignal(pid: number, signal: NodeJS.Signals): void {
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
  const { leader, marker, kin } = identity
  // Remembered before any is sent a signal: whoever's parents are gone is nobody's child.
  kin?.look()
  const found = new Set(kin?.alive())
  const lines = processTable()
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

function hasMarker(pid: number, marker: string): boolean {
  return marker !== '' && environmentOf(pid).includes(marker)
}
