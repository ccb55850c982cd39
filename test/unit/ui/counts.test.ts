import { expect, test } from 'vitest'
import { timelineOf, type Timeline } from '../../../src/journal/timeline/index.js'
import { countsAt } from '../../../src/ui/state/counts.js'
import { JournalBuilder } from '../../support/journal-builder.js'
import { postedTwice } from '../../support/looked-at.js'

const mixed = (): JournalBuilder =>
  postedTwice()
    .fact('MC-000003')
    .deliver('MC-000003', 'refused')
    .exception('MC-000003', { xid: 'X-1' })
    .fact('MC-000004')
    .deliver('MC-000004')
    .fact('MC-000005')
    .lostRequest('MC-000005')
    .post('MC-000003')

/** The same counted anew, by what is said of each fact and each message in the end. */
function countedAnew(timeline: Timeline, seq: number): Record<string, number> {
  const by = (at: { readonly seq: number } | undefined): boolean => at !== undefined && at.seq <= seq
  const facts = [...timeline.facts.values()].filter(by)
  const messages = timeline.rows.flatMap((row) => (row.what === 'sent' ? row.message : []))
  const owed = facts.filter(({ owes }) => owes)
  return {
    facts: facts.length,
    pending: owed.filter(({ applied, excepted, givenUp, overtaken }) => ![applied, excepted, givenUp, overtaken].some(by)).length,
    excepted: facts.filter(({ excepted }) => by(excepted)).length,
    underWay: messages.filter(({ sent, answered }) => by(sent) && !by(answered)).length,
    doubts: messages.filter(({ posts, answered }) => posts && by(answered) && answered?.knowledge === 'indeterminate').length,
  }
}

test('what is counted at any record is what one counts of the facts and messages up to it', () => {
  const timeline = timelineOf(mixed().build())
  for (let seq = 0; seq <= timeline.last.seq; seq += 1)
    expect(countsAt(timeline, seq), `record ${seq}`).toMatchObject(countedAnew(timeline, seq))
  expect(countsAt(timeline, timeline.last.seq)).toMatchObject({ facts: 5, pending: 2, excepted: 1, doubts: 2 })
})

test('what is overtaken by something that was posted is waited for no more', () => {
  const builder = new JournalBuilder()
    .fact('MC-000001')
    .deliver('MC-000001')
    .fact('MC-000002', { supersedes: ['mes:MC-000001'] })
  expect(countsAt(timelineOf(builder.build()), Number.MAX_SAFE_INTEGER)).toMatchObject({ pending: 2 })
  builder.deliver('MC-000002').post('MC-000002')
  expect(countsAt(timelineOf(builder.build()), Number.MAX_SAFE_INTEGER)).toMatchObject({ pending: 0 })
})

test('what was forgotten is counted all the same', () => {
  const many = new JournalBuilder()
  for (let index = 1; index <= 400; index += 1) many.fact(`MC-${index}`).deliver(`MC-${index}`).post(`MC-${index}`)
  const journal = many.fact('MC-0').build()
  const [whole, bounded] = [timelineOf(journal), timelineOf(journal, { rows_max: 100 })]
  expect(bounded.forgotten).toBeGreaterThan(1_000)
  expect(countsAt(bounded, bounded.last.seq)).toEqual(countsAt(whole, whole.last.seq))
  expect(countsAt(bounded, bounded.last.seq)).toMatchObject({ facts: 401, pending: 1, underWay: 0 })
})
