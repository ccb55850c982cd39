import type { Value } from '../../../domain/effect.js'
import type { StateWrite } from '../../../journal/evidence-types.js'
import type { OwedState } from '../../support/index.js'

/** The digest of a list of components: what is made of what, and with what of it is demand. */
const parts = /^([^-]+)-([^-]+)$/

function structureOf(value: Value): string | undefined {
  return typeof value === 'string' ? undefined : parts.exec(value.digest)?.[1]
}

/** The components are right, and what of them is demand is not. */
export function isOtherDemand({ group, newest: { state } }: OwedState, { after }: Pick<StateWrite, 'after'>): boolean {
  const structure = structureOf(state.after)
  return group === 'lines' && structure !== undefined && structure === structureOf(after)
}
