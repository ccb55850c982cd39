import type { SystemName } from '../domain/names.js'
import { absoluteQuantity, compareQuantities, negateQuantity, subtractQuantities, type Quantity } from '../domain/quantity.js'
import type { Ending, EntityState, FactState, Posting, PostingLine, StateExpectation, StateWrite } from '../journal/evidence-types.js'
import type { Evidence } from '../journal/evidence.js'
import { actualOf, NetScope, postingsOf } from '../journal/net-effects.js'
import type { NetGroup } from '../journal/net-groups.js'
import { lastWritten } from '../journal/states.js'
import type { Thing } from '../journal/things.js'
import { claims } from './claims.js'
import type { Owned } from './contract.js'
import { ConsumptionPaths } from './production/support/consumption-path.js'
import { isLeftOut, isLive, isSure, missingOf, scopes } from './support/index.js'

/** The checks that own what was put where it does not belong, where no other claims it. */
export const ownerOf = {
  /** In dimensions that its facts do not oblige, or the other way round. */
  elsewhere: 'effect-as-obliged',
  /** A component that left stock by the path that is not declared for it. */
  path: 'single-consumption-path',
  /** An operation that was ended by what does not end it. */
  end: 'final-after-partials',
  /** A cancellation of a document of another fact. */
  cancelled: 'reversal-nets-to-zero',
} as const

/** A line that does not belong where it is, and stands there in the end. */
export interface Misplaced extends Owned {
  /** The check that tells of it. */
  readonly owner: string
}

/** A check has it for its own, by what it says of itself. */
export function isClaimed({ owner }: Misplaced): boolean {
  return claims.some((claim) => claim.owner === owner && claim.lines !== undefined)
}

/**
 * What was put where it does not belong: each line of it has one owner. The other checks leave it out, and what it leaves short elsewhere
 * follows from it.
 */
export class Owners {
  readonly all: readonly Misplaced[]
  readonly #byLine = new Map<PostingLine, Misplaced>()
  readonly #byFact = new Map<FactState, Misplaced[]>()

  constructor(evidence: Evidence) {
    this.all = [...misplacedIn(evidence)]
    for (const each of this.all) {
      this.#byLine.set(each.line, each)
      for (const fact of each.facts) this.#byFact.set(fact, [...(this.#byFact.get(fact) ?? []), each])
    }
  }

  ofLine(line: PostingLine): Misplaced | undefined {
    return this.#byLine.get(line)
  }

  /** What was put elsewhere for this fact, in that system if one is given. */
  ofFact(fact: FactState, system?: SystemName): Misplaced | undefined {
    return this.#byFact.get(fact)?.find(({ posting }) => system === undefined || posting.system === system)
  }

  /** The check that judges what stands in a group of an entity; absent: the one of all states. */
  ofState(entity: EntityState, group: string): string | undefined {
    return claims.find(({ state }) => state?.(entity, group))?.owner
  }

  /** The same for what was left out of it. */
  ofEmpty(entity: EntityState, group: string): string | undefined {
    return claims.find(({ state, empty }) => empty === true && state?.(entity, group))?.owner
  }

  /** The check that tells of a write that no fact asks for; absent: the ones of everything. */
  ofWrite(evidence: Evidence, write: StateWrite): string | undefined {
    return claims.find((claim) => claim.write?.(evidence, write))?.owner
  }

  /** The check that tells how much there is of what facts share; absent: the one of duplicates. */
  ofThing(thing: Thing): string | undefined {
    return claims.find((claim) => claim.thing?.(thing))?.owner
  }

  /** The check that tells why a fact came to its end; absent: the one of all ends. */
  ofEnding(evidence: Evidence, fact: FactState, ending: Ending): string | undefined {
    return claims.find((claim) => claim.fact?.(evidence, fact, ending))?.owner
  }

  /** The scope without what others own. */
  lawful(scope: NetScope): NetScope {
    if (this.all.length === 0 || !scope.postings.some(({ lines }) => lines.some((line) => this.#byLine.has(line)))) return scope
    const postings = scope.postings.map((posting) => ({ ...posting, lines: posting.lines.filter((line) => !this.#byLine.has(line)) }))
    return new NetScope(scope.facts, postings)
  }
}

/**
 * The check that owns why something is missing of a fact: in each system where an amount is missing, it was put elsewhere, and each state
 * that is missing was written with another value, or left out of what was written, in a group that has a check of its own.
 */
export function ownerOfShortage(evidence: Evidence, fact: FactState): string | undefined {
  const { sums, states } = missingOf(evidence, fact)
  const owners = ownersOf(evidence)
  const isWritten = ({ entity, group }: StateExpectation): boolean =>
    lastWritten(entity, group)?.posting.facts.some((other) => other === fact || other.physId === fact.physId) === true
  const all = [
    ...sums.map(({ at }) => owners.ofFact(fact, at.system)?.owner),
    ...states.map((state) => {
      const { entity, group } = state
      if (isWritten(state)) return owners.ofState(entity, group)
      return isLeftOut(evidence, fact, state) ? owners.ofEmpty(entity, group) : undefined
    }),
  ]
  return all.every((owner) => owner !== undefined) ? all[0] : undefined
}

/** Worked out once for a journal as far as it goes. */
export function ownersOf(evidence: Evidence): Owners {
  const known = found.get(evidence)
  if (known?.at === evidence.last.seq) return known.owners
  const owners = new Owners(evidence)
  found.set(evidence, { at: evidence.last.seq, owners })
  return owners
}

const found = new WeakMap<Evidence, { readonly at: number; readonly owners: Owners }>()

function* misplacedIn(evidence: Evidence): Generator<Misplaced> {
  const paths = new ConsumptionPaths(evidence)
  const wrong = new Set(wronglyCancelled(evidence).map(({ posting }) => posting))
  for (const scope of scopes(evidence)) {
    const { facts, postings } = scope
    if (postings.length === 0 || facts.every(({ must }) => must === 'REJECT')) continue
    const [only] = facts
    const plain = facts.length === 1 && only !== undefined && evidence.isPlainlyPosted(only)
    const sums = plain ? undefined : actualOf(postings)
    const claimed = new Map<PostingLine, Misplaced>()
    if (sums) for (const each of claimedIn(evidence, scope)) if (!claimed.has(each.line)) claimed.set(each.line, each)
    yield* claimed.values()
    for (const posting of postings) {
      if (posting.cid === 0) continue
      if (wrong.has(posting))
        yield* posting.lines.map((line) => ({ owner: ownerOf.cancelled, facts, posting, line, quantity: line.quantity }) as const)
      else if (isLive(posting)) yield* misplacedOf(evidence, scope, posting, { paths, sums, claimed })
      else if (sums && isSure(posting)) yield* takenBackOf(scope, posting, claimed)
    }
  }
}

interface Known {
  readonly paths: ConsumptionPaths
  /** Undefined where amounts are just what is obliged. */
  readonly sums: ReadonlyMap<NetGroup, Quantity> | undefined
  readonly claimed: ReadonlyMap<PostingLine, Misplaced>
}

function* claimedIn(evidence: Evidence, scope: NetScope): Generator<Misplaced> {
  for (const { owner, lines } of claims) for (const owned of lines?.(evidence, scope) ?? []) yield { owner, ...owned }
}

function* misplacedOf(evidence: Evidence, scope: NetScope, posting: Posting, { paths, sums, claimed }: Known): Generator<Misplaced> {
  const sure = isSure(posting)
  // What stands for a choice of facts is only wrong if none of them obliges it.
  const facts = sure ? posting.facts : scope.facts
  const amounts = sums && actualOf([posting, ...posting.reversedBy])
  const exchanged = sums && sure ? exchangedIn(scope, posting) : nowhere
  for (const line of posting.lines) {
    if (claimed.has(line)) continue
    const { at } = line
    const there = { facts: scope.facts, posting, line }
    const left = amounts?.get(at) ?? line.quantity
    if (sums && paths.isOff(posting, line)) yield { ...there, owner: ownerOf.path, quantity: left }
    else if (sums && !isObliged(facts, at)) {
      const quantity = sums.get(at) ?? '0'
      // What was put right again, or is no more than rounding, does no harm.
      if (compareQuantities(absoluteQuantity(quantity), evidence.tolerances.of(at, postingsOf(scope))) <= 0) continue
      yield { ...there, owner: endsPlaceOf(facts, line) ? ownerOf.end : ownerOf.elsewhere, quantity }
    } else if (sure && (exchanged.has(at) || isApart(facts, line) || (sums && isReversed(scope, posting, at, left))))
      yield { ...there, owner: ownerOf.elsewhere, quantity: left }
  }
}

/** What was cancelled with its fact was wrong before, and the cancellation just as wrong. What the target took back itself is not. */
function* takenBackOf(scope: NetScope, posting: Posting, claimed: Known['claimed']): Generator<Misplaced> {
  const exchanged = exchangedIn(scope, posting)
  for (const line of posting.lines)
    if (exchanged.has(line.at) && !claimed.has(line))
      yield { facts: scope.facts, posting, line, owner: ownerOf.elsewhere, quantity: line.quantity }
}

function isObliged(facts: readonly FactState[], at: NetGroup): boolean {
  return facts.some((fact) => fact.expect.some((expected) => expected.at === at))
}

/** It ends just what its facts are about. */
function endsPlaceOf(facts: readonly FactState[], { at }: PostingLine): boolean {
  const { measure, dims } = at
  return measure.ends === true && facts.some((fact) => measure.by.every((name) => dims[name] === fact.dims[name]))
}

/** In another place than what its facts are about, by a dimension that the measure is not summed by: the routing step of an issue. */
function isApart(facts: readonly FactState[], { at, dims }: PostingLine): boolean {
  const { by } = at.measure
  return facts.every((fact) => {
    const obliged = fact.expect.filter((expected) => expected.at === at)
    return obliged.every(({ apart = fact.dims }) =>
      Object.entries(apart).some(([name, value]) => dims[name] !== undefined && dims[name] !== value && !by.includes(name)),
    )
  })
}

/** The other way round: it took back what its facts did, or did what they take back. A cancellation of a document is another matter. */
function isReversed({ expected, actual }: NetScope, posting: Posting, at: NetGroup, left: Quantity): boolean {
  if (posting.reversesDoc !== '' || left === '0' || (actual.get(at) ?? '0') === (expected.get(at) ?? '0')) return false
  const obliged = posting.facts.flatMap(({ expect }) => expect.filter((each) => each.at === at && each.quantity !== '0'))
  return obliged.length > 0 && obliged.every(({ quantity }) => quantity.startsWith('-') !== left.startsWith('-'))
}

const nowhere: ReadonlySet<NetGroup> = new Set()

/**
 * Groups in which the only document of a fact has too much because it counts as one thing what was reported as another: just as much is
 * missing of that (scrap that became yield). What goes with it, a receipt of the yield, is too much along with it.
 */
function exchangedIn({ facts, postings, expected, actual }: NetScope, posting: Posting): ReadonlySet<NetGroup> {
  // What it set off in other systems is another matter.
  if (facts.length > 1 || postings.some((other) => other !== posting && other.system === posting.system)) return nowhere
  const isBack = posting.reversesDoc !== ''
  const off = [...expected].flatMap(([at, should]) => {
    const more = subtractQuantities(actual.get(at) ?? '0', should)
    const difference = isBack && more !== '0' ? negateQuantity(more) : more
    // What moves both ways is no other thing where it goes the other way, or to another kind of stock.
    return difference === '0' || at.measure.signed !== undefined ? [] : [{ at, difference }]
  })
  const isShort = (wanted: Quantity, { measure }: NetGroup): boolean =>
    off.some(({ at, difference }) => at.measure.unit === measure.unit && difference === negateQuantity(wanted))
  const over = off.filter(({ difference }) => !difference.startsWith('-'))
  return over.some(({ at, difference }) => isShort(difference, at)) ? new Set(over.map(({ at }) => at)) : nowhere
}

/** A document that cancels one of other facts than it should. */
export interface WrongCancellation {
  readonly posting: Posting
  /** What it cancels. */
  readonly cancelled: Posting
  /** The facts whose document it should cancel. */
  readonly meant: readonly FactState[]
}

export function wronglyCancelled(evidence: Evidence): readonly WrongCancellation[] {
  const wrong: WrongCancellation[] = []
  for (const cancelled of evidence.postings) {
    if (cancelled.reversedBy.length === 0 || cancelled.facts.length === 0 || !isSure(cancelled)) continue
    for (const posting of cancelled.reversedBy) {
      if (posting.cid === 0) continue
      const named = evidence.factsNamed(posting.references, posting.plant)
      const facts = named.length > 0 ? named : posting.facts
      const meant = facts.flatMap((fact) => (fact.reverses === '' ? fact : (evidence.facts.get(fact.reverses) ?? [])))
      const isTheirs = (fact: FactState): boolean => cancelled.facts.includes(fact) || shares(fact, cancelled)
      if (meant.length > 0 && !meant.some(isTheirs)) wrong.push({ posting, cancelled, meant })
    }
  }
  return wrong
}

/** It obliges a thing that the document made, whoever the document was made for. */
function shares({ expect }: FactState, { lines }: Posting): boolean {
  return lines.some((line) => line.at.shared && expect.some(({ at }) => at === line.at))
}
