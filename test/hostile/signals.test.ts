import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { leftBehind } from '../../src/explore/left-behind.js'
import { targetSettings } from '../../src/target/settings.js'
import { childrenOf, commandOf } from '../../src/target/process-table.js'
import { alive, cli, folder, leaveNothingBehind, runsIn, startCli, type Ended, type Running } from '../cli/support/cli.js'
import { Chance } from './support/chance.js'
import { checked } from './support/checked.js'
import { ended, long, outcomes, settle, type Outcomes } from './support/counts.js'

leaveNothingBehind()

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGKILL'] as const
/** Those that nobody can hear. */
const deaf: ReadonlySet<string> = new Set(['SIGKILL'])
const goneMs = 2_000
/** Two seconds are promised, on a machine that has them to give. */
const hangMs = 60_000
/** They mostly wait. */
const lanes = 3

/** When the signal comes: so long after the run is under way, after the command was given, or after it has so many children. */
type Moment =
  | { readonly underWay_ms: number }
  | { readonly begun_ms: number }
  /** The first one watches, the second is the target: there is no number of it yet. */
  | { readonly children: 1 | 2; readonly after_ms: number }

/** Processes that were given something of this folder: a target, and what it started. */
function processesOf(cwd: string): readonly number[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return []
    try {
      const mine = readFileSync(`/proc/${entry}/environ`, 'utf8').includes(`=${cwd}/`)
      return mine && alive(Number(entry)) ? [Number(entry)] : []
    } catch {
      return []
    }
  })
}

const isWatcher = (pid: number): boolean => commandOf(pid).includes('mfgsync-watcher')

/** Resolves as soon as it has so many children. */
async function has(children: number, { child, ended: end }: Running): Promise<void> {
  let over = false
  void end.then(() => (over = true))
  while (!over && childrenOf(child.pid ?? 0).length < children) await pause(1)
}

async function when(moment: Moment, running: Running): Promise<void> {
  if ('children' in moment) await has(moment.children, running)
  if ('underWay_ms' in moment) await running.says('T+')
  await pause('children' in moment ? moment.after_ms : 'begun_ms' in moment ? moment.begun_ms : moment.underWay_ms)
}

async function end(running: Running, signal: NodeJS.Signals, all: Outcomes): Promise<Ended | undefined> {
  running.child.kill(signal)
  const done = await Promise.race([running.ended, pause(hangMs, undefined, { ref: false })])
  if (done) return done
  all.hangs += 1
  running.child.kill('SIGKILL')
  return undefined
}

async function one(signal: NodeJS.Signals, moment: Moment, all: Outcomes): Promise<void> {
  const cwd = folder()
  const running = startCli(['simulate', 'mes-confirmation-burst', '--demo', 'reference', '--verbose'], { cwd })
  await when(moment, running)
  const done = await end(running, signal, all)
  if (!done) return
  ended(all, `${signal} ${done.code ?? 'killed'}`)
  const found = (why: string): void => void all.found.push(`${signal} at ${JSON.stringify(moment)}: ${why}`)
  if (done.code === 70 || /\n {4}at /.test(done.stderr)) {
    all.bugs += 1
    found(done.stderr.slice(0, 1_000))
  }
  await pause(goneMs)
  const left = processesOf(cwd)
  if (left.length > 0) {
    all.orphans += left.length
    found(`${left.length} processes are left: ${left.map(commandOf).join(', ')}`)
    for (const pid of left) process.kill(pid, 'SIGKILL')
  }
  const isStart = !('underWay_ms' in moment)
  const out = join(cwd, '.mfgsync')
  const journals = (existsSync(out) ? runsIn(out) : []).map((dir) => join(dir, 'journal.jsonl')).filter((path) => existsSync(path))
  if (!isStart && journals.length !== 1) found(`${journals.length} journals`)
  for (const journal of journals) {
    const { code, text } = await checked(journal)
    // One that was cut off before its first line was whole is none.
    if ([130, 3].includes(code) || (isStart && code === 2 && deaf.has(signal))) continue
    all.falseVerdicts += 1
    found(`check ends with ${code}: ${text.slice(0, 500)}`)
  }
  // Node itself, before it has read the first of our lines, ends as any process does.
  if (!deaf.has(signal) && done.code !== 130 && !(isStart && done.code === null)) found(`exit ${done.code}: ${done.stderr}`)
}

async function each(moments: readonly (readonly [NodeJS.Signals, Moment])[], all: Outcomes): Promise<void> {
  const open = [...moments]
  const lane = async (): Promise<void> => {
    for (let next = open.shift(); next; next = open.shift()) await one(...next, all)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

test.runIf(process.platform === 'linux')(
  'a run that is ended by a signal leaves a journal, and nobody behind',
  { timeout: 1_800_000 },
  async () => {
    const all = outcomes()
    const chance = new Chance(1)
    const usual = signals.flatMap((signal) => Array.from({ length: 12 }, () => [signal, { underWay_ms: chance.below(2_500) }] as const))
    await each(long ? usual : [['SIGQUIT', { underWay_ms: 300 }] as const, ['SIGKILL', { underWay_ms: 300 }] as const], all)
    settle('runs ended by a signal', all, long ? 60 : 2)
  },
)

test.runIf(process.platform === 'linux')(
  'a run that is ended while it starts leaves nobody behind: not even whom it was just starting',
  { timeout: 1_800_000 },
  async () => {
    const all = outcomes()
    const chance = new Chance(2)
    const starting = [...signals, 'SIGKILL', 'SIGKILL'] as const
    const moments = starting.flatMap((signal) =>
      Array.from({ length: 3 }, () => [
        [signal, { begun_ms: chance.below(1_500) }] as const,
        [signal, { children: 1, after_ms: chance.below(60) }] as const,
        [signal, { children: 2, after_ms: chance.below(200) }] as const,
      ]).flat(),
    )
    const births = Array.from({ length: 12 }, () => ['SIGKILL', { children: 2, after_ms: 0 }] as const)
    await each(long ? [...moments, ...births] : births.slice(0, 1), all)
    settle('runs ended by a signal while they start', all, long ? 60 : 1)
  },
)

test.runIf(process.platform === 'linux')(
  'what even the watcher could not end is told by the next run, and ended by doctor --clean',
  { timeout: 300_000 },
  async () => {
    const cwd = folder({ 'target.mjs': 'setInterval(() => {}, 1000)\n' })
    const running = startCli(['simulate', 'hello-confirmation', '--target', 'node target.mjs', '--deliver', 'feed'], { cwd })
    await has(2, running)
    const pid = running.child.pid ?? 0
    const target = 'node target.mjs'
    await expect.poll(() => childrenOf(pid).map(commandOf)).toContain(target)
    const watchers = childrenOf(pid).filter(isWatcher)
    expect(watchers).toHaveLength(1)
    for (const watcher of watchers) process.kill(watcher, 'SIGKILL')
    running.child.kill('SIGKILL')
    await running.ended
    const left = processesOf(cwd)
    expect(left.map(commandOf)).toEqual([target])
    expect(await leftBehind(targetSettings({ start: { command: ['node', 'other.mjs'] }, cwd }))).toEqual([
      expect.stringContaining(`${left[0]} (node target.mjs)`),
    ])
    const { code, stdout } = await cli(['doctor', '--clean', '--json'], { cwd })
    const said = JSON.parse(stdout) as { readonly clean: boolean; readonly processes: readonly Record<string, unknown>[] }
    expect([code, said.clean]).toEqual([0, true])
    expect(said.processes.find((each) => each['pid'] === left[0])).toEqual({
      pid: left[0],
      command: target,
      state: expect.stringContaining(join(cwd, '.mfgsync')),
      harness: pid,
      by: 'mark',
      ended: true,
    })
    expect(left.some(alive)).toBe(false)
  },
)
