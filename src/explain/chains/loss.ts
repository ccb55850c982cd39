import { duration } from '../../words/duration.js'
import type { Ruling, Statement, Step } from '../explanation.js'
import { knowledgeOf } from '../knowledge.js'
import { carries, docsOf, ending, factTitle, obliged, offersInWords, place } from '../phrases.js'
import type { CallView, ExceptionView, FactView, KillView, Scene } from '../scene.js'
import { count, stamp, systemTitle } from '../text.js'
import type { Chain } from './contract.js'

const callsTold = 4

interface Case {
  readonly scene: Scene
  readonly fact: FactView
  readonly calls: readonly CallView[]
  readonly exceptions: readonly ExceptionView[]
  readonly acked: FactView['deliveries'][number] | undefined
  /** The end of the life of the target that had taken the fact over. */
  readonly death: KillView | undefined
  readonly sink: string
}

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
      fact.exposed.length === 0 ? 'never-received' : found.acked ? 'acknowledged' : 'received',
      calls.length === 0 ? 'no-call' : fateOf(calls.at(-1)),
      ...(found.death ? ['killed'] : []),
      ...(exceptions.length > 0 ? ['excepted'] : []),
    ],
  }
}

function caseOf(scene: Scene): Case | undefined {
  const fact = scene.facts.find((each) => scene.violation.eids.includes(each.record.eid))
  // A fact with a document of its own is short or wrong, not lost: that is told record by record.
  if (!fact || fact.record.must !== 'POST' || docsOf(scene, fact).length > 0) return undefined
  const exceptions = scene.exceptions.filter(
    ({ last }) => last.eids.includes(fact.record.eid) || last.keys.includes(fact.record.businessKey),
  )
  const calls = scene.calls.filter((call) => carries(call, fact) !== undefined)
  const refused = calls.some((call) => call.served?.answerClass === 'business')
  // Handed to people with an obstacle on record, or an exception closed without a word: what is wrong then is not the loss.
  if (exceptions.length > 0 && (refused || exceptions.some(({ last }) => last.status === 'closed' && (last.resolution ?? '') === '')))
    return undefined
  const taken = fact.exposed.at(-1)
  return {
    scene,
    fact,
    calls,
    exceptions,
    acked: fact.deliveries.find((delivery) => delivery.outcome === 'acked'),
    death: taken && scene.kills.find(({ record }) => record.seq > taken.seq && record.incarnation === taken.incarnation),
    sink: systemTitle(fact.record.expect[0]?.system ?? 'erp'),
  }
}

function statementOf({ scene, fact, exceptions, sink }: Case): Statement {
  const { record } = fact
  const at = place(record)
  const reported = `${factTitle(fact)}${at === '' ? '' : ` (${at}, ${obliged(fact)})`}`
  const [exception] = exceptions
  const possible = `${obliged(fact)} in ${sink}, or an exception with an obstacle on record`
  if (exception) {
    return {
      text: `${reported} was not posted, only handed to people as ${exception.opened.xid}, though nothing lasting stood in its way.`,
      observed: `no document in ${sink}, ${exception.opened.xid}`,
      possible,
    }
  }
  if (fact.exposed.length === 0) {
    return {
      text: `${reported} never reached the target, though it was on offer: ${sink} has no document for it, and nobody was told.`,
      observed: `no document in ${sink}, never collected`,
      possible,
    }
  }
  const how = scene.calls.length > 0 ? 'reached the target' : 'reached the target and went no further'
  return {
    text: `${reported} ${how}: ${sink} has no document for it, and nobody was told.`,
    observed: `no document in ${sink}, no exception`,
    possible,
  }
}

function received({ scene, fact, acked }: Case): Step[] {
  const name = scene.n(fact)
  const source = systemTitle(fact.record.source)
  const [exposed] = fact.exposed
  const lastOffer = fact.offers.at(-1)
  if (!exposed) {
    const feed = lastOffer?.channel === 'feed'
    const because = feed
      ? `it stood in the feed of ${source} from ${stamp(fact.offers[0]?.t ?? 0)}, and no page that holds it was handed out whole`
      : `none of ${offersInWords(fact)} was taken whole by it`
    return [{ claim: `The target never collected ${name}`, because, records: fact.offers.slice(-3).map((offer) => offer.seq) }]
  }
  const way = {
    webhook: 'the whole message was delivered to it',
    page: 'a page of the feed that holds it was handed out',
    read: 'a read returned it',
  } as const
  const steps: Step[] = [
    { claim: `The target received ${name}`, because: `${way[exposed.how]} at ${stamp(exposed.t)}`, records: [exposed.seq] },
  ]
  if (acked) {
    const saw = acked.sourceSaw === null ? 'it asked for what comes after it' : `it answered ${acked.sourceSaw}, and ${source} saw that`
    steps.push({
      claim: `The target took ${name} over, and ${source} may forget it`,
      because: `${saw} at ${stamp(acked.t)}`,
      records: [acked.seq],
    })
  } else {
    const last = fact.deliveries.at(-1)
    if (last)
      steps.push({
        claim: `${source} does not know that ${name} was taken over`,
        because: `its last delivery ended ${last.outcome} at ${stamp(last.t)}`,
        records: [last.seq],
      })
  }
  return steps
}

function attempts(found: Case): Step[] {
  const { scene, fact, calls, exceptions } = found
  const end = lastRecord(scene)
  const fates = alike(found)
  const steps = fates.slice(0, callsTold).map((calls) => fate(found, calls))
  if (calls.length === 0 && end !== undefined && fact.exposed.length > 0) {
    steps.push({
      claim: `The target never tried to post ${scene.n(fact)}`,
      because: `no call up to the end of the journal names ${fact.record.businessKey} or stands for it`,
      records: [end],
    })
  }
  const rest = fates.slice(callsTold).flat()
  if (rest.length > 0) {
    const records = rest.slice(-3).map((call) => call.arrived.seq)
    steps.push({ claim: `${count(rest.length, 'more call')} followed`, because: 'none of them left a document', records })
  }
  for (const exception of exceptions.slice(0, 2)) {
    steps.push({
      claim: `The target handed ${scene.n(fact)} to people`,
      because: `${scene.n(exception)} names it at ${stamp(exception.opened.t)}`,
      records: [exception.opened.seq],
    })
  }
  return steps
}

/** Calls that ended alike, one after the other, belong in one step. */
function alike({ calls }: Case): CallView[][] {
  const groups: CallView[][] = []
  for (const call of calls) {
    const last = groups.at(-1)
    const before = last?.[0]
    if (last && before && call.served && endOf(before) === endOf(call)) last.push(call)
    else groups.push([call])
  }
  return groups
}

function endOf({ served, answer }: CallView): string {
  return [served?.status, served?.code, served?.answerClass, answer?.knowledge, answer?.fault].join('|')
}

function fate({ scene, fact, sink }: Case, calls: readonly CallView[]): Step {
  const [first] = calls
  const last = calls.at(-1)
  if (!first || !last) return { claim: '', because: '', records: [] }
  const served = first.served
  const many = calls.length > 1
  const names = many ? `${scene.n(first)} to ${scene.n(last)}, ${calls.length} calls,` : scene.n(first)
  const were = many ? 'were' : 'was'
  const refused = served && served.answerClass !== 'success' && first.answer?.knowledge === 'refused'
  const end = ending(scene, first)
  const because = refused ? `${many ? 'each' : 'it'} was answered ${served.status} ${served.code ?? ''}`.trimEnd() : end.text
  const verb = served
    ? served.answerClass === 'success'
      ? `${were} understood and left no document`
      : `${were} refused`
    : `never reached ${sink}`
  const records = calls.slice(0, 3).flatMap((call) => [call.arrived.seq, ...(call.served ? [call.served.seq] : [])])
  return {
    claim: `${names} carried ${scene.n(fact)} and ${verb}`,
    because,
    records: [...new Set([...records, ...(many ? [last.arrived.seq] : end.records)])],
  }
}

function died({ scene, fact, death, calls }: Case): Step[] {
  if (!death) return []
  const later = [...fact.exposed, ...calls.map((call) => call.arrived)].some((record) => record.seq > death.record.seq)
  const rest = later ? '' : `, and nothing that concerns ${scene.n(fact)} crossed afterwards`
  return [
    {
      claim: `What the target knew of ${scene.n(fact)} had to survive ${scene.n(death)}`,
      because: `that ended the life that had received it at ${stamp(death.record.t)}${rest}`,
      records: [death.record.seq],
    },
  ]
}

function waited({ scene }: Case): Step[] {
  const { heal, quiet } = scene
  if (!quiet) return []
  const healed = heal ? `, and nothing was disturbed from ${stamp(heal.t)} on` : ''
  const because =
    quiet.how === 'patience'
      ? `mfgsync waited ${duration(quiet.waited_ms)} (target.patience is ${duration(quiet.patience_ms)})${healed}`
      : `the run was over at ${stamp(quiet.t)} (${quiet.how})${healed}`
  return [{ claim: 'There was time to finish', because, records: [...(heal ? [heal.seq] : []), quiet.seq] }]
}

function contradiction({ scene, fact, exceptions, sink }: Case): Step {
  const name = scene.n(fact)
  const end = lastRecord(scene)
  const records = [fact.record.seq, ...(end === undefined ? [] : [end])]
  const [exception] = exceptions
  if (!exception)
    return {
      claim: `However, ${name} obliges ${obliged(fact)} in ${sink}, and neither a document nor an exception stands for it: a contradiction`,
      because: '',
      records,
    }
  return {
    claim: `However, ${scene.n(exception)} needs a business reason that forbade ${name}, and no call with it met one: a contradiction`,
    because: '',
    records: [...records, exception.opened.seq].sort((a, b) => a - b),
  }
}

/** The mark that ends the wait, or the newest record that is known. */
function lastRecord(scene: Scene): number | undefined {
  return scene.quiet?.seq ?? [...scene.records.keys()].at(-1)
}

function fateOf(call: CallView | undefined): string {
  if (!call?.served) return 'call-lost'
  return call.served.code ?? call.served.answerClass
}

function innocentOf({ scene, fact, calls, sink }: Case): Ruling[] {
  const rulings: Ruling[] = []
  const { heal } = scene
  const after = heal && fact.offers.find((offer) => offer.seq > heal.seq && offer.healthy)
  if (after)
    rulings.push({
      claim: `The link was not the obstacle: ${scene.n(fact)} was offered at ${stamp(after.t)}, when nothing was disturbed any more`,
      records: [heal.seq, after.seq],
    })
  if (fact.record.covered) rulings.push({ claim: `The flow is the target's: it covers ${fact.record.flow}`, records: [fact.record.seq] })
  if (calls.length > 0 && calls.every((call) => call.served?.answerClass !== 'business')) {
    rulings.push({
      claim: `${sink} never refused ${scene.n(fact)} for a business reason`,
      records: calls.slice(0, callsTold).flatMap((call) => (call.served ? [call.served.seq] : [call.arrived.seq])),
    })
  }
  return rulings
}

function likelyOf({ acked, death, calls, exceptions, fact }: Case): string[] {
  if (exceptions.length > 0) return ['a passing disturbance is treated like a lasting refusal: the fact is parked instead of tried again']
  if (fact.exposed.length === 0) return []
  const last = calls.at(-1)
  if (acked && death && (!last || last.arrived.seq < death.record.seq)) return ['the fact is acknowledged before it is stored durably']
  if (acked && calls.length === 0) return ['the fact is acknowledged, and forgotten before it is posted']
  if (last?.served && last.served.answerClass !== 'success')
    return [
      `the refusal (${last.served.status} ${last.served.code ?? ''}) ends the fact without a retry or an exception`.replace(' )', ')'),
    ]
  if (last && last.answer?.knowledge === 'indeterminate') return ['an answer that never came is taken for success']
  return []
}
