import type { Violation } from '../checks/contract.js'
import { EffectWords } from '../checks/support/words.js'
import type { CallState, ExceptionState, FactState, Posting } from '../journal/evidence-types.js'
import { reservedLetters } from '../domain/words.js'
import type { Evidence } from '../journal/evidence.js'
import type { JournalRecord, RecordOf } from '../journal/records.js'
import type { WordBook } from '../journal/word-book.js'
import type { Gathered } from './gather.js'
import { postingsAbout, type CallTrail, type FactTrail } from './trails.js'
import { ofKind } from '../journal/lists.js'

/** The end of a life of the target that it did not choose. */
type Kill = Evidence['crashes'][number]
export type Thing = FactState | CallState | Posting | ExceptionState | RecordOf<'fault.fired'> | Kill

/** What one witness is about, as the evidence groups it: facts, the calls that carried them, the postings these left. */
export interface Scene {
  readonly evidence: Evidence
  readonly words: WordBook
  readonly effects: EffectWords
  readonly violation: Violation
  readonly records: ReadonlyMap<number, JournalRecord>
  readonly facts: readonly FactState[]
  /** Calls that post, in order of arrival. */
  readonly calls: readonly CallState[]
  /** Look-ups. */
  readonly reads: readonly CallState[]
  readonly postings: readonly Posting[]
  readonly exceptions: readonly ExceptionState[]
  readonly faults: readonly RecordOf<'fault.fired'>[]
  readonly kills: readonly Kill[]
  /** The call that committed it. */
  callOf(posting: Posting): CallState | undefined
  /** How a fact was handed over. */
  handed(fact: FactState): FactTrail
  /** What was recorded of a call. */
  told(call: CallState): CallTrail
  /** Says the name of a thing, and remembers that it must be bound. */
  n(thing: Thing): string
  readonly used: ReadonlySet<Thing>
}

export function sceneOf(violation: Violation, { evidence, records, trails }: Gathered): Scene {
  const cited = violation.records.flatMap((seq) => records.get(seq) ?? [])
  const about = violation.eids.flatMap((eid) => evidence.facts.get(eid) ?? [])
  const named = cited.flatMap((record) => (record.kind === 'fact' ? record.eid : []))
  const postings = about.flatMap(postingsAbout)
  const cids = unique([
    ...cited.flatMap((record) => ('cid' in record ? (record.cid ?? []) : [])),
    ...about.flatMap((fact) => [...fact.cids, ...trails.ofFact(fact).exposed.flatMap(({ cid }) => cid ?? [])]),
    ...postings.map(({ cid }) => cid),
  ])
  const arrived = bySeq(cids.flatMap((cid) => evidence.calls.get(cid) ?? []).filter((call) => records.has(call.seq)))
  const calls = arrived.filter((call) => call.posts)
  const exceptions = [
    ...about.flatMap((fact) => [...fact.exceptions]),
    ...cited.flatMap((record) => (record.kind === 'exception' ? record.xid : [])),
  ]
  const dids = about.flatMap((fact) => trails.ofFact(fact).offers.map((offer) => offer.did))
  const used = new Set<Thing>()
  const names = new Map<Thing, string>()
  const scene: Scene = {
    evidence,
    words: evidence.words,
    effects: new EffectWords(evidence.header.plan),
    violation,
    records,
    facts: bySeq(unique([...about, ...named.flatMap((eid) => evidence.facts.get(eid) ?? [])])),
    calls,
    reads: arrived.filter((call) => !call.posts),
    postings: bySeq(unique([...postings, ...arrived.flatMap((call) => call.postings)])),
    exceptions: unique(exceptions).flatMap((xid) => evidence.exceptions.get(xid) ?? []),
    faults: ofKind(records.values(), 'fault.fired').filter((fault) => concerns(fault, violation, cids, dids)),
    kills: evidence.crashes.filter((crash) => records.has(crash.seq)),
    callOf: ({ cid }) => calls.find((call) => call.cid === cid),
    handed: (fact) => trails.ofFact(fact),
    told: (call) => trails.ofCall(call),
    used,
    n: (thing) => {
      used.add(thing)
      return names.get(thing) ?? '?'
    },
  }
  nameAll(scene, names)
  return scene
}

function concerns(fault: RecordOf<'fault.fired'>, violation: Violation, cids: readonly number[], dids: readonly number[]): boolean {
  if (fault.cid !== undefined) return cids.includes(fault.cid)
  if (fault.did !== undefined) return dids.includes(fault.did)
  return (fault.eids ?? []).length === 0 || violation.eids.some((eid) => fault.eids?.includes(eid))
}

function unique<T>(things: readonly T[]): T[] {
  return [...new Set(things)]
}

function bySeq<T extends { readonly seq: number }>(things: T[]): T[] {
  return things.sort((a, b) => a.seq - b.seq)
}

function nameAll(scene: Scene, names: Map<Thing, string>): void {
  const byLetter = Map.groupBy(scene.facts, (fact) => scene.words.flow(fact.flow).letter)
  // Letters, not numbers: items are called C1 and C2.
  for (const [letter, facts] of byLetter)
    for (const [index, fact] of facts.entries())
      names.set(fact, facts.length === 1 && !reservedLetters.includes(letter) ? letter : letter + suffix(index))
  const number = (things: readonly Thing[], letter: string, always = false): void => {
    for (const [index, thing] of things.entries()) names.set(thing, things.length === 1 && !always ? letter : `${letter}${index + 1}`)
  }
  number(scene.calls, 'A', true)
  number(scene.reads, 'L')
  number(scene.postings, 'D', true)
  number(scene.exceptions, 'X')
  number(scene.faults, 'F')
  number(scene.kills, 'K')
}

/** a, b, … z, za, zb. */
function suffix(index: number): string {
  return 'z'.repeat(Math.floor(index / 26)) + String.fromCharCode(97 + (index % 26))
}
