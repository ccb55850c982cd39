import { absoluteQuantity, addQuantities, compareQuantities } from '../domain/quantity.js'
import type { JournalRecord } from '../journal/records.js'
import type { Knowledge, KnowledgeRow } from './explanation.js'
import { balancesOf, type Balance } from './phrases.js'
import type { CallView, FactView, Scene } from './scene.js'
import { systemTitle } from './text.js'

const rowsMax = 12

interface Row {
  readonly record: JournalRecord
  readonly event: string
  readonly ledger?: string
  readonly target?: string
  readonly source?: string
  readonly odd?: 'ledger' | 'target'
}

/** Separates what each party knew of a fact at each moment: an answer that was lost cannot be understood without it. */
export function knowledgeOf(scene: Scene, fact: FactView, calls: readonly CallView[], balance?: Balance): Knowledge {
  const name = scene.n(fact)
  const source = systemTitle(fact.record.source)
  const ledger = `${systemTitle(fact.record.expect[0]?.system ?? calls[0]?.arrived.system ?? 'erp')} ledger`
  const rows = [
    ...arrivals(scene, fact),
    ...calls.flatMap((call) => callRows(scene, call, balance ?? balancesOf(scene, fact)[0])),
    ...handed(scene, fact),
    ...ends(scene, fact, calls.at(-1)),
  ].sort((a, b) => a.record.seq - b.record.seq)
  const state = { ledger: '–', target: `${name}: not known`, source: `${name}: reported` }
  const told: KnowledgeRow[] = []
  for (const row of rows.slice(0, rowsMax)) {
    Object.assign(state, pick(row))
    told.push({
      at_ms: row.record.t,
      event: row.event,
      record: row.record.seq,
      cells: { [ledger]: state.ledger, target: state.target, [source]: state.source },
      odd: row.odd === undefined ? [] : [row.odd === 'ledger' ? ledger : 'target'],
    })
  }
  return { columns: [ledger, 'target', source], rows: told }
}

function pick({ ledger, target, source }: Row): Partial<Record<'ledger' | 'target' | 'source', string>> {
  return { ...(ledger !== undefined && { ledger }), ...(target !== undefined && { target }), ...(source !== undefined && { source }) }
}

function arrivals(scene: Scene, fact: FactView): Row[] {
  const name = scene.n(fact)
  const [exposed] = fact.exposed
  const acked = fact.deliveries.find((delivery) => delivery.outcome === 'acked')
  const last = fact.deliveries.at(-1)
  return [
    ...(exposed ? [{ record: exposed, event: `${name} delivered`, target: `${name}: received` }] : []),
    ...(acked ? [{ record: acked, event: `${name} acknowledged`, source: `${name}: taken over` }] : []),
    ...(!acked && last ? [{ record: last, event: `delivery ${last.attempt} ended`, source: `${name}: ${last.outcome}` }] : []),
  ]
}

function callRows(scene: Scene, call: CallView, balance: Balance | undefined): Row[] {
  const name = scene.n(call)
  const rows: Row[] = []
  const [doc] = call.docs
  if (doc)
    rows.push({ record: doc.lines[0], event: `${name} applied`, target: `${name}: waiting`, ...ledgerAt(scene, doc.lines[0].seq, balance) })
  const { answer } = call
  if (!answer) return rows
  if (answer.knowledge === 'indeterminate')
    rows.push({ record: answer, event: `${name} unanswered`, target: `${name}: unknown`, ...(doc && { odd: 'target' as const }) })
  else if (answer.knowledge === 'acked') rows.push({ record: answer, event: `${name} answered`, target: `${name}: done` })
  else rows.push({ record: answer, event: `${name} refused`, target: `${name}: refused` })
  return rows
}

function ledgerAt(scene: Scene, seq: number, balance: Balance | undefined): Pick<Row, 'ledger' | 'odd'> {
  if (!balance) return { ledger: 'applied' }
  const terms = balance.terms.filter((term) => term.seq <= seq || term.doc.lines[0].seq <= seq)
  const total = terms.reduce((sum, term) => addQuantities(sum, term.quantity), '0')
  const names = terms.length > 3 ? `${terms.length} documents` : terms.map((term) => scene.n(term.doc)).join('+')
  const tooMuch = compareQuantities(absoluteQuantity(total), absoluteQuantity(balance.expected)) > 0
  return { ledger: `${names} (${total})`, ...(tooMuch && { odd: 'ledger' as const }) }
}

function handed(scene: Scene, fact: FactView): Row[] {
  return scene.exceptions
    .filter(({ last }) => last.eids.includes(fact.record.eid))
    .map((exception) => ({ record: exception.opened, event: `${scene.n(exception)} opened`, target: `${scene.n(fact)}: handed over` }))
}

/** Ends of lives that had received the fact; once it is posted, only those before its last call. */
function ends(scene: Scene, fact: FactView, last: CallView | undefined): Row[] {
  const lives = new Map(fact.exposed.map((record) => [record.incarnation, record.seq]))
  const until = last && last.docs.length > 0 ? last.arrived.seq : Number.MAX_SAFE_INTEGER
  const relevant = scene.kills.filter(
    ({ record }) => record.seq > (lives.get(record.incarnation) ?? Number.MAX_SAFE_INTEGER) && record.seq < until,
  )
  return relevant.slice(0, 4).map((kill) => ({ record: kill.record, event: `${scene.n(kill)} ended it`, target: 'dead' }))
}
