import { dimensionsKey, type EffectMeasure } from '../domain/effect.js'
import { addQuantities, compareQuantities, subtractQuantities, absoluteQuantity } from '../domain/quantity.js'
import { duration } from '../words/duration.js'
import type { Binding } from './explanation.js'
import type { CallView, DocView, FactView, Scene, View } from './scene.js'
import { count, list, stamp, systemTitle } from './text.js'

const flowWords = { confirmation: 'confirmation', consumption: 'consumption', reversal: 'reversal' } as const

/** `order 100001 / 0010`. */
export function place(at: { readonly order?: string; readonly operation?: string }): string {
  if (at.order === undefined || at.order === '') return ''
  return at.operation === undefined || at.operation === '' ? `order ${at.order}` : `order ${at.order} / ${at.operation}`
}

/** `MES confirmation MC-000007`. */
export function factTitle({ record }: FactView): string {
  return `${systemTitle(record.source)} ${flowWords[record.flow]} ${record.businessKey}`
}

/** `20 EA`: what the fact obliges in its main dimension. */
export function obliged(fact: FactView): string {
  const main = fact.record.expect[0]
  return main ? `${main.quantity} ${unitOf(fact)}`.trim() : 'nothing'
}

/** The unit as the fact says it; empty when it says none. */
function unitOf({ record }: FactView): string {
  const { unit, yield: good } = record.payload as { readonly unit?: unknown; readonly yield?: { readonly unit?: unknown } | null }
  if (typeof unit === 'string') return unit
  return typeof good?.unit === 'string' ? good.unit : ''
}

function factAbout(fact: FactView): string {
  const { record } = fact
  const effects = record.expect
    .filter((effect) => effect.measure !== 'final')
    .slice(0, 3)
    .map((effect) => `${effect.measure} ${effect.quantity}${effect.item === undefined ? '' : ` of ${effect.item}`}`)
  return [
    place(record),
    ...effects,
    ...(record.final ? ['final'] : []),
    `sequence ${record.streamSeq}`,
    ...(record.must === 'POST' ? [] : [`must be ${mustWords[record.must]}`]),
  ]
    .filter((part) => part !== '')
    .join(', ')
}

const mustWords = {
  POST: 'posted',
  REJECT: 'rejected',
  HOLD: 'held until its event',
  IGNORE: 'left out: it is overtaken',
  EITHER: 'posted or handed to people',
} as const

function callAbout(scene: Scene, call: CallView): string {
  const { arrived } = call
  const carried = scene.facts.filter((fact) => scene.used.has(fact) && carries(call, fact) !== undefined).map((fact) => fact.name)
  const key = arrived.idempotencyKey === undefined ? 'no idempotency key' : `idempotency key ${arrived.idempotencyKey}`
  return [
    `${arrived.method} ${arrived.path}`,
    key,
    `attempt ${arrived.attempt}`,
    `sent ${stamp(arrived.t)}`,
    ...(carried.length > 0 ? [`for ${list(carried)}`] : []),
  ].join(', ')
}

function docTitle({ lines: [first] }: DocView): string {
  return `${systemTitle(first.system)} document ${first.doc}`
}

function docAbout(scene: Scene, doc: DocView): string {
  const [first] = doc.lines
  const figures = doc.lines
    .filter((line) => line.measure !== 'receipt' && line.issueMode !== 'backflush')
    .slice(0, 3)
    .map((line) =>
      line.measure === 'final'
        ? 'final'
        : `${line.measure} ${line.quantity} ${line.unit}${line.item === undefined ? '' : ` of ${line.item}`}`,
    )
  const by = doc.call ? [`written by ${doc.call.name}`] : first.step === undefined ? [] : ['made by the scenario']
  const cancels =
    first.reversesDoc === undefined ? [] : [`cancels ${docNamed(scene, first.system, first.reversesDoc)?.name ?? first.reversesDoc}`]
  return [place(first), ...figures, ...cancels, ...by].filter((part) => part !== '').join(', ')
}

function docNamed(scene: Scene, system: string, number: string): DocView | undefined {
  return scene.docs.find((doc) => doc.lines[0].system === system && doc.lines[0].doc === number)
}

/** Binds every name that was used, facts first. */
export function bindingsOf(scene: Scene): Binding[] {
  // What a binding mentions is bound too.
  for (const doc of scene.docs.filter((each) => scene.used.has(each))) {
    if (doc.call) scene.n(doc.call)
    const original = docNamed(scene, doc.lines[0].system, doc.lines[0].reversesDoc ?? '')
    if (original) scene.n(original)
  }
  const used = (view: View): boolean => scene.used.has(view)
  return [
    ...scene.facts
      .filter(used)
      .map((fact) => ({ name: fact.name, what: factTitle(fact), about: factAbout(fact), records: [fact.record.seq] })),
    ...[...scene.calls, ...scene.reads]
      .filter(used)
      .map((call) => ({
        name: call.name,
        what: `target → ${systemTitle(call.arrived.system)}`,
        about: callAbout(scene, call),
        records: [call.arrived.seq],
      })),
    ...scene.docs
      .filter(used)
      .map((doc) => ({ name: doc.name, what: docTitle(doc), about: docAbout(scene, doc), records: [doc.lines[0].seq] })),
    ...scene.exceptions
      .filter(used)
      .map(({ name, opened, last }) => ({
        name,
        what: `exception ${opened.xid}`,
        records: [opened.seq],
        about: [last.class ?? '', last.reason ?? '', last.owner === undefined ? '' : `owner ${last.owner}`, last.status]
          .filter((part) => part !== '')
          .join(', '),
      })),
    ...scene.faults
      .filter(used)
      .map(({ name, record }) => ({ name, what: 'injected fault', about: `${record.name}${on(record.identity)}`, records: [record.seq] })),
    ...scene.kills
      .filter(used)
      .map(({ name, record }) => ({
        name,
        what: record.kind === 'target.killed' ? 'kill of the target' : 'end of the target',
        about: `life ${record.incarnation}, ${stamp(record.t)}`,
        records: [record.seq],
      })),
  ]
}

function on(identity: string | undefined): string {
  return identity === undefined ? '' : ` on ${identity}`
}

/** Why a call stands for a fact, as the records show it; undefined when only the journal's attribution says so. */
export function carries(call: CallView, fact: FactView): string | undefined {
  const key = fact.record.businessKey
  const { arrived } = call
  if (arrived.keys.includes(key)) return `it names ${key}`
  if (call.docs.some((doc) => doc.lines.some((line) => line.references.includes(key)))) return `its document carries the reference ${key}`
  if (arrived.idempotencyKey === key) return `its idempotency key is ${key}`
  if (arrived.correlation === key) return `its correlation value is ${key}`
  if (!arrived.eids.includes(fact.record.eid)) return undefined
  return arrived.order === fact.record.order && arrived.operationId === fact.record.operation
    ? 'order, operation and quantities are equal'
    : 'its names match under the configured attribution'
}

/** Whether the document stands for this fact and no other. */
function isAlone(doc: DocView, fact: FactView): boolean {
  const [first] = doc.lines
  const eids = doc.call?.arrived.eids ?? []
  return first.references.length <= 1 && eids.length <= 1 && (eids.length === 0 || eids[0] === fact.record.eid)
}

/** Documents that stand for the fact, and those that cancel them. */
export function docsOf(scene: Scene, fact: FactView): DocView[] {
  const key = fact.record.businessKey
  const own = scene.docs.filter((doc) => doc.lines[0].references.includes(key) || doc.call?.arrived.eids.includes(fact.record.eid) === true)
  const cancelling = scene.docs.filter((doc) => !own.includes(doc) && own.some((each) => cancels(doc, each)))
  return [...own, ...cancelling].sort((a, b) => a.lines[0].seq - b.lines[0].seq)
}

function cancels(doc: DocView, original: DocView): boolean {
  const [first] = doc.lines
  return first.reversesDoc === original.lines[0].doc && first.system === original.lines[0].system
}

/** One dimension in which a fact obliges an effect, and what the documents say. */
export interface Balance {
  readonly measure: EffectMeasure
  readonly unit: string
  readonly item: string | undefined
  readonly expected: string
  readonly terms: readonly { readonly doc: DocView; readonly quantity: string; readonly seq: number }[]
  readonly total: string
  readonly excess: string
}

/** Per dimension of what the fact obliges; empty when a document stands for several facts, because then no sum is this fact's own. */
export function balancesOf(scene: Scene, fact: FactView): Balance[] {
  const docs = docsOf(scene, fact)
  if (!docs.every((doc) => isAlone(doc, fact) || docs.some((each) => cancels(doc, each)))) return []
  return fact.record.expect.map((effect) => {
    const dims = dimensionsKey(effect, effect.system)
    const terms = docs.flatMap((doc) => {
      const lines = doc.lines.filter((line) => dimensionsKey(line, line.system) === dims)
      const quantity = lines.reduce((total, line) => addQuantities(total, line.quantity), '0')
      const seq = lines[0]?.seq
      return seq === undefined ? [] : [{ doc, quantity, seq }]
    })
    const total = terms.reduce((sum, term) => addQuantities(sum, term.quantity), '0')
    const line = docs.flatMap((doc) => doc.lines).find((each) => dimensionsKey(each, each.system) === dims)
    return {
      measure: effect.measure,
      unit: line?.unit ?? unitOf(fact),
      item: effect.item,
      expected: effect.quantity,
      terms,
      total,
      excess: subtractQuantities(total, effect.quantity),
    }
  })
}

/** True if there is more than was obliged, in the direction that was obliged. */
export function isTooMuch(balance: Balance): boolean {
  const sameSign = balance.total.startsWith('-') === balance.expected.startsWith('-')
  return sameSign && compareQuantities(absoluteQuantity(balance.total), absoluteQuantity(balance.expected)) > 0
}

const verbs: Readonly<Record<EffectMeasure, string>> = {
  yield: 'confirmed',
  scrap: 'confirmed as scrap',
  rework: 'confirmed as rework',
  final: 'confirmed finally',
  issue: 'issued',
  receipt: 'received',
  transfer: 'moved',
}

/** `confirmed 40 EA`, `issued 4 KG of C2`, `confirmed finally 2 times`. */
export function did(balance: Balance, quantity: string): string {
  if (balance.measure === 'final') return `${verbs.final} ${quantity} times`
  return `${verbs[balance.measure]} ${amount(balance, quantity)}${balance.item === undefined ? '' : ` of ${balance.item}`}`
}

export function amount(balance: Pick<Balance, 'unit' | 'measure'>, quantity: string): string {
  return balance.measure === 'final' ? `${quantity} times` : `${quantity} ${balance.unit}`.trim()
}

/** How a call ended for the target, and the records that show it. */
export function ending(scene: Scene, call: CallView): { readonly text: string; readonly records: readonly number[] } {
  const { answer, closed } = call
  const records = [answer, closed].flatMap((record) => (record ? [record.seq] : []))
  if (!answer) return { text: 'it has no end in the journal', records }
  if (answer.knowledge === 'acked') return { text: `it was answered ${answer.status ?? ''}`.trim(), records }
  if (answer.knowledge === 'refused') return { text: `it was refused: ${answer.status ?? ''} ${call.served?.code ?? ''}`.trim(), records }
  const fault = call.faults.at(-1)
  const waited = closed ? duration(closed.t - call.arrived.t) : ''
  const how =
    closed?.clientClosedFirst === true
      ? `, and the target gave up ${waited} after it was sent`
      : closed
        ? `, and the connection ended ${waited} after it was sent`
        : ''
  const by = fault ? `${scene.n(fault)} (${fault.record.name})` : answer.fault === undefined ? '' : `the fault ${answer.fault}`
  const name = scene.n(call)
  const what =
    answer.status !== null
      ? `${name} was answered ${answer.status}${by === '' ? '' : ` by ${by}`}, which says nothing about the effect`
      : by === ''
        ? `no whole answer to ${name} reached the target`
        : `${by} kept the answer to ${name} from the target`
  return { text: what + how, records: [...(fault ? [fault.record.seq] : []), ...records] }
}

/** `3 deliveries, the last at T+1.200`. */
export function offersInWords(fact: FactView): string {
  const last = fact.offers.at(-1)
  return last ? `${count(fact.offers.length, 'delivery', 'deliveries')}, the last at ${stamp(last.t)}` : 'no delivery'
}
