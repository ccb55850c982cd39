import { valueText } from '../../domain/effect.js'
import type { EntityState } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { isStateApplied, lastWritten } from '../../journal/states.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf } from '../owners.js'
import { atEnd, eidsOf, isReached, lastWriteOf, owedStates, recordsOf, type Scene, systemTitle, WordMap } from '../support/index.js'
import { list } from '../../words/lists.js'
import { spansOf, type Span } from './support/intervals.js'

const moved = 'effective-revision-used'

/** The revisions of an item in one plant and system, as far as facts say from when until when they hold. */
interface Place {
  readonly system: string
  readonly plant: string
  readonly item: string
  readonly entities: EntityState[]
}

function placesOf(evidence: Evidence): readonly Place[] {
  const found = new WordMap<Place>()
  const owners = ownersOf(evidence)
  for (const entity of evidence.entities) {
    const { plant = '', item = '' } = entity.dims
    if (owners.ofState(entity, 'effectivity') !== moved || !entity.groups.has('effectivity')) continue
    found.getOr([entity.system, plant, item], () => ({ system: entity.system, plant, item, entities: [] })).entities.push(entity)
  }
  return found.made
}

/** Revisions that were active there at any time: an inactive copy holds for nobody. */
function lettersIn(evidence: Evidence, { system, plant, item }: Place): ReadonlySet<string> {
  const opening = evidence.header.plan.master.boms.filter((bom) => bom.plant === plant && bom.item === item).map(({ revision }) => revision)
  const written = [...evidence.entities].flatMap((entity) => {
    const { dims } = entity
    const isUse = entity.system === system && dims['plant'] === plant && dims['item'] === item && dims['revision'] === undefined
    return isUse ? (entity.groups.get('active') ?? []).map(({ after }) => valueText(after)) : []
  })
  return new Set([...opening, ...written])
}

interface Holding extends Span {
  readonly revision: string
}

/** When each of the revisions holds there, in order; undefined where that cannot be read. */
function holdingsOf(evidence: Evidence, place: Place): readonly Holding[] | undefined {
  const { plants, boms } = evidence.header.plan.master
  const zone = plants.find(({ id }) => id === place.plant)?.timeZone
  if (zone === undefined) return undefined
  const holdings: Holding[] = []
  for (const revision of lettersIn(evidence, place)) {
    const entity = place.entities.find(({ dims }) => dims['revision'] === revision)
    const last = entity?.groups.get('effectivity')?.at(-1)
    const opening = boms.find((bom) => bom.plant === place.plant && bom.item === place.item && bom.revision === revision)?.effectivity
    const spans = last ? spansOf(last.after, zone) : opening && spansOf(`${opening.from} – ${opening.to ?? ''}`.trim(), zone)
    if (!spans) return undefined
    holdings.push(...spans.map((span) => ({ ...span, revision })))
  }
  return holdings.toSorted((a, b) => (a.from < b.from ? -1 : 1))
}

/** Facts that are not done there yet, or that people have: what is off because of them is theirs. */
function isOpen(evidence: Evidence, { entities }: Place): boolean {
  const states = entities.flatMap((entity) => [...(entity.obliged.get('effectivity')?.byVersion.values() ?? [])].flat())
  return states.some(
    (state) => evidence.endingOf(state.fact) !== 'overtaken' && (evidence.isExcepted(state.fact) || !isStateApplied(state)),
  )
}

/** One after the other, each until the next: the first place where that is not so. */
function breakIn(
  holdings: readonly Holding[],
): { readonly kind: 'gap' | 'overlap'; readonly of: readonly Holding[]; readonly words: string } | undefined {
  for (const [at, next] of holdings.entries()) {
    const before = holdings[at - 1]
    if (!before || before.to === next.from) continue
    const isGap = before.to !== undefined && before.to < next.from
    const until = before.to === undefined ? 'until further notice' : `to ${before.to}`
    const words = isGap
      ? `nothing holds from ${before.to ?? ''} to ${next.from}, between revision ${before.revision} and revision ${next.revision}`
      : `from ${next.from} on revision ${before.revision} (${until}) and revision ${next.revision} hold together`
    return { kind: isGap ? 'gap' : 'overlap', of: [before, next], words }
  }
  return undefined
}

function violationOf({ evidence, faults }: Scene, place: Place, found: NonNullable<ReturnType<typeof breakIn>>): Violation {
  const last = place.entities.flatMap((entity) => lastWritten(entity, 'effectivity') ?? [])
  const facts = [...new Set(last.flatMap(({ posting }) => posting.facts))]
  return {
    reason: found.kind,
    message: `${place.item} in ${place.plant}: in ${systemTitle(evidence, place.system)} ${found.words}.`,
    badness: 1,
    records: recordsOf(evidence, { facts: facts.slice(0, 3), seqs: last.map(({ seq }) => seq) }, faults),
    eids: eidsOf(facts),
  }
}

/** Whether one of them holds from another day than its own fact says: the hole follows from that. */
function isMoved(evidence: Evidence, { entities }: Place): boolean {
  return owedStates(evidence).some((owed) => {
    const last = entities.includes(owed.entity) && owed.group === 'effectivity' ? lastWriteOf(owed) : undefined
    return last !== undefined && last.posting.cid !== 0 && !isReached(evidence, owed)
  })
}

/** Number 24: of an item in a plant there is one revision at a time, and always one, from the first on. */
export const effectivityNoGapOverlap: Check = {
  number: 24,
  name: 'effectivity-no-gap-overlap',
  class: 'L',
  covers: ['effectivity'],
  title: 'At every time exactly one revision of an item holds in a plant, in every system.',
  provenBy: ['M105'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    const unread: string[] = []
    for (const place of placesOf(evidence)) {
      if (isOpen(evidence, place)) continue
      const holdings = holdingsOf(evidence, place)
      if (!holdings) {
        unread.push(`${place.item} in ${place.plant}`)
        continue
      }
      found.judged += 1
      const broken = breakIn(holdings)
      if (!broken) continue
      if (isMoved(evidence, place)) found.follow(moved, violationOf(scene, place, broken))
      else found.add(violationOf(scene, place, broken))
    }
    return unread.length === 0 ? undefined : { notes: [`When revisions hold cannot be read for ${list(unread)}.`] }
  }),
}
