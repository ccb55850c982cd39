import type { Check, Violation } from '../contract.js'
import { atEnd, counted, documentNames, eidsOf, keysOf, recordsOf, type Scene, systemTitle } from '../support/index.js'
import { madeAgain, piecesOf, type Piece } from './support/serials.js'

function violationOf({ evidence, faults }: Scene, { item, serial, made }: Piece, wrong: Piece['made']): Violation {
  const postings = made.map(({ posting }) => posting)
  const facts = [...new Set(postings.flatMap((posting) => posting.facts))]
  const system = systemTitle(evidence, postings[0]?.system ?? '')
  const said = wrong.flatMap(({ posting }) => posting.facts)
  const without = said.length === 0 ? '' : ` ${keysOf(said)} ${said.length === 1 ? 'does' : 'do'} not say so.`
  return {
    reason: 'made-again',
    message: `${item} serial ${serial} was made ${counted(made.length, 'time')} in ${system} (${documentNames(postings)}).${without}`,
    badness: made.length - 1,
    records: recordsOf(evidence, { facts: facts.slice(0, 4), postings }, faults),
    eids: eidsOf(facts),
  }
}

/**
 * Number 46: a piece is made once, in a company. That the very same fact was posted twice is the duplicate's; where no other document has
 * made the piece, a number that is not its own is the affair of what a fact obliges. Where pieces are, and what is made of them, is not
 * looked at: nothing that ships says so.
 */
export const serialUnique: Check = {
  number: 46,
  name: 'serial-unique',
  class: 'L',
  covers: ['serials'],
  title: 'A serial number of an item is made once, whoever reports it.',
  provenBy: ['M178'],
  begin: atEnd((scene) => {
    const { evidence, found } = scene
    for (const piece of piecesOf(evidence).all) {
      const wrong = madeAgain(piece).filter(({ posting }) => posting.cid !== 0)
      found.take(wrong.length === 0 ? 'right' : violationOf(scene, piece, wrong))
    }
  }),
}
