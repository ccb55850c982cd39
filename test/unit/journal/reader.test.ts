import { execFileSync } from 'node:child_process'
import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { JournalError } from '../../../src/journal/journal-error.js'
import { readJournal } from '../../../src/journal/reader.js'
import type { Draft } from '../../../src/journal/records.js'
import { JournalWriter } from '../../../src/journal/writer.js'
import { journal, type Journal } from '../../support/journal-builder.js'
import { journalHeader } from '../../support/journal-header.js'
import { temporaryFolder } from './fixtures/temporary-folder.js'

function file(text: string | Buffer): string {
  const path = join(temporaryFolder(), 'journal.jsonl')
  writeFileSync(path, text)
  return path
}

function lines(source: Journal): string {
  return `${[source.header, ...source.records].map((line) => JSON.stringify(line)).join('\n')}\n`
}

function failure(path: string, read: (path: string) => unknown = (at) => [...readJournal(at)]): string {
  try {
    read(path)
  } catch (error) {
    if (error instanceof JournalError) return error.message.replaceAll(path, 'PATH')
    throw error
  }
  return 'nothing was thrown'
}

const example = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').end().build()

describe('the journal reader', () => {
  test('yields the header first, then every record', () => {
    const reading = readJournal(file(lines(example)))
    expect(reading.header).toEqual(example.header)
    expect([...reading]).toEqual([example.header, ...example.records])
    expect(reading.whole).toBe(true)
  })

  test('reads a file of many chunks, whatever stands at their borders', () => {
    // Characters of one to four bytes, and lines longer than a chunk.
    const many = journal()
    for (let count = 0; count < 400; count += 1)
      many.push({ kind: 'harness.error', where: 'erp', message: 'aä€🏭'.repeat((count * 7) % 1_999) })
    many.push({ kind: 'harness.error', where: 'erp', message: '🏭€'.repeat(700_000) }).end()
    const reading = readJournal(file(lines(many.build())))
    expect([...reading.records()]).toEqual(many.records)
    expect(reading.whole).toBe(true)
  })

  test('a torn last line ends the records, at any byte', () => {
    const text = Buffer.from(lines(example))
    const last = text.lastIndexOf(10, text.length - 2) + 1
    for (let end = last + 1; end < text.length; end += 3) {
      const path = file(text)
      truncateSync(path, end)
      const reading = readJournal(path)
      expect([...reading.records()]).toEqual(example.records.slice(0, -1))
      expect(reading.whole).toBe(false)
    }
  })

  test('a last line of zeros, as a crash of the machine leaves it, is torn too', () => {
    const path = file(lines({ ...example, records: example.records.slice(0, -1) }))
    appendFileSync(path, `${'\0'.repeat(50)}\n`)
    const reading = readJournal(path)
    expect([...reading.records()]).toEqual(example.records.slice(0, -1))
    expect(reading.whole).toBe(false)
  })

  test('a broken line in the middle is refused with its number', () => {
    const text = lines(example).split('\n')
    expect(failure(file(text.with(4, '{"seq":4,"t"').join('\n')))).toMatchInlineSnapshot(`
      "The journal PATH is damaged at line 5: it is not a record.
        expected: one JSON record in each line, numbered from 1 without a gap
        to do: take an unchanged copy of the journal, or run the scenario again"
    `)
    expect(failure(file(text.with(4, '{"seq":4,"t":1,"kind":"rumour"}').join('\n')))).toMatchInlineSnapshot(`
      "The journal PATH is damaged at line 5: it is a record of unknown kind "rumour".
        expected: one JSON record in each line, numbered from 1 without a gap
        to do: take an unchanged copy of the journal, or run the scenario again"
    `)
    expect(failure(file(text.toSpliced(4, 1).join('\n')))).toMatchInlineSnapshot(`
      "The journal PATH is damaged at line 5: it has the number 5 where 4 follows.
        expected: one JSON record in each line, numbered from 1 without a gap
        to do: take an unchanged copy of the journal, or run the scenario again"
    `)
    expect(failure(file(text.toSpliced(4, 0, '').join('\n')))).toContain('damaged at line 5')
  })

  test('a journal from another version is refused', () => {
    expect(failure(file(`${JSON.stringify({ ...journalHeader(), version: 7, tool: 'mfgsync/9.9.9' })}\n`))).toMatchInlineSnapshot(`
      "The journal PATH is from another version: 7 (written by mfgsync/9.9.9).
        expected: version 1 or 2
        to do: read it with the mfgsync that wrote it, or run the scenario again"
    `)
  })

  test('what is not a journal is refused', () => {
    expect(failure(file(''))).toMatchInlineSnapshot(`
      "PATH is not a journal: it is empty.
        expected: a file whose first line is a header of the format mfgsync.journal
        to do: name a journal that a run wrote"
    `)
    expect(failure(file('hello\nworld\n'))).toContain('its first line is not a JSON object')
    expect(failure(file('{"kind":"header"}\n'))).toContain('not the header of a journal')
    expect(failure(file('{"kind":"header","format":"mfgsync.journal","version":1}\n'))).toContain('its header has no plan')
    expect(failure(file(JSON.stringify(journalHeader())))).toContain('its first line is not whole')
    expect(failure(file(Buffer.from([0xff, 0xfe, 0x00, 0x0a, 0x01])))).toContain('is not a journal')
    expect(failure(tmpdir())).toContain('it is a folder')
    expect(failure(join(tmpdir(), 'mfgsync-no-such-journal.jsonl'))).toContain('there is no such file')
  })
})

describe('the journal reader, of what was changed since it was written', () => {
  /** The lines of the example, with something else in one of them. */
  const changed = (line: number, change: (record: Record<string, unknown>) => unknown): string => {
    const all = lines(example).split('\n')
    return all.with(line, JSON.stringify(change(JSON.parse(all[line] ?? '') as Record<string, unknown>))).join('\n')
  }
  const lineOf = (kind: string): number => example.records.findIndex((record) => record.kind === kind) + 1

  test.each<[string, string, (record: Record<string, unknown>) => unknown]>([
    ['it has no eid', 'fact', ({ eid: _eid, ...rest }) => rest],
    ['nobody knows its "eyd"', 'fact', (record) => ({ ...record, eyd: 1 })],
    ['its "cid" cannot be that of a call.arrived', 'call.arrived', (record) => ({ ...record, cid: '1' })],
    ['its "status" cannot be that of a answer', 'answer', (record) => ({ ...record, status: 99 })],
    ['its "quantity" cannot be that of a effect quantity', 'effect', (record) => ({ ...record, quantity: '1e999999999' })],
    ['its "quantity" cannot be that of a effect quantity', 'effect', (record) => ({ ...record, quantity: '9'.repeat(100) })],
    ['it is a record of unknown sort "effect rumour"', 'effect', (record) => ({ ...record, what: 'rumour' })],
    ['it is a record of unknown sort "toString"', 'fact', (record) => ({ ...record, kind: 'toString' })],
  ])('%s', (why, kind, change) => {
    const said = failure(file(changed(lineOf(kind), change)))
    expect(said).toContain(why === 'it is a record of unknown sort "toString"' ? 'it is a record of unknown kind "toString"' : why)
    expect(said).toContain(`damaged at line ${lineOf(kind) + 1}`)
  })

  test('a header whose parts are not what they should be', () => {
    const broken = (change: (header: Record<string, unknown>) => unknown): string => failure(file(changed(0, change)))
    expect(broken((header) => ({ ...header, words: null }))).toContain('its "words" cannot be that of a header')
    expect(broken((header) => ({ ...header, plan: { ...(header['plan'] as object), faults: 7 } }))).toContain('its "plan.faults" cannot be')
    expect(broken((header) => ({ ...header, plan: { ...(header['plan'] as object), master: {} } }))).toContain(
      'it has no plants in "plan.master"',
    )
  })

  test('a record after the end mark, and an end mark that counts others', () => {
    const after = JSON.stringify({ seq: example.records.length + 1, t: 1, kind: 'mark', mark: 'heal' })
    expect(failure(file(`${lines(example)}${after}\n`))).toMatchInlineSnapshot(`
      "The journal PATH goes on at line 16, after its end mark.
        expected: an end mark as the last record
        to do: take an unchanged copy of the journal, or run the scenario again"
    `)
    const again = JSON.stringify(example.records[3])
    for (const more of [`${again}\n`, again, 'x\n', '\n', '{', `${after.slice(0, 20)}\n${after}\n`])
      expect(failure(file(`${lines(example)}${more}`)), more).toContain('goes on at line 16, after its end mark')
    expect(failure(file(changed(example.records.length, (record) => ({ ...record, records: 7 }))))).toContain(
      'its end mark counts 7 records',
    )
  })

  /** As a run writes it: with a check sum. */
  function written(): string {
    const path = join(temporaryFolder(), 'journal.jsonl')
    const clock = { now: () => 1, setTimer: () => () => undefined }
    const writer = new JournalWriter(path, example.header, { namespace: '', clock })
    for (const { seq: _seq, t: _t, ...draft } of example.records) writer.write(draft as Draft)
    writer.close()
    return path
  }

  test('any byte, by the check sum of its end mark', () => {
    const path = written()
    expect([...readJournal(path).records()].at(-1)).toMatchObject({ mark: 'end', crc32: expect.stringMatching(/^[0-9a-f]{8}$/) })
    const bytes = readFileSync(path)
    const end = bytes.lastIndexOf(10, bytes.length - 2) + 1
    for (let at = 0; at < end; at += 17) {
      const other = Buffer.from(bytes)
      other[at] = (other[at] ?? 0) ^ 1
      expect(failure(file(other)), `byte ${at}`).not.toBe('nothing was thrown')
    }
    const digit = bytes.toString('utf8').replace('"quantity":"10"', '"quantity":"90"')
    expect(failure(file(digit))).toMatch(/PATH is not as it was written: its check sum is [0-9a-f]{8}, and its end mark says "[0-9a-f]{8}"/)
  })

  test.skipIf(process.platform === 'win32')('a pipe and a device are no files', () => {
    const pipe = join(temporaryFolder(), 'pipe')
    execFileSync('mkfifo', [pipe])
    expect(failure(pipe)).toContain('cannot be read: it is a pipe or a device, not a file')
    expect(failure('/dev/zero')).toContain('it is a pipe or a device, not a file')
  })
})

test('a record that was read is had again by its number, and none that was not', () => {
  const many = journal()
  for (let count = 0; count < 3_000; count += 1) many.push({ kind: 'harness.error', where: 'erp', message: `${count} aä€🏭`.repeat(9) })
  const reading = readJournal(file(lines(many.end().build())))
  expect(reading.recordAt?.(1)).toBeUndefined()
  const records = [...reading.records()]
  for (let seq = 1; seq <= records.length; seq += 7) expect(reading.recordAt?.(seq)).toEqual(records[seq - 1])
  expect(reading.recordAt?.(records.length)).toEqual(records.at(-1))
  expect([reading.recordAt?.(0), reading.recordAt?.(records.length + 1)]).toEqual([undefined, undefined])
})

test('lines that nobody wants to see are counted and not read; those of another shape are, and so is what is broken', () => {
  const closed = /^\{"seq":\d+,"t":[\d.]+,"kind":"call\.closed",/
  const read = (text: string) => [...readJournal(file(text)).records(closed)]
  // As a run writes them.
  const inOrder = example.records.map(({ seq, t, kind, ...rest }) => ({ seq, t, kind, ...rest })) as typeof example.records
  const written = lines({ ...example, records: inOrder })
  expect(read(written)).toEqual(example.records.filter(({ kind }) => kind !== 'call.closed'))
  const all = written.split('\n')
  const line = example.records.findIndex(({ kind }) => kind === 'call.closed') + 1
  const other = all.with(line, `{"kind":"call.closed",${(all[line] ?? '').slice(1).replace(',"kind":"call.closed"', '')}`)
  expect(read(other.join('\n'))).toEqual(example.records)
  expect(() => read(all.with(line, (all[line] ?? '').replace(/"seq":\d+/, '"seq":900')).join('\n'))).toThrow('it has the number 900')
  expect(() => read(all.toSpliced(line, 1).join('\n'))).toThrow(`damaged at line ${line + 1}`)
})
