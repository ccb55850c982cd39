import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { limits } from '../../../src/domain/limits.js'
import { isLong, workOn } from '../../../src/journal/long-work.js'

/** A file of so many bytes, most of which stand nowhere. */
function ofSize(bytes: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-long-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'journal.jsonl')
  writeFileSync(path, '')
  truncateSync(path, bytes)
  return path
}

describe('work on a journal', () => {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const

  test('that is long is ended by a signal as the system does: nobody hears it who would answer afterwards', () => {
    const long = ofSize(limits.journal_at_once_bytes_max + 1)
    const heard = (): void => undefined
    for (const signal of signals) process.on(signal, heard)
    onTestFinished(() => {
      for (const signal of signals) process.off(signal, heard)
    })
    const listeners = (): readonly unknown[] => signals.map((signal) => process.listeners(signal))
    const before = listeners()
    expect(workOn(long, () => signals.map((signal) => process.listenerCount(signal)))).toEqual([0, 0, 0, 0])
    expect(listeners()).toEqual(before)
    expect(() =>
      workOn(long, () => {
        throw new Error('it broke')
      }),
    ).toThrow('it broke')
    expect(listeners()).toEqual(before)
    expect(workOn(ofSize(limits.journal_at_once_bytes_max), listeners)).toEqual(before)
  })

  test('that is not there is not long', () => {
    expect(isLong('/no/such/journal')).toBe(false)
  })
})
