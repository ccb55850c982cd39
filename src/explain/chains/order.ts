import type { Ruling, Step } from '../explanation.js'
import { carries, docsOf, place } from '../phrases.js'
import type { CallView, DocView, FactView, Scene } from '../scene.js'
import { stamp, systemTitle } from '../text.js'
import type { Chain } from './contract.js'

/** A later fact that was applied before an earlier one of the same key that the target knew of. */
export const order: Chain = (scene) => {
  const pair = pairOf(scene)
  if (!pair) return undefined
  const { earlier, later, laterDoc, earlierDoc } = pair
  const call = laterDoc.call
  if (!call) return undefined
  const sink = systemTitle(laterDoc.lines[0].system)
  const [one, two] = [scene.n(earlier), scene.n(later)]
  const knew = knowledgeOf(scene, earlier, call)
  const why = carries(call, later)
  const steps: Step[] = [
    owed(scene, earlier, later),
    knew,
    ...(why === undefined
      ? []
      : [{ claim: `${scene.n(call)} carries ${two}`, because: why, records: [later.record.seq, call.arrived.seq] }]),
    {
      claim: `${sink} applied ${two} at ${stamp(laterDoc.lines[0].t)}`,
      because: `${scene.n(laterDoc)} was committed then`,
      records: [laterDoc.lines[0].seq],
    },
    earlierDoc
      ? {
          claim: `${sink} applied ${one} only at ${stamp(earlierDoc.lines[0].t)}`,
          because: `${scene.n(earlierDoc)} is its first document`,
          records: [earlierDoc.lines[0].seq],
        }
      : {
          claim: `${sink} had not applied ${one} by then`,
          because: 'no document for it stands before that',
          records: [earlier.record.seq, laterDoc.lines[0].seq],
        },
    {
      claim: `However, ${one} comes before ${two}, and ${two} was applied first: a contradiction`,
      because: '',
      records: [earlier.record.seq, later.record.seq, laterDoc.lines[0].seq],
    },
  ]
  const at = place(later.record)
  const earlierKey = earlier.record.businessKey
  const laterKey = `${later.record.businessKey}${later.record.final ? ', the final confirmation,' : ''}`
  const seen = knew.claim.endsWith('was missing') ? 'could be seen to be missing' : 'was known'
  return {
    statement: {
      text: `${sink} has ${laterKey} before ${earlierKey}${at === '' ? '' : ` on ${at}`}, though ${earlierKey} came first and ${seen}.`,
      observed: `sequence ${later.record.streamSeq} before ${earlier.record.streamSeq}`,
      possible: `sequence ${earlier.record.streamSeq} before ${later.record.streamSeq}`,
    },
    steps,
    innocent: innocentOf(scene, earlier),
    likely: [],
    shape: [later.record.final ? 'final' : 'later', earlierDoc ? 'swapped' : 'pending', earlier.exposed.length === 0 ? 'gap' : 'known'],
  }
}

interface Pair {
  readonly earlier: FactView
  readonly later: FactView
  readonly laterDoc: DocView
  readonly earlierDoc: DocView | undefined
}

function pairOf(scene: Scene): Pair | undefined {
  const facts = scene.facts
    .filter((fact) => scene.violation.eids.includes(fact.record.eid))
    .sort((a, b) => a.record.streamSeq - b.record.streamSeq)
  for (const [index, earlier] of facts.entries()) {
    for (const later of facts.slice(index + 1)) {
      if (earlier.record.sequenceKey === undefined || earlier.record.sequenceKey !== later.record.sequenceKey) continue
      const [laterDoc] = docsOf(scene, later)
      const [earlierDoc] = docsOf(scene, earlier)
      if (laterDoc && (!earlierDoc || earlierDoc.lines[0].seq > laterDoc.lines[0].seq)) return { earlier, later, laterDoc, earlierDoc }
    }
  }
  return undefined
}

function owed(scene: Scene, earlier: FactView, later: FactView): Step {
  const [one, two] = [scene.n(earlier), scene.n(later)]
  const sequences = `${earlier.record.streamSeq} and ${later.record.streamSeq}`
  const sameOperation = earlier.record.operation === later.record.operation
  const matters =
    later.record.reverses === earlier.record.eid
      ? `${two} cancels ${one}`
      : later.record.final && sameOperation
        ? `${two} is final: it ends the operation`
        : earlier.record.final && sameOperation
          ? `${one} is final`
          : 'they do not commute'
  return {
    claim: `${one} must be applied before ${two}`,
    because: `both belong to ${later.record.sequenceKey ?? ''}, with sequence ${sequences}, and ${matters}`,
    records: [earlier.record.seq, later.record.seq],
  }
}

/** What the target could know of the earlier fact when the call for the later one arrived. */
function knowledgeOf(scene: Scene, earlier: FactView, { arrived }: CallView): Step {
  const name = scene.n(earlier)
  const exposed = earlier.exposed.findLast((record) => record.seq < arrived.seq && record.incarnation === arrived.incarnation)
  if (exposed) return { claim: `The target knew ${name}`, because: `it had received it at ${stamp(exposed.t)}`, records: [exposed.seq] }
  const acked = earlier.deliveries.find((record) => record.outcome === 'acked' && record.seq < arrived.seq)
  if (acked) return { claim: `The target knew ${name}`, because: `it had acknowledged it at ${stamp(acked.t)}`, records: [acked.seq] }
  return {
    claim: `The target could see that ${name} was missing`,
    because: `sequence ${earlier.record.streamSeq} is a gap to whoever has a later one: the sequence has none`,
    records: [earlier.record.seq],
  }
}

function innocentOf(scene: Scene, earlier: FactView): Ruling[] {
  const open = scene.exceptions.find(({ last }) => last.status === 'open' && last.eids.includes(earlier.record.eid))
  return open
    ? []
    : [{ claim: `${scene.n(earlier)} was not in the hands of people: no open exception names it`, records: [earlier.record.seq] }]
}
