import { situations, type Situation } from './steps/index.js'

/** Situations that a scenario may demand of a run: those of the steps, and those that any run may have. */
export const mustReachKinds: readonly Situation[] = [
  { name: 'effect-posted', title: 'An effect was posted in the ERP.', count: ({ effects }) => ({ count: effects }) },
  ...situations,
  {
    name: 'probe-ran',
    title: 'A system showed by itself what had been written to it.',
    count: ({ steps }) => ({ count: steps.filter((name) => name.startsWith('probe:')).length }),
  },
  {
    name: 'delivery-repeated',
    title: 'A fact was delivered a second time.',
    unreachable(_count, _facts, faults) {
      const able = faults.some(({ name, address }) => name === 'deliver-twice' || address?.direction === 'delivery' || name === 'kill')
      return able ? undefined : 'nothing makes a source deliver a fact twice'
    },
    count: ({ repeated }) => ({ count: repeated }),
  },
]
