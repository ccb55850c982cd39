import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { judgeJournal } from '../../../src/checks/judge.js'
import type { Judgement } from '../../../src/checks/judgement.js'
import { explainRun, witnessesOf } from '../../../src/explain/explain.js'
import type { Explanation } from '../../../src/explain/explanation.js'
import { createEvidence } from '../../../src/journal/evidence-builder.js'
import type { Evidence } from '../../../src/journal/evidence.js'
import type { FactState, Posting } from '../../../src/journal/evidence-types.js'
import { readJournal } from '../../../src/journal/reader.js'
import type { JournalRecord } from '../../../src/journal/records.js'

const folder = mkdtempSync(join(tmpdir(), 'mfgsync-cited-'))
/** What no sentence has in it: a word for nothing, a value that is none, two full stops, a gap. */
const broken = [
  /\b(in|by|documents?|refused|of) none\b/,
  /undefined|NaN|\[object|\b0 times/,
  /[^.]\.\.(?!\.)/,
  / [ ,.;]|\(\)|\.;|: \./,
  /\bdocuments? (and|[.,])/,
]

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const stored = fileURLToPath(new URL('../../fixtures/journals/', import.meta.url))
const journals = readdirSync(stored, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.jsonl(\.gz)?$/.test(file))
  .toSorted()

interface Read {
  readonly judgement: Judgement
  readonly explanations: readonly Explanation[]
  readonly evidence: Evidence
  readonly records: ReadonlyMap<number, JournalRecord>
}

function read(name: string): Read {
  const path = join(stored, name)
  const file = name.endsWith('.gz') ? join(folder, 'journal.jsonl') : path
  if (file !== path) writeFileSync(file, gunzipSync(readFileSync(path)))
  const judgement = judgeJournal(file)
  const evidence = createEvidence(judgement.header)
  const records = new Map([...readJournal(file).records()].map((record) => [record.seq, record]))
  for (const record of records.values()) evidence.take(record)
  return { judgement, evidence, records, explanations: explainRun(judgement, file, { command: 'mfgsync simulate' }) }
}

/** Facts that have to do with these: of one order, sequence or document, one that cancels the other, or posted to their orders. */
function related(eids: readonly string[], { facts, postings }: Evidence): ReadonlySet<string> {
  const accused = eids.flatMap((eid) => facts.get(eid) ?? [])
  const near = new Set(accused.flatMap(({ dims, sequenceKey }) => [dims['order'] ?? '', sequenceKey]).filter((key) => key !== ''))
  const isNear = ({ dims, sequenceKey, eid, reverses }: FactState): boolean =>
    near.has(dims['order'] ?? '') || near.has(sequenceKey) || eids.includes(eid) || eids.includes(reverses)
  const found = [...facts.values()].filter(isNear).map(({ eid }) => eid)
  const isThere = ({ lines, facts: own }: Posting): boolean =>
    own.some(({ eid }) => eids.includes(eid)) || lines.some(({ dims }) => near.has(dims['order'] ?? ''))
  const shared = postings.flatMap((posting) => (isThere(posting) ? posting.facts : []))
  return new Set([...found, ...shared.map(({ eid }) => eid)])
}

function aboutOf(record: JournalRecord | undefined, { calls }: Evidence): readonly string[] {
  if (!record) return []
  if ('eid' in record) return [record.eid]
  if ('eids' in record && record.eids !== undefined && record.eids.length > 0) return record.eids
  return 'cid' in record && record.cid !== undefined ? (calls.get(record.cid)?.eids ?? []) : []
}

const keysIn = (text: string): readonly string[] => [...new Set(text.match(/\bM[CIR]-\d{6}\b/g))]
const documentsIn = (text: string): readonly string[] => [...new Set(text.match(/\b[48][09]\d{8}\b/g))]
const callsIn = (text: string): readonly number[] => [...text.matchAll(/\b[Cc]all (\d+)\b/g)].map(([, cid]) => Number(cid))

function textOf({ statement, steps, bindings, innocent, likely }: Explanation): string {
  return [
    statement.text,
    ...steps.flatMap(({ claim, because }) => [claim, because]),
    ...bindings.flatMap(({ what, about }) => [what, about]),
    ...innocent.map(({ claim }) => claim),
    ...likely,
  ].join('\n')
}

describe.each(journals)('%s', (name) => {
  const { judgement, explanations, evidence, records } = read(name)

  test('every fact, document, call and record that is cited exists, and is about what is accused', () => {
    const witnesses = witnessesOf(judgement.results)
    for (const [index, explanation] of explanations.entries()) {
      const { check, problem, bindings, steps, innocent } = explanation
      expect([check, problem]).toEqual([check, undefined])
      const eids = witnesses[index]?.violation.eids ?? []
      const about = related(eids, evidence)
      const text = textOf(explanation)
      for (const seq of [...steps, ...bindings, ...innocent].flatMap((part) => part.records)) {
        const facts = aboutOf(records.get(seq), evidence)
        expect([check, seq, records.has(seq)]).toEqual([check, seq, true])
        const isNear = facts.some((eid) => about.has(eid))
        if (facts.length > 0 && eids.length > 0) expect([check, seq, isNear, facts]).toEqual([check, seq, true, facts])
      }
      const keyOf = new Map([...evidence.facts.values()].map((fact) => [fact.businessKey, fact.eid]))
      for (const key of keysIn(text)) expect([check, key, about.has(keyOf.get(key) ?? '')]).toEqual([check, key, true])
      for (const doc of documentsIn(text)) {
        const posting = evidence.postings.find((each) => each.doc === doc)
        expect([check, doc, posting !== undefined]).toEqual([check, doc, true])
        if (eids.length > 0 && posting && posting.facts.length > 0)
          expect([check, doc, posting.facts.some(({ eid }) => about.has(eid))]).toEqual([check, doc, true])
      }
      for (const cid of callsIn(text))
        expect([check, cid, evidence.calls.get(cid)?.eids.some((eid) => about.has(eid))]).toEqual([check, cid, true])
    }
  })

  test('no sentence is broken', () => {
    const said = [
      judgement.why,
      ...judgement.results.flatMap(({ why = '', notes, violations: { first, worst, last } }) => [
        why,
        ...notes,
        ...[first, worst, last].map((violation) => violation?.message ?? ''),
      ]),
      ...judgement.setUp.map(({ message }) => message),
      ...explanations.map(textOf),
    ].join('\n')
    const shown = said.split('\n').filter((line) => broken.some((pattern) => pattern.test(line)))
    expect(shown).toEqual([])
  })
})

test('of a document with several lines, the one is cited that is too much', () => {
  const { judgement, records } = read('version-1/m51-explicit-besides-backflush-scrap-and-rework-clean-fail.jsonl.gz')
  const cited = judgement.results.find(({ check }) => check === 'single-consumption-path')?.violations.first?.records ?? []
  const effects = cited.flatMap((seq) => records.get(seq) ?? []).filter((record) => record.kind === 'effect')
  expect(new Set(effects.map((effect) => ('measure' in effect ? effect.measure : effect.what)))).toEqual(new Set(['issue']))
})
