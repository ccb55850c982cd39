import { expect, test } from 'vitest'
import { journal } from '../../support/journal-builder.js'
import { explained, witness } from './support.js'

test('parked without a try: what was said to people is no attempt, and no disturbance is made up', () => {
  const source = journal()
    .fact('MC-000001')
    .deliver('MC-000001')
    .arrive('MC-000001', { system: 'desk', operation: 'exception.create', path: '/exceptions' })
    .served()
    .answered(201)
    .exception('MC-000001', { reason: 'Please post this by hand.' })
    .crash()
    .end()
  const { steps, likely, innocent } = explained(
    'every-event-accounted',
    witness({ reason: 'excepted-without-obstacle', eids: ['mes:MC-000001'], records: [3] }),
    source,
  )
  expect([...steps.map(({ claim }) => claim), ...likely, ...innocent.map(({ claim }) => claim)]).toMatchInlineSnapshot(`
    [
      "The target received C",
      "The target took C over, and MES may forget it",
      "The target never tried to post C",
      "The target handed C to people",
      "There was time to finish",
      "However, X needs a business reason that forbade C, and no call with it met one: a contradiction",
      "the fact is handed to people without a try to post it",
      "The flow is the target's: it covers confirmation",
    ]
  `)
})

test('lost: the end of a life that explains nothing has no part in the story', () => {
  const source = journal()
    .fact('MC-000001')
    .deliver('MC-000001')
    .refuse('MC-000001', { status: 423, code: 'ORDER_LOCKED', answerClass: 'transient' })
    .crash()
    .end('patience', 1)
  const violation = witness({ reason: 'missing', eids: ['mes:MC-000001'], records: [3] })
  const { steps, likely } = explained('every-event-accounted', violation, source)
  expect(steps.map(({ claim }) => claim).join()).not.toContain('survive')
  expect(likely).toEqual(['the refusal (423 ORDER_LOCKED) ends the fact without a retry or an exception'])
})

test('refused by the target itself, each time', () => {
  const source = journal().heal().fact('MC-000001').deliver('MC-000001', 'refused').deliver('MC-000001', 'refused').end('patience', 1)
  const violation = witness({ reason: 'missing', eids: ['mes:MC-000001'], records: [3] })
  const { statement, steps } = explained('every-event-accounted', violation, source)
  expect([statement.text, ...steps.map(({ claim, because }) => `${claim} | ${because}`)]).toMatchInlineSnapshot(`
    [
      "MES confirmation MC-000001 (order 100001 / 0010, 10 EA) was refused by the target each time it was delivered: ERP
       has no document for it, and nobody was told.",
      "The target received C | the whole message was delivered to it at T+0.060",
      "The target did not take C over | its answers to 2 deliveries were 503 (2 times), the last one at T+0.100",
      "The target never tried to post C | no call up to the end of the journal names MC-000001 or stands for it",
      "There was time to finish | mfgsync waited 300 ms (target.patience is 60 s), and nothing was disturbed from T+0.030 on",
      "However, C obliges 10 EA in ERP, and neither a document nor an exception stands for it: a contradiction | ",
    ]
  `)
})

test('each promise is told by its own sentence, over the same chain', () => {
  const source = journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001').end('patience', 1)
  const violation = witness({ reason: 'dropped', eids: ['mes:MC-000001'], records: [3] })
  for (const check of ['no-silent-drop', 'eventual-posting', 'ack-implies-durable'])
    expect(explained(check, violation, source).statement.text).toBe('The message of the check.')
})

test('a call that a check counts has its name in the story', () => {
  const source = journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001').end()
  const message = 'The ERP refused call 1, and not call 77.'
  const { steps, bindings } = explained('lifecycle-monotonic', witness({ message, eids: ['mes:MC-000001'], records: [3] }), source)
  expect(steps.at(-1)?.claim).toBe('However: The ERP refused A1, and not call 77: a contradiction')
  expect(bindings.map(({ name }) => name)).toContain('A1')
})
