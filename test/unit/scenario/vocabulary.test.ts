import { expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { checkNames } from '../../../src/checks/names.js'
import { flowOf } from '../../../src/flows/index.js'
import { commandsOf } from '../../../src/flows/view.js'
import { systemKind, systemKinds } from '../../../src/systems/index.js'
import { mustReachKinds } from '../../../src/scenario/must-reach.js'
import { describeFaults, describeSteps } from '../../../src/scenario/schema.js'
import { planOf, scenario } from './support.js'

test('the names that a scenario may expect are those of the checks there are', () => {
  const known: ReadonlyMap<number, string> = new Map(checkNames)
  expect(new Set(checkNames.map(([, name]) => name)).size).toBe(checkNames.length)
  for (const { number, name } of checks) expect([number, known.get(number)]).toEqual([number, name])
})

test('systems behave in a plan as they do by themselves', () => {
  const { systems } = planOf(
    scenario('- confirm: {}', `landscape:\n  systems: { ${systemKinds.map(({ words }) => `${words.name}: {}`).join(', ')} }\n`),
  )
  for (const { words, defaults } of systemKinds) expect([words.name, systems[words.name]]).toEqual([words.name, defaults])
})

test('what a flow would do, its sinks can: the operations exist, and post', () => {
  const { facts, master, systems } = planOf(scenario('- confirm: {}\n- consume: {}\n- reverse: {}'))
  expect(facts.length).toBeGreaterThan(0)
  for (const fact of facts) {
    const commands = commandsOf(fact, { master, zoneIn: () => undefined, documentOf: () => '4711', read: () => undefined }, facts)
    expect(commands.length).toBeGreaterThan(0)
    const sinks = fact.flows.flatMap((name) => flowOf(name)?.words.sinks ?? [])
    expect(commands.filter(({ system }) => !sinks.includes(system))).toEqual([])
    for (const { system, operation } of commands) {
      const settings = systems[system]
      if (!settings) throw new Error(`the plan lacks ${system}`)
      const operations = systemKind(system)?.open(settings, master).operations() ?? []
      expect(operations.filter(({ posts }) => posts).map(({ id }) => id)).toContain(operation)
    }
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
