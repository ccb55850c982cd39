import { expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { checkNames } from '../../../src/checks/names.js'
import { flowNames } from '../../../src/domain/fact.js'
import { flowKinds } from '../../../src/flows/index.js'
import { systemKinds } from '../../../src/systems/index.js'
import { mustReachKinds } from '../../../src/scenario/must-reach.js'
import { describeFaults, describeSteps } from '../../../src/scenario/schema.js'
import { planOf, scenario } from './support.js'

test('the names that a scenario may expect are those of the checks there are', () => {
  const known: ReadonlyMap<number, string> = new Map(checkNames)
  expect(new Set(checkNames.map(([, name]) => name)).size).toBe(checkNames.length)
  for (const { number, name } of checks) expect([number, known.get(number)]).toEqual([number, name])
})

test('systems behave in a plan as they do by themselves', () => {
  const { systems } = planOf(scenario('- confirm: {}'))
  for (const [name, kind] of Object.entries(systemKinds))
    expect([name, systems[name as keyof typeof systems]]).toEqual([name, kind.defaults])
})

test('operations of flows exist in the systems that they post to', () => {
  const { master, systems } = planOf(scenario('- confirm: {}'))
  expect(Object.keys(flowKinds)).toEqual([...flowNames])
  for (const { sink, operation } of Object.values(flowKinds)) {
    const settings = systems[sink]
    if (!settings) throw new Error(`the plan lacks ${sink}`)
    const operations = systemKinds[sink].create(settings, master).operations()
    expect(operations.filter(({ posts }) => posts).map(({ id }) => id)).toContain(operation)
  }
})

test('every verb, fault and situation says what it is, in a sentence', () => {
  for (const { verb, title, phases } of [...describeSteps(), ...describeFaults()]) {
    expect(verb).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect([verb, title]).toEqual([verb, expect.stringMatching(/^[A-Z].*\.$/)])
    expect(phases.length).toBeGreaterThan(0)
  }
  for (const { title } of mustReachKinds) expect(title).toMatch(/^[A-Z].*\.$/)
})
