import { absoluteQuantity, quantityToNumber } from '../../domain/quantity.js'
import { sameValue } from '../../domain/effect.js'
import type { FactState, Posting, PostingLine, StateWrite } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import type { NetGroup } from '../../journal/net-groups.js'
import { isObliged, isOfStep } from '../../journal/states.js'
import type { Check, Violation } from '../contract.js'
import { ownerOf, ownersOf, type Misplaced } from '../owners.js'
import {
  atEnd,
  documentNames,
  eidsOf,
  enumerate,
  factName,
  isAcknowledgement,
  isLive,
  isPutBack,
  isSure,
  keysOf,
  recordsOf,
  type Scene,
  scopes,
  standsAnyway,
  systemTitle,
  writeName,
} from '../support/index.js'

/** What the facts of a posting oblige in its system that comes nearest to where it is: the same measure first. */
function nearest(facts: readonly FactState[], at: NetGroup): readonly NetGroup[] {
  const obliged = [...new Set(facts.flatMap((fact) => fact.expect.map((expected) => expected.at)))].filter(
    ({ system }) => system === at.system,
  )
  const alike = obliged.filter(({ measure }) => measure === at.measure)
  return alike.length > 0 ? alike : obliged
}

interface Wrong {
  readonly has: string
  readonly badness: number
  /** Of a line. */
  readonly at?: NetGroup
}

function violationOf({ evidence, faults }: Scene, posting: Posting, owed: readonly string[], { has, badness, at }: Wrong): Violation {
  const { facts, system } = posting
  const [only] = facts
  const name = facts.length === 1 && only ? factName(evidence, only) : keysOf(facts)
  const isElsewhere = facts.some((fact) => fact.expect.length + fact.states.length > 0)
  const nothing = isElsewhere ? `nothing in ${systemTitle(evidence, system)}` : 'no amount of anything'
  const obliged = owed.length === 0 ? nothing : enumerate(owed, 2)
  return {
    reason: 'not-obliged',
    message: `${name} ${facts.length === 1 ? 'obliges' : 'oblige'} ${obliged}; ${has}.`,
    badness,
    records: recordsOf(evidence, { facts: facts.slice(0, 5), postings: [posting], about: (line) => line.at === at }, faults),
    eids: eidsOf(facts),
  }
}

/** States that the facts of a posting oblige in its system. */
function statesIn({ facts, system }: Posting): string[] {
  return facts.flatMap(({ states }) => states.flatMap((state) => (state.entity.system === system ? writeName(state) : [])))
}

function wrongAmount(scene: Scene, { posting, line, quantity }: Misplaced): Violation {
  const { words } = scene
  const { facts } = posting
  const { at } = line
  const obliged = facts.flatMap((fact) => fact.expect)
  // In a group that is obliged, what the document has none of tells what it was taken for.
  const lacking = obliged.filter((each) => each.at.system === at.system && !posting.lines.some((other) => other.at === each.at))
  const groups = obliged.some((each) => each.at === at) ? [at, ...lacking.map((each) => each.at)] : nearest(facts, at)
  const amounts = groups.flatMap((group) => {
    const expected = obliged.find((each) => each.at === group)
    return expected ? [words.effect(expected.quantity, group)] : []
  })
  const owed = amounts.length > 0 ? amounts : statesIn(posting)
  const has = `${documentNames([posting])} has ${words.effect(quantity, at)}${apartFrom(facts, line)}`
  return violationOf(scene, posting, owed, { has, badness: quantityToNumber(absoluteQuantity(quantity)), at })
}

/** Where it differs by a dimension that sums do not tell: ` at 0020, and it is about 0010`. */
function apartFrom([fact]: readonly FactState[], { at, dims }: PostingLine): string {
  const expected = fact?.expect.find((each) => each.at === at)
  if (!fact || !expected) return ''
  const differing = Object.entries(expected.apart ?? fact.dims).filter(
    ([name, value]) => !at.measure.by.includes(name) && dims[name] !== undefined && dims[name] !== value,
  )
  return differing.map(([name, value]) => ` at ${dims[name] ?? ''}, not at ${value}`).join('')
}

function wrongState(scene: Scene, posting: Posting, write: StateWrite): Violation {
  const { words } = scene
  const { facts } = posting
  const states = statesIn(posting)
  const expected = facts.flatMap(({ expect }) => expect).filter(({ at }) => at.system === posting.system)
  const amounts = expected.map(({ quantity, at }) => words.effect(quantity, at))
  const under = posting.doc === '' ? '' : `, in ${documentNames([posting])}`
  const has = `the ${writeName(write)} was written for ${facts.length === 1 ? 'it' : 'them'} as well${under}`
  return violationOf(scene, posting, states.length > 0 ? states : amounts, { has, badness: 1 })
}

/** Obliged by a fact of its posting; what others oblige with just this value does no harm, whatever name it stands under. */
function isRightful(write: StateWrite): boolean {
  const { entity, group, posting } = write
  const isOwn = posting.facts.some((fact) => fact.states.some((state) => state.entity === entity && state.group === group))
  return isOwn || isOfStep(write) || isObliged(write)
}

/** True if it stands at the end, and changed what was there: what was put right again does no harm. What a system works out is nobody's. */
function isWrongState(evidence: Evidence, write: StateWrite): boolean {
  if (write.derived || isRightful(write) || standsAnyway(evidence, write) || isPutBack(write)) return false
  const written = (write.entity.groups.get(write.group) ?? []).filter(({ derived }) => !derived)
  if (written.at(-1) !== write) return false
  const rightful = written.findLast(isRightful)
  const before = rightful ? rightful.after : written[0]?.before
  return before === undefined || !sameValue(before, write.after)
}

/**
 * Number 73: the wrong lot, the wrong order, the other routing step, the wrong sign, scrap counted as yield, a state of something else. Too
 * much of what is obliged is number 1's, another value of a state number 13's, an operation that was ended too early number 16's.
 */
export const effectAsObliged: Check = {
  number: 73,
  name: 'effect-as-obliged',
  class: 'L',
  covers: ['plants'],
  title: 'Every effect of a fact is what the fact obliges: in this system, for this item, lot, order and place, and no other.',
  provenBy: ['M53', 'M63', 'M144', 'M146', 'M148'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const owners = ownersOf(evidence)
    const owned = Map.groupBy(
      owners.all.filter(({ owner }) => owner === ownerOf.elsewhere),
      ({ posting }) => posting,
    )
    for (const { postings } of scopes(evidence)) {
      for (const posting of postings) {
        const [misplaced] = owned.get(posting) ?? []
        const isJudged = posting.cid !== 0 && isSure(posting) && isLive(posting)
        if (isJudged || misplaced) found.judged += 1
        if (isJudged) {
          for (const write of posting.writes) {
            if (!isWrongState(evidence, write) || isAcknowledgement(write.group)) continue
            const owner = owners.ofWrite(evidence, write)
            if (owner === undefined) found.add(wrongState(scene, posting, write))
            else found.follow(owner, wrongState(scene, posting, write))
          }
        }
        if (misplaced) found.add(wrongAmount(scene, misplaced))
      }
    }
  }),
}
