import type { Step } from '../explanation.js'
import { gatedPart } from '../../checks/support/gated.js'
import { placeName } from '../../domain/place-name.js'
import { carries, effectsInWords } from '../phrases.js'
import type { Scene } from '../scene.js'
import { stamp } from '../text.js'
import { seqsOf } from '../trails.js'
import { step, type Chain } from './contract.js'
import { joined } from '../../words/lists.js'

type Case = NonNullable<ReturnType<typeof caseOf>>

const opened = { exposed: 'known', owed: 'taken over', applied: 'applied' } as const

/** An effect that came before something else was known, or done. */
export const gate: Chain = (scene) => {
  const found = caseOf(scene)
  if (!found) return undefined
  const { fact, other, posting, call, by, effect, gated } = found
  const sink = scene.words.system(posting.system)
  const [one, two] = [scene.n(fact), scene.n(other)]
  const why = carries(scene, call, fact)
  const held = effect === 'all' ? 'its effect' : gated
  return {
    statement: {
      text:
        `${sink} has ${fact.businessKey} (${joined([placeName(fact.dims), gated])}) before ${other.businessKey} was ` + `${opened[by]}.`,
      observed: `${fact.businessKey} at ${stamp(posting.t)}`,
      possible: `${fact.businessKey} after ${other.businessKey}`,
    },
    steps: [
      step(`${one} may have ${held} only when ${two} is ${opened[by]}`, 'that is its gate', [other.seq, fact.seq]),
      ...(why === undefined ? [] : [step(`${scene.n(call)} carries ${one}`, why, [fact.seq, call.seq])]),
      missing(found),
      step(`${sink} applied ${one} at ${stamp(posting.t)}`, `${scene.n(posting)} was committed then`, [posting.seq]),
      step(`However, ${one} had to wait for ${two}, and was applied before it: a contradiction`, '', [other.seq, fact.seq, posting.seq]),
    ],
    shape: [by, effect, other.exposedFirst ? 'later' : 'never'],
  }
}

/** The fact, the first one that it had to wait for, and its posting that the check cites. */
function caseOf(scene: Scene) {
  const { eids, records } = scene.violation
  const [fact, other] = eids.flatMap((eid) => scene.facts.find((each) => each.eid === eid) ?? [])
  const posting = fact?.postings.find((each) => seqsOf(each).some((seq) => records.includes(seq)))
  const call = posting && scene.callOf(posting)
  if (!fact || !other || !posting || !call) return undefined
  // A fact may have a gate for each of its effects: the one that this posting went through.
  for (const shut of fact.gates.filter(({ facts }) => facts.includes(other.eid))) {
    const [gated] = effectsInWords(scene, gatedPart(shut, fact, posting), shut.effect !== 'all')
    if (gated !== undefined) return { scene, fact, other, posting, call, by: shut.by, effect: shut.effect, system: shut.in, gated }
  }
  return undefined
}

/** When it was known, or done, in the end. */
function missing({ scene, by, system, other, call }: Case): Step {
  const [name, sent] = [scene.n(other), scene.n(call)]
  const arrived = `${sent} arrived at ${stamp(call.t)}, and`
  if (by === 'applied') {
    const first = other.postings.find((posting) => system === undefined || posting.system === system)
    const where = system === undefined ? '' : ` in ${scene.words.system(system)}`
    const when = first ? `${scene.n(first)} was committed only at ${stamp(first.t)}` : 'no posting stands for it'
    return step(`${name} had no effect${where} when ${sent} was sent`, `${arrived} ${when}`, [call.seq, first?.seq ?? other.seq])
  }
  const moment = by === 'exposed' ? other.exposedFirst : other.owed
  const [never, then] = by === 'exposed' ? ['never reached it', 'reached it'] : ['was never acknowledged', 'was acknowledged']
  const when = moment ? `${name} ${then} only at ${stamp(moment.t)}` : `${name} ${never}`
  return step(`The target did not have ${name} when it sent ${sent}`, `${arrived} ${when}`, [call.seq, moment?.seq ?? other.seq])
}
