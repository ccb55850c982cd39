import { describe, expect, test } from 'vitest'
import { dedupeNamespaced } from '../../../src/checks/generic/dedupe-namespaced.js'
import { everyEventAccounted } from '../../../src/checks/generic/every-event-accounted.js'
import { JournalBuilder } from '../../support/journal-builder.js'
import { evidenceOf, judge } from '../../support/judging.js'

/** Facts of which some are posted, and all are handed over in this order; each has a stream of its own. `prefix`: of every reference. */
function handedOver(facts: readonly (readonly [name: string, plant: string, posted: boolean])[], prefix = ''): JournalBuilder {
  const journal = new JournalBuilder({ attribution: { headers: [], transform: prefix === '' ? [] : [{ prefix }] } })
  for (const [name, plant] of facts) journal.fact(name, { plant, order: name })
  for (const [name] of facts) journal.deliver(name)
  for (const [name, plant, posted] of facts)
    if (posted) journal.post([name], { plant, references: [prefix + name.replace(`${plant}/`, '')] })
  return journal.end()
}

describe('a fact that was taken for another', () => {
  test.each([
    ['upper and lower case', 'ab-1', 'AB-1'],
    ['zeros in front of a number', '10', '0010'],
    ['the normal form of its characters', 'ü-1'.normalize('NFC'), 'ü-1'.normalize('NFD')],
    ['what is no digit', 'A/7', 'B-7'],
  ])('is told with what tells the two apart: %s', (words, first, second) => {
    const journal = handedOver([
      [first, 'P1', true],
      [second, 'P1', false],
      ['MC-000099', 'P1', true],
    ])
    const { violations } = judge(everyEventAccounted, journal)
    expect(violations.first?.message).toContain(`It was taken for ${first}, whose key differs from its own only in ${words}.`)
    expect(violations.count).toBe(1)
  })

  test('is not told where another one that looks alike in that way has its effect: then something else was the cause', () => {
    const { messages } = judge(
      everyEventAccounted,
      handedOver([
        ['ab-1', 'P1', true],
        ['AB-1', 'P1', false],
        ['cd-2', 'P1', true],
        ['CD-2', 'P1', true],
      ]),
    )
    expect(messages).toHaveLength(1)
    expect(messages[0]).not.toContain('taken for')
  })
})

describe('a number that two plants have', () => {
  const both = (second: boolean, prefix?: string): JournalBuilder =>
    handedOver(
      [
        ['P1/MC-000001', 'P1', true],
        ['P2/MC-000001', 'P2', second],
        ['MC-000002', 'P1', true],
      ],
      prefix,
    )

  test('is no finding where both facts have their effect', () => {
    expect(
      [judge(dedupeNamespaced, both(true)), judge(everyEventAccounted, both(true))].map(({ judged, messages }) => [judged, messages]),
    ).toEqual([
      [2, []],
      [3, []],
    ])
  })

  test.each(['', 'PY-'])('is told apart by the plant of the document, also where references are rewritten: %j', (prefix) => {
    const { postings } = evidenceOf(both(true, prefix))
    expect([...postings].map(({ plant, facts, level }) => [plant, facts.map((fact) => fact.plant), level])).toEqual(
      ['P1', 'P2', 'P1'].map((plant) => [plant, [plant], prefix === '' ? 'exact' : 'template']),
    )
  })

  test('has one owner where one was taken for the other', () => {
    const { messages } = judge(dedupeNamespaced, both(false))
    const [first, second] = ['P1', 'P2'].map((plant) => `${plant}/MC-000001 (confirmation of order ${plant}/MC-000001 / 0010) of ${plant}`)
    expect(messages).toEqual([
      `${second} was suppressed as a duplicate of ${first}, which has the same number: nothing was tried for it. ` +
        'A number belongs to its source and plant.',
    ])
    expect(judge(everyEventAccounted, both(false)).messages).toEqual([])
  })

  test('leaves a loss with another cause to whom it belongs', () => {
    const journal = handedOver([
      ['P1/MC-000001', 'P1', true],
      ['P2/MC-000001', 'P2', false],
      ['P1/MC-000002', 'P1', true],
      ['P2/MC-000002', 'P2', true],
    ])
    expect(judge(dedupeNamespaced, journal).messages).toEqual([])
    expect(judge(everyEventAccounted, journal).messages).toHaveLength(1)
  })

  test('has nothing to judge where no two plants share one', () => {
    expect(judge(dedupeNamespaced, handedOver([['MC-000001', 'P1', false]])).judged).toBe(0)
  })
})
