import type { Ruling, Step } from '../explanation.js'
import type { CallState, FactState, Posting } from '../../journal/evidence-types.js'
import { isOneSequence } from '../../journal/sequences.js'
import { dimWord, placeName } from '../../domain/place-name.js'
import { carries, endOf } from '../phrases.js'
import type { Scene } from '../scene.js'
import { stamp } from '../text.js'
import { seqsOf } from '../trails.js'
import { step, type Chain } from './contract.js'

/** A later fact that was applied before an earlier one of the same key that the target knew of. */
export const order: Chain = (scene) => {
  const pair = pairOf(scene)
  if (!pair) return undefined
  const { earlier, later, laterPosting, earlierPosting } = pair
  const call = scene.callOf(laterPosting)
  if (!call) return undefined
  const sink = scene.words.system(laterPosting.system)
  const [one, two] = [scene.n(earlier), scene.n(later)]
  const knew = knowledgeOf(scene, earlier, call)
  const why = carries(scene, call, later)
  const steps: Step[] = [
    owed(scene, earlier, later),
    knew,
    ...(why === undefined ? [] : [step(`${scene.n(call)} carries ${two}`, why, [later.seq, call.seq])]),
    step(`${sink} applied ${two} at ${stamp(laterPosting.t)}`, `${scene.n(laterPosting)} was committed then`, [laterPosting.seq]),
    earlierPosting
      ? step(`${sink} applied ${one} only at ${stamp(earlierPosting.t)}`, `${scene.n(earlierPosting)} is its first document`, [
          earlierPosting.seq,
        ])
      : step(`${sink} had not applied ${one} by then`, 'no document for it stands before that', [earlier.seq, laterPosting.seq]),
    step(`However, ${one} comes before ${two}, and ${two} was applied first: a contradiction`, '', [
      earlier.seq,
      later.seq,
      laterPosting.seq,
    ]),
  ]
  const last = endOf(later)
  const at = placeName(later.dims)
  const earlierKey = earlier.businessKey
  const laterKey = `${later.businessKey}${last ? `, the ${last.noun},` : ''}`
  const seen = knew.claim.endsWith('was missing') ? 'could be seen to be missing' : 'was known'
  return {
    statement: {
      text: `${sink} has ${laterKey} before ${earlierKey}${at === '' ? '' : ` on ${at}`}, though ${earlierKey} came first and ${seen}.`,
      observed: `sequence ${later.streamSeq} before ${earlier.streamSeq}`,
      possible: `sequence ${earlier.streamSeq} before ${later.streamSeq}`,
    },
    steps,
    innocent: innocentOf(scene, earlier),
    likely: [],
    shape: [last ? last.name : 'later', earlierPosting ? 'swapped' : 'pending', earlier.exposedFirst ? 'known' : 'gap'],
  }
}

/** The first two of which the later one was applied first. */
function pairOf(scene: Scene) {
  const facts = scene.facts.filter((fact) => scene.violation.eids.includes(fact.eid)).sort((a, b) => a.streamSeq - b.streamSeq)
  for (const [index, earlier] of facts.entries()) {
    for (const later of facts.slice(index + 1)) {
      if (!isOneSequence(earlier, later)) continue
      // A fact may have postings in several systems: it is about the one that the check cites.
      const laterPosting = later.postings.find((posting) => isCited(scene, posting)) ?? later.postings[0]
      const earlierPosting = earlier.postings.find(({ system }) => system === laterPosting?.system)
      if (laterPosting && (!earlierPosting || earlierPosting.seq > laterPosting.seq))
        return { earlier, later, laterPosting, earlierPosting }
    }
  }
  return undefined
}

function isCited({ violation }: Scene, posting: Posting): boolean {
  return seqsOf(posting).some((seq) => violation.records.includes(seq))
}

function owed(scene: Scene, earlier: FactState, later: FactState): Step {
  const [one, two] = [scene.n(earlier), scene.n(later)]
  const sequences = `${earlier.streamSeq} and ${later.streamSeq}`
  const matters =
    later.reverses === earlier.eid
      ? `${two} cancels ${one}`
      : (ends(later, earlier, (what) => `${two} is final: it ends the ${what}`) ??
        ends(earlier, later, () => `${one} is final`) ??
        'they do not commute')
  const because = `both belong to ${later.sequenceKey}, with sequence ${sequences}, and ${matters}`
  return step(`${one} must be applied before ${two}`, because, [earlier.seq, later.seq])
}

/** Says it if the one ends what the other belongs to. */
function ends(one: FactState, other: FactState, say: (what: string) => string): string | undefined {
  const measure = endOf(one)
  if (!measure?.by.every((name) => one.dims[name] === other.dims[name])) return undefined
  return say(dimWord(measure.by.at(-1) ?? ''))
}

/** What the target could know of the earlier fact when the call for the later one arrived. */
function knowledgeOf(scene: Scene, earlier: FactState, call: CallState): Step {
  const name = scene.n(earlier)
  const { exposed, deliveries } = scene.handed(earlier)
  const received = exposed.findLast((record) => record.seq < call.seq && record.incarnation === call.incarnation)
  if (received) return step(`The target knew ${name}`, `it had received it at ${stamp(received.t)}`, [received.seq])
  const acked = deliveries.find((record) => record.outcome === 'acked' && record.seq < call.seq)
  if (acked) return step(`The target knew ${name}`, `it had acknowledged it at ${stamp(acked.t)}`, [acked.seq])
  const because = `sequence ${earlier.streamSeq} is a gap to whoever has a later one: the sequence has none`
  return step(`The target could see that ${name} was missing`, because, [earlier.seq])
}

function innocentOf(scene: Scene, earlier: FactState): Ruling[] {
  if (scene.exceptions.some(({ status, xid }) => status === 'open' && earlier.exceptions.has(xid))) return []
  return [{ claim: `${scene.n(earlier)} was not in the hands of people: no open exception names it`, records: [earlier.seq] }]
}
