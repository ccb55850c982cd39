import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { folder, leaveNothingBehind, onlyJournal, startCli, type Ended, type Running } from '../cli/support/cli.js'
import { Chance } from './support/chance.js'
import { checked } from './support/checked.js'
import { ended, long, outcomes, settle, type Outcomes } from './support/counts.js'

leaveNothingBehind()

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGKILL'] as const
/** Those that nobody can hear. */
const deaf: ReadonlySet<string> = new Set(['SIGKILL'])
const goneMs = 2_000
const hangMs = 20_000

/** Processes that were given something of this folder: a target, and what it started. */
function processesOf(cwd: string): readonly number[] {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return []
    try {
      const mine = readFileSync(`/proc/${entry}/environ`, 'utf8').includes(`=${cwd}/`)
      return mine && !/^State:\s+Z/m.test(readFileSync(`/proc/${entry}/status`, 'utf8')) ? [Number(entry)] : []
    } catch {
      return []
    }
  })
}

async function end(running: Running, signal: NodeJS.Signals, all: Outcomes): Promise<Ended | undefined> {
  running.child.kill(signal)
  const done = await Promise.race([running.ended, pause(hangMs, undefined, { ref: false })])
  if (done) return done
  all.hangs += 1
  running.child.kill('SIGKILL')
  return undefined
}

async function one(signal: NodeJS.Signals, delay_ms: number, all: Outcomes): Promise<void> {
  const cwd = folder()
  const running = startCli(['simulate', 'mes-confirmation-burst', '--demo', 'reference', '--verbose'], { cwd })
  await running.says('T+')
  await pause(delay_ms)
  const done = await end(running, signal, all)
  if (!done) return
  ended(all, `${signal} ${done.code ?? 'killed'}`)
  const found = (why: string): void => void all.found.push(`${signal} after ${delay_ms} ms: ${why}`)
  if (done.code === 70 || /\n {4}at /.test(done.stderr)) {
    all.bugs += 1
    found(done.stderr.slice(0, 1_000))
  }
  await pause(goneMs)
  const left = processesOf(cwd)
  if (left.length > 0) {
    all.orphans += left.length
    found(`${left.length} processes are left`)
    for (const pid of left) process.kill(pid, 'SIGKILL')
  }
  const { code, text } = await checked(onlyJournal(join(cwd, '.mfgsync')))
  if (![130, 3].includes(code)) {
    all.falseVerdicts += 1
    found(`check ends with ${code}: ${text.slice(0, 500)}`)
  }
  if (!deaf.has(signal)) expect([signal, done.code]).toEqual([signal, 130])
}

test.runIf(process.platform === 'linux')(
  'a run that is ended by a signal leaves a journal, and nobody behind',
  { timeout: 1_800_000 },
  async () => {
    const all = outcomes()
    const chance = new Chance(1)
    for (let round = 0; round < (long ? 12 : 1); round += 1)
      for (const signal of long ? signals : signals.slice(0, 3)) await one(signal, long ? chance.below(2_500) : 300, all)
    settle('runs ended by a signal', all, long ? 60 : 3)
  },
)
