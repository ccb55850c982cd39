import { valueText } from '../domain/effect.js'
import type { Measure } from '../domain/measures/contract.js'
import type { DimName, Dims } from '../domain/names.js'
import type { CallState, FactState, Posting, StateExpectation } from '../journal/evidence-types.js'
import type { NetGroup } from '../journal/net-groups.js'
import type { Scene } from './scene.js'
import { duration } from '../words/duration.js'
import { stamp } from './text.js'
import { count, joined, list } from '../words/lists.js'

/** `order 100001 / 0010`; what is for no order is named by its item, its lot and where it is. */
export function place({ order, routingStep, item, lot, location, stockType }: Dims, otherwise = ''): string {
  if (given(order)) return given(routingStep) ? `order ${order} / ${routingStep}` : `order ${order}`
  const at = [item, given(lot) ? `lot ${lot}` : '', given(location) ? `at ${location}` : '', given(stockType) ? `(${stockType})` : '']
  return at.filter(given).join(' ') || otherwise
}

function given(text: string | undefined): text is string {
  return text !== undefined && text !== ''
}

/** `order`, `operation`: a dimension as a word. */
export function dimWord(name: DimName): string {
  return name === 'routingStep' ? 'operation' : name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/** `MES confirmation MC-000007`. */
export function factTitle({ words }: Scene, fact: FactState): string {
  return `${words.system(fact.source)} ${words.flow(fact.flow).one} ${fact.businessKey}`
}

/** `20 EA`, `2 final confirmations`. */
export function amount(quantity: string, measure: Measure, unit: string): string {
  return measure.unit === 'none' ? count(Number(quantity), measure.noun) : `${quantity} ${unit}`.trim()
}

/** The unit that quantities of the group are kept in. */
export function unitOf({ evidence }: Scene, { measure, dims }: NetGroup): string {
  if (measure.unit === 'none') return ''
  const { items, orders } = evidence.header.plan.master
  const ofOrder = orders.find((order) => order.id === dims['order'] && order.plant === dims['plant'])?.item
  const item = measure.unit === 'item' ? dims['item'] : ofOrder
  return items.find((each) => each.id === item)?.baseUnit ?? ''
}

/** `20 EA`, `lines version 7`: what the fact obliges first. */
export function obliged(scene: Scene, fact: FactState): string {
  const [main] = fact.expect
  if (main) return amount(main.quantity, main.at.measure, unitOf(scene, main.at))
  const [state] = fact.states
  return state ? `${stateWords(state)} of ${place(state.entity.dims, state.entity.entity)}` : 'nothing'
}

/** Where the fact has its effect. */
export function sinkOf({ words }: Scene, fact: FactState): string {
  return words.system(fact.expect[0]?.at.system ?? fact.states[0]?.entity.system ?? words.flow(fact.flow).sinks[0] ?? fact.source)
}

/** What the fact ends: nothing that happened there may change places with it. */
export function endOf(fact: FactState): Measure | undefined {
  return fact.expect.find(({ at, quantity }) => at.measure.ends === true && !quantity.startsWith('-'))?.at.measure
}

/** `lines version 7`, `status closed`. */
function stateWords({ group, version, after }: Pick<StateExpectation, 'group' | 'version' | 'after'>): string {
  return version === undefined ? `${group} ${valueText(after)}` : `${group} version ${version}`
}

/** `BOM of FG-100`, `order 100001`. */
export function entityWords(kind: string, dims: Dims, entity: string): string {
  const values = Object.entries(dims).flatMap(([name, value]) => (name === 'plant' ? [] : value))
  const at = place(dims, values.length === 0 ? entity : values.join(' '))
  return kind === '' || at.startsWith(`${kind} `) ? at : `${kind} of ${at}`
}

/** `yield 20 EA`, `issue 3 KG of C2`, `final`. */
function lineWords(measure: Measure, quantity: string, unit: string, item: string | undefined): string {
  if (measure.ends === true) return measure.name
  if (measure.unit === 'none') return count(Number(quantity), measure.noun)
  return `${measure.noun} ${quantity}${unit === '' ? '' : ` ${unit}`}${given(item) ? ` of ${item}` : ''}`
}

export function factAbout(fact: FactState): string {
  const figures = fact.expect.filter(({ at }) => at.measure.ends !== true).slice(0, 3)
  return joined([
    place(fact.dims, fact.entity),
    ...figures.map(({ at, quantity }) => lineWords(at.measure, quantity, '', at.dims['item'])),
    ...fact.states.slice(0, 3).map(stateWords),
    endOf(fact)?.name ?? '',
    `sequence ${fact.streamSeq}`,
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
    doc === '' ? '' : place(dims),
    ...(own.length > 0 ? own : lines).slice(0, 3).map((line) => lineWords(line.at.measure, line.quantity, line.unit, line.dims['item'])),
    ...posting.writes
      .filter((write) => !write.derived)
      .slice(0, 3)
      .map(stateWords),
    reversesDoc === '' ? '' : `cancels ${original ? scene.n(original) : reversesDoc}`,
    call ? `written by ${scene.n(call)}` : step === '' ? '' : 'made by the scenario',
  ])
}

/** The posting that it cancels. */
export function originalOf(scene: Scene, { system, reversesDoc }: Posting): Posting | undefined {
  return reversesDoc === '' ? undefined : scene.postings.find((each) => each.system === system && each.doc === reversesDoc)
}

/** Why a call stands for a fact, as the records show it; undefined when only the journal's attribution says so. */
export function carries(scene: Scene, call: CallState, fact: FactState): string | undefined {
  const key = fact.businessKey
  const { arrived } = scene.told(call)
  if (arrived?.keys.includes(key) === true) return `it names ${key}`
  if (call.postings.some((posting) => posting.references.includes(key))) return `its document carries the reference ${key}`
  if (call.idempotencyKey === key) return `its idempotency key is ${key}`
  if (arrived?.correlation === key) return `its correlation value is ${key}`
  if (!call.eids.includes(fact.eid)) return undefined
  const named = Object.keys(call.dims).filter((name) => name !== 'plant')
  return named.length > 0 && named.every((name) => call.dims[name] === fact.dims[name])
    ? `${named.map(dimWord).join(', ')} and quantities are equal`
    : 'its names match under the configured attribution'
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
