import { describe, expect, it } from 'vitest'
import { idempotencyKeyStable } from '../../../src/checks/generic/idempotency-key-stable.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

describe('idempotency-key-stable', () => {
  const keyed = () => journal({ dedupe: 'idempotency-key' }).fact('MC-000001').deliver('MC-000001')

  it('convicts a new key after a lost answer', () => {
    const run = keyed()
      .post('MC-000001', { idempotencyKey: 'k1', answer: 'lost', fault: 'lose-answer-1' })
      .wait(500)
      .post('MC-000001', { idempotencyKey: 'k2' })
      .end()
    const { messages, judged } = judge(idempotencyKeyStable, run)
    expect(messages).toEqual([
      'A repeat of MC-000001 changed its idempotency key from k1 to k2: call 2 arrived 0.550 s after call 1, whose ' +
        'answer was lost (lose-answer-1).',
    ])
    expect(judged).toBe(2)
  })

  it('convicts a new key while the first try is still open', () => {
    const run = keyed()
      .arrive('MC-000001', { name: 'A1', idempotencyKey: 'k1' })
      .arrive('MC-000001', { name: 'A2', idempotencyKey: 'k2' })
      .end()
    expect(judge(idempotencyKeyStable, run).messages).toMatchInlineSnapshot(`
      [
        "A repeat of MC-000001 changed its idempotency key from k1 to k2: call 2 arrived 0.010 s after call 1, which had no
         answer yet.",
      ]
    `)
  })

  it('convicts one key for two postings', () => {
    const run = keyed()
      .fact('MC-000002')
      .post('MC-000001', { idempotencyKey: 'k1' })
      .refuse('MC-000002', { idempotencyKey: 'k1', code: 'KEY_REUSED' })
      .end()
    const { messages, violations } = judge(idempotencyKeyStable, run)
    expect(messages).toEqual([
      'The idempotency key k1 stands for different postings: call 1 (MC-000001), which was answered 201, and call 2 ' +
        '(MC-000002) with another body.',
    ])
    expect(violations.byReason).toEqual({ 'reused-key': 1 })
  })

  it('convicts a key that counts tries', () => {
    const run = keyed()
      .post('MC-000001', { idempotencyKey: 'MC-000001#1', answer: 'lost', bodyHash: 'same' })
      .post('MC-000001', { idempotencyKey: 'MC-000001#2', bodyHash: 'same' })
      .end()
    expect(judge(idempotencyKeyStable, run).violations.byReason).toEqual({ 'changed-key': 1 })
  })

  const looked = (run: JournalBuilder) =>
    run
      .arrive('MC-000001', { operation: 'confirmation.query', posts: false, method: 'GET' })
      .served({ status: 200, settles: ['MC-000001'] })
      .answered(200)
  const convicted = {
    'a new key after a query from before the doubt': () =>
      looked(keyed()).lostRequest('MC-000001', { idempotencyKey: 'k1' }).post('MC-000001', { idempotencyKey: 'k2' }),
    'a new key before a query': () =>
      looked(keyed().lostRequest('MC-000001', { idempotencyKey: 'k1' }).post('MC-000001', { idempotencyKey: 'k2' })),
    'a new key after a query for another fact': () =>
      keyed()
        .fact('MC-000002')
        .lostRequest('MC-000001', { idempotencyKey: 'k1' })
        .arrive('MC-000002', { operation: 'confirmation.query', posts: false, method: 'GET' })
        .served({ status: 200, settles: ['MC-000002'] })
        .answered(200)
        .post('MC-000001', { idempotencyKey: 'k2' }),
    'a new key whose first document is cancelled only later': () =>
      keyed()
        .post('MC-000001', { doc: 'D1', idempotencyKey: 'k1', answer: 'lost' })
        .post('MC-000001', { idempotencyKey: 'k2' })
        .reverse('D1', 'MC-000001', { idempotencyKey: 'k3' }),
    'a new key beside a part': () =>
      keyed()
        .post('MC-000001', { idempotencyKey: 'MC-000001', names: ['MC-000001#1'], answer: 'lost', bodyHash: 'one' })
        .post('MC-000001', { idempotencyKey: 'other', bodyHash: 'whole' }),
    'keys of two parts for one part': () =>
      keyed()
        .post('MC-000001', { idempotencyKey: 'k#1', names: ['MC-000001#1'], answer: 'lost', bodyHash: 'one' })
        .post('MC-000001', { idempotencyKey: 'k#2', names: ['MC-000001#1'], bodyHash: 'again' }),
    'part numbers of two roots': () =>
      keyed()
        .post('MC-000001', { idempotencyKey: 'a#1', answer: 'lost', bodyHash: 'one' })
        .post('MC-000001', { idempotencyKey: 'b#2', bodyHash: 'two' }),
  }
  it.each(Object.entries(convicted))('convicts %s', (_, build) => {
    expect(judge(idempotencyKeyStable, build().end()).violations.byReason).toEqual({ 'changed-key': 1 })
  })

  const acquitted = {
    'a new key after the document that a repeat was answered with was cancelled': () =>
      keyed()
        .post('MC-000001', { doc: 'D1' })
        .arrive('MC-000001', { idempotencyKey: 'k1' })
        .served({ dedupedTo: 'D1' })
        .answered(201)
        .reverse('D1', 'MC-000001', { idempotencyKey: 'k2' })
        .post('MC-000001', { idempotencyKey: 'k3' }),
    'a request that nobody understood': () =>
      keyed()
        .refuse('MC-000001', { idempotencyKey: 'k1', status: 400, understood: false })
        .post('MC-000001', { idempotencyKey: 'k1', bodyHash: 'x' }),
    'two parts of one fact': () =>
      keyed()
        .post('MC-000001', { idempotencyKey: 'MC-000001#1', answer: 'lost', bodyHash: 'first part' })
        .post('MC-000001', { idempotencyKey: 'MC-000001#2', bodyHash: 'second part' }),
    'a part that goes under another key, since it was refused under the first': () =>
      keyed()
        .refuse('MC-000001', { idempotencyKey: 'k#1', names: ['MC-000001#1'], bodyHash: 'first part', code: 'PERIOD_CLOSED' })
        .post('MC-000001', { idempotencyKey: 'moved', names: ['MC-000001#1'], bodyHash: 'first part, moved' })
        .post('MC-000001', { idempotencyKey: 'k#2', names: ['MC-000001#2'], bodyHash: 'second part' }),
    'reversals of two documents': () =>
      keyed()
        .post('MC-000001', { idempotencyKey: 'k1', path: '/confirmations/4711/reversal', answer: 'lost' })
        .post('MC-000001', { idempotencyKey: 'k2', path: '/confirmations/4712/reversal' }),
    'one key for every try': () =>
      keyed()
        .post('MC-000001', { idempotencyKey: 'k1', answer: 'lost' })
        .arrive('MC-000001', { idempotencyKey: 'k1' })
        .served({ dedupedTo: '4711' })
        .answered(201),
    'a new key and a changed body after a definite refusal': () =>
      keyed()
        .refuse('MC-000001', { idempotencyKey: 'k1', code: 'PERIOD_CLOSED' })
        .post('MC-000001', { idempotencyKey: 'k2', bodyHash: 'another date' }),
    'the same key and a changed body after a definite refusal': () =>
      keyed()
        .refuse('MC-000001', { idempotencyKey: 'k1', code: 'PERIOD_CLOSED' })
        .post('MC-000001', { idempotencyKey: 'k1', bodyHash: 'another date' }),
    'a new key after a query that found nothing': () =>
      keyed()
        .lostRequest('MC-000001', { idempotencyKey: 'k1' })
        .arrive('MC-000001', { operation: 'confirmation.query', posts: false, method: 'GET' })
        .served({ status: 200, settles: ['MC-000001'] })
        .answered(200)
        .post('MC-000001', { idempotencyKey: 'k2' }),
    'a new key after the doubtful document was cancelled': () =>
      keyed()
        .post('MC-000001', { doc: 'D1', idempotencyKey: 'k1', answer: 'lost' })
        .reverse('D1', 'MC-000001', { idempotencyKey: 'k2' })
        .post('MC-000001', { idempotencyKey: 'k3' }),
    'a repeat that the system recognised by its reference': () =>
      keyed()
        .post('MC-000001', { idempotencyKey: 'k1', answer: 'lost' })
        .refuse('MC-000001', { idempotencyKey: 'k2', status: 409, code: 'DUPLICATE_REFERENCE', answerClass: 'duplicate' }),
    'the fact again in another batch': () =>
      keyed().fact('MC-000002').refuse(['MC-000001', 'MC-000002'], { idempotencyKey: 'k1' }).post('MC-000001', { idempotencyKey: 'k2' }),
  }
  it.each(Object.entries(acquitted))('acquits %s', (_, build) => {
    expect(judge(idempotencyKeyStable, build().end()).messages).toEqual([])
  })

  it('has nothing to judge where a target looks up first and sends no keys', () => {
    const run = keyed().post('MC-000001', { answer: 'lost' }).post('MC-000001').end()
    expect(judge(idempotencyKeyStable, run)).toMatchObject({ judged: 0, messages: [] })
  })

  it('does not judge where the ERP honours no keys, and says what it saw', () => {
    const run = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001', { idempotencyKey: 'k1', answer: 'lost' })
      .post('MC-000001', { idempotencyKey: 'k2' })
      .end()
    const { notJudged, notes, violations } = judge(idempotencyKeyStable, run)
    expect(violations.count).toBe(0)
    expect([notJudged, notes]).toMatchInlineSnapshot(`
      [
        "the ERP does not honour idempotency keys",
        [
          "Keys were not stable in 1 place; the ERP does not honour them, so nothing depends on it.",
        ],
      ]
    `)
  })
})
