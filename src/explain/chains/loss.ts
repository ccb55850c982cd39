import type { Ruling, Statement, Step } from '../explanation.js'
import { knowledgeOf } from '../knowledge.js'
import { Crashes } from '../../checks/support/crashes.js'
import type { SystemName } from '../../domain/names.js'
import type { CallState, Ending, FactState } from '../../journal/evidence-types.js'
import { placeName } from '../../domain/place-name.js'
import { carries, ending, factTitle, missingPart, obliged, obligedIn, offersInWords, sinksOf } from '../phrases.js'
import type { Scene } from '../scene.js'
import { duration } from '../../words/duration.js'
import { stamp } from '../text.js'
import { step, type Chain } from './contract.js'
import { count, list } from '../../words/lists.js'

const callsTold = 4
/** Ends that are told as a loss; a fact with a posting of its own is short or wrong, not lost: that is told record by record. */
const losses: ReadonlySet<Ending> = new Set(['missing', 'never-collected', 'parked'])

type Case = NonNullable<ReturnType<typeof caseOf>>

/** A fact that ends with nothing: never collected, taken over and lost, refused and dropped, or only handed to people. */
export const loss: Chain = (scene) => {
  const found = caseOf(scene)
  if (!found) return undefined
  const { fact, calls, exceptions } = found
  return {
    statement: statementOf(found),
    steps: [...received(found), ...attempts(found), ...died(found), ...waited(found), contradiction(found)],
    knowledge: knowledgeOf(scene, fact, calls.slice(0, callsTold)),
    innocent: innocentOf(found),
    likely: likelyOf(found),
    shape: [
      !fact.exposedFirst ? 'never-received' : found.acked ? 'acknowledged' : 'received',
      calls.length === 0 ? 'no-call' : fateOf(calls.at(-1)),
      ...(found.death ? ['killed'] : []),
      ...(exceptions.length > 0 ? ['excepted'] : []),
    ],
  }
}

/** The fact, the calls that carried it, its exceptions, and the end of the life of the target that had taken it over. */
function caseOf(scene: Scene) {
  const fact = scene.facts.find((each) => scene.violation.eids.includes(each.eid))
  if (!fact || fact.must !== 'POST' || fact.postings.length > 0 || !losses.has(scene.evidence.endingOf(fact))) return undefined
  const exceptions = scene.exceptions.filter(({ xid }) => fact.exceptions.has(xid))
  const missing = missingPart(scene, fact)
  const systems = systemsOf(missing)
  // Telling people is no attempt to post.
  const calls = scene.calls.filter((call) => (systems.size === 0 || systems.has(call.system)) && carries(scene, call, fact) !== undefined)
  // Handed to people after a business refusal, or an exception closed without a word: what is wrong then is not the loss.
  const refused = exceptions.length > 0 && calls.some((call) => call.answerClass === 'business')
  if (refused || exceptions.some(({ status, resolution }) => status === 'closed' && resolution === '')) return undefined
  const { deliveries } = scene.handed(fact)
  const crash = new Crashes(scene.evidence).lostBy(fact)
  return {
    scene,
    fact,
    exceptions,
    calls,
    acked: deliveries.find((delivery) => delivery.outcome === 'acked'),
    // The end of a life that explains nothing has no part in the story.
    death: crash && scene.kills.find(({ seq }) => seq === crash.seq),
    // What the target refused was never taken over.
    refused: deliveries.length > 0 && deliveries.every(({ outcome }) => outcome !== 'acked' && outcome !== 'indeterminate'),
    missing,
    sinks: sinksOf(scene, missing),
  }
}

function statementOf({ scene, fact, missing, exceptions: [exception], sinks, refused, calls }: Case): Statement {
  const at = placeName(fact.dims)
  const reported = `${factTitle(scene, fact)}${at === '' ? '' : ` (${at}, ${obliged(scene, missing)})`}`
  const possible = `${obligedIn(scene, missing)}, or an exception with an obstacle on record`
  const said = (text: string, observed: string): Statement => ({
    text: `${reported} ${text}`,
    observed: `${missing.isAll ? 'no document' : 'nothing of that'} in ${list(sinks, 'or')}, ${observed}`,
    possible,
  })
  if (exception)
    return said(`was not posted, only handed to people as ${exception.xid}, though nothing lasting stood in its way.`, exception.xid)
  // What it shares with others may be there.
  const [have, does] = sinks.length > 1 ? ['have', 'do'] : ['has', 'does']
  const nowhere = missing.isAll ? `${have} no document for it` : `${does} not have ${obliged(scene, missing)}`
  const untold = `${list(sinks)} ${nowhere}, and nobody was told.`
  if (!fact.exposedFirst) return said(`never reached the target, though it was on offer: ${untold}`, 'never collected')
  if (refused && fact.refusedWith) return said(`was refused by the target each time it was delivered: ${untold}`, 'never taken over')
  return said(`reached the target${calls.length > 0 ? '' : ' and went no further'}: ${untold}`, 'no exception')
}

const ways = {
  webhook: 'the whole message was delivered to it',
  page: 'a page of the feed that holds it was handed out',
  read: 'a read returned it',
} as const

function received({ scene, fact, acked, refused }: Case): Step[] {
  const name = scene.n(fact)
  const source = scene.words.system(fact.source)
  const { offers, deliveries, exposed } = scene.handed(fact)
  const [first] = exposed
  if (!first) {
    const because =
      offers.at(-1)?.channel === 'feed'
        ? `it stood in the feed of ${source} from ${stamp(offers[0]?.t ?? 0)}, and no page that holds it was handed out whole`
        : `none of ${offersInWords(scene, fact)} was taken whole by it`
    return [
      step(
        `The target never collected ${name}`,
        because,
        offers.slice(-3).map((offer) => offer.seq),
      ),
    ]
  }
  const arrived = step(`The target received ${name}`, `${ways[first.how]} at ${stamp(first.t)}`, [first.seq])
  const tries = deliveries.filter(({ outcome }) => outcome !== 'given-up')
  const last = acked ?? tries.at(-1)
  if (!last) return [arrived]
  const at = stamp(last.t)
  if (refused && fact.refusedWith) {
    const answers = list([...fact.refusedWith].map(([status, times]) => `${status} (${count(times, 'time')})`))
    const because = `its answers to ${count(tries.length, 'delivery', 'deliveries')} were ${answers}, the last one at ${at}`
    return [arrived, step(`The target did not take ${name} over`, because, [last.seq])]
  }
  if (!acked)
    return [
      arrived,
      step(`${source} does not know that ${name} was taken over`, `its last delivery ended ${last.outcome} at ${at}`, [last.seq]),
    ]
  const saw = acked.sourceSaw === null ? 'it asked for what comes after it' : `it answered ${acked.sourceSaw}, and ${source} saw that`
  return [arrived, step(`The target took ${name} over, and ${source} may forget it`, `${saw} at ${at}`, [acked.seq])]
}

function attempts(found: Case): Step[] {
  const { scene, fact, calls, exceptions } = found
  const name = scene.n(fact)
  const fates = alike(calls)
  const steps = fates.slice(0, callsTold).map((group) => fate(found, group))
  if (calls.length === 0 && fact.exposedFirst) {
    const because = `no call up to the end of the journal names ${fact.businessKey} or stands for it`
    steps.push(step(`The target never tried to post ${name}`, because, [lastRecord(scene)]))
  }
  const rest = fates.slice(callsTold).flat()
  if (rest.length > 0) {
    const seqs = rest.slice(-3).map((call) => call.seq)
    steps.push(step(`${count(rest.length, 'more call')} followed`, 'none of them left a document', seqs))
  }
  for (const exception of exceptions.slice(0, 2)) {
    const because = `${scene.n(exception)} names it at ${stamp(exception.opened.t)}`
    steps.push(step(`The target handed ${name} to people`, because, [exception.opened.seq]))
  }
  return steps
}

/** Calls that ended alike, one after the other, belong in one step. */
function alike(calls: readonly CallState[]): [CallState, ...CallState[]][] {
  const groups: [CallState, ...CallState[]][] = []
  const endOf = (call: CallState): string => [call.system, call.status, call.code, call.answerClass, call.knowledge, call.fault].join('|')
  for (const call of calls) {
    const last = groups.at(-1)
    if (last && call.answerClass !== '' && endOf(last[0]) === endOf(call)) last.push(call)
    else groups.push([call])
  }
  return groups
}

function fate({ scene, fact }: Case, calls: readonly [CallState, ...CallState[]]): Step {
  const [first] = calls
  const sink = scene.words.system(first.system)
  const last = calls.at(-1) ?? first
  const many = last !== first
  const names = many ? `${scene.n(first)} to ${scene.n(last)}, ${calls.length} calls,` : scene.n(first)
  const were = many ? 'were' : 'was'
  const end = ending(scene, first)
  const refused = first.answerClass !== '' && first.answerClass !== 'success'
  const definite = refused && first.knowledge === 'refused'
  const because = definite ? `${many ? 'each' : 'it'} was answered ${first.status} ${first.code}`.trimEnd() : end.text
  const verb = first.answerClass === '' ? `never reached ${sink}` : refused ? `${were} refused` : `${were} understood and left no document`
  const seqs = calls.slice(0, 3).flatMap((call) => [call.seq, scene.told(call).served?.seq])
  return step(`${names} carried ${scene.n(fact)} and ${verb}`, because, [...new Set([...seqs, ...(many ? [last.seq] : end.records)])])
}

function died({ scene, fact, death, calls }: Case): Step[] {
  if (!death) return []
  const name = scene.n(fact)
  const later = [...scene.handed(fact).exposed, ...calls].some(({ seq }) => seq > death.seq)
  const rest = later ? '' : `, and nothing that concerns ${name} crossed afterwards`
  const because = `that ended the life that had received it at ${stamp(death.t)}${rest}`
  return [step(`What the target knew of ${name} had to survive ${scene.n(death)}`, because, [death.seq])]
}

function waited({ scene }: Case): Step[] {
  const { healed, quiet } = scene.evidence
  if (!quiet) return []
  const because =
    quiet.how === 'patience'
      ? `mfgsync waited ${duration(quiet.waited_ms)} (target.patience is ${duration(quiet.patience_ms)})`
      : `the run was over at ${stamp(quiet.t)} (${quiet.how})`
  const undisturbed = healed ? `, and nothing was disturbed from ${stamp(healed.t)} on` : ''
  return [step('There was time to finish', because + undisturbed, [healed?.seq, quiet.seq])]
}

function contradiction({ scene, fact, missing, exceptions: [exception] }: Case): Step {
  const name = scene.n(fact)
  const nowhere = missing.isAll ? 'neither a document nor an exception stands for it' : 'that is not there, and no exception stands for it'
  const what = exception
    ? `${scene.n(exception)} needs a business reason that forbade ${name}, and no call with it met one`
    : `${name} obliges ${obligedIn(scene, missing)}, and ${nowhere}`
  return step(`However, ${what}: a contradiction`, '', [fact.seq, ...(exception ? [exception.opened.seq] : []), lastRecord(scene)])
}

/** The mark that ends the wait, or the newest record that is known. */
function lastRecord(scene: Scene): number | undefined {
  return scene.evidence.quiet?.seq ?? [...scene.records.keys()].at(-1)
}

function fateOf(call: CallState | undefined): string {
  return !call || call.answerClass === '' ? 'call-lost' : call.code || call.answerClass
}

function innocentOf({ scene, fact, calls, sinks }: Case): Ruling[] {
  const name = scene.n(fact)
  const rulings: Ruling[] = []
  const { healed } = scene.evidence
  const after = healed && scene.handed(fact).offers.find((offer) => offer.seq > healed.seq && offer.healthy)
  if (after) {
    const claim = `The link was not the obstacle: ${name} was offered at ${stamp(after.t)}, when nothing was disturbed any more`
    rulings.push({ claim, records: [healed.seq, after.seq] })
  }
  if (fact.covered) rulings.push({ claim: `The flow is the target's: it covers ${fact.flow}`, records: [fact.seq] })
  if (calls.length > 0 && calls.every((call) => call.answerClass !== 'business')) {
    const records = calls.slice(0, callsTold).map((call) => scene.told(call).served?.seq ?? call.seq)
    rulings.push({ claim: `${list(sinks)} never refused ${name} for a business reason`, records })
  }
  return rulings
}

function likelyOf({ acked, death, calls, exceptions, fact }: Case): string[] {
  if (exceptions.length > 0) return [parkedFor(calls)]
  if (!fact.exposedFirst) return []
  const last = calls.at(-1)
  if (acked && death) return ['the fact is acknowledged before it is stored durably']
  if (acked && calls.length === 0) return ['the fact is acknowledged, and forgotten before it is posted']
  if (last && last.answerClass !== '' && last.answerClass !== 'success')
    return [`the refusal (${`${last.status} ${last.code}`.trimEnd()}) ends the fact without a retry or an exception`]
  return last?.knowledge === 'indeterminate' ? ['an answer that never came is taken for success'] : []
}

function parkedFor(calls: readonly CallState[]): string {
  const passing = calls.some(({ answerClass, knowledge }) => answerClass === 'transient' || knowledge === 'indeterminate')
  if (passing) return 'a passing disturbance is treated like a lasting refusal: the fact is parked instead of tried again'
  return calls.length === 0
    ? 'the fact is handed to people without a try to post it'
    : 'the fact is handed to people, whatever was answered'
}

/** Systems in which something of it is missing. */
function systemsOf({ expect, states }: Pick<FactState, 'expect' | 'states'>): ReadonlySet<SystemName> {
  return new Set([...expect.map(({ at }) => at.system), ...states.map(({ entity }) => entity.system)])
}
