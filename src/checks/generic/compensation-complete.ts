import type { Thing } from '../../journal/things.js'
import type { Check, Violation } from '../contract.js'
import {
  atEnd,
  documentNames,
  eidsOf,
  hadItsChance,
  isExcused,
  isLive,
  keysOf,
  recordsOf,
  type Scene,
  systemTitle,
} from '../support/index.js'
import { isLeft, noticesOf, type Notice } from './support/notices.js'

function violationOf(scene: Scene, { facts, cancelling }: Notice, { at, actual, postings }: Thing): Violation {
  const { evidence, words, faults } = scene
  const originals = facts.filter(({ eid }) => cancelling.some(({ reverses }) => reverses === eid))
  return {
    reason: 'leg-left',
    message:
      `${keysOf(originals)} was cancelled by ${keysOf(cancelling)}, and ${systemTitle(evidence, at.system)} still has ` +
      `${words.effect(actual, at)} (${documentNames(postings.filter(isLive))}).`,
    badness: 1,
    records: recordsOf(evidence, { facts: facts.slice(0, 4), postings, about: (line) => line.at === at }, faults),
    eids: eidsOf(facts),
  }
}

/** Number 20: a cancelled fact leaves nothing behind in any system: what was made beside its posting goes with it, or was never made. */
export const compensationComplete: Check = {
  number: 20,
  name: 'compensation-complete',
  class: 'L',
  covers: ['side-effects'],
  title: 'What was cancelled is taken back wherever it set something off: all of its parts stand, or none does.',
  provenBy: ['M102'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    for (const notice of noticesOf(evidence)) {
      const { cancelling, things } = notice
      if (!cancelling.some((fact) => hadItsChance(evidence, fact))) continue
      const excused = cancelling.some((fact) => isExcused(evidence, fact) || evidence.endingOf(fact) === 'parked')
      const left = excused ? undefined : things.find((thing) => isLeft(thing, notice))
      found.take(left ? violationOf(scene, notice, left) : 'right')
    }
  }),
}
