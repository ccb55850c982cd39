import { expect, test } from 'vitest'
import { journal } from '../../support/journal-builder.js'
import { explained, seqs, witness } from './support.js'

const lost = journal({ dedupe: 'idempotency-key' })
  .fact('MC-000001')
  .deliver('MC-000001')
  .arrive('MC-000001', { idempotencyKey: '5c0e' })
  .effects('MC-000001', { idempotencyKey: '5c0e' })
  .served({ effects: 1 })
  .fault('fired', 'lose-answer-1', { on: 'call', keys: ['MC-000001'] })
  .answered(null, { fault: 'lose-answer-1' })
  .wait(1000)
  .post('MC-000001', { idempotencyKey: 'e811' })
  .end()

const { diagram } = explained('no-duplicate-effect', witness({ eids: ['mes:MC-000001'], records: seqs(lost, 'effect') }), lost)

test('the target stands between who tells it something and who is written to', () => {
  expect(diagram.parties).toEqual(['MES', 'target', 'ERP'])
})

test('the messages of the chain in order, with what is lost and where the harm is done', () => {
  const told = diagram.rows.map(({ kind, from, to, text, lost: isLost, odd }) =>
    [`${kind} ${from} → ${to}: ${text}`, isLost ? 'lost' : '', odd ? 'odd' : ''].filter((part) => part !== '').join(', '),
  )
  expect(told).toMatchInlineSnapshot(`
    [
      "message MES → target: C",
      "answer target → MES: 202 to C",
      "message target → ERP: A1 POST /confirmations",
      "note ERP → ERP: D1 10 EA yield",
      "note ERP → ERP: F fault lose-answer",
      "answer ERP → target: 201 to A1, lost, lost, odd",
      "message target → ERP: A2 POST /confirmations",
      "note ERP → ERP: D2 10 EA yield, odd",
      "answer ERP → target: 201 to A2",
    ]
  `)
})

test('every row stands for a record of the journal', () => {
  const known = new Set(lost.records.map(({ seq }) => seq))
  expect(diagram.rows.filter(({ record }) => !known.has(record))).toEqual([])
})
