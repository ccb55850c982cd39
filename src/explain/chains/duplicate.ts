import type { Difference, Ruling, Statement, Step, Sum } from '../explanation.js'
import { knowledgeOf } from '../knowledge.js'
import { amount, balancesOf, carries, did, ending, factTitle, isTooMuch, place, type Balance } from '../phrases.js'
import type { CallView, DocView, FactView, Scene } from '../scene.js'
import { count, list, stamp, systemTitle } from '../text.js'
import type { Chain } from './contract.js'

const attemptsTold = 3
const termsTold = 8

interface Case {
  readonly scene: Scene
  readonly fact: FactView
  readonly balance: Balance
  /** Calls that left documents for the fact, in order. */
  readonly calls: readonly CallView[]
  readonly sink: string
}

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
    knowledge: knowledgeOf(scene, fact, calls.slice(0, attemptsTold), balance),
    diff: differences(first, second),
    sum: sumOf(found),
    innocent: innocentOf(found),
    likely: likelyOf(found),
    shape: shapeOf(calls),
  }
}

function caseOf(scene: Scene): Case | undefined {
  for (const fact of scene.facts) {
    const balances = balancesOf(scene, fact).filter(isTooMuch)
    const balance = balances.find((each) => each.measure === 'yield') ?? balances[0]
    if (!balance) continue
    const calls: CallView[] = []
    for (const { doc } of balance.terms) {
      // A document that nobody called for is another story.
      if (!doc.call) return undefined
      if (doc.lines[0].reversesDoc === undefined && !calls.includes(doc.call)) calls.push(doc.call)
    }
    if (calls.length > 1) return { scene, fact, balance, calls, sink: systemTitle(balance.terms[0]?.doc.lines[0].system ?? 'erp') }
  }
  return undefined
}

function statementOf({ fact, balance, sink }: Case): Statement {
  const at = place(fact.record) === '' ? '' : ` on ${place(fact.record)}`
  const observed = amount(balance, balance.total)
  const possible = amount(balance, balance.expected)
  const source = systemTitle(fact.record.source)
  const once = balance.measure === 'issue' && fact.record.flow === 'confirmation' ? 'its bill of material gives' : `${source} reported`
  return {
    text: `${sink} ${did(balance, balance.total)}${at} for ${fact.record.businessKey}; ${once} ${possible}, once.`,
    observed: `${observed} in ${sink}`,
    possible: `${possible} (${factTitle(fact)})`,
  }
}

function stepsOf(found: Case): Step[] {
  const { scene, fact, balance, calls, sink } = found
  const told = calls.slice(0, attemptsTold)
  const steps = told.flatMap((call, index) => attempt(found, call, told[index - 1]))
  const rest = calls.slice(attemptsTold)
  if (rest.length > 0) {
    steps.push({
      claim: `${count(rest.length, 'more call')} did the same`,
      because: 'each left one more document',
      records: rest.slice(0, 6).map((call) => call.arrived.seq),
    })
  }
  const docs = balance.terms.slice(0, termsTold).map((term) => scene.n(term.doc))
  const standing = balance.terms.length > termsTold ? `${balance.terms.length} documents` : list(docs)
  const possible = amount(balance, balance.expected)
  const observed = amount(balance, balance.total)
  steps.push({
    claim: `However, one ${scene.n(fact)} allows ${possible}, and ${standing} make ${observed} in ${sink}: a contradiction`,
    because: '',
    records: [fact.record.seq, ...balance.terms.slice(0, termsTold).map((term) => term.seq)],
  })
  return steps
}

function attempt(found: Case, call: CallView, before: CallView | undefined): Step[] {
  const { scene, fact, sink } = found
  const name = scene.n(call)
  const doc = ownDoc(found, call)
  const why = carries(call, fact)
  const steps: Step[] = []
  const sameBody = before && before.arrived.bodyHash === call.arrived.bodyHash
  const too = before ? ' too' : ''
  if (why !== undefined) {
    steps.push({
      claim: `${name} carries ${scene.n(fact)}${too}`,
      because: `${why}${sameBody === true ? `, and its body equals ${before?.name}'s byte for byte` : ''}`,
      records: [fact.record.seq, ...(before && sameBody === true ? [before.arrived.seq] : []), call.arrived.seq],
    })
  }
  const killed = before && scene.kills.find(({ record }) => record.seq > before.arrived.seq && record.seq < call.arrived.seq)
  if (before && killed) {
    steps.push({
      claim: `The life of the target that sent ${name} is not the one that sent ${before.name}`,
      because: `${scene.n(killed)} ended that one in between`,
      records: [before.arrived.seq, killed.record.seq, call.arrived.seq],
    })
  }
  const news = before && treatedAsNew(scene, before, call, sink)
  if (news !== undefined)
    steps.push({
      claim: `${sink} had to treat ${name} as new work`,
      because: news,
      records: [before?.arrived.seq ?? 0, call.arrived.seq].filter((seq) => seq > 0),
    })
  if (doc) steps.push(applied(scene, call, doc, sink))
  if (!before) steps.push(known(scene, call))
  return steps
}

function ownDoc({ balance }: Case, call: CallView): DocView | undefined {
  return balance.terms.find((term) => term.doc.call === call)?.doc
}

function applied(scene: Scene, call: CallView, doc: DocView, sink: string): Step {
  const [line] = doc.lines
  const before = call.answer && call.answer.seq > line.seq ? ', before any answer was sent' : ''
  return {
    claim: `${sink} applied ${scene.n(call)}`,
    because: `${scene.n(doc)} was committed at ${stamp(line.t)}${before}`,
    records: [line.seq],
  }
}

function known(scene: Scene, call: CallView): Step {
  const end = ending(scene, call)
  const unsure = call.answer?.knowledge !== 'acked'
  return { claim: unsure ? 'The target could not know that' : 'The target could know that', because: end.text, records: end.records }
}

function referencesOf(call: CallView): readonly string[] {
  return [...new Set(call.docs.flatMap((doc) => doc.lines.flatMap((line) => line.references)))]
}

/** Why the system could not recognise the repeat, by its settings and by what the two calls carried; undefined where that is not plain. */
function treatedAsNew(scene: Scene, before: CallView, call: CallView, sink: string): string | undefined {
  const dedupe = scene.header.systems[call.arrived.system]?.dedupe
  if (dedupe === 'none')
    return `this ${sink} recognises no repeats by itself (dedupe: none); a look-up by reference would have told the target`
  if (dedupe === 'idempotency-key') {
    const [from, to] = [before.arrived.idempotencyKey, call.arrived.idempotencyKey]
    if (to === undefined) return `it carries no idempotency key, and this ${sink} recognises repeats by key only`
    return from === to ? undefined : `its idempotency key is not ${before.name}'s, and this ${sink} recognises repeats by key only`
  }
  if (dedupe !== 'external-reference') return undefined
  const [from, to] = [referencesOf(before), referencesOf(call)]
  if (to.length === 0) return `it carries no external reference, and this ${sink} recognises repeats by reference only`
  return to.some((reference) => from.includes(reference))
    ? undefined
    : `its external reference is not ${before.name}'s, and this ${sink} recognises repeats by reference only`
}

function differences(first: CallView, second: CallView): Difference[] {
  const pairs: readonly (readonly [string, string, string])[] = [
    ['Path', first.arrived.path, second.arrived.path],
    ['Idempotency-Key', first.arrived.idempotencyKey ?? '(none)', second.arrived.idempotencyKey ?? '(none)'],
    ['Reference', referencesOf(first).join(', ') || '(none)', referencesOf(second).join(', ') || '(none)'],
    ['Body (hash)', first.arrived.bodyHash, second.arrived.bodyHash],
  ]
  return pairs.filter(([, from, to]) => from !== to).map(([field, from, to]) => ({ field, from, to }))
}

function sumOf({ scene, balance }: Case): Sum {
  const told = balance.terms.slice(0, termsTold)
  return {
    measure: balance.measure,
    unit: balance.measure === 'final' ? 'times' : balance.unit,
    total: balance.total,
    expected: balance.expected,
    excess: balance.excess,
    terms:
      balance.terms.length > termsTold
        ? [{ name: `${balance.terms.length} documents`, quantity: balance.total }]
        : told.map((term) => ({ name: scene.n(term.doc), quantity: term.quantity })),
  }
}

function innocentOf({ scene, fact, calls, sink }: Case): Ruling[] {
  const key = fact.record.businessKey
  const twins = scene.facts.filter((each) => each.record.physId === fact.record.physId)
  const served = calls.filter((call) => call.docs.length === 1)
  const rulings: Ruling[] = []
  if (twins.length === 1) {
    const repeats = fact.offers.length > 1 ? `; it was handed over ${fact.offers.length} times, which is part of the contract` : ''
    rulings.push({ claim: `${systemTitle(fact.record.source)} reported ${key} once${repeats}`, records: [fact.record.seq] })
  }
  if (served.length === calls.length) {
    const told = calls.slice(0, attemptsTold)
    const left = (call: CallView): string => `${scene.n(call)} left ${call.docs.map((doc) => scene.n(doc)).join('+')}`
    rulings.push({
      claim: `${sink} applied each call once: ${list(told.map(left))}`,
      records: told.flatMap((call) => call.docs.map((doc) => doc.lines[0].seq)),
    })
  }
  return rulings
}

function likelyOf({ scene, calls }: Case): string[] {
  const [first, second] = calls
  if (!first || !second) return []
  const keys = calls.map((call) => call.arrived.idempotencyKey)
  const reads = scene.reads.some((read) => read.arrived.seq > first.arrived.seq && read.arrived.seq < second.arrived.seq)
  const likely: string[] = []
  if (keys.every((key) => key !== undefined) && new Set(keys).size === keys.length) {
    likely.push(
      `the idempotency key is made per attempt, not per fact: it differs on ${keys.length === 2 ? 'both' : `all ${keys.length}`} calls`,
    )
  }
  if (first.answer?.knowledge === 'indeterminate' && !reads)
    likely.push('an answer that never came is taken for a failure: the target did not look up its posting before it sent the next one')
  if (first.answer?.knowledge === 'acked') likely.push('what was posted already is not remembered, or not before the next call is sent')
  return likely
}

function shapeOf(calls: readonly CallView[]): string[] {
  const [first, second] = calls
  const fault = first?.faults.at(-1)?.record.name ?? first?.answer?.fault?.replace(/-\d+$/, '') ?? 'no-fault'
  const key = first?.arrived.idempotencyKey === second?.arrived.idempotencyKey ? 'same-key' : 'new-key'
  return [fault, first?.answer?.knowledge ?? 'open', key]
}
