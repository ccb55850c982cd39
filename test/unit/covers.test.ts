import { expect, test } from 'vitest'
import { isEmpty, shownBy, type Showing } from '../../scripts/docs/covers.mjs'
import { rows, sections } from '../../scripts/docs/source.mjs'
import { figureKinds } from '../../src/checks/figures/index.js'
import { checks } from '../../src/checks/index.js'
import { flows } from '../../src/flows/index.js'
import { planOf } from '../../src/index.js'
import { listScenarios } from '../../src/scenario/index.js'
import { systemKinds } from '../../src/systems/index.js'

const scenarios = listScenarios().map((each) => ({
  ...each,
  plans: { quick: planOf({ scenario: each.name, variant: 'faulty', seeds: [1] }) },
}))
const house: Showing = { scenarios, flows, checks, figureKinds, systemKinds }

test('what members carry are rows of what was asked for, each of which stands there once', () => {
  const ids = rows.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  const carried = [...flows, ...checks, ...figureKinds].flatMap(({ covers = [] }) => covers)
  expect(carried.filter((id) => !ids.includes(id))).toEqual([])
  const isForNothing = (name: string, covers: readonly string[] = []): boolean => covers.length === 0 && !ids.includes(name)
  expect(checks.filter(({ number, name, covers }) => number !== 0 && isForNothing(name, covers)).map(({ name }) => name)).toEqual([])
  expect(flows.filter(({ words, covers }) => isForNothing(words.name, covers)).map(({ words }) => words.name)).toEqual([])
})

test('every system and every pattern has a scenario that tries it, and a flow', () => {
  const known = new Set<string>(systemKinds.map(({ words }) => words.name))
  const wanted = sections
    .filter(({ name }) => name === 'systems' || name === 'patterns')
    .flatMap((section) => section.rows)
    // What is planned is nobody's as long as there is no system that plans.
    .filter(({ id }) => known.has('plan') || !['plan', 'planning-version'].includes(id))
  const empty = wanted.filter((row) => {
    const shown = shownBy(row, house)
    return shown.scenarios.length === 0 || shown.flows.length === 0
  })
  expect(wanted.length).toBeGreaterThan(15)
  expect(empty.map(({ title }) => title)).toEqual([])
})

test('every figure of a plant is a row, and what nothing shows is empty', () => {
  const figures = sections.find(({ name }) => name === 'figures')?.rows ?? []
  expect(figureKinds.map(({ name }) => name).filter((name) => !figures.some(({ id }) => id === name))).toEqual([])
  expect(isEmpty(shownBy({ id: 'no-such-row', title: 'Nothing.' }, house))).toBe(true)
  const row = { id: 'units', title: 'Units.' }
  expect(shownBy(row, house)).toMatchObject({ checks: ['uom-conversion-exact', 'no-zero-default-quantity'], systems: [] })
  expect(shownBy({ id: 'cmms', title: 'Maintenance.' }, house)).toMatchObject({
    systems: ['cmms'],
    flows: ['downtime-to-maintenance'],
    scenarios: ['scrap-and-downtime', 'shift'],
  })
})
