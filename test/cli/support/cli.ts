import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect } from 'vitest'

/** The command as npm installs it. The built package must be there: `npm test` builds it first. */
const bin = fileURLToPath(new URL('../../../bin/run.js', import.meta.url))
export const root = fileURLToPath(new URL('../../..', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * The exit code of a command that ran a target as a process. On a machine that was so busy that the run itself came late it may be that of
 * `unknown`, and never another.
 */
export function expectCode({ code, stdout, stderr }: Ended, expected: number): void {
  const late = stdout.includes('the machine was busy')
  expect(late ? [expected, 3] : [expected], (stdout + stderr).slice(-4_000)).toContain(code)
}

export interface CliOptions {
  /** Working directory: give a folder of the test's own. */
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** Another Node, or flags of Node. */
  readonly node?: readonly string[]
}

export interface Running {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** All of stdout so far. */
  stdout(): string
  /** Resolves once stdout and stderr together contain this, rejects when the command ends before. */
  says(text: string | RegExp): Promise<void>
}

const started: ChildProcess[] = []
const folders: string[] = []

/** Call it once, at the top of a test file: when its tests are done, nothing that they started runs and no folder of theirs is left. */
export function leaveNothingBehind(): void {
  afterAll(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL')
    for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  })
}

/** Starts the command line. */
export function startCli(args: readonly string[], options: CliOptions): Running {
  const [node = process.execPath, ...flags] = options.node ?? []
  const child = spawn(node, [...flags, bin, ...args], {
    cwd: options.cwd,
    // What a person sees, wherever the tests run: a test about CI says so.
    env: { ...process.env, CI: '', NO_COLOR: '1', FORCE_COLOR: '0', COLUMNS: '100', GITHUB_ACTIONS: '', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const out: Buffer[] = []
  const err: Buffer[] = []
  const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8')
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  const ended = new Promise<Ended>((done, failed) => {
    child.once('error', failed)
    child.once('close', (code) => done({ code, stdout: text(out), stderr: text(err) }))
  })
  started.push(child)
  const says = (wanted: string | RegExp): Promise<void> =>
    new Promise((done, failed) => {
      const look = (): void => {
        const all = text(out) + text(err)
        if (typeof wanted === 'string' ? all.includes(wanted) : wanted.test(all)) done()
      }
      child.stdout.on('data', look)
      child.stderr.on('data', look)
      void ended.then((end) => {
        look()
        failed(new Error(`it ended with ${String(end.code)} without saying ${String(wanted)}:\n${end.stdout}${end.stderr}`))
      })
      look()
    })
  return { child, ended, says, stdout: () => text(out) }
}

/** Runs the command line to its end. */
export function cli(args: readonly string[], options: CliOptions): Promise<Ended> {
  return startCli(args, options).ended
}

/** An empty folder with these files in it; see `leaveNothingBehind`. */
export function folder(files: Readonly<Record<string, string>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), 'mfgsync-cli-'))
  folders.push(path)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text)
  return path
}

/** The folders of the runs in an output folder, in the order of their names. */
export function runsIn(out: string): readonly string[] {
  return readdirSync(out, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'sessions')
    .map((entry) => join(out, entry.name))
    .toSorted()
}

/** Path of the journal of the only run in a folder. */
export function onlyJournal(out: string): string {
  const runs = runsIn(out)
  if (runs.length !== 1) throw new Error(`${out} has ${runs.length} runs, not one`)
  return join(runs[0] ?? '', 'journal.jsonl')
}

/** A JSON file. */
export function jsonOf(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** Records of a journal, the header left out; a torn last line is left out too. */
export function journalLines(path: string): readonly Readonly<Record<string, unknown>>[] {
  const [, ...lines] = readFileSync(path, 'utf8').split('\n')
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>)
}

/** True while a process of this id lives. */
export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // Dead, and only not yet collected by its parent: in a container without an init that may last.
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
