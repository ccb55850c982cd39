import type { Check } from '../contract.js'
import { ownersOf } from '../owners.js'
import { OrderFold } from '../production/support/order-fold.js'
import { afterHearing, isCertain, judgeStates } from '../support/index.js'

/**
 * Number 13: what was written last is what the newest fact says, however many were skipped. Only one end is right where every fact was
 * handed over, none is with people and none was taken back; else it has to be what some fact says. The status of an order, which its system
 * works out from confirmations, is judged as what they add up to, unless the order was completed technically or closed meanwhile.
 */
export const finalStateConverges: Check = {
  number: 13,
  name: 'final-state-converges',
  class: 'L',
  covers: ['order-of-facts'],
  title: 'The state of an order, and of whatever else facts change, is what its facts add up to.',
  provenBy: ['writes-nonsense', 'M162'],
  begin: afterHearing(
    (evidence) => new OrderFold(evidence),
    (scene, orders) => {
      const { evidence, found } = scene
      const owners = ownersOf(evidence)
      judgeStates(scene, (entity, group) => owners.ofState(entity, group) === undefined)
      for (const { violation, owner } of orders.judge((fact) => isCertain(evidence, fact))) {
        found.judged += 1
        if (violation && owner !== undefined) found.follow(owner, violation)
        else if (violation) found.add(violation)
      }
    },
  ),
}
