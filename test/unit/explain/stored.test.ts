import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { judgeJournal } from '../../../src/checks/judge.js'
import { explainRun, witnessesOf } from '../../../src/explain/explain.js'
import type { Explanation } from '../../../src/explain/explanation.js'
import { readJournal } from '../../../src/journal/reader.js'
import type { JournalRecord } from '../../../src/journal/records.js'

const folder = mkdtempSync(join(tmpdir(), 'mfgsync-explained-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Stored journals of targets that broke a promise, by name. */
function journalsUnderTest(): (readonly [name: string, path: string])[] {
  const stored = fileURLToPath(new URL('../../fixtures/journals/', import.meta.url))
  return readdirSync(stored, { recursive: true, encoding: 'utf8' })
    .filter((file) => /-fail\.jsonl(\.gz)?$/.test(file))
    .toSorted()
    .map((file) => [file, join(stored, file)])
}

/** The path of a file that can be read as it is. */
function unpacked(path: string): string {
  if (!path.endsWith('.gz')) return path
  const file = join(folder, 'journal.jsonl')
  writeFileSync(file, gunzipSync(readFileSync(path)))
  return file
}

function documentsOf(seqs: Iterable<number>, records: ReadonlyMap<number, JournalRecord>): string[] {
  const found = [...seqs].flatMap((seq) => records.get(seq) ?? []).flatMap((record) => documentOf(record))
  return [...new Set(found)].toSorted()
}

function documentOf(record: JournalRecord): string[] {
  return record.kind === 'effect' && record.doc !== '' ? [`${record.system} ${record.doc}`] : []
}

/** Effects of the calls that are cited: a story about keys names calls only. */
function effectsOf(seqs: readonly number[], records: ReadonlyMap<number, JournalRecord>): number[] {
  const calls = new Set(seqs.flatMap((seq) => callOf(records.get(seq))))
  return [...records.values()].flatMap((record) => (record.kind === 'effect' && calls.has(record.cid ?? 0) ? record.seq : []))
}

function callOf(record: JournalRecord | undefined): number[] {
  return record?.kind === 'call.arrived' ? [record.cid] : []
}

function recordsOf({ steps, bindings, innocent }: Explanation): number[] {
  return [...steps, ...bindings, ...innocent].flatMap((part) => part.records)
}

test.each(journalsUnderTest())('verdict and story name the same documents: %s', (_, path) => {
  const file = unpacked(path)
  const judgement = judgeJournal(file)
  const witnesses = witnessesOf(judgement.results)
  const bySeq = new Map([...readJournal(file).records()].map((record) => [record.seq, record]))
  const explanations = explainRun(judgement, file, { command: 'mfgsync simulate' })
  expect(explanations.length).toBe(witnesses.length)
  for (const [index, explanation] of explanations.entries()) {
    const { check, violation } = witnesses[index] ?? {}
    expect(explanation.problem).toBeUndefined()
    // A long list of records is told with a gap.
    if (explanation.steps.some(({ records }) => records.length === 0)) continue
    const named = `${check?.check}/${violation?.reason}`
    const told = recordsOf(explanation)
    const documents = documentsOf(told, bySeq)
    const story = documents.length > 0 ? documents : documentsOf(effectsOf(told, bySeq), bySeq)
    expect([named, story]).toEqual([named, documentsOf(violation?.records ?? [], bySeq)])
  }
})
