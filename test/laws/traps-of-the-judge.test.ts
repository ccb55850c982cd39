import { describe, expect, test } from 'vitest'
import { businessDatePreserved } from '../../src/checks/production/business-date-preserved.js'
import { exceptionClosedOnce } from '../../src/checks/generic/exception-closed-once.js'
import { everyEventAccounted } from '../../src/checks/generic/every-event-accounted.js'
import { noDuplicateEffect } from '../../src/checks/generic/no-duplicate-effect.js'
import { journal, judge } from '../support/journal-builder.js'
import { expectProofs, type Named } from './trial/named.js'

const unit = (path: string, title: string): readonly [string, string] => [`test/unit/${path}.test.ts`, title]
const trap = (title: string): readonly [string, string] => unit('checks/traps', title)
const here = (title: string): readonly [string, string] => ['test/laws/traps-of-the-judge.test.ts', title]
const law = (title: string): readonly [string, string] => ['test/laws/trial.test.ts', title]
const change = (title: string): readonly [string, string] => ['test/laws/trial-changes.test.ts', title]

/** What a naive checker takes for wrong. */
const traps: readonly Named[] = [
  {
    number: 1,
    rule: 'net effects count, not documents and calls',
    provenBy: [
      trap('splits one confirmation into two documents'),
      trap('batches of confirmations in one document'),
      law('a correct history of any shape is convicted by nothing'),
    ],
  },
  {
    number: 2,
    rule: 'a cancellation takes away from the document that it names',
    provenBy: [
      unit('checks/quantities', 'acquits deltas net of reversals, batches, splits and reposts'),
      trap('in doubt: cancels what it finds and posts again'),
    ],
    notToday: 'no shipped system cancels by a status alone: one that does has to journal what that takes away',
  },
  {
    number: 3,
    rule: 'what was done counts, not what the caller saw of it',
    provenBy: [
      trap('looks up before each repeat and sends no keys'),
      unit('checks/duplicates', 'convicts a repeat after a lost answer, and names both calls and the fault'),
    ],
  },
  {
    number: 4,
    rule: 'holds, approvals and versions count from when they are known',
    provenBy: [
      unit('checks/gates', 'acquits whoever acts at once on what he was told'),
      unit('checks/gates', 'wants an acknowledgement where being told is not enough, and grants the time that one takes to be seen'),
    ],
  },
  {
    number: 5,
    rule: 'a state may be overtaken, a fact may not',
    provenBy: [
      unit('checks/states', 'leaves out states that were overtaken'),
      unit('checks/loss', 'convicts one of two equal confirmations that was taken for a duplicate'),
    ],
  },
  {
    number: 6,
    rule: 'systems may differ for a while',
    provenBy: [
      here('a fact that is posted late differs for a while, and no longer'),
      change('what is right so far breaks no promise of safety, wherever a run is cut off'),
    ],
  },
  {
    number: 7,
    rule: 'rounding is allowed half a unit in the last place, per posting',
    provenBy: [
      unit('checks/quantities', 'acquits half a unit in the last place per posting, and not more'),
      unit('checks/rounding', 'acquits what is less than a piece and comes with a later posting, or not yet'),
    ],
  },
  {
    number: 8,
    rule: 'an hour that a clock shows twice is one date',
    provenBy: [here('the hour that is there twice, and the one that is not there, have one date each')],
  },
  {
    number: 9,
    rule: 'what owes no order may end in any of its states',
    provenBy: [['test/laws/fairness-rules.test.ts', 'two facts that owe each other no order may end in the state of either']],
  },
  {
    number: 10,
    rule: 'latency begins with the last thing that was waited for',
    provenBy: [
      unit('checks/timing', 'measures from the heal, and leaves out what the run itself disturbed'),
      unit('checks/timing', 'measures a reversal from the posting that it waited for'),
    ],
  },
  {
    number: 11,
    rule: 'an exception counts while it is open, or closed with a reason',
    provenBy: [
      here('an exception that was closed without a word accounts for nothing'),
      unit('checks/loss', 'convicts what is parked after the lock was gone'),
    ],
  },
  {
    number: 12,
    rule: 'a refusal for a business reason, with an exception, is a right end',
    provenBy: [trap('a business refusal with an exception is the right end')],
  },
  {
    number: 13,
    rule: 'technically complete is not closed',
    provenBy: [
      trap('a late posting after technical completion'),
      unit('systems/erp-dedupe-and-orders', 'accept late postings after technical completion and keep the status'),
    ],
  },
  {
    number: 14,
    rule: 'one number in two plants is two things',
    provenBy: [
      trap('the same order number in two plants'),
      unit('journal/posting-book', 'is another one in another plant, and cancelled in its own'),
      change('a verdict does not depend on how things are called'),
    ],
  },
  {
    number: 15,
    rule: 'deliveries that are repeated are no findings',
    provenBy: [change('a verdict does not depend on how often a fact is delivered')],
  },
  {
    number: 16,
    rule: 'what people or a system do by themselves needs no fact',
    provenBy: [
      unit('checks/references', 'acquits what the scenario or the system did by itself'),
      trap('documents that the scenario made'),
    ],
  },
  {
    number: 17,
    rule: 'how long a system remembers a key is its own affair',
    provenBy: [here('a key that the ERP has forgotten is a case of the scenario, and the effect counts all the same')],
    notToday: 'no shipped scenario sets a window that is shorter than a run; the setting is `dedupe_window_ms`',
  },
  {
    number: 18,
    rule: 'safety follows the order of postings, dates the calendar',
    provenBy: [trap('late in business time and early in arrival: apply order counts')],
  },
  {
    number: 19,
    rule: 'a duplicate that was taken back is a remark',
    provenBy: [unit('checks/duplicates', 'mentions a duplicate that the target corrected itself, without a verdict')],
    notToday: 'counter-examples are not shrunk to the fewest facts yet',
  },
]

test.each(traps)('trap $number: $rule', (each) => {
  expectProofs(each)
})

test('there is a line for each of the nineteen', () => {
  expect(traps.map(({ number }) => number)).toEqual(Array.from({ length: 19 }, (_, index) => index + 1))
})

test('a fact that is posted late differs for a while, and no longer', () => {
  const early = journal().fact('MC-000001').deliver('MC-000001').wait(100_000)
  const late = early.post('MC-000001').end().build()
  expect(judge(everyEventAccounted, late).messages).toEqual([])
  expect(judge(everyEventAccounted, journal().fact('MC-000001').deliver('MC-000001').end().build()).messages).toHaveLength(1)
})

describe('the hour that is there twice, and the one that is not there, have one date each', () => {
  test.each([
    ['2026-03-29T00:59:59Z', '2026-03-29'],
    ['2026-03-29T01:00:00Z', '2026-03-29'],
    ['2026-03-28T22:59:59Z', '2026-03-28'],
    ['2026-03-28T23:00:00Z', '2026-03-29'],
    ['2026-03-29T21:59:59Z', '2026-03-29'],
    ['2026-03-29T22:00:00Z', '2026-03-30'],
  ])('%s is %s in Berlin', (occurredAt, date) => {
    const messagesOn = (postingDate: string): readonly string[] => {
      const source = journal().fact('MC-000001', { occurredAt }).deliver('MC-000001').post('MC-000001', { postingDate })
      return judge(businessDatePreserved, source.end().build()).messages
    }
    expect(messagesOn(date)).toEqual([])
    expect(messagesOn('2026-03-27')).toHaveLength(1)
  })
})

test('an exception that was closed without a word accounts for nothing', () => {
  const refused = journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001').exception('MC-000001', { xid: 'X-1' })
  const closed = refused.exception('MC-000001', { xid: 'X-1', status: 'closed' }).end().build()
  expect(judge(everyEventAccounted, closed).messages).toHaveLength(1)
  expect(judge(exceptionClosedOnce, closed).messages).toHaveLength(1)
})

test('a key that the ERP has forgotten is a case of the scenario, and the effect counts all the same', () => {
  const twice = journal({ dedupe: 'idempotency-key' })
    .fact('MC-000001')
    .deliver('MC-000001')
    .post('MC-000001', { idempotencyKey: 'k', answer: 'lost' })
  const forgotten = twice.wait(90_000_000).post('MC-000001', { idempotencyKey: 'k' }).end().build()
  expect(judge(noDuplicateEffect, forgotten).messages).toHaveLength(1)
})
