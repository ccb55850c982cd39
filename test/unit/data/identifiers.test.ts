import { describe, expect, test } from 'vitest'
import { randomStream } from '../../../src/chance/random.js'
import { identifierProfiles, type Identifiers } from '../../../src/data/identifiers/index.js'
import { planOf } from '../../../src/index.js'

const seeds = [1, 2, 3, 4, 5]
const many = 300

function opened(name: string, seed: number): Identifiers {
  const profile = identifierProfiles.find((candidate) => candidate.name === name)
  if (!profile) throw new Error(`There is no profile ${name}.`)
  return profile.open(randomStream(seed, 'identifiers'))
}

/** So many of every kind. */
function kindsOf(identifiers: Identifiers): Readonly<Record<string, readonly string[]>> {
  const row = (made: (count: number) => string, count = many): string[] => Array.from({ length: count }, (_, index) => made(index))
  return {
    items: [...row(identifiers.product), ...row(identifiers.component)],
    lots: row((count) => identifiers.lot(`item ${count}`, 'P1', count)),
    locations: Object.values(identifiers.locations),
    routingSteps: row(identifiers.routingStep, 99),
    orders: row(identifiers.order),
    keys: ['MC', 'MI', 'MR'].flatMap((prefix, range) => row((count) => identifiers.key(prefix, range, count))),
  }
}

describe.each(identifierProfiles.map(({ name }) => name))('the profile %s', (name) => {
  test('gives each thing of a kind one of its own: 40 characters at most, no control characters, no blanks around it', () => {
    for (const seed of seeds) {
      for (const [kind, all] of Object.entries(kindsOf(opened(name, seed)))) {
        expect(new Set(all).size, `${kind}, seed ${seed}`).toBe(all.length)
        expect(all.filter((each) => each !== each.trim() || each.length < 1 || each.length > 40 || /\p{C}|\|/u.test(each))).toEqual([])
      }
    }
  })

  test('gives the same again from the same seed', () => {
    expect(kindsOf(opened(name, 7))).toEqual(kindsOf(opened(name, 7)))
  })
})

test('hostile ones have all that goes wrong, and look alike in every way that is taken for the same', () => {
  for (const seed of seeds) {
    const { keys = [], orders = [], items = [], lots = [] } = kindsOf(opened('hostile', seed))
    for (const row of [keys, orders, items, lots]) {
      for (const part of ['/', '%', '#', '+', ' ', '"', "'", 'Ä', '東'])
        expect(
          row.some((each) => each.includes(part)),
          part,
        ).toBe(true)
      const alike = (fold: (text: string) => string): number => row.length - new Set(row.map(fold)).size
      expect(alike((text) => text.toLowerCase())).toBeGreaterThan(0)
      expect(alike((text) => text.normalize())).toBeGreaterThan(0)
      expect(alike((text) => text.replace(/^0+/, ''))).toBeGreaterThan(0)
      expect(alike((text) => text.replace(/\D/g, ''))).toBeGreaterThan(0)
      expect(Math.max(...row.map((each) => each.length))).toBe(40)
    }
  }
})

test('the smallest scenario of several orders has look-alikes of each kind, whatever the seed', () => {
  for (const seed of seeds) {
    const { facts, master } = planOf({ scenario: 'mes-confirmation-burst', identifiers: 'hostile', seeds: [seed] })
    const folded = (texts: readonly string[]): number =>
      new Set(texts.map((text) => text.normalize().toLowerCase().replace(/^0+/, ''))).size
    for (const row of [facts.map((fact) => fact.businessKey), master.orders.map(({ id }) => id), master.items.map(({ id }) => id)])
      expect(folded(row)).toBeLessThan(new Set(row).size)
  }
})

test('plain plans have the identifiers that plans had before there was another profile, and say nothing of profiles', () => {
  const plan = planOf({ scenario: 'mes-confirmation-burst' })
  const { items, orders, balances, boms } = plan.master
  expect(items.map(({ id }) => id)).toEqual(['FG-100', 'C1', 'C2', 'C3', 'FG-200', 'C4', 'C5', 'C6'])
  expect(orders.map(({ id }) => id)).toEqual(['100001', '100002', '100003', '100004'])
  expect(new Set(balances.map(({ lot }) => lot))).toEqual(new Set(['', 'LOT-C3-P1', 'LOT-C6-P1']))
  expect(new Set(balances.map(({ location }) => location))).toEqual(new Set(['FG01', 'RM01']))
  expect(new Set(boms.flatMap(({ lines }) => lines.map(({ location, routingStep }) => `${location} ${routingStep}`)))).toEqual(
    new Set(['RM01 0010', 'RM01 0020']),
  )
  expect(plan.facts.map(({ eid, businessKey }) => [eid, businessKey])).toEqual(
    plan.facts.map((_, index) => [`mes:MC-${String(index + 1).padStart(6, '0')}`, `MC-${String(index + 1).padStart(6, '0')}`]),
  )
  expect(plan).not.toHaveProperty('identifiers')
  // Chance of the profile is its own: whatever is not a name is the same in all of them.
  const quantities = (identifiers: string): unknown =>
    planOf({ scenario: 'mes-confirmation-burst', identifiers }).facts.map(({ payload, at_ms }) => [
      at_ms,
      payload['yield'],
      payload['scrap'],
    ])
  for (const other of ['padded', 'hostile']) expect(quantities(other)).toEqual(quantities('plain'))
})
