import type { Claim } from '../../contract.js'
import type { EntityState } from '../../../journal/evidence-types.js'

const isRevision = ({ dims: { item, revision } }: EntityState): boolean => item !== undefined && revision !== undefined

const contents: ReadonlySet<string> = new Set(['header', 'lines', 'substitutes'])

/** What a bill of material consists of, and from when until when it holds. */
export const structures: readonly Claim[] = [
  { owner: 'bom-structure-equal', state: (entity, group) => isRevision(entity) && contents.has(group), empty: true },
  { owner: 'effective-revision-used', state: (entity, group) => isRevision(entity) && group === 'effectivity' },
]
