import type { CallState, FactState, Posting } from '../journal/evidence-types.js'
import type { RecordOf } from '../journal/records.js'
import type { Told } from './chains/contract.js'
import type { Diagram, DiagramRow } from './explanation.js'
import { effectsInWords } from './phrases.js'
import type { Scene } from './scene.js'
import { seqsOf } from './trails.js'
import { joined } from '../words/lists.js'

const rowsMax = 40
/** Of one fact: the first deliveries, and the last. */
const deliveriesDrawn = 2
const partiesMax = 8
const target = 'target'

type Row = Omit<DiagramRow, 'odd'>

/**
 * The messages that an explanation names, what they left, and what disturbed them, in order. The target stands between those who tell it
 * something and those to whom it writes.
 */
export function diagramOf(scene: Scene, told: Pick<Told, 'steps' | 'knowledge'>): Diagram {
  const used = <T extends Parameters<Scene['n']>[0]>(things: readonly T[]): T[] => things.filter((thing) => scene.used.has(thing))
  const all = [
    ...used(scene.facts).flatMap((fact) => handedOver(scene, fact)),
    ...[...used(scene.calls), ...used(scene.reads)].flatMap((call) => called(scene, call)),
    ...postingsTold(scene, told).flatMap((posting) => posted(scene, posting)),
    ...used(scene.exceptions).map((exception) => {
      const { opened, class: kind } = exception
      return note(opened, target, `${scene.n(exception)} handed to people${kind === '' ? '' : `: ${kind}`}`)
    }),
    ...used(scene.kills).map((kill) => note(kill, target, `${scene.n(kill)} ended this life`)),
  ]
  const rows = [...new Map(all.sort((a, b) => a.record - b.record).map((row) => [`${row.record} ${row.kind}`, row])).values()]
  const odd = harmful(told)
  const shown = rows.slice(0, rowsMax)
  return { parties: partiesOf(shown), rows: shown.map((row) => ({ ...row, odd: odd.has(row.record) })), hidden: rows.length - shown.length }
}

/** Where the harm is done: as the parties knew it; without that, what the contradiction cites. */
function harmful({ steps, knowledge }: Pick<Told, 'steps' | 'knowledge'>): ReadonlySet<number> {
  const known = knowledge?.rows.flatMap((row) => (row.odd.length > 0 ? row.record : [])) ?? []
  return new Set(known.length > 0 ? known : (steps.at(-1)?.records.slice(-1) ?? []))
}

function partiesOf(rows: readonly Row[]): string[] {
  const before = rows.flatMap(({ kind, from, to }) => (kind === 'message' && to === target ? from : []))
  const all = new Set([...before, target, ...rows.flatMap(({ from, to }) => [from, to])])
  return [...all].slice(0, partiesMax)
}

function note({ seq, t }: { readonly seq: number; readonly t: number }, party: string, text: string): Row {
  return { record: seq, at_ms: t, kind: 'note', from: party, to: party, text, lost: false }
}

/** How a fact reached the target, and what its source heard of that. */
function handedOver(scene: Scene, fact: FactState): Row[] {
  const { offers, exposed, deliveries } = scene.handed(fact)
  const from = scene.words.system(fact.source)
  const name = scene.n(fact)
  const drawn = offers.length <= deliveriesDrawn + 1 ? offers : [...offers.slice(0, deliveriesDrawn), ...offers.slice(-1)]
  return drawn.flatMap((offer) => {
    const reached = exposed.find(({ did }) => did === offer.did)
    const end = deliveries.find(({ did }) => did === offer.did)
    const again = offer.attempt > 1 ? ` again (${offer.attempt})` : ''
    // On a feed a fact is offered once, and there for whoever comes: it is drawn where it was read.
    if (offer.channel === 'feed' && !reached) return []
    const { seq, t } = reached ?? offer
    const message: Row = { record: seq, at_ms: t, kind: 'message', from, to: target, text: `${name}${again}`, lost: reached === undefined }
    return [message, ...(end && offer.channel === 'webhook' && reached ? [heard(end, name, from)] : [])]
  })
}

function heard({ seq, t, targetAnswered, sourceSaw, outcome }: RecordOf<'delivery'>, name: string, source: string): Row {
  const text = targetAnswered === null ? `no answer to ${name}, ${outcome}` : `${targetAnswered} to ${name}`
  return { record: seq, at_ms: t, kind: 'answer', from: target, to: source, text, lost: sourceSaw === null }
}

/** A call, what disturbed it, and what the target was told. */
function called(scene: Scene, call: CallState): Row[] {
  const { served, answer, faults } = scene.told(call)
  const to = scene.words.system(call.system)
  const name = scene.n(call)
  const isGone = served === undefined && call.postings.length === 0 && (answer === undefined || answer.status === null)
  const text = `${name} ${call.method} ${call.path}`
  const request: Row = { record: call.seq, at_ms: call.t, kind: 'message', from: target, to, text, lost: isGone }
  const disturbed = faults.map((fault) => note(fault, to, `${scene.used.has(fault) ? `${scene.n(fault)} ` : ''}fault ${fault.name}`))
  if (!answer || isGone) return [request, ...disturbed]
  const isLost = answer.knowledge === 'indeterminate' && answer.status === null
  const status = answer.status ?? served?.status ?? ''
  const told = joined([`${status} to ${name}`, served?.code ?? '', isLost ? 'lost' : ''])
  return [request, ...disturbed, { record: answer.seq, at_ms: answer.t, kind: 'answer', from: to, to: target, text: told, lost: isLost }]
}

/** Postings that have names, and those whose records the steps cite. */
function postingsTold(scene: Scene, { steps }: Pick<Told, 'steps'>): Posting[] {
  const cited = new Set(steps.flatMap(({ records }) => records))
  return scene.postings.filter((posting) => scene.used.has(posting) || seqsOf(posting).some((seq) => cited.has(seq)))
}

function posted(scene: Scene, posting: Posting): Row[] {
  const { lines, doc, system, t } = posting
  const writes = posting.writes.filter((write) => !write.derived)
  const own = lines.filter(({ at }) => at.measure.moves === 0)
  const what = effectsInWords(scene, { lines: own.length > 0 ? own : lines, writes }, true).slice(0, 3)
  const [first = posting.seq] = seqsOf(posting).sort((a, b) => a - b)
  const name = scene.used.has(posting) ? scene.n(posting) : doc
  return [note({ seq: first, t }, scene.words.system(system), `${name} ${joined(what)}`.trim())]
}
