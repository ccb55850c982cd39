import { entityName, valueText } from '../domain/effect.js'
import type { Measure } from '../domain/measures/contract.js'
import type { Dims } from '../domain/names.js'
import { dimWord, placeName } from '../domain/place-name.js'
import { negateQuantity } from '../domain/quantity.js'
import type { CallState, FactState, Posting, PostingLine, StateExpectation, StateWrite } from '../journal/evidence-types.js'
import { headerReadings } from '../domain/header-text.js'
import { withoutPart } from '../journal/attribution.js'
import { missingOf } from '../checks/support/scope.js'
import type { Scene } from './scene.js'
import { duration } from '../words/duration.js'
import { stamp } from './text.js'
import { count, joined, list } from '../words/lists.js'

/** `MES confirmation MC-000007`. */
export function factTitle({ words }: Scene, fact: FactState): string {
  return `${words.system(fact.source)} ${words.flow(fact.flow).one} ${fact.businessKey}`
}

/** `20 EA`, `2 final confirmations`, `20 EA moved out`. */
export function amount(quantity: string, { unit: kind, noun, signed }: Measure, unit: string): string {
  if (kind === 'none') return count(Number(quantity), noun)
  if (!signed) return `${quantity} ${unit}`.trim()
  const isNegative = quantity.startsWith('-')
  return `${isNegative ? negateQuantity(quantity) : quantity} ${unit}`.trim() + ` ${signed[isNegative ? 'negative' : 'positive']}`
}

/** The same with what it is an amount of, for who needs to tell it from others: `20 EA yield`. */
function namedAmount(quantity: string, measure: Measure, unit: string): string {
  const told = amount(quantity, measure, unit)
  return measure.unit === 'none' || measure.signed ? told : `${told} ${measure.noun}`
}

/** What a part of a posting amounts to, each line and each state: `20 EA`, `lines version 7`; `named` tells what it is an amount of. */
export function effectsInWords(
  scene: Scene,
  { lines, writes }: { readonly lines: readonly PostingLine[]; readonly writes: readonly StateWrite[] },
  named: boolean,
): string[] {
  const inWords = named ? namedAmount : amount
  return [...lines.map(({ at, quantity, unit }) => inWords(quantity, at.measure, unit)), ...stateList(scene, writes)]
}

type Obliging = Pick<FactState, 'flow' | 'source' | 'expect' | 'states'>

/** What of a fact's obligations is missing; all of it, where nothing says which part. */
export function missingPart({ evidence }: Scene, fact: FactState): Obliging & { readonly isAll: boolean } {
  const { sums, states } = missingOf(evidence, fact)
  const groups = new Set(sums.map(({ at }) => at))
  const expect = fact.expect.filter(({ at }) => groups.has(at))
  const count = expect.length + states.length
  const isAll = count === 0 || count === fact.expect.length + fact.states.length
  return isAll ? { ...fact, isAll } : { ...fact, expect, states, isAll }
}

/** Systems in which the fact has its effects, in words. */
export function sinksOf({ words }: Scene, fact: Obliging): readonly string[] {
  const systems = [...fact.expect.map(({ at }) => at.system), ...fact.states.map(({ entity }) => entity.system)]
  const named = systems.length > 0 ? systems : [words.flow(fact.flow).sinks[0] ?? fact.source]
  return [...new Set(named)].map((system) => words.system(system))
}

/** `20 EA`, `lines version 7 of FG-100`: what the fact obliges first; of one with effects in several systems, in each of them. */
export function obliged(scene: Scene, fact: Obliging): string {
  const parts = obligedBySystem(scene, fact)
  const [only, another] = parts
  return another ? list(parts.map(({ what, sink }) => `${what} in ${sink}`)) : (only?.what ?? 'nothing')
}

/** The same, always with the system: `20 EA in ERP`. */
export function obligedIn(scene: Scene, fact: Obliging): string {
  const parts = obligedBySystem(scene, fact)
  return parts.length === 0 ? `nothing in ${list(sinksOf(scene, fact))}` : list(parts.map(({ what, sink }) => `${what} in ${sink}`))
}

function obligedBySystem(scene: Scene, fact: Obliging): { readonly what: string; readonly sink: string }[] {
  const systems = new Set([...fact.expect.map(({ at }) => at.system), ...fact.states.map(({ entity }) => entity.system)])
  const inWords = systems.size > 1 ? namedAmount : amount
  return [...systems].map((system) => {
    const sink = scene.words.system(system)
    const main = fact.expect.find(({ at }) => at.system === system)
    if (main) return { what: inWords(main.quantity, main.at.measure, scene.effects.unit(main.at)), sink }
    const states = fact.states.filter(({ entity }) => entity.system === system)
    const [state] = states
    const alike = states.filter((each) => state && stateWords(each) === stateWords(state))
    const of = state ? `${stateWords(state)} of ${placeName(state.entity.dims, state.entity.entity)}` : ''
    return { what: of + inPlants(scene, alike), sink }
  })
}

/** What the fact ends: nothing that happened there may change places with it. */
export function endOf(fact: FactState): Measure | undefined {
  return fact.expect.find(({ at, quantity }) => at.measure.ends === true && !quantity.startsWith('-'))?.at.measure
}

/** `lines version 7`, `status closed`. */
function stateWords({ group, version, after }: Pick<StateExpectation, 'group' | 'version' | 'after'>): string {
  return version === undefined ? `${group} ${valueText(after)}` : `${group} version ${version}`
}

type TellsState = Pick<StateExpectation, 'group' | 'version' | 'after' | 'entity'>

/** `lines version 7`, once for all plants that it is the same in. */
function stateList(scene: Scene, states: readonly TellsState[]): string[] {
  return [...Map.groupBy(states, stateWords)].map(([words, alike]) => words + inPlants(scene, alike))
}

/** ` in P1 and P2`; nothing where there is one plant. */
function inPlants(scene: Scene, states: readonly TellsState[]): string {
  const plants = hasSeveralPlants(scene) ? [...new Set(states.flatMap(({ entity }) => entity.dims['plant'] ?? []))] : []
  return plants.length === 0 ? '' : ` in ${list(plants)}`
}

export function hasSeveralPlants({ evidence }: Scene): boolean {
  return evidence.header.plan.master.plants.length > 1
}

/** `BOM of FG-100`, `order 100001`. */
export function entityWords(kind: string, dims: Dims, entity: string): string {
  const { plant: _, ...rest } = dims
  const values = Object.values(rest).join(' ')
  // What is no order and no material has names of its own: a period is called by its company and its first day.
  const isKnown = ['order', 'item', 'lot', 'location'].some((name) => rest[name] !== undefined)
  const at = isKnown ? placeName(dims) : values || entityName(entity)
  return kind === '' || at.startsWith(`${kind} `) ? at : `${kind} of ${at}`
}

/** `yield 20 EA`, `issue 3 KG of C2`, `20 EA of C2 moved out (quality)`, `final`. */
function lineWords(measure: Measure, quantity: string, unit: string, { item, stockType }: Dims): string {
  if (measure.ends === true) return measure.name
  if (measure.unit === 'none') return count(Number(quantity), measure.noun)
  const of = given(item) ? ` of ${item}` : ''
  const stock = measure.moves !== 0 && given(stockType) && stockType !== 'unrestricted' ? ` (${stockType})` : ''
  // As an amount of it: the way that it went stands at the end.
  if (measure.signed) return amount(quantity, measure, `${unit}${of}`.trim()) + stock
  return `${measure.noun} ${quantity}${unit === '' ? '' : ` ${unit}`}${of}${stock}`
}

function given(text: string | undefined): text is string {
  return text !== undefined && text !== ''
}

export function factAbout(scene: Scene, fact: FactState): string {
  const figures = fact.expect.filter(({ at }) => at.measure.ends !== true).slice(0, 3)
  return joined([
    placeName(fact.dims, fact.entity),
    ...figures.map(({ at, quantity }) => lineWords(at.measure, quantity, scene.effects.unit(at), at.dims)),
    ...stateList(scene, fact.states).slice(0, 3),
    endOf(fact)?.name ?? '',
    fact.sequenceKey === '' ? '' : `sequence ${fact.streamSeq}`,
    fact.must === 'POST' ? '' : `must be ${mustWords[fact.must]}`,
  ])
}

const mustWords = {
  REJECT: 'rejected',
  HOLD: 'held until its event',
  IGNORE: 'left out: it is overtaken',
  EITHER: 'posted or handed to people',
} as const

export function callAbout(scene: Scene, call: CallState): string {
  const carried = scene.facts.filter((fact) => scene.used.has(fact) && carries(scene, call, fact) !== undefined)
  return joined([
    `${call.method} ${call.path}`,
    call.idempotencyKey === '' ? 'no idempotency key' : `idempotency key ${call.idempotencyKey}`,
    `attempt ${scene.told(call).arrived?.attempt ?? 1}`,
    `sent ${stamp(call.t)}`,
    carried.length > 0 ? `for ${list(carried.map((fact) => scene.n(fact)))}` : '',
  ])
}

/** `ERP document 4711`; without a number `BOM of FG-100 in ERP`. */
export function postingTitle({ words }: Scene, { system, doc, kind, writes }: Posting): string {
  const [write] = writes
  if (doc !== '' || !write) return `${words.system(system)} document ${doc}`
  return `${entityWords(kind, write.entity.dims, write.entity.entity)} in ${words.system(system)}`
}

/** What a posting says; what a system worked out along with it is left to its document. */
export function postingAbout(scene: Scene, posting: Posting): string {
  const { lines, dims, reversesDoc, step, doc } = posting
  const own = lines.filter(({ at }) => at.measure.moves === 0)
  const call = scene.callOf(posting)
  const original = originalOf(scene, posting)
  return joined([
    doc === '' ? '' : placeName(dims),
    ...(own.length > 0 ? own : lines).slice(0, 3).map((line) => lineWords(line.at.measure, line.quantity, line.unit, line.dims)),
    ...stateList(
      scene,
      posting.writes.filter((write) => !write.derived),
    ).slice(0, 3),
    reversesDoc === '' ? '' : `cancels ${original ? scene.n(original) : reversesDoc}`,
    call ? `written by ${scene.n(call)}` : step === '' ? '' : `made by ${makerOf(step)}`,
  ])
}

/** Who did something by a step of the run: a stand-in plays what the target does not cover. */
export function makerOf(step: string): string {
  return step.startsWith('stand-in:') ? 'the stand-in' : 'the scenario'
}

/** The posting that it cancels. */
export function originalOf(scene: Scene, { system, reversesDoc }: Posting): Posting | undefined {
  return reversesDoc === '' ? undefined : scene.postings.find((each) => each.system === system && each.doc === reversesDoc)
}

/** Why a call stands for a fact, as the records show it; undefined when it does not, or only because no other fact is left. */
export function carries(scene: Scene, call: CallState, fact: FactState): string | undefined {
  const { arrived } = scene.told(call)
  const { evidence } = scene
  const named = (name: string): readonly FactState[] => evidence.factsNamed([name])
  const inHeader = (value: string): readonly FactState[] => evidence.factsInHeader(value)
  const places: readonly (readonly [string, readonly string[], typeof named])[] = [
    ['it names', arrived?.keys ?? [], named],
    ['its document carries the reference', call.postings.flatMap(({ references }) => references), named],
    ['its idempotency key is', [call.idempotencyKey], inHeader],
    ['its correlation value is', [arrived?.correlation ?? ''], inHeader],
  ]
  // A name that several facts have means one of them: the one that its call stands for.
  const isMeant = (facts: readonly FactState[]): boolean =>
    facts.includes(fact) &&
    (facts.length === 1 || call.eids.includes(fact.eid) || call.postings.some((posting) => posting.facts.includes(fact)))
  for (const [says, names, factsOf] of places) {
    for (const name of names) {
      const meaning = name !== '' && isMeant(factsOf(name)) ? meaningOf(scene, name, fact) : undefined
      if (meaning !== undefined) return `${says} ${name}${meaning}`
    }
  }
  if (!call.eids.includes(fact.eid)) return undefined
  // Without a name that is known, it was told by what it posts.
  const same = Object.keys(call.dims).filter((name) => name !== 'plant' && call.dims[name] === fact.dims[name])
  return `${list([...same.map(dimWord), 'quantities'])} are equal`
}

/** How a name that stands for a fact does, to be put after it. */
function meaningOf(scene: Scene, name: string, fact: FactState): string {
  const { key, partOf } = fact
  if (name === key) return ''
  if (headerReadings(name).includes(key)) return `, which says ${key}`
  const root = withoutPart(name)
  if (root === key) return `, a part of ${key}`
  if (scene.handed(fact).offers.some(({ transportId }) => transportId === name || transportId === root))
    return `, the message that brought ${key}`
  if (partOf !== '' && (name === partOf || root === partOf)) return `, the publication of ${key}`
  return `, which is ${key} under the configured attribution`
}

/** How a call ended for the target, and the records that show it. */
export function ending(scene: Scene, call: CallState): { readonly text: string; readonly records: readonly number[] } {
  const { answer, closed, faults } = scene.told(call)
  const records = [answer, closed].flatMap((record) => (record ? [record.seq] : []))
  if (!answer) return { text: 'it has no end in the journal', records }
  if (answer.knowledge === 'acked') return { text: `it was answered ${answer.status ?? ''}`.trim(), records }
  if (answer.knowledge === 'refused') return { text: `it was refused: ${answer.status ?? ''} ${call.code}`.trim(), records }
  const fault = faults.at(-1)
  const name = scene.n(call)
  const by = fault ? `${scene.n(fault)} (${fault.name})` : answer.fault === undefined ? '' : `the fault ${answer.fault}`
  const gaveUp = closed?.clientClosedFirst === true ? 'the target gave up' : 'the connection ended'
  const how = closed ? `, and ${gaveUp} ${duration(closed.t - call.t)} after it was sent` : ''
  const lost = by === '' ? `no whole answer to ${name} reached the target` : `${by} kept the answer to ${name} from the target`
  const vague = `${name} was answered ${answer.status}${by === '' ? '' : ` by ${by}`}, which says nothing about the effect`
  return { text: (answer.status === null ? lost : vague) + how, records: [...(fault ? [fault.seq] : []), ...records] }
}

/** `3 deliveries, the last at T+1.200`. */
export function offersInWords(scene: Scene, fact: FactState): string {
  const { offers } = scene.handed(fact)
  const last = offers.at(-1)
  return last ? `${count(offers.length, 'delivery', 'deliveries')}, the last at ${stamp(last.t)}` : 'no delivery'
}
