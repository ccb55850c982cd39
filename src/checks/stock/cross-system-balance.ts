import { absoluteQuantity, addQuantities, type Quantity } from '../../domain/quantity.js'
import type { SystemName } from '../../domain/names.js'
import type { Check, Violation } from '../contract.js'
import { ownersOf } from '../owners.js'
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

/** The check that tells of a document that is off, where one has it for its own. What is lost or posted twice is told here as well. */
function ownerOf({ evidence }: Scene, { bySystem }: Kept): string | undefined {
  const owners = ownersOf(evidence)
  const off = [...bySystem.values()].flat().filter((row) => unexplainedIn(evidence, row) !== '0')
  for (const { postings } of off)
    for (const { lines } of postings) for (const line of lines) if (owners.ofLine(line)) return owners.ofLine(line)?.owner
  for (const { facts, system } of off)
    for (const fact of facts) {
      const owner = owners.ofFact(fact, system)?.owner ?? owners.ofEnding(evidence, fact, evidence.endingOf(fact))
      if (owner !== undefined) return owner
    }
  return undefined
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
 * What may be used on the shop floor counts beside free stock. What a document has that another check has for its own is told by that one.
 */
export const crossSystemBalance: Check = {
  number: 30,
  name: 'cross-system-balance',
  class: 'L',
  covers: ['conservation'],
  title: 'What the warehouse has of a lot is what the ERP has of it, and what the shop floor may use, less what people have.',
  provenBy: ['M114'],
  addsUp: true,
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
    for (const each of kept.made) {
      if (each.bySystem.size < 2 || open.has(each)) continue
      const verdict = judgeKept(scene, each)
      const owner = verdict === 'right' ? undefined : ownerOf(scene, each)
      if (verdict === 'right' || owner === undefined) scene.found.take(verdict)
      else {
        scene.found.judged += 1
        scene.found.follow(owner, verdict)
      }
    }
  }),
}
