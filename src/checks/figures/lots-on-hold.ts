import type { LotKey } from '../../domain/lots.js'
import type { SystemName } from '../../domain/names.js'
import { isZeroQuantity, type Quantity } from '../../domain/quantity.js'
import type { FactState } from '../../journal/evidence-types.js'
import type { Evidence } from '../../journal/evidence.js'
import { WordMap } from '../support/index.js'
import type { FigureRow } from './contract.js'
import { playing } from '../../journal/parts.js'
import type { FigureKind } from './kind.js'
import type { Facts } from './support/facts.js'
import { decidedFor, isHeldIn, restrictionIn } from './support/lots.js'
import { those } from './support/players.js'
import { cellOf, stockIn, totalOf, unitOf, type Stock } from './support/stock.js'

const released = 'released, and restricted all the same'
const free = 'held, and free in'

interface Lot extends LotKey {
  readonly stock: Stock[]
}

/** Lots that the ERP has, or that somebody has decided about. */
function lotsOf(evidence: Evidence): readonly Lot[] {
  const lots = new WordMap<Lot>()
  const of = ({ plant, item, lot }: LotKey): Lot => lots.getOr([plant, item, lot], () => ({ plant, item, lot, stock: [] }))
  for (const stock of stockIn(evidence, those(evidence, 'ledger'))) if (stock.lot !== '') of(stock).stock.push(stock)
  for (const { dims, obliged } of evidence.entities) {
    const { plant, item, lot } = dims
    if (obliged.has('restriction') && plant !== undefined && item !== undefined && lot !== undefined) of({ plant, item, lot })
  }
  return lots.made
}

const isRestricted = ({ stockType }: { readonly stockType?: string }): boolean => stockType === 'quality' || stockType === 'blocked'

/** By lot: decisions that took something of it out of restricted stock, and did not come to the ERP. */
function undoneReleases({ evidence }: Facts): WordMap<FactState[]> {
  const found = new WordMap<FactState[]>()
  const ledger = playing(evidence.header.words, 'ledger')
  for (const fact of evidence.facts.values()) {
    const isRelease = ({ at: { system, dims, measure }, quantity }: FactState['expect'][number]): boolean =>
      system === ledger && measure.moves !== 0 && isRestricted(dims) && quantity.startsWith('-')
    if (fact.must !== 'POST' || !fact.expect.some(isRelease)) continue
    const short = new Set(evidence.shortagesOf(fact).map(({ at }) => at))
    for (const expected of fact.expect) {
      const { plant = '', item = '', lot = '' } = expected.at.dims
      if (isRelease(expected) && short.has(expected.at)) found.getOr([plant, item, lot], () => []).push(fact)
    }
  }
  return found
}

/** Systems in which a lot is free that was put on hold. */
function freeIn(evidence: Evidence, lot: LotKey): readonly { readonly system: SystemName; readonly fact: FactState }[] {
  return those(evidence, 'ledger', 'floor', 'warehouse').flatMap((system) => {
    const decided = decidedFor(evidence, system, lot)
    return decided?.isHeld === true && !isHeldIn(evidence, system, lot) ? [{ system, fact: decided.fact }] : []
  })
}

function rowOf(facts: Facts, lot: Lot, releases: readonly FactState[]): FigureRow | undefined {
  const { evidence } = facts
  const { plant, item, stock } = lot
  const ledger = playing(evidence.header.words, 'ledger')
  const isHeld = ledger !== undefined && isHeldIn(evidence, ledger, lot)
  const of = (kind: string): readonly Stock[] => stock.filter(({ stockType, quantity }) => stockType === kind && !isZeroQuantity(quantity))
  const sum = (rows: readonly Stock[]): Quantity => totalOf(rows.map(({ quantity }) => quantity))
  const [quality, blocked, onHold] = [of('quality'), of('blocked'), isHeld ? of('unrestricted') : []]
  const restricted = [...quality, ...blocked]
  const undone = restricted.length > 0 ? releases : []
  const decided = ledger === undefined ? undefined : decidedFor(evidence, ledger, lot)
  const lifted = isHeld && decided?.isHeld === false ? [decided.fact] : []
  const loose = freeIn(evidence, lot)
  if (restricted.length + onHold.length + lifted.length + loose.length === 0) return undefined
  const unit = unitOf(evidence, item)
  const cells = {
    quality: cellOf(sum(quality), unit),
    blocked: cellOf(sum(blocked), unit),
    'on hold': cellOf(sum(onHold), unit),
    [released]: undone.length + lifted.length > 0 ? 'yes' : '',
    [free]: loose.map(({ system }) => evidence.words.system(system)).join(', '),
  }
  const hold = isHeld && ledger !== undefined ? restrictionIn(evidence, ledger, lot) : undefined
  const since = [...restricted.flatMap(({ latest }) => latest), ...(hold?.posting.facts ?? [])]
  const about = [...new Set([...since, ...undone, ...lifted, ...loose.map(({ fact }) => fact)])]
  const records = [...restricted, ...onHold].flatMap((each) => each.records.slice(-3))
  return { plant, key: `${item} lot ${lot.lot}`, cells, ...facts.about(about, hold ? [...records, hold.seq] : records) }
}

/** What of lots may not be used, by the books of the ERP, and where a system does not say what was decided. */
export const lotsOnHold: FigureKind = {
  name: 'lots-on-hold',
  title: 'lots on hold',
  columns: ['quality', 'blocked', 'on hold', released, free],
  covers: ['lot-status'],
  rows: (facts) => {
    const releases = undoneReleases(facts)
    return lotsOf(facts.evidence).flatMap((lot) => rowOf(facts, lot, releases.get([lot.plant, lot.item, lot.lot]) ?? []) ?? [])
  },
  parts: (rows) => {
    const has = (column: string): number => rows.filter(({ cells }) => (cells[column] ?? '') !== '').length
    const isOnHold = ({ cells }: FigureRow): boolean => ['quality', 'blocked', 'on hold'].some((column) => (cells[column] ?? '') !== '')
    return [
      { name: 'in all', count: rows.length },
      { name: 'restricted', count: rows.filter(isOnHold).length },
      { name: released, count: has(released) },
      { name: 'held, and free elsewhere', count: has(free) },
    ]
  },
}
