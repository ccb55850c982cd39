import { judgeJournal } from '../../src/checks/judge.js'
import type { Judgement } from '../../src/checks/judgement.js'
import { explainRun, witnessesOf } from '../../src/explain/explain.js'
import type { Explanation } from '../../src/explain/explanation.js'
import { createEvidence } from '../../src/journal/evidence-builder.js'
import type { Evidence } from '../../src/journal/evidence.js'
import type { FactState, Posting } from '../../src/journal/evidence-types.js'
import { readJournal } from '../../src/journal/reader.js'
import type { JournalRecord } from '../../src/journal/records.js'

/** A journal, its judgement, and how that is told. */
export interface Told {
  readonly judgement: Judgement
  readonly explanations: readonly Explanation[]
  readonly evidence: Evidence
  readonly records: ReadonlyMap<number, JournalRecord>
}

export function toldOf(journal: string): Told {
  const judgement = judgeJournal(journal)
  const evidence = createEvidence(judgement.header)
  const records = new Map([...readJournal(journal).records()].map((record) => [record.seq, record]))
  for (const record of records.values()) evidence.take(record)
  return { judgement, evidence, records, explanations: explainRun(judgement, journal, { command: 'mfgsync simulate' }) }
}

/** What no sentence has in it: a word for nothing, a value that is none, two full stops, a gap. */
const broken = [
  /\b(in|by|documents?|refused|of) none\b/,
  /undefined|NaN|\[object|\b0 times/,
  /[^.]\.\.(?!\.)/,
  / [ ,.;]|\(\)|\.;|: \./,
  /\bdocuments? (and|[.,])/,
]

/** Sentences of a verdict that cannot be meant. */
export function brokenSentences({ judgement, explanations }: Told): readonly string[] {
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
  return said.split('\n').filter((line) => broken.some((pattern) => pattern.test(line)))
}

/** What explanations cite that is not there, or has nothing to do with what is accused. */
export function strayCitations(told: Told): readonly string[] {
  const witnesses = witnessesOf(told.judgement.results)
  return told.explanations.flatMap((explanation, index) =>
    straysOf(told, explanation, witnesses[index]?.violation.eids ?? []).map((stray) => `${explanation.check}: ${stray}`),
  )
}

function straysOf({ evidence, records }: Told, explanation: Explanation, eids: readonly string[]): readonly string[] {
  const about = related(eids, evidence)
  const isNear = (facts: readonly string[]): boolean => eids.length === 0 || facts.length === 0 || facts.some((eid) => about.has(eid))
  const keyOf = new Map([...evidence.facts.values()].map((fact) => [fact.businessKey, fact.eid]))
  const text = textOf(explanation)
  const { problem, bindings, steps, innocent } = explanation
  const seqs = [...steps, ...bindings, ...innocent].flatMap((part) => part.records)
  const postingsOf = (doc: string): readonly Posting[] => evidence.postings.filter((each) => each.doc === doc)
  const isOfThese = ({ facts }: Posting): boolean => isNear(facts.map(({ eid }) => eid))
  return [
    ...(problem === undefined ? [] : [problem]),
    ...seqs.filter((seq) => !records.has(seq)).map((seq) => `record ${seq} is not there`),
    ...seqs.filter((seq) => !isNear(aboutOf(records.get(seq), evidence))).map((seq) => `record ${seq} is about something else`),
    ...keysIn(text).filter((key) => !isNear([keyOf.get(key) ?? key])),
    ...documentsIn(text).filter((doc) => !postingsOf(doc).some(isOfThese)),
    ...callsIn(text)
      .filter((cid) => !isNear(evidence.calls.get(cid)?.eids ?? ['nobody']))
      .map((cid) => `call ${cid}`),
  ]
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
