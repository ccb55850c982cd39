import type { FlowName, SystemName } from '../domain/names.js'
import { flowOf } from '../flows/index.js'
import { tooFew } from './steps/contract.js'
import { situations, type Situation } from './steps/index.js'

/** Systems that hear of a fact only because another flow lives on it. */
function besides([own, ...others]: readonly FlowName[]): readonly SystemName[] {
  const sinks = (name: FlowName | undefined): readonly SystemName[] => (name === undefined ? [] : (flowOf(name)?.words.sinks ?? []))
  return others.flatMap(sinks).filter((system) => !sinks(own).includes(system))
}

/** What makes a source deliver again, and what does so where it befalls a delivery. */
const repeating: ReadonlySet<string> = new Set(['deliver-twice', 'kill'])
const losing: ReadonlySet<string> = new Set(['lose-answer', 'late-answer', 'cut-answer', 'outage'])

/** Situations that a scenario may demand of a run: those of the steps, and those that any run may have. */
export const mustReachKinds: readonly Situation[] = [
  {
    name: 'effect-posted',
    title: 'An effect was posted.',
    unreachable(count, facts) {
      const events = new Map(facts.map((fact) => [fact.physId, fact.expect.length]))
      const effects = [...events.values()].reduce((sum, each) => sum + each, 0)
      return effects >= count ? undefined : `${effects} effects are obliged, and ${count} must be posted`
    },
    count: ({ effects }) => ({ count: effects }),
  },
  ...situations,
  {
    name: 'probe-ran',
    title: 'A system showed by itself what had been written to it.',
    count: ({ steps }) => ({ count: steps.filter((name) => name.startsWith('probe:')).length }),
  },
  {
    name: 'side-flow-refused',
    title: 'A system that hears of a fact beside the one that it is for turned a call away for the moment.',
    byTarget: true,
    unreachable(count, facts, faults) {
      const there = new Set(facts.flatMap(({ flows: own }) => besides(own)))
      // A fault that is not on messages is what somebody does to a system.
      const able = faults.some(({ address }) => !address || (address.direction === 'call' && there.has(address.system)))
      return tooFew(there.size > 0 && able ? count : 0, count)
    },
    count: ({ turnedAway }) => ({
      count: turnedAway.filter(({ system, facts }) => facts.some(({ flows: own }) => besides(own).includes(system))).length,
    }),
  },
  {
    name: 'delivery-repeated',
    title: 'A fact was delivered a second time.',
    unreachable(_count, _facts, faults) {
      const able = faults.some(({ name, address }) => repeating.has(name) || (address?.direction === 'delivery' && losing.has(name)))
      return able ? undefined : 'nothing makes a source deliver a fact twice'
    },
    count: ({ repeated }) => ({ count: repeated }),
  },
]
