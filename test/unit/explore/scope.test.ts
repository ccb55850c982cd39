import { expect, test } from 'vitest'
import { planCases } from '../../../src/explore/plan-cases.js'
import { inScope, scopeProblem } from '../../../src/explore/scope.js'
import { targetSettings } from '../../../src/target/settings.js'

const target = targetSettings({ cwd: '.', module: 'x.mjs', flows: ['confirmation'] })
const cases = planCases({ scenarios: ['hello-confirmation', 'planning-versions'], seeds: [1, 2], variant: 'clean' })

test('who asks for all gets what concerns the target, and hears of the rest', () => {
  const { cases: left, leftOut } = inScope(cases, target, [])
  expect(left.map(({ scenario, seed }) => `${scenario} ${seed}`)).toEqual(['hello-confirmation 1', 'hello-confirmation 2'])
  expect(leftOut).toEqual(['planning-versions'])
})

test('what is asked for by name is never left out without a word', () => {
  const { cases: left, leftOut } = inScope(cases, target, ['planning-versions'])
  expect([left.length, leftOut]).toEqual([4, []])
  expect(scopeProblem(left, target, false)).toMatch(/^planning-versions has nothing in scope: .*\nRun another one/)
})

test('a target that covers everything has everything', () => {
  expect(inScope(cases, targetSettings({ cwd: '.', module: 'x.mjs' }), [])).toEqual({ cases, leftOut: [] })
})
