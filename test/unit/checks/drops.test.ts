import { describe, expect, it } from 'vitest'
import { noSilentDrop } from '../../../src/checks/generic/no-silent-drop.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

describe('no-silent-drop', () => {
  const locked = { status: 423, code: 'ORDER_LOCKED', answerClass: 'transient' } as const

  it('convicts a refusal that was logged and dropped', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001', locked).end()
    const { messages, violations } = judge(noSilentDrop, run)
    expect(messages).toEqual([
      'The ERP refused MC-000001 (confirmation of order 100001 / 0010) with ORDER_LOCKED (423) at 0.080 s; it was ' +
        'not tried again, and no exception was raised until the end at 2.130 s.',
    ])
    expect(violations.byReason).toEqual({ 'dropped-after-transient': 1 })
  })

  it('convicts a business refusal without an exception, once per fact', () => {
    const run = journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001').refuse('MC-000001').end()
    const { messages, judged } = judge(noSilentDrop, run)
    expect(messages).toEqual([
      'The ERP refused MC-000001 (confirmation of order 100001 / 0010) with OVER_CONFIRMATION (422) at 0.120 s (2 ' +
        'refusals in all); no later try succeeded, and no exception was raised until the end at 2.170 s.',
    ])
    expect(judged).toBe(2)
  })

  const elsewhere = { lines: [{ measure: 'yield', quantity: '10', order: '100009', operation: '0010' }] } as const

  it('says what was done afterwards, of this fact', () => {
    const parts = { yield: '10', scrap: '2' }
    const said = (build: () => JournalBuilder) => judge(noSilentDrop, build().end()).messages[0]?.split('; ')[1]
    const begun = () => journal().fact('MC-000001', parts).deliver('MC-000001').refuse('MC-000001')
    const part = { lines: [{ measure: 'yield', quantity: '10' }] } as const
    expect([
      said(() => begun().post('MC-000001', part)),
      said(() => begun().post('MC-000001', part).reverse('4711', 'MC-000001')),
      said(() => begun().lostRequest('MC-000001')),
      said(() => begun()),
      said(() => journal().fact('MC-000001', { must: 'REJECT' }).deliver('MC-000001').refuse('MC-000001')),
    ]).toMatchInlineSnapshot(`
      [
        "what was posted of it later (document 4711) is not all of it, and no exception was raised until the end at 2.180 s.",
        "what was posted of it later (document 4711) was cancelled again, and no exception was raised until the end at 2.230 s.",
        "no later try succeeded, and no exception was raised until the end at 2.160 s.",
        "it was not tried again, and no exception was raised until the end at 2.130 s.",
        "no exception was raised until the end at 2.130 s.",
      ]
    `)
  })

  const acquitted = {
    'a posting on another order, which is no drop': () =>
      journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001').post('MC-000001', elsewhere),
    'a later success': () => journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001', locked).post('MC-000001'),
    'an exception': () => journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001').exception('MC-000001'),
    '"it exists" for a live effect': () =>
      journal({ dedupe: 'external-reference' })
        .fact('MC-000001')
        .deliver('MC-000001')
        .post('MC-000001', { answer: 'lost' })
        .refuse('MC-000001', { status: 409, code: 'DUPLICATE_REFERENCE', answerClass: 'duplicate' }),
    'a refusal that came after the effect': () =>
      journal().fact('MC-000001').deliver('MC-000001').post('MC-000001', { answer: 'lost' }).refuse('MC-000001'),
    'a return to the sender': () =>
      journal({ exceptions: 'nack' }).fact('MC-000001', { must: 'REJECT' }).deliver('MC-000001', 'given-up').refuse('MC-000001'),
    'a pair that was cancelled before it could be posted': () =>
      journal()
        .fact('MC-000001')
        .fact('MR-000001', { reverses: 'MC-000001' })
        .deliver('MC-000001')
        .refuse('MC-000001', locked)
        .deliver('MR-000001'),
  }
  it.each(Object.entries(acquitted))('acquits %s', (_, build) => {
    expect(judge(noSilentDrop, build().end()).messages).toEqual([])
  })

  it('does not judge a refusal that the target never saw', () => {
    const run = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .arrive('MC-000001')
      .served({ status: 422, answerClass: 'business', code: 'PERIOD_CLOSED' })
      .answered(null)
      .end()
    expect(judge(noSilentDrop, run).judged).toBe(0)
  })

  it('judges passing refusals also where exceptions cannot be seen', () => {
    const run = journal({ exceptions: 'none' })
      .fact('MC-000001')
      .fact('MC-000002')
      .deliver('MC-000001')
      .deliver('MC-000002')
      .refuse('MC-000001', locked)
      .refuse('MC-000002')
      .end()
    const { violations, notes } = judge(noSilentDrop, run)
    expect(violations.first?.eids).toEqual(['mes:MC-000001'])
    expect([violations.count, notes]).toMatchInlineSnapshot(`
      [
        1,
        [
          "1 refusal not judged: an exception would settle it, and the target shows none (exceptions: none).",
        ],
      ]
    `)
  })
})
