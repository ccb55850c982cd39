import { valueText } from '../../domain/effect.js'
import { placeName } from '../../domain/place-name.js'
import type { Evidence } from '../../journal/evidence.js'
import type { Check } from '../contract.js'
import { ownersOf } from '../owners.js'
import { atEnd, contentsOf, differenceOf, judgeStates, systemTitle, type OwedState, type Telling } from '../support/index.js'
import { isOtherDemand } from './support/demand.js'

const name = 'bom-structure-equal'

/** `lines of FG-100, revision B in P1: the ERP has GL-1 0.0053 KG instead of GL-1 0.0035 KG, which is version 8 (PP-000002-L)`. */
function sentence(evidence: Evidence, { entity, group, newest: { fact, state } }: OwedState, parts: string): string {
  const version = state.version === undefined ? fact.businessKey : `version ${state.version} (${fact.businessKey})`
  const { plant = '' } = entity.dims
  const where = `${placeName(entity.dims, entity.entity)}${plant === '' ? '' : ` in ${plant}`}`
  return `The ${group} of ${where}: ${systemTitle(evidence, entity.system)} has ${parts}, as ${version} says.`
}

const telling: Telling = {
  tell(evidence, owed, last) {
    const { state } = owed.newest
    const { has, says } = contentsOf(last, state)
    return sentence(evidence, owed, has === says ? `${has} instead of ${says}` : differenceOf(last.after, state.after))
  },
  tellEmpty: (evidence, owed) => sentence(evidence, owed, `none, instead of ${valueText(owed.newest.state.after)}`),
  othersOf: (owed, last) => (isOtherDemand(owed, last) ? 'optional-not-demanded' : undefined),
}

/**
 * Number 26: in canonical form, so that the order of lines, positions and ids do not matter, and in base units. When it holds is for
 * numbers 22 and 24.
 */
export const bomStructureEqual: Check = {
  number: 26,
  name,
  class: 'L',
  covers: ['revision-validation'],
  title: 'A bill of material has the components, rates, steps and substitutes that engineering has published.',
  provenBy: ['M168', 'M109'],
  begin: atEnd((scene) => {
    const owners = ownersOf(scene.evidence)
    judgeStates(scene, (entity, group) => owners.ofState(entity, group) === name, telling)
  }),
}
