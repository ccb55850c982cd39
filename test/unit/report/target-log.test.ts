import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { logOf } from '../../../src/report/target-log.js'
import { TargetLog } from '../../../src/target/log.js'

function logAt(): { readonly path: string; readonly log: TargetLog; at(ms: number): void } {
  const dir = mkdtempSync(join(tmpdir(), 'mfgsync-log-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  let now = 0
  const path = join(dir, 'target.log')
  return { path, log: new TargetLog(path, (text) => text, { now: () => now }), at: (ms) => (now = ms) }
}

test('a log tells when each of its lines was said, and its own lines stay as they are', () => {
  const { path, log, at } = logAt()
  const out = log.stream()
  out.write(Buffer.from('zwölf 品番\n'))
  at(3)
  out.write(Buffer.from('together\n'))
  at(12_480.4)
  out.write(Buffer.from('later\n'))
  log.close()
  expect(readFileSync(path, 'utf8')).toBe('zwölf 品番\ntogether\nlater\n')
  expect(logOf(path)).toEqual([
    { text: 'zwölf 品番', t: 0 },
    { text: 'together', t: 0 },
    { text: 'later', t: 12_480 },
  ])
})

test('of a long log the last whole lines are read, with their times, and without times it is read all the same', () => {
  const { path, log, at } = logAt()
  const out = log.stream()
  for (let line = 0; line < 100; line += 1) {
    at(line * 10)
    out.write(Buffer.from(`line ${line}\n`))
  }
  log.close()
  expect(logOf(path, 100).slice(-2)).toEqual([
    { text: 'line 98', t: 980 },
    { text: 'line 99', t: 990 },
  ])
  expect(logOf(path, 100)[0]?.text).toMatch(/^line \d+$/)
  appendFileSync(`${path}.times`, 'nonsense\n')
  expect(logOf(path)).toHaveLength(100)
  rmSync(`${path}.times`)
  expect(logOf(path).at(-1)).toEqual({ text: 'line 99' })
  expect(logOf(join(path, 'nowhere'))).toEqual([])
})
