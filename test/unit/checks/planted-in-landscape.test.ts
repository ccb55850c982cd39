import { expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { engineeringMutants } from '../../targets/engineering-manifest.js'
import { overlapping, plantedInLandscape } from '../../targets/landscape.js'
import type { Proof } from '../../targets/manifest.js'
import { planningMutants } from '../../targets/planning.js'
import { sideMutants } from '../../targets/side.js'
import { stockMutants } from '../../targets/stock.js'

const mutants = [...engineeringMutants, ...stockMutants, ...sideMutants, ...planningMutants]
const numberOf = new Map(checks.map(({ name, number }) => [name, number]))
const proofsOf = (id: string, scenario: string, variant: 'clean' | 'faulty'): readonly Proof[] =>
  mutants
    .filter((target) => target.id === id)
    .flatMap(({ proofs }) => proofs.filter(({ scenarios, variants }) => scenarios.includes(scenario) && variants.includes(variant)))

test.each(plantedInLandscape.map((each) => [`${each.id} in ${each.scenario}`, each] as const))(
  '%s is tried, convicted by the named checks and by no others, and passes where nothing goes wrong unless the table says otherwise',
  (_, { id, scenario, by, mayFailClean, besides }) => {
    const [faulty, another] = proofsOf(id, scenario, 'faulty').flatMap(({ expected }) => (expected.verdict === 'convicted' ? expected : []))
    expect(another).toBeUndefined()
    expect(faulty?.by.map((name) => numberOf.get(name)).toSorted()).toEqual(by.toSorted())
    // One wrong thing is told once: whoever may tell of it besides is named, or adds everything up.
    const others = faulty?.besides?.map((name) => numberOf.get(name) ?? 0)
    expect(others?.filter((number) => !overlapping.includes(number)).toSorted()).toEqual(besides.toSorted())
    const clean = proofsOf(id, scenario, 'clean').map(({ expected }) => expected.verdict)
    expect(clean).toHaveLength(1)
    if (!mayFailClean) expect(clean).toEqual(['innocent'])
  },
)

test('every bug that is planted there stands in the table', () => {
  const known = new Set(plantedInLandscape.map(({ id }) => id))
  // M169 is what of row 77 a bill of material can show: what came before its item stays with people. M197 and M198 are M14 and M118 as one
  // finds them elsewhere: nothing is corrected, and nothing is written. M210 to M215 are those of a job that compares and writes the
  // difference. M221 is M108 in one of two systems, M222 is M121 of somebody who looks instead of being refused, M223 loses the purchase
  // order of a receipt. The others are of other stories.
  expect(mutants.map(({ id }) => id).filter((id) => !known.has(id))).toEqual([
    'M221',
    'M169',
    'M213',
    'M215',
    'M214',
    'M223',
    'M197',
    'M198',
    'M161',
    'M162',
    'M176',
    'M177',
    'M178',
    'M222',
    'M210',
    'M211',
    'M212',
  ])
})
