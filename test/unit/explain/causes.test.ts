import { expect, test } from 'vitest'
import { causesOf, checksOf, type Cause } from '../../../src/explain/causes.js'
import type { AboutFact, Explanation } from '../../../src/explain/explanation.js'

function told(check: string, about: readonly AboutFact[], options: Partial<Explanation> = {}): Explanation {
  return {
    check,
    title: check,
    reason: 'r',
    fingerprint: `${check}/r/shape`,
    witness: 'first',
    about,
    statement: { text: `What ${check} says.`, observed: '', possible: '' },
    bindings: [],
    steps: [],
    knowledge: { columns: [], rows: [] },
    diff: [],
    innocent: [],
    diagram: { parties: [], rows: [], hidden: 0 },
    likely: [],
    reproduce: { seed: 1, command: 'mfgsync simulate x' },
    hidden: { messages: 0 },
    ...options,
  }
}

const fact = (name: string, documents: readonly number[], ending: AboutFact['ending'] = 'over'): AboutFact => ({
  fact: name,
  ending,
  documents,
})

function short(causes: readonly Cause[]): readonly (readonly [string, number, readonly string[]])[] {
  return causes.map((cause) => [cause.told.check, cause.again.length, checksOf(cause.others)])
}

test('a sum in which a doubled fact stands tells of the same cause, and the one with the fewest facts tells it', () => {
  const sum = told('sum', [fact('a', [1, 2]), fact('b', [3], 'posted')])
  const twice = told('twice', [fact('a', [1, 2])])
  expect(short(causesOf([sum, twice]))).toEqual([['twice', 0, ['sum']]])
})

test('the same check and shape at another fact is the same cause again', () => {
  const first = told('twice', [fact('a', [1, 2])])
  const worst = told('twice', [fact('b', [5, 6])], { witness: 'worst' })
  expect(short(causesOf([first, worst]))).toEqual([['twice', 1, []]])
})

test('another shape at another fact is another cause', () => {
  const first = told('twice', [fact('a', [1, 2])])
  const other = told('twice', [fact('b', [5, 6])], { fingerprint: 'twice/r/other' })
  expect(short(causesOf([first, other]))).toHaveLength(2)
})

test('the same fact with other documents is another cause: it came twice here, and never there', () => {
  const twice = told('twice', [fact('a', [1, 2])])
  const never = told('never', [fact('a', [])])
  expect(short(causesOf([twice, never]))).toEqual([
    ['twice', 0, []],
    ['never', 0, []],
  ])
})

test('a sum that two causes broke belongs to both', () => {
  const twice = told('twice', [fact('a', [1, 2])])
  const lost = told('lost', [fact('b', [], 'missing')])
  const sum = told('sum', [fact('a', [1, 2]), fact('b', [], 'missing'), fact('c', [9], 'posted')])
  expect(short(causesOf([twice, lost, sum]))).toEqual([
    ['twice', 0, ['sum']],
    ['lost', 0, ['sum']],
  ])
})

test('a sum over other facts belongs to the cause whose facts went wrong in the same way, and to no other', () => {
  const lost = told('lost', [fact('b', [], 'missing')])
  const twice = told('twice', [fact('a', [1, 2])])
  const sum = told('sum', [fact('x', [4, 5]), fact('y', [7], 'posted')])
  const odd = told('odd', [fact('v', [8], 'forbidden'), fact('w', [10], 'posted')])
  expect(short(causesOf([lost, twice, sum, odd]))).toEqual([
    ['lost', 0, []],
    ['twice', 0, ['sum']],
    ['odd', 0, []],
  ])
})

test('what cannot fail a run tells a cause only where nothing else does, and then last', () => {
  const advice = told('advice', [fact('a', [1, 2])])
  const twice = told('twice', [fact('a', [1, 2]), fact('b', [3], 'posted')])
  const alone = told('advice-alone', [fact('z', [7], 'short')])
  expect(short(causesOf([advice, alone, twice], new Set(['advice', 'advice-alone'])))).toEqual([
    ['twice', 0, ['advice']],
    ['advice-alone', 0, []],
  ])
})

test('what is about no fact is never the same as anything', () => {
  expect(short(causesOf([told('one', []), told('two', []), told('three', [fact('a', [1])])]))).toHaveLength(3)
})
