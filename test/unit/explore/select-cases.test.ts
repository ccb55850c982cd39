import { expect, test } from 'vitest'
import type { CampaignCase } from '../../../src/explore/plan-cases.js'
import { planCases } from '../../../src/explore/plan-cases.js'
import { selectCases, shardOf } from '../../../src/explore/select-cases.js'

const cases = planCases({
  variant: 'faulty',
  scenarios: ['hello-confirmation'],
  seeds: Array.from({ length: 60 }, (_, index) => index + 1),
})
const identities = (of: readonly CampaignCase[]): readonly string[] => of.map(({ identity }) => identity)

test('every case is in one shard, whichever others there are, and no shard has nearly all', () => {
  for (const total of [1, 2, 5]) {
    const shards = Array.from({ length: total }, (_, index) => selectCases(cases, { shard: { index: index + 1, total } }))
    expect(shards.flatMap((shard) => identities(shard.cases)).toSorted()).toEqual(identities(cases).toSorted())
    expect(Math.max(...shards.map((shard) => shard.cases.length))).toBeLessThan(total === 1 ? 61 : 45)
    expect(new Set(shards.map(({ planned }) => planned.hash)).size).toBe(1)
  }
  const some = cases.slice(10, 20)
  const alone = selectCases(some, { shard: { index: 1, total: 3 } }).cases
  expect(identities(alone)).toEqual(
    identities(selectCases(cases, { shard: { index: 1, total: 3 } }).cases.filter((each) => some.includes(each))),
  )
})

test('a case keeps its shard from one version to the next', () => {
  expect([1, 2, 3, 4].map((seed) => shardOf(`hello-confirmation faulty quick seed ${seed}`, 4))).toMatchInlineSnapshot(`
    [
      2,
      4,
      4,
      4,
    ]
  `)
})

test('the hash of the plan changes with the cases and with the scenario, and not with their order', () => {
  const [first] = cases
  if (!first) throw new Error('no case')
  const { hash } = selectCases(cases, {}).planned
  expect(selectCases(cases.toReversed(), {}).planned.hash).toBe(hash)
  expect(selectCases(cases.slice(1), {}).planned.hash).not.toBe(hash)
  expect(selectCases([{ ...first, hash: 'another' }, ...cases.slice(1)], {}).planned.hash).not.toBe(hash)
})

test('a pattern is looked for in names of scenarios and of the checks that they exercise', () => {
  expect(selectCases(cases, { grep: /HELLO/i }).cases).toHaveLength(60)
  expect(selectCases(cases, { grep: /^no-duplicate/ }).cases).toHaveLength(60)
  expect(selectCases(cases, { grep: /receipt/ }).planned.cases).toBe(0)
})

test('identity tells apart what runs differently, and a file is found again by its path', () => {
  const wanted = { variant: 'faulty' as const, scenarios: ['hello-confirmation'], seeds: [7] }
  const all = [
    planCases(wanted),
    planCases({ ...wanted, variant: 'storm' }),
    planCases({ ...wanted, dedupe: 'idempotency-key' }),
    planCases({ ...wanted, identifiers: 'hostile' }),
  ].flat()
  expect(new Set(identities(all)).size).toBe(4)
  expect(all[0]?.parts.scenario).toBe('hello-confirmation')
  expect(planCases({ variant: 'faulty', scenarios: ['scenarios/hello-confirmation.yaml'] })[0]?.parts.scenario).toMatch(
    /^\/.*hello-confirmation\.yaml$/,
  )
})
