import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { begins, commandOf, lineOf, processIds } from '../../../src/target/process-table.js'
import { watcherScript } from '../../../src/target/watcher.js'
import { isAlive, tempDir } from './support.js'

/** A process that says nothing of itself: a session of its own, and no environment. */
function silent(script: string): ChildProcess {
  const child = spawn('/bin/sh', ['-c', script], { detached: true, env: {}, stdio: ['ignore', 'pipe', 'ignore'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

interface Watching {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
}

function watching(script = watcherScript): Watching {
  const child = spawn('/bin/sh', ['-c', script, 'mfgsync-watcher'], { env: { PATH: '/usr/bin:/bin' }, stdio: ['pipe', 'ignore', 'ignore'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, ended: new Promise((done) => child.once('exit', done)) }
}

/** A line of `/proc/PID/stat` with what is read of it. */
function statLine(pid: number, { start, environmentEnd }: { readonly start: number; readonly environmentEnd: number }): string {
  const fields = Array.from({ length: 52 }, () => '0')
  const set = (field: number, value: string | number): void => void (fields[field - 1] = String(value))
  set(1, pid)
  set(2, '(a program)')
  set(3, 'R')
  for (const field of [4, 5, 6]) set(field, pid)
  set(22, start)
  set(51, environmentEnd)
  return `${fields.join(' ')}\n`
}

describe.runIf(process.platform === 'linux')('the watcher', () => {
  test('looks again as long as somebody is in the middle of the start of a program', { timeout: 60_000 }, async () => {
    const proc = join(tempDir(), 'proc')
    const target = silent('exec sleep 600')
    const pid = target.pid ?? 0
    const place = join(proc, String(pid))
    mkdirSync(place, { recursive: true })
    const stat = join(place, 'stat')
    // Whoever reads it is answered one line, so that it is known what was seen.
    execFileSync('mkfifo', [stat])
    writeFileSync(join(place, 'environ'), '')
    const { child, ended } = watching(watcherScript.replaceAll('/proc', proc))
    for (const name of [String(child.pid), 'self']) {
      mkdirSync(join(proc, name))
      writeFileSync(join(proc, name, 'stat'), statLine(child.pid ?? 0, { start: 5, environmentEnd: 9 }))
    }
    let over = false
    void ended.then(() => {
      over = true
      // Lets go of whoever still waits for a reader.
      closeSync(openSync(stat, 'r+'))
    })
    const answer = async (environmentEnd: number): Promise<void> => {
      if (!over) await writeFile(stat, statLine(pid, { start: 7, environmentEnd })).catch(() => undefined)
    }
    child.stdin?.end('new-1 MFGSYNC_STATE_DIR=/runs/1/state\n')
    for (let looks = 0; looks < 5; looks += 1) await answer(0)
    expect(isAlive(pid)).toBe(true)
    writeFileSync(join(place, 'environ'), 'A=1\0MFGSYNC_STATE_DIR=/runs/1/state\0')
    while (!over) await answer(9)
    expect(await ended).not.toBeNull()
    await expect.poll(() => isAlive(pid)).toBe(false)
  })

  test('stops who goes on to start others before it looks for them', { timeout: 60_000 }, async () => {
    const word = `603.${process.pid}`
    const target = silent(`echo go; i=0; while [ $i -lt 300 ]; do i=$((i + 1)); setsid sleep ${word} & done; wait`)
    const others = (): readonly number[] => processIds().filter((pid) => isAlive(pid) && commandOf(pid) === `sleep ${word}`)
    onTestFinished(() => {
      for (const pid of others()) process.kill(pid, 'SIGKILL')
    })
    await new Promise((done) => target.stdout?.once('data', done))
    await expect.poll(() => others().length, { interval: 1 }).toBeGreaterThan(0)
    const { child, ended } = watching()
    child.stdin?.end(`${target.pid ?? 0} \n`)
    await ended
    await expect.poll(() => isAlive(target.pid ?? 0)).toBe(false)
    // Whoever it had just started had not begun to be somebody else: nobody comes after this.
    await expect.poll(() => others().length).toBe(0)
  })
})

test('who is in the middle of the start of a program is told by the end of its environment', () => {
  const at = (start: number, environmentEnd: number): ReturnType<typeof lineOf> => lineOf(4711, statLine(4711, { start, environmentEnd }))
  expect(begins(at(7, 0), '7')).toBe(true)
  expect(begins(at(7, 9), '7')).toBe(false)
  // Whoever was there before is none of ours.
  expect(begins(at(6, 0), '7')).toBe(false)
  expect(begins({ ...at(7, 0), alive: false }, '7')).toBe(false)
  expect(begins({ ...at(7, 0), session: 0 }, '7')).toBe(false)
})
