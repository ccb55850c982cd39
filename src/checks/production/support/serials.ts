import type { Posting, PostingLine } from '../../../journal/evidence-types.js'
import type { Evidence } from '../../../journal/evidence.js'
import type { Claim } from '../../contract.js'
import { isLive, WordMap } from '../../support/index.js'

const owner = 'serial-unique'

/** A piece that was made, as a document says. */
export interface Made {
  readonly posting: Posting
  readonly line: PostingLine
}

/** A piece, by the company whose it is, its item and its serial number. */
export interface Piece {
  readonly company: string
  readonly item: string
  readonly serial: string
  /** Live documents that made it. */
  readonly made: readonly Made[]
}

/** It says which piece was made: counted, and told apart by the serial number. */
const isOfPiece = ({ at }: PostingLine): boolean => at.dims['serial'] !== undefined && at.measure.unit === 'none'

interface Pieces {
  readonly all: readonly Piece[]
  /** By document: what it made that another one had made, and that no fact of its own says. */
  readonly again: ReadonlyMap<Posting, readonly PostingLine[]>
}

function collect(evidence: Evidence): Pieces {
  const companies = new Map(evidence.header.plan.master.plants.map(({ id, company }) => [id, company]))
  const pieces = new WordMap<Piece & { readonly made: Made[] }>()
  for (const posting of evidence.postings) {
    if (posting.reversesDoc !== '' || posting.lines.length === 0 || !isLive(posting)) continue
    for (const line of posting.lines) {
      if (!isOfPiece(line)) continue
      const { plant = '', item = '', serial = '' } = line.at.dims
      const company = companies.get(plant) ?? plant
      pieces.getOr([posting.system, company, item, serial], () => ({ company, item, serial, made: [] })).made.push({ posting, line })
    }
  }
  const all = pieces.made
  const again = new Map<Posting, PostingLine[]>()
  for (const piece of all) for (const { posting, line } of madeAgain(piece)) again.set(posting, [...(again.get(posting) ?? []), line])
  return { all, again }
}

/** What was made by serial number, and is not cancelled. Worked out once for a journal as far as it goes. */
export function piecesOf(evidence: Evidence): Pieces {
  const known = found.get(evidence)
  if (known?.at === evidence.last.seq) return known.pieces
  const pieces = collect(evidence)
  found.set(evidence, { at: evidence.last.seq, pieces })
  return pieces
}

const found = new WeakMap<Evidence, { readonly at: number; readonly pieces: Pieces }>()

/** No fact of the document says that this piece was made. */
const isUnsaid = ({ posting, line }: Made): boolean => !posting.facts.some(({ expect }) => expect.some(({ at }) => at === line.at))

/** Of a piece that was made more than once: what no fact of its own says. The same fact twice is another matter. */
export function madeAgain({ made }: Piece): readonly Made[] {
  return made.length < 2 ? [] : made.filter(isUnsaid)
}

/** A piece that another document has made already. */
export const serials: Claim = {
  owner,
  *lines(evidence, { facts, postings }) {
    if (!postings.some(({ lines }) => lines.some(isOfPiece))) return
    const { again } = piecesOf(evidence)
    for (const posting of postings) for (const line of again.get(posting) ?? []) yield { facts, posting, line, quantity: line.quantity }
  },
}
