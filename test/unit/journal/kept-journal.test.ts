import { expect, test } from 'vitest'
import { limits } from '../../../src/domain/limits.js'
import type { JournalHeader } from '../../../src/journal/header.js'
import { KeptJournal } from '../../../src/journal/kept-journal.js'
import type { Draft } from '../../../src/journal/records.js'

const header = { kind: 'header' } as unknown as JournalHeader
const answer = (cid: number): Draft => ({ kind: 'answer', cid, status: 200, knowledge: 'acked' })

function kept(head_bytes_max: number, tail_bytes_max: number): KeptJournal {
  return new KeptJournal(header, { now: () => 1.23456 }, { head_bytes_max, tail_bytes_max })
}
const numbers = (journal: KeptJournal, which: 'kept' | 'unbroken'): readonly number[] => [...journal.read(which)].map(({ seq }) => seq)

test('keeps all while there is room, numbered and stamped', () => {
  const journal = kept(200, 200)
  expect(journal.write(answer(1))).toEqual({ seq: 1, t: 1.235, ...answer(1) })
  journal.write(answer(2))
  journal.write(answer(3))
  journal.flush()
  expect([numbers(journal, 'kept'), numbers(journal, 'unbroken')]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ])
  expect([journal.records, journal.unbroken, journal.dropped]).toEqual([3, 3, 0])
})

test('beyond that the beginning and the newest, and a count of what lay between', () => {
  const journal = kept(300, 430)
  for (let cid = 1; cid <= 10_000; cid += 1) journal.write(answer(cid))
  const all = numbers(journal, 'kept')
  const head = numbers(journal, 'unbroken')
  expect(head).toEqual([1, 2])
  expect(all.slice(0, 2)).toEqual(head)
  expect(all.slice(2)).toEqual([9_997, 9_998, 9_999, 10_000])
  expect([journal.records, journal.unbroken, journal.dropped]).toEqual([10_000, 2, 9_994])
  expect([...journal.lines('kept')].join('').length).toBeLessThan(800)
})

test('whoever reads while more comes reads what was there', () => {
  const journal = kept(300, 430)
  for (let cid = 1; cid <= 6; cid += 1) journal.write(answer(cid))
  const seen: number[] = []
  for (const { seq } of journal.read('kept')) {
    seen.push(seq)
    for (let cid = 0; cid < 10; cid += 1) journal.write(answer(cid))
  }
  expect(seen).toEqual([1, 2, 3, 4, 5, 6])
})

test('one record larger than all bounds is dropped like others, and counted', () => {
  const journal = kept(300, 430)
  journal.write({ kind: 'exception', xid: 'X', keys: Array.from({ length: 300 }, String), eids: [], status: 'open', seenAt: 'http' })
  expect([numbers(journal, 'kept'), journal.records, journal.dropped, journal.unbroken]).toEqual([[], 1, 1, 0])
})

test('a record that another journal numbered is kept as it is; long texts are cut', () => {
  const journal = kept(10_000, 100)
  const record = { seq: 1, t: 7, ...answer(9) } as const
  journal.keep(record)
  expect([...journal.read('kept')]).toEqual([record])
  const long = journal.write({ kind: 'harness.error', where: 'test', message: 'x'.repeat(limits.journal_text_chars_max + 5) })
  expect(long).toMatchObject({ seq: 2, message: expect.stringMatching(/x… \(\+5 characters\)$/) })
})
