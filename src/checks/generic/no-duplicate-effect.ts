import {
  absoluteQuantity,
  addQuantities,
  compareQuantities,
  quantityToNumber,
  subtractQuantities,
  type Quantity,
} from '../../domain/quantity.js'
import type { Posting, Scope } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { actualOf, excesses, postingsOf, type Deviation, type NetScope } from '../../journal/net-effects.js'
import type { NetGroup } from '../../journal/net-groups.js'
import type { Check, Violation } from '../contract.js'
import { isClaimed, ownersOf } from '../owners.js'
import {
  atEnd,
  counted,
  documentNames,
  excessesOf,
  factName,
  isLive,
  keysOf,
  recordsOf,
  repeatsIn,
  type Scene,
  scopes,
  seconds,
  seenOf,
  systemTitle,
  unescapedLookUp,
} from '../support/index.js'

/** Must of facts that may have an effect. What must be rejected, and has one, is convicted by `every-event-accounted`. */
const mayPost = new Set(['POST', 'EITHER', 'HOLD'])

interface Transient {
  readonly key: string
  readonly ms: number
}

/** The time from the posting that was too much to the cancellation that made up for it, if there was one. */
function transientOf({ tolerances }: Evidence, scope: NetScope): Transient | undefined {
  if (scope.postings.length < 3) return undefined
  const sums = new Map<NetGroup, Quantity>()
  const tooMuch = new Set<NetGroup>()
  let since: number | undefined
  for (const posting of scope.postings) {
    const touched = new Map<NetGroup, Quantity>()
    for (const [at, quantity] of actualOf([posting])) {
      const sum = addQuantities(sums.get(at) ?? '0', quantity)
      sums.set(at, sum)
      touched.set(at, sum)
      tooMuch.delete(at)
    }
    for (const { at } of excesses(scope.obligations, touched, postingsOf(scope), tolerances)) tooMuch.add(at)
    if (tooMuch.size > 0) since ??= posting.t
    else if (since !== undefined) return { key: keysOf(scope.facts), ms: posting.t - since }
  }
  return undefined
}

/** Postings that have something of the group. */
function postingsIn({ postings }: Scope, at: NetGroup): readonly Posting[] {
  return postings.filter(({ lines }) => lines.some((line) => line.at === at))
}

function nameOf(evidence: Evidence, { facts }: Scope, at: NetGroup): string {
  const [only, another] = facts
  if (only && !another) return factName(evidence, only)
  return `${counted(facts.length, 'fact')} ${at.shared ? 'which share it' : 'posted together'} (${keysOf(facts)})`
}

function sentence({ evidence, words }: Scene, scope: Scope, { at, expected, actual }: Deviation): string {
  const posted = postingsIn(scope, at)
  const live = posted.some(isLive) ? posted.filter(isLive) : posted
  const name = nameOf(evidence, scope, at)
  const system = systemTitle(evidence, at.system)
  return (
    `${name} should have the net effect ${words.effect(expected, at)} in ${system}; ` +
    `the ledger shows ${words.amount(actual, at, expected)}, in ${documentNames(live)}.${extraCall(evidence, scope, live, at, expected)}`
  )
}

/** The call that posted one too many, beside that of the posting that it repeats: a rightful second leg repeats nothing. */
function extraCall(evidence: Evidence, { facts }: Scope, postings: readonly Posting[], at: NetGroup, expected: Quantity): string {
  const [found] = repeatsIn(postings, at, expected)
  const { original, repeat } = found ?? { original: postings[0], repeat: postings[1] }
  const first = original && evidence.calls.get(original.cid)
  const extra = repeat && evidence.calls.get(repeat.cid)
  if (!first || !extra || first === extra) return ''
  const [only, another] = facts
  const lookUp = only && !another ? unescapedLookUp(evidence, only, first, extra) : undefined
  const asked = lookUp
    ? ` Between the two, call ${lookUp.call.cid} looked it up as "${lookUp.asked}": what is left of ${only?.key} where it stands in an ` +
      'address without being escaped.'
    : ''
  return ` Call ${extra.cid} arrived ${seconds(extra.t - first.t)} after call ${first.cid}, ${seenOf(first, extra.seq)}.${asked}`
}

/** What is too much, and the check that owns it where another one does: what lies elsewhere, or goes the other way, is no repeat. */
function judgeScope(scene: Scene, scope: NetScope): { readonly violation: Violation; readonly owner?: string } | undefined {
  const { evidence } = scene
  const [only] = scope.facts
  if (scope.postings.length === 0 || (scope.facts.length === 1 && only && evidence.isPlainlyPosted(only))) return undefined
  const owners = ownersOf(evidence)
  const lawful = owners.lawful(scope)
  const [worst] = excessesOf(evidence, lawful)
  if (worst) return { violation: violationOf(scene, scope, worst) }
  if (lawful === scope) return undefined
  for (const excess of excessesOf(evidence, scope)) {
    const claimed = scope.postings.flatMap(({ lines }) =>
      lines.flatMap((line) => (line.at === excess.at ? (owners.ofLine(line) ?? []) : [])),
    )
    const owner = claimed.find((each) => isClaimed(each))?.owner
    if (owner !== undefined) return { violation: violationOf(scene, scope, excess), owner }
  }
  return undefined
}

function violationOf(scene: Scene, scope: Scope, worst: Deviation): Violation {
  return {
    reason: scope.facts.length > 1 ? 'excess-of-group' : 'excess',
    message: sentence(scene, scope, worst),
    badness: quantityToNumber(absoluteQuantity(subtractQuantities(worst.actual, worst.expected))),
    records: recordsOf(
      scene.evidence,
      { facts: scope.facts, postings: postingsIn(scope, worst.at), about: ({ at }) => at === worst.at },
      scene.faults,
    ),
    eids: scope.facts.map((fact) => fact.eid),
  }
}

/** What facts share is there once, however many of them made it. */
function judgeThings(scene: Scene): void {
  for (const thing of scene.evidence.things()) {
    if (!thing.facts.every(({ covered }) => covered) || compareQuantities(thing.actual, thing.expected) <= 0) continue
    if (!thing.facts.some(({ must }) => mayPost.has(must))) continue
    const violation = violationOf(scene, thing, thing)
    const owner = ownersOf(scene.evidence).ofThing(thing)
    if (owner === undefined) scene.found.add(violation)
    else scene.found.follow(owner, violation)
  }
}

function notesOf(longest: Transient | undefined, count: number): string[] {
  if (!longest) return []
  return [
    `${counted(count, 'posting')} stood twice for a while and ${count === 1 ? 'was' : 'were'} corrected by the target ` +
      `(longest ${seconds(longest.ms)}: ${longest.key}); advisory.`,
  ]
}

/** Number 1: judges net effects, never documents or calls; per fact where its documents are its own, else over all that share documents. */
export const noDuplicateEffect: Check = {
  number: 1,
  name: 'no-duplicate-effect',
  class: 'L',
  covers: ['idempotency'],
  title: 'Each fact has its effect at most once.',
  provenBy: ['M01', 'M04', 'M07', 'M32', 'M151'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    let transients = 0
    let longest: Transient | undefined
    for (const scope of scopes(evidence)) {
      const judgedHere = scope.facts.filter((fact) => mayPost.has(fact.must)).length
      if (judgedHere === 0) continue
      found.judged += judgedHere
      const verdict = judgeScope(scene, scope)
      if (verdict?.owner !== undefined) found.follow(verdict.owner, verdict.violation)
      else if (verdict) found.add(verdict.violation)
      const transient = verdict ? undefined : transientOf(evidence, scope)
      if (!transient) continue
      transients += 1
      if (!longest || transient.ms > longest.ms) longest = transient
    }
    judgeThings(scene)
    return { notes: notesOf(longest, transients) }
  }),
}
