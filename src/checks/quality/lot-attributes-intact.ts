import { valueText } from '../../domain/effect.js'
import { placeName } from '../../domain/place-name.js'
import type { Evidence } from '../../journal/evidence.js'
import type { Check } from '../contract.js'
import { ownersOf } from '../owners.js'
import { atEnd, contentsOf, judgeStates, systemTitle, type OwedState, type Telling } from '../support/index.js'

const name = 'lot-attributes-intact'

function sentence(evidence: Evidence, { entity, newest: { fact } }: OwedState, has: string, says: string): string {
  const { plant = '' } = entity.dims
  return (
    `${placeName(entity.dims, entity.entity)}${plant === '' ? '' : ` in ${plant}`}: ${systemTitle(evidence, entity.system)} has ${has}; ` +
    `${fact.businessKey} says ${says}.`
  )
}

const telling: Telling = {
  tell(evidence, owed, last) {
    const { has, says } = contentsOf(last, owed.newest.state)
    return sentence(evidence, owed, has, says)
  },
  tellEmpty: (evidence, owed) =>
    sentence(evidence, owed, 'the lot, and nothing of what is known of it', valueText(owed.newest.state.after)),
}

/** Number 44: supplier's lot, expiry and origin are those of the receipt, in every system that keeps them. None is left empty. */
export const lotAttributesIntact: Check = {
  number: 44,
  name,
  class: 'L',
  covers: ['lot-status'],
  title: 'What is known of a lot is the same in every system: its supplier lot, its expiry, its origin.',
  provenBy: ['M118'],
  begin: atEnd((scene) => {
    const owners = ownersOf(scene.evidence)
    judgeStates(scene, (entity, group) => owners.ofState(entity, group) === name, telling)
  }),
}
