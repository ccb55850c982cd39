import { addQuantities } from '../domain/quantity.js'
import type { SystemName } from '../domain/names.js'
import type { CallState, FactState, Moment, Posting } from '../journal/evidence-types.js'
import { balancesOf, isTooMuch, type Balance } from './balances.js'
import type { Knowledge, KnowledgeRow } from './explanation.js'
import { sinksOf } from './phrases.js'
import type { Scene } from './scene.js'

const rowsMax = 12

interface Row {
  readonly record: Moment
  readonly event: string
  /** What changed by it. */
  readonly now: Partial<Readonly<Record<Party, string>>>
  readonly odd?: Party
}

type Party = 'ledger' | 'target' | 'source'

/** Separates what each party knew of a fact at each moment: an answer that was lost cannot be understood without it. */
export function knowledgeOf(scene: Scene, fact: FactState, calls: readonly CallState[], balance?: Balance): Knowledge {
  const name = scene.n(fact)
  const judged = balance ?? balancesOf(scene, fact)[0]
  const system = judged?.at.system ?? fact.states[0]?.entity.system
  const rows = [
    ...arrivals(scene, fact),
    ...calls.flatMap((call) => callRows(scene, call, system, judged)),
    ...handed(scene, fact),
    ...ends(scene, fact, calls.at(-1)),
  ].sort((a, b) => a.record.seq - b.record.seq)
  const ledger = system === undefined ? sinksOf(scene, fact)[0] : scene.words.system(system)
  const columns = { ledger: `${ledger ?? ''} ledger`, target: 'target', source: scene.words.system(fact.source) }
  let state = { ledger: '–', target: `${name}: not known`, source: `${name}: ${scene.words.flow(fact.flow).verb}` }
  const told = rows.slice(0, rowsMax).map(({ record, event, now, odd }): KnowledgeRow => {
    state = { ...state, ...now }
    const cells = { [columns.ledger]: state.ledger, target: state.target, [columns.source]: state.source }
    return { at_ms: record.t, event, record: record.seq, cells, odd: odd === undefined ? [] : [columns[odd]] }
  })
  return { columns: Object.values(columns), rows: told }
}

function arrivals(scene: Scene, fact: FactState): Row[] {
  const name = scene.n(fact)
  const { deliveries, ...handed } = scene.handed(fact)
  const [exposed] = handed.exposed
  const acked = deliveries.find((delivery) => delivery.outcome === 'acked')
  const last = deliveries.at(-1)
  return [
    ...(exposed ? [{ record: exposed, event: `${name} delivered`, now: { target: `${name}: received` } }] : []),
    ...(acked ? [{ record: acked, event: `${name} acknowledged`, now: { source: `${name}: taken over` } }] : []),
    ...(!acked && last ? [{ record: last, event: `delivery ${last.attempt} ended`, now: { source: `${name}: ${last.outcome}` } }] : []),
  ]
}

const fates = { indeterminate: ['unanswered', 'unknown'], acked: ['answered', 'done'], refused: ['refused', 'refused'] } as const

function callRows(scene: Scene, call: CallState, system: SystemName | undefined, balance: Balance | undefined): Row[] {
  const name = scene.n(call)
  const [posting] = call.postings
  const { answer } = scene.told(call)
  const rows: Row[] = []
  if (posting) {
    // What was done in another system does not change this ledger.
    const change = posting.system === system ? ledgerAt(scene, posting, name, balance) : { now: { target: `${name}: waiting` } }
    rows.push({ record: posting, event: `${name} applied`, ...change })
  }
  if (!answer) return rows
  const [event, fate] = fates[answer.knowledge]
  const odd = posting && answer.knowledge === 'indeterminate' ? { odd: 'target' as const } : {}
  return [...rows, { record: answer, event: `${name} ${event}`, now: { target: `${name}: ${fate}` }, ...odd }]
}

function ledgerAt(scene: Scene, { seq }: Posting, name: string, balance: Balance | undefined): Pick<Row, 'now' | 'odd'> {
  const target = `${name}: waiting`
  if (!balance) return { now: { ledger: 'applied', target } }
  const terms = balance.terms.filter((term) => term.posting.seq <= seq)
  const total = terms.reduce((sum, term) => addQuantities(sum, term.quantity), '0')
  const names = terms.length > 3 ? `${terms.length} documents` : terms.map((term) => scene.n(term.posting)).join('+')
  const odd = isTooMuch({ total, expected: balance.expected }) ? { odd: 'ledger' as const } : {}
  return { now: { ledger: `${names} (${total})`, target }, ...odd }
}

function handed(scene: Scene, fact: FactState): Row[] {
  return scene.exceptions
    .filter(({ xid }) => fact.exceptions.has(xid))
    .map((exception) => ({
      record: exception.opened,
      event: `${scene.n(exception)} opened`,
      now: { target: `${scene.n(fact)}: handed over` },
    }))
}

/** Ends of lives that had received the fact; once it is posted, only those before its last call. */
function ends(scene: Scene, fact: FactState, last: CallState | undefined): Row[] {
  const lives = new Map(scene.handed(fact).exposed.map((record) => [record.incarnation, record.seq]))
  const until = last && last.postings.length > 0 ? last.seq : Number.MAX_SAFE_INTEGER
  const relevant = scene.kills.filter(({ seq, incarnation }) => seq > (lives.get(incarnation) ?? Number.MAX_SAFE_INTEGER) && seq < until)
  return relevant.slice(0, 4).map((kill) => ({ record: kill, event: `${scene.n(kill)} ended it`, now: { target: 'dead' } }))
}
