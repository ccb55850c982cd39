import { placeName } from '../../domain/place-name.js'
import type { Check } from '../contract.js'
import { ownersOf } from '../owners.js'
import { atEnd, contentsOf, judgeStates, systemTitle, type Telling } from '../support/index.js'

const name = 'lot-attributes-intact'

const tell: Telling = (evidence, { entity, newest: { fact, state } }, last) => {
  const { has, says } = contentsOf(last, state)
  const { plant = '' } = entity.dims
  return (
    `${placeName(entity.dims, entity.entity)}${plant === '' ? '' : ` in ${plant}`}: ${systemTitle(evidence, entity.system)} has ${has}; ` +
    `${fact.businessKey} says ${says}.`
  )
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
    judgeStates(scene, (entity, group) => owners.ofState(entity, group) === name, tell)
  }),
}
