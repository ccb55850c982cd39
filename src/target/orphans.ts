import { stateVariable } from './environment.js'
import { goneHarness, harnessVariable } from './harness-mark.js'
import { pause } from './patience.js'
import { trySignal } from './process-group.js'
import { commandOf, environmentOf, processLine, processTable } from './process-table.js'
import { createRedactor } from './redact.js'

/** A process of a target whose mfgsync is gone. */
export interface Orphan {
  readonly pid: number
  /** Program and arguments, as they stand in the list of processes, without secrets. */
  readonly command: string
  /** Where its run kept the state of the target; empty where it does not say. */
  readonly state: string
  /** The mfgsync that started it. */
  readonly harness: number
  /** How it was told from others: it says so itself, or it is in a group, or descends from one, that does. */
  readonly by: 'mark' | 'group' | 'descent'
}

/** One line of a list of processes, and what it says of its environment. */
interface Listed {
  readonly pid: number
  readonly parent: number
  readonly group: number
  readonly command: string
  readonly marks: Readonly<Record<string, string>>
}

const wanted = [harnessVariable, stateVariable]

/** The processes that earlier runs left. Whoever belongs to a run that goes on, or says nothing of any, is not among them. */
export function orphans(): readonly Orphan[] {
  if (process.platform === 'win32') return []
  const all = process.platform === 'linux' ? ofLinux() : ofPs()
  const byPid = new Map(all.map((each) => [each.pid, each]))
  const spared = new Set<number>()
  for (let pid: number | undefined = process.pid; pid !== undefined && pid > 0 && !spared.has(pid); pid = byPid.get(pid)?.parent)
    spared.add(pid)
  const found = new Map<number, Orphan>()
  const add = ({ pid, command }: Listed, of: Pick<Orphan, 'state' | 'harness'>, by: Orphan['by']): void => {
    if (!found.has(pid) && !spared.has(pid)) found.set(pid, { pid, command, state: of.state, harness: of.harness, by })
  }
  for (const each of all) {
    const harness = goneHarness(each.marks[harnessVariable] ?? '')
    if (harness !== undefined) add(each, { state: each.marks[stateVariable] ?? '', harness }, 'mark')
  }
  // A group was made for a target: whoever else is in it was started there. One that somebody else leads is none of ours.
  const groups = new Map<number, Orphan>()
  for (const { pid, group } of all) {
    const orphan = found.get(pid)
    if (orphan && (found.has(group) || !byPid.has(group))) groups.set(group, orphan)
  }
  for (const each of all) {
    const of = groups.get(each.group)
    if (of && !isOfAnother(each)) add(each, of, 'group')
  }
  for (let before = -1; before !== found.size;) {
    before = found.size
    for (const each of all) {
      const of = found.get(each.parent)
      if (of && !isOfAnother(each)) add(each, of, 'descent')
    }
  }
  const redact = createRedactor({ fields: [], env: process.env })
  return [...found.values()].map((orphan) => ({ ...orphan, command: redact(orphan.command) })).toSorted((a, b) => a.pid - b.pid)
}

/** Ends them, gently first; gives those that are still there. */
export async function endOrphans(found: readonly Orphan[], patience_ms = 2_000): Promise<readonly Orphan[]> {
  const begun = new Map(found.map(({ pid }) => [pid, startOf(pid)]))
  const living = (): readonly Orphan[] => found.filter(({ pid }) => isThere(pid, begun.get(pid)))
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const { pid } of living()) trySignal(pid, signal)
    for (const until = Date.now() + patience_ms; living().length > 0 && Date.now() < until;) await pause(20)
  }
  return living()
}

/** Says of itself that it belongs to a run, and that one goes on. */
function isOfAnother({ marks }: Listed): boolean {
  const mark = marks[harnessVariable]
  return mark !== undefined && goneHarness(mark) === undefined
}

function startOf(pid: number): string {
  return process.platform === 'linux' ? (processLine(pid)?.start ?? '') : ''
}

function isThere(pid: number, start: string | undefined): boolean {
  if (process.platform === 'linux') {
    const line = processLine(pid)
    return line !== undefined && line.alive && line.start === start
  }
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function ofLinux(): readonly Listed[] {
  return processTable()
    .filter(({ alive }) => alive)
    .map(({ pid, parent, group }) => ({
      pid,
      parent,
      group,
      // Read when it is asked for: few are.
      get command() {
        return commandOf(pid)
      },
      marks: marksIn(environmentOf(pid)),
    }))
}

function marksIn(environment: readonly string[]): Readonly<Record<string, string>> {
  const marks: Record<string, string> = {}
  for (const each of environment) {
    const name = wanted.find((one) => each.startsWith(`${one}=`))
    if (name !== undefined) marks[name] = each.slice(name.length + 1)
  }
  return marks
}

/** Where there is no /proc: ps tells the environment behind the command, in one line. */
function ofPs(): readonly Listed[] {
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  const { stdout } = spawnSync('ps', ['axeww', '-o', 'pid=,ppid=,pgid=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return (stdout ?? '').split('\n').flatMap(listedBy)
}

/** @public for the tests: a line of ps as the systems without /proc print it. */
export function listedBy(line: string): readonly Listed[] {
  const [, pid, parent, group, rest = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
  if (pid === undefined) return []
  const words = rest.split(' ')
  const first = words.findIndex((word) => /^[A-Za-z_]\w*=/.test(word))
  return [
    {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      command: (first < 0 ? words : words.slice(0, first)).join(' '),
      marks: marksIn(words),
    },
  ]
}
