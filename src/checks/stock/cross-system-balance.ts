import { absoluteQuantity, addQuantities, type Quantity } from '../../domain/quantity.js'
import type { SystemName } from '../../domain/names.js'
import type { Check, Violation } from '../contract.js'
import { atEnd, eidsOf, recordsOf, type Scene, WordMap } from '../support/index.js'
import { stockRows, unexplainedIn, type StockRow } from './support/stock-book.js'

/** One kind of stock of a lot (or of an item) in a plant, in several systems. */
interface Kept {
  readonly plant: string
  readonly item: string
  readonly lot: string
  readonly stockType: string
  readonly bySystem: Map<SystemName, StockRow[]>
}

/** What a system has of it, in all its places, and by how much that is not what it should have. */
function sumsOf({ evidence }: Scene, rows: readonly StockRow[]): { readonly is: Quantity; readonly off: Quantity } {
  return {
    is: rows.reduce((sum, row) => addQuantities(sum, row.is), '0'),
    off: rows.reduce((sum, row) => addQuantities(sum, unexplainedIn(evidence, row)), '0'),
  }
}

function judgeKept(scene: Scene, { plant, item, lot, stockType, bySystem }: Kept): Violation | 'right' {
  const { evidence, words, faults } = scene
  const sums = [...bySystem].map(([system, rows]) => ({ system, rows, ...sumsOf(scene, rows) }))
  if (sums.every(({ off }) => off === sums[0]?.off)) return 'right'
  const all = sums.flatMap(({ rows }) => rows)
  const off = sums.filter((each) => each.off !== '0')
  const unit = all[0]?.at ? words.unit(all[0].at) : ''
  const name = `${item}${lot === '' ? '' : ` lot ${lot}`}`
  const short = (system: SystemName): string => evidence.words.system(system)
  const told = sums.map(({ system, is }) => `${short(system)} ${is} ${unit}`)
  const odd = off.map((each) => `${short(each.system)} is off by ${each.off} ${unit}`)
  return {
    reason: 'apart',
    message: `${name} in ${plant}, ${stockType}: ${told.join(', ')}; of what happened, ${odd.join(', ')}.`,
    badness: Math.max(...off.map((each) => Number(absoluteQuantity(each.off)))),
    records: recordsOf(
      evidence,
      {
        facts: [...new Set(off.flatMap(({ rows }) => rows.flatMap(({ facts }) => [...facts])))].slice(0, 3),
        postings: off.flatMap(({ rows }) => rows.flatMap(({ postings }) => [...postings])).slice(0, 5),
      },
      faults,
    ),
    eids: eidsOf(new Set(all.flatMap(({ facts }) => [...facts]))),
  }
}

/**
 * Number 30: what systems differ in while something is under way is no finding; in the end they differ in nothing but what people have.
 * What may be used on the shop floor counts beside free stock.
 */
export const crossSystemBalance: Check = {
  number: 30,
  name: 'cross-system-balance',
  class: 'L',
  title: 'What the warehouse has of a lot is what the ERP has of it, and what the shop floor may use, less what people have.',
  provenBy: [],
  begin: atEnd((scene) => {
    const kept = new WordMap<Kept>()
    const open = new Set<Kept>()
    for (const row of stockRows(scene.evidence)) {
      const { plant = '', item = '', lot = '', stockType = '' } = row.dims
      const kind = stockType === '' ? 'unrestricted' : stockType
      const found = kept.getOr([plant, item, lot, kind], () => ({ plant, item, lot, stockType: kind, bySystem: new Map() }))
      found.bySystem.set(row.system, [...(found.bySystem.get(row.system) ?? []), row])
      if (row.isOpen) open.add(found)
    }
    for (const each of kept.made) if (each.bySystem.size > 1 && !open.has(each)) scene.found.take(judgeKept(scene, each))
  }),
}
