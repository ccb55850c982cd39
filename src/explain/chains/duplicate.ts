import type { Difference, Ruling, Statement, Step, Sum } from '../explanation.js'
import { knowledgeOf } from '../knowledge.js'
import type { CallState, FactState, Posting } from '../../journal/evidence-types.js'
import { amountOf, balancesOf, isTooMuch, type Balance } from '../balances.js'
import { placeName } from '../../domain/place-name.js'
import { repeatsIn } from '../../checks/support/repeats.js'
import { isLive } from '../../checks/support/scope.js'
import { carries, ending, factTitle } from '../phrases.js'
import type { Scene } from '../scene.js'
import { stamp } from '../text.js'
import { step, type Chain } from './contract.js'
import { count, list } from '../../words/lists.js'

const attemptsTold = 3
const partsTold = 3
const termsTold = 8

type Case = NonNullable<ReturnType<typeof caseOf>>

/** One fact, more documents than it obliges. */
export const duplicate: Chain = (scene) => {
  const found = caseOf(scene)
  if (!found) return undefined
  const { fact, balance, calls } = found
  const [first, second] = calls
  if (!first || !second) return undefined
  return {
    statement: statementOf(found),
    steps: stepsOf(found),
    knowledge: knowledgeOf(
      scene,
      fact,
      [...calls.slice(0, attemptsTold), ...found.parts.slice(0, partsTold)].toSorted((a, b) => a.seq - b.seq),
      balance,
    ),
    diff: differences(first, second),
    sum: sumOf(found),
    innocent: innocentOf(found),
    likely: likelyOf(found),
    shape: shapeOf(found),
  }
}

/** The first fact with too much, and the calls that left documents for it, in order. */
function caseOf(scene: Scene) {
  for (const fact of scene.facts) {
    const balance = balancesOf(scene, fact).find(isTooMuch)
    if (!balance) continue
    const called = new Map<Posting, CallState>()
    for (const { posting } of balance.terms) {
      const call = scene.callOf(posting)
      // A document that nobody called for is another story.
      if (!call) return undefined
      if (posting.reversesDoc === '') called.set(posting, call)
    }
    const { at } = balance
    const divisions = divided(called, balance)
    // What several facts share, they oblige together.
    const sharers = at.shared ? scene.facts.filter(({ expect }) => expect.some((expected) => expected.at === at)) : [fact]
    if (divisions.calls.length > 1) return { scene, fact, sharers, balance, ...divisions, sink: scene.words.system(at.system) }
  }
  return undefined
}

/** The calls of one document and of what repeats it (`calls`), of others that are too many (`more`), of those that are not (`parts`). */
function divided(called: ReadonlyMap<Posting, CallState>, { at, expected }: Balance) {
  const repeats = repeatsIn([...called.keys()], at, expected)
  const [first] = repeats
  const own = new Set(repeats.flatMap(({ original, repeat }) => (original === first?.original ? [original, repeat] : [])))
  const again = new Set(repeats.map(({ repeat }) => repeat))
  const callsOf = (belongs: (posting: Posting) => boolean): CallState[] => [
    ...new Set([...called].flatMap(([posting, call]) => (belongs(posting) ? call : []))),
  ]
  // What was cancelled was tried again, as a rule.
  const calls = callsOf((posting) => !first || own.has(posting) || !isLive(posting))
  const more = callsOf((posting) => again.has(posting)).filter((call) => !calls.includes(call))
  const parts = callsOf(() => true).filter((call) => !calls.includes(call) && !more.includes(call))
  return { calls, more, parts }
}

function statementOf(found: Case): Statement {
  const { fact, balance, sink, scene } = found
  const observed = amountOf(balance, balance.total)
  const possible = amountOf(balance, balance.expected)
  const isForOrder = fact.dims['order'] !== undefined || balance.at.dims['order'] !== undefined
  return {
    text: isForOrder ? ofOrder(found, observed, possible) : ofOther(found, possible),
    observed: `${observed} in ${sink}`,
    possible: `${possible} (${factTitle(scene, fact)})`,
  }
}

function ofOrder({ scene, fact, balance, sink }: Case, observed: string, possible: string): string {
  const { measure, dims } = balance.at
  const item = measure.unit === 'item' ? ` of ${dims['item'] ?? ''}` : ''
  // What goes out without the fact naming it was worked out.
  const worked = measure.moves < 0 && fact.dims['item'] === undefined
  const once = worked ? 'its bill of material gives' : `${scene.words.system(fact.source)} ${scene.words.flow(fact.flow).verb}`
  const at = placeName(fact.dims)
  return `${sink} ${measure.verb} ${observed}${item}${at === '' ? '' : ` on ${at}`} for ${fact.businessKey}; ${once} ${possible}, once.`
}

/** What is for no order is told by where it is summed, not by what the fact is about: that may be another thing. */
function ofOther({ scene, balance: { at, total, expected }, sharers, sink }: Case, possible: string): string {
  const effect = scene.effects.effect(total, at, expected)
  const keys = list(sharers.map((each) => each.businessKey))
  return `${sink} has ${effect} for ${keys}, which ${sharers.length > 1 ? 'together oblige' : 'obliges'} ${possible}, once.`
}

function stepsOf(found: Case): Step[] {
  const { scene, sharers, balance, calls, more, sink } = found
  const told = calls.slice(0, attemptsTold)
  const steps = told.flatMap((call, index) => attempt(found, call, told[index - 1]))
  const rest = [...calls.slice(attemptsTold), ...more]
  const seqs = rest.slice(0, 6).map((call) => call.seq)
  if (rest.length > 0) steps.push(step(`${count(rest.length, 'more call')} did the same`, 'each left one more document', seqs))
  const terms = balance.terms.slice(0, termsTold)
  const standing = balance.terms.length > termsTold ? `${balance.terms.length} documents` : list(terms.map((term) => scene.n(term.posting)))
  const [possible, observed] = [balance.expected, balance.total].map((quantity) => amountOf(balance, quantity))
  const names = list(sharers.map((each) => scene.n(each)))
  const allowed = sharers.length > 1 ? `${names} together allow` : `one ${names} allows`
  const claim = `However, ${allowed} ${possible}, and ${standing} make ${observed} in ${sink}: a contradiction`
  return [...steps, ...otherParts(found), step(claim, '', [...sharers.map((each) => each.seq), ...terms.map((term) => term.seq)])]
}

/** Calls that repeat nothing: what is too much is not theirs. */
function otherParts({ scene, fact, parts }: Case): Step[] {
  const told = parts.slice(0, partsTold)
  if (told.length === 0) return []
  const left = told.flatMap(({ postings }) => postings.map((posting) => scene.n(posting)))
  const names = `${list(told.map((call) => scene.n(call)))}${parts.length > told.length ? ` and ${parts.length - told.length} more` : ''}`
  const what = parts.length === 1 ? 'another part' : 'other parts'
  return [
    step(
      `${names} posted ${what} of ${scene.n(fact)}`,
      `${list(left)} ${left.length === 1 ? 'repeats' : 'repeat'} nothing`,
      told.map(({ seq }) => seq),
    ),
  ]
}

function attempt({ scene, fact: first, sharers, balance, sink }: Case, call: CallState, before: CallState | undefined): Step[] {
  const fact = sharers.find((each) => carries(scene, call, each) !== undefined) ?? first
  const why = carries(scene, call, fact)
  const posting = balance.terms.find((term) => term.posting.cid === call.cid)?.posting
  return [
    ...(why === undefined ? [] : [carried(scene, fact, call, before, why)]),
    ...(before ? repeated(scene, before, call, sink) : []),
    ...(posting ? [applied(scene, call, posting, sink)] : []),
    ...(before ? [] : [known(scene, call)]),
  ]
}

function carried(scene: Scene, fact: FactState, call: CallState, before: CallState | undefined, why: string): Step {
  const claim = `${scene.n(call)} carries ${scene.n(fact)}`
  if (!before) return step(claim, why, [fact.seq, call.seq])
  const same = before.bodyHash === call.bodyHash
  const body = same ? `, and its body equals ${scene.n(before)}'s byte for byte` : ''
  return step(`${claim} too`, why + body, [fact.seq, same ? before.seq : undefined, call.seq])
}

/** What lies between two calls: the end of a life, and why the system could not see that the second one repeats the first. */
function repeated(scene: Scene, before: CallState, call: CallState, sink: string): Step[] {
  const [one, two] = [scene.n(before), scene.n(call)]
  const steps: Step[] = []
  const killed = scene.kills.find(({ seq }) => seq > before.seq && seq < call.seq)
  if (killed) {
    const claim = `The life of the target that sent ${two} is not the one that sent ${one}`
    steps.push(step(claim, `${scene.n(killed)} ended that one in between`, [before.seq, killed.seq, call.seq]))
  }
  const news = treatedAsNew(scene, before, call, sink)
  if (news !== undefined) steps.push(step(`${sink} had to treat ${two} as new work`, news, [before.seq, call.seq]))
  return steps
}

function applied(scene: Scene, call: CallState, posting: Posting, sink: string): Step {
  const { answer } = scene.told(call)
  const before = answer && answer.seq > posting.seq ? ', before any answer was sent' : ''
  return step(`${sink} applied ${scene.n(call)}`, `${scene.n(posting)} was committed at ${stamp(posting.t)}${before}`, [posting.seq])
}

function known(scene: Scene, call: CallState): Step {
  const { text, records } = ending(scene, call)
  return step(`The target could ${call.knowledge === 'acked' ? '' : 'not '}know that`, text, records)
}

function referencesOf(call: CallState): readonly string[] {
  return [...new Set(call.postings.flatMap((posting) => posting.references))]
}

/** Why the system could not recognise the repeat, by its settings and by what the two calls carried; undefined where that is not plain. */
function treatedAsNew(scene: Scene, before: CallState, call: CallState, sink: string): string | undefined {
  const dedupe = scene.evidence.header.systems[call.system]?.dedupe
  if (dedupe === 'none')
    return `this ${sink} recognises no repeats by itself (dedupe: none); a look-up by reference would have told the target`
  if (dedupe === 'idempotency-key') {
    const only = `, and this ${sink} recognises repeats by key only`
    if (call.idempotencyKey === '') return `it carries no idempotency key${only}`
    return call.idempotencyKey === before.idempotencyKey ? undefined : `its idempotency key is not ${scene.n(before)}'s${only}`
  }
  if (dedupe !== 'external-reference') return undefined
  const [from, to] = [referencesOf(before), referencesOf(call)]
  const only = `, and this ${sink} recognises repeats by reference only`
  if (to.length === 0) return `it carries no external reference${only}`
  return to.some((reference) => from.includes(reference)) ? undefined : `its external reference is not ${scene.n(before)}'s${only}`
}

function differences(first: CallState, second: CallState): Difference[] {
  const pairs: readonly (readonly [string, string, string])[] = [
    ['Path', first.path, second.path],
    ['Idempotency-Key', first.idempotencyKey || '(none)', second.idempotencyKey || '(none)'],
    ['Reference', referencesOf(first).join(', ') || '(none)', referencesOf(second).join(', ') || '(none)'],
    ['Body (hash)', first.bodyHash, second.bodyHash],
  ]
  return pairs.filter(([, from, to]) => from !== to).map(([field, from, to]) => ({ field, from, to }))
}

function sumOf({ scene, balance: { at, unit, terms, total, expected, excess } }: Case): Sum {
  const told =
    terms.length > termsTold
      ? [{ name: `${terms.length} documents`, quantity: total }]
      : terms.map(({ posting, quantity }) => ({ name: scene.n(posting), quantity }))
  const { name, noun, ends } = at.measure
  // A thing that is counted has no unit; what ends something is so many times final.
  const [measure, counted] = ends === true ? [name, 'times'] : [noun, '']
  const isCounted = at.measure.unit === 'none'
  return { measure: isCounted ? measure : name, unit: isCounted ? counted : unit, terms: told, total, expected, excess }
}

function innocentOf({ scene, fact, calls, sink }: Case): Ruling[] {
  const { offers } = scene.handed(fact)
  const twins = scene.facts.filter((each) => each.physId === fact.physId)
  const rulings: Ruling[] = []
  if (twins.length === 1) {
    const repeats = offers.length > 1 ? `; it was handed over ${offers.length} times, which is part of the contract` : ''
    const claim = `${scene.words.system(fact.source)} ${scene.words.flow(fact.flow).verb} ${fact.businessKey} once${repeats}`
    rulings.push({ claim, records: [fact.seq] })
  }
  if (calls.every((call) => call.postings.length === 1)) {
    const told = calls.slice(0, attemptsTold)
    const left = told.map((call) => `${scene.n(call)} left ${call.postings.map((posting) => scene.n(posting)).join('+')}`)
    const records = told.flatMap((call) => call.postings.map((posting) => posting.seq))
    rulings.push({ claim: `${sink} applied each call once: ${list(left)}`, records })
  }
  return rulings
}

function likelyOf({ scene, calls }: Case): string[] {
  const [first, second] = calls
  const keys = calls.map((call) => call.idempotencyKey)
  const looked = scene.reads.some((read) => read.seq > (first?.seq ?? 0) && read.seq < (second?.seq ?? 0))
  const likely: string[] = []
  if (!keys.includes('') && new Set(keys).size === keys.length) {
    const many = keys.length === 2 ? 'both' : `all ${keys.length}`
    likely.push(`the idempotency key is made per attempt, not per fact: it differs on ${many} calls`)
  }
  if (first?.knowledge === 'indeterminate' && !looked)
    likely.push('an answer that never came is taken for a failure: the target did not look up its posting before it sent the next one')
  if (first?.knowledge === 'acked') likely.push('what was posted already is not remembered, or not before the next call is sent')
  return likely
}

function shapeOf({ scene, calls }: Case): string[] {
  const [first, second] = calls
  const { faults, answer } = first ? scene.told(first) : { faults: [], answer: undefined }
  const fault = faults.at(-1)?.name ?? answer?.fault?.replace(/-\d+$/, '') ?? 'no-fault'
  const key = first?.idempotencyKey === second?.idempotencyKey ? 'same-key' : 'new-key'
  return [fault, first?.knowledge || 'open', key]
}
