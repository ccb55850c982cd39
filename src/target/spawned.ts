import type { ChildProcess } from 'node:child_process'
import { statSync } from 'node:fs'
import { delimiter } from 'node:path'

import { stateVariable } from './environment.js'
import { systemCode, targetError, type TargetError } from './error.js'
import { harnessMark } from './harness-mark.js'
import { Kin } from './kin.js'
import type { TargetLog } from './log.js'
import { pause } from './patience.js'
import { livingMembers, signalGroup, trySignal, type GroupIdentity } from './process-group.js'
import { holdersOf } from './process-table.js'
import { register, unregister } from './registry.js'
import { watchForStart, watchToo } from './watcher.js'

/** How a process ended. Exactly one of code and signal is set, unless it never started. */
export interface ProcessEnd {
  readonly code: number | null
  readonly signal: string | null
  /** Set if it could not be started at all. */
  readonly error?: TargetError
}

export function endWords({ code, signal }: ProcessEnd): string {
  return signal === null ? `exited with code ${code ?? 0}` : `was ended by ${signal}`
}

export interface SpawnOptions {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** `NAME=value` of the environment that marks all its processes. */
  readonly marker: string
  readonly log: TargetLog
}

const firstPollMs = 5
const longestPollMs = 50
const drainMs = 250

/** A process in a group of its own, its output going to the log. */
export class Spawned {
  readonly pid: number | undefined
  /** Resolves once the process itself ended and its last output was read; its group may live on. */
  readonly ended: Promise<ProcessEnd>
  readonly #identity: GroupIdentity | undefined
  readonly #kin: Kin | undefined
  #gone = false
  #later: NodeJS.Timeout | undefined

  constructor(options: SpawnOptions) {
    const wrongDirectory = directoryProblem(options.cwd)
    // The watcher knows of it before it is there: whenever this process ends, somebody sees to it.
    const { harnessed, marker } = marked(options)
    const started = wrongDirectory ? undefined : watchForStart(marker)
    const child = wrongDirectory ? undefined : start(harnessed)
    if (!child || 'what' in child) {
      const error = wrongDirectory ?? (child as TargetError)
      this.#gone = true
      this.ended = Promise.resolve({ code: null, signal: null, error })
      started?.()
      return
    }
    this.pid = child.pid
    if (child.pid !== undefined) {
      const leader = child.pid
      this.#kin = new Kin(leader, (pid, start) => watchToo(leader, pid, start))
      this.#identity = { leader, marker: options.marker, kin: this.#kin }
      register(this.#identity, marker)
    } else this.#gone = true
    started?.()
    this.ended = this.#watch(child, options)
  }

  /** True if no process of the group is alive. Zombies do not count. */
  isGone(): boolean {
    if (this.#gone || !this.#identity) return true
    if (livingMembers(this.#identity, false).length > 0) return false
    if (this.#kin?.mayGrow()) return this.#lookLater()
    this.#gone = true
    this.#kin?.close()
    unregister(this.#identity)
    return true
  }

  /** Where nobody else asks again: the group's number is not ours for ever. */
  #lookLater(): false {
    clearTimeout(this.#later)
    this.#later = setTimeout(() => this.isGone(), longestPollMs).unref()
    return false
  }

  /** Signals every process of the group. */
  signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (!this.#gone && this.#identity) signalGroup(this.#identity, signal)
  }

  /** Waits until no process of the group is alive; false when the time ran out. */
  async waitGone(timeoutMs: number): Promise<boolean> {
    const until = Date.now() + timeoutMs
    for (let pauseMs = firstPollMs; !this.isGone(); pauseMs = Math.min(longestPollMs, pauseMs * 1.5)) {
      if (Date.now() >= until) return false
      await pause(pauseMs)
    }
    return true
  }

  /** Ends the whole group; repeats the signal for processes that were just being forked. False if some are still there after the time. */
  async killGroup(timeoutMs: number): Promise<boolean> {
    const until = Date.now() + timeoutMs
    do {
      this.signal('SIGKILL')
      if (await this.waitGone(Math.min(100, timeoutMs))) return true
    } while (Date.now() < until)
    return this.isGone()
  }

  /** Whoever holds its output open was started by it, whatever group, session and environment it has taken since. */
  #findHolders(): void {
    for (const pid of holdersOf(this.#kin?.output ?? new Set())) {
      if (this.#gone) trySignal(pid, 'SIGKILL')
      else this.#kin?.add(pid)
    }
  }

  #watch(child: ChildProcess, options: SpawnOptions): Promise<ProcessEnd> {
    const streams = [child.stdout, child.stderr].map((pipe) => {
      const lines = options.log.stream()
      pipe?.on('data', (chunk: Buffer) => lines.write(chunk))
      // A pipe that breaks while its process dies has nothing more to say.
      pipe?.on('error', () => undefined)
      return lines
    })
    return new Promise((done) => {
      let finished = false
      let drain: NodeJS.Timeout | undefined
      const finish = (end: ProcessEnd): void => {
        if (finished) return
        finished = true
        clearTimeout(drain)
        for (const lines of streams) lines.end()
        // Looked at now, before the group's number can be given to another.
        this.isGone()
        done(end)
      }
      child.once('error', (error) => {
        if (child.pid === undefined) finish({ code: null, signal: null, error: spawnProblem(error, options) })
      })
      // A grandchild that lives on holds the pipes open, so their end is not waited for without bound.
      child.once('exit', (code, signal) => {
        drain = setTimeout(() => {
          this.#findHolders()
          finish({ code, signal })
        }, drainMs)
      })
      child.once('close', (code, signal) => {
        if (child.pid !== undefined) finish({ code, signal })
      })
    })
  }
}

/** Which mfgsync answers for it, and what marks all that it starts when that one ends: hooks belong to their run as well. */
function marked(options: SpawnOptions): { readonly harnessed: SpawnOptions; readonly marker: string } {
  const place = options.env[stateVariable]
  const marker = place === undefined ? options.marker : `${stateVariable}=${place}`
  return { harnessed: { ...options, env: { ...options.env, ...harnessMark() } }, marker }
}

function start(options: SpawnOptions): ChildProcess | TargetError {
  const [program, ...args] = options.command
  if (program === undefined || program === '')
    return targetError('not-found', 'the target command is empty; expected a program and its arguments')
  try {
    // Taken here: most of what loads this file starts no process, and an import would make every start longer.
    return process.getBuiltinModule('node:child_process').spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // A group and a session of its own: it can be ended whole, and Ctrl+C in our terminal does not reach it before we decide.
      detached: process.platform !== 'win32',
    })
  } catch (error) {
    return spawnProblem(error, options)
  }
}

function directoryProblem(cwd: string): TargetError | undefined {
  try {
    if (statSync(cwd).isDirectory()) return undefined
    return targetError('bad-directory', `the target's working directory ${cwd} is not a directory; set target.cwd to one`)
  } catch {
    return targetError('bad-directory', `the target's working directory ${cwd} does not exist; set target.cwd to one that does`)
  }
}

function spawnProblem(error: unknown, options: SpawnOptions): TargetError {
  const program = options.command[0] ?? ''
  const code = systemCode(error)
  if (code === 'ENOENT') {
    const isPath = /[\\/]/.test(program)
    const where = isPath ? `from ${options.cwd}` : `on PATH${onPath(options.env)}`
    const shims = process.platform === 'win32' && !isPath ? '; npm, npx and other .cmd files need ["cmd", "/c", …] in front' : ''
    return targetError(
      'not-found',
      `the program "${program}" was not found ${where}; check target.start (or --target) and that it is installed${shims}`,
    )
  }
  if (code === 'EACCES' || code === 'ENOEXEC') {
    return targetError(
      'not-executable',
      `"${program}" is not a program that can be run (${code}); ` +
        `make it executable, or put its interpreter in front, such as "node ${program}"`,
    )
  }
  return targetError('spawn-failed', `the program "${program}" could not be started: ${code}`)
}

function onPath(env: Readonly<Record<string, string>>): string {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.length === 0 ? ', which is empty' : folders.length === 1 ? ` (${folders[0] ?? ''})` : ` (${folders.length} folders)`
}
