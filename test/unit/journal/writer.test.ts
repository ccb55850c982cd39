import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { limits } from '../../../src/domain/limits.js'
import { JournalError } from '../../../src/journal/journal-error.js'
import { readJournal } from '../../../src/journal/reader.js'
import { JournalWriter, type JournalClock } from '../../../src/journal/writer.js'
import { journalHeader } from '../../support/journal-header.js'
import { temporaryFolder } from './fixtures/temporary-folder.js'

const folder = temporaryFolder

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))
const endlessWriter = [
  '--no-warnings',
  '--experimental-transform-types',
  '--import',
  fixture('run-typescript.mjs'),
  fixture('endless-writer.ts'),
]

/** A clock whose timers run when a test says so. */
class HandTimers implements JournalClock {
  readonly due: { run: () => void; ms: number }[] = []
  #t = 0

  now(): number {
    return (this.#t += 0.00123456)
  }

  setTimer(ms: number, run: () => void): () => void {
    const entry = { run, ms }
    this.due.push(entry)
    return () => this.due.splice(this.due.indexOf(entry), this.due.includes(entry) ? 1 : 0)
  }

  fire(): void {
    for (const { run } of this.due.splice(0)) run()
  }
}

function open(path: string, options: { namespace?: string; clock?: JournalClock; file_bytes_max?: number } = {}) {
  const { namespace = '', clock = new HandTimers(), ...rest } = options
  return new JournalWriter(path, { ...journalHeader(), namespace }, { namespace, clock, ...rest })
}

function failure(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof JournalError) return error.message
    throw error
  }
  return 'nothing was thrown'
}

describe('the journal writer', () => {
  test('numbers records, stamps them to the microsecond and reads back what it wrote', () => {
    const path = join(folder(), 'journal.jsonl')
    const writer = open(path)
    const first = writer.write({ kind: 'mark', mark: 'heal' })
    const second = writer.write({ kind: 'harness.error', where: 'erp', message: 'grüße 🏭 \u2028' })
    writer.close()
    writer.close()
    expect([first.seq, first.t, second.seq, second.t]).toEqual([1, 0.001, 2, 0.002])
    expect([...readJournal(path)]).toEqual([journalHeader(), first, second])
    expect(writer.bytes).toBe(statSync(path).size)
  })

  test('keeps a batch back until the timer fires, and a flush brings it forward', () => {
    const path = join(folder(), 'journal.jsonl')
    const timers = new HandTimers()
    const writer = open(path, { clock: timers })
    writer.write({ kind: 'mark', mark: 'heal' })
    expect([...readJournal(path).records()]).toEqual([])
    expect(timers.due.map((entry) => entry.ms)).toEqual([limits.journal_flush_ms_max])
    timers.fire()
    expect([...readJournal(path).records()]).toHaveLength(1)
    writer.write({ kind: 'mark', mark: 'heal' })
    writer.flush()
    expect([...readJournal(path).records()]).toHaveLength(2)
    expect(timers.due).toEqual([])
    writer.close()
  })

  test('writes a full batch at once, without waiting for the timer', () => {
    const path = join(folder(), 'journal.jsonl')
    const writer = open(path)
    while (writer.bytes < 3 * limits.journal_batch_bytes) writer.write({ kind: 'harness.error', where: 'erp', message: 'x'.repeat(1000) })
    expect(statSync(path).size).toBeGreaterThan(2 * limits.journal_batch_bytes)
    writer.close()
  })

  test('takes the namespace off wherever it occurs, in the file and in the record it returns', () => {
    const path = join(folder(), 'journal.jsonl')
    const writer = open(path, { namespace: 'QWERT-' })
    const record = writer.write({
      kind: 'call.arrived',
      cid: 1,
      system: 'erp',
      posts: true,
      method: 'GET',
      path: '/confirmations/QWERT-MC-000001',
      keys: ['QWERT-MC-000001'],
      eids: ['mes:MC-000001'],
      attempt: 1,
      incarnation: 1,
      dims: { order: 'QWERT-100001' },
      bodyHash: 'h',
      bodyBytes: 0,
    })
    writer.close()
    expect(record).toMatchObject({ path: '/confirmations/MC-000001', keys: ['MC-000001'], dims: { order: '100001' } })
    expect([...readJournal(path).records()]).toEqual([record])
    expect(readFileSync(path, 'utf8').split('\n').slice(1).join('\n')).not.toContain('QWERT-')
    expect(readJournal(path).header.namespace).toBe('QWERT-')
  })

  test('cuts a long text visibly, wherever it stands', () => {
    const path = join(folder(), 'journal.jsonl')
    const writer = open(path)
    const record = writer.write({ kind: 'mark', mark: 'set-up-error', message: 'y'.repeat(2_500), details: ['short', 'z'.repeat(2_001)] })
    writer.close()
    expect(record).toMatchObject({
      message: `${'y'.repeat(2_000)}… (+500 characters)`,
      details: ['short', `${'z'.repeat(2_000)}… (+1 characters)`],
    })
    expect([...readJournal(path).records()]).toEqual([record])
  })

  test('says so instead of a record that is larger than a line may be', () => {
    const path = join(folder(), 'journal.jsonl')
    const writer = open(path)
    const details = Array.from({ length: 3_000 }, () => 'd'.repeat(1_900))
    const record = writer.write({ kind: 'mark', mark: 'set-up-error', message: 'too many', details })
    writer.close()
    expect(record).toMatchInlineSnapshot(`
      {
        "kind": "harness.error",
        "message": "a record of kind mark had 5709088 characters, more than 4194304: it is not in the journal",
        "seq": 1,
        "t": 0.001,
        "where": "journal",
      }
    `)
  })

  test.skipIf(process.platform === 'win32')('a disk that takes no more is told in words, and the file says so too', async () => {
    const path = join(folder(), 'journal.jsonl')
    // The shell limits the size of files: as if the disk were full.
    const child = spawn('sh', ['-c', 'ulimit -f 2000; exec "$@"', 'sh', process.execPath, ...endlessWriter, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
    await once(child, 'close')
    expect(output.replace('writing\n', '').replaceAll(path, 'PATH')).toMatchInlineSnapshot(`
      "The journal PATH cannot be written any further: the disk is full. It is readable up to its last whole line.
        expected: every record on disk
        to do: free some space, or choose a folder on another disk, and run again"
    `)
    let records = 0
    const all = (): void => {
      for (const _ of readJournal(path).records()) records += 1
    }
    expect(failure(all)).toMatch(/ends at line \d+, because the disk was full: nothing can be judged by it/)
    expect(records).toBeGreaterThan(200)
  })

  test('after kill -9 the file is readable up to its last whole record', async () => {
    const path = join(folder(), 'journal.jsonl')
    const child = spawn(process.execPath, [...endlessWriter, path], { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'close')
    const records = [...readJournal(path).records()]
    expect(records.length).toBeGreaterThan(150)
    expect(records.map((record) => record.seq)).toEqual(records.map((_, index) => index + 1))
  })

  test('refuses to grow beyond its size', () => {
    const path = join(folder(), 'journal.jsonl')
    const writer = open(path, { file_bytes_max: 20_000 })
    const grow = (): void => {
      for (let count = 0; count < 100; count += 1) writer.write({ kind: 'harness.error', where: 'erp', message: 'x'.repeat(1000) })
    }
    expect(failure(grow).replace(path, 'PATH')).toMatchInlineSnapshot(`
      "The journal PATH would be larger than 20000 bytes.
        expected: at most 20000 bytes
        to do: run a smaller size or a shorter scenario, or see why the target makes so many calls"
    `)
    expect(failure(() => writer.write({ kind: 'mark', mark: 'heal' }))).toContain('would be larger')
  })

  test('a folder that is missing, a file that exists', () => {
    const dir = folder()
    expect(failure(() => open(join(dir, 'no', 'journal.jsonl'))).replace(dir, 'DIR')).toMatchInlineSnapshot(`
      "The journal DIR/no/journal.jsonl cannot be created: its folder does not exist.
        expected: a new file in a folder that can be written
        to do: create the folder, or choose another one"
    `)
    writeFileSync(join(dir, 'old.jsonl'), '')
    expect(failure(() => open(join(dir, 'old.jsonl'))).replace(dir, 'DIR')).toMatchInlineSnapshot(`
      "The journal DIR/old.jsonl cannot be created: a file is there already.
        expected: a new file in a folder that can be written
        to do: choose another output folder, or move the old journal away"
    `)
  })

  test('a folder that may not be written to', () => {
    const dir = folder()
    chmodSync(dir, 0o500)
    // The superuser may write anywhere: the test says nothing then.
    if (process.getuid?.() === 0) return
    expect(failure(() => open(join(dir, 'journal.jsonl'))).replace(dir, 'DIR')).toContain('writing there is not allowed')
  })
})
