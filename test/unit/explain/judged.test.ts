import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { judgeJournal } from '../../../src/checks/judge.js'
import { explainFrom, explainRun, witnessesOf } from '../../../src/explain/explain.js'
import { renderExplanation } from '../../../src/explain/words.js'
import { journal, type JournalBuilder } from '../../support/journal-builder.js'
import { commands } from './support.js'

/** Journals of targets that break a promise each. */
const broken: readonly (readonly [string, () => JournalBuilder])[] = [
  [
    'posted twice after a lost answer',
    () =>
      journal({ dedupe: 'idempotency-key' })
        .fact('MC-000001')
        .deliver('MC-000001')
        .post('MC-000001', { idempotencyKey: 'a', answer: 'lost', fault: 'lose-answer-1' })
        .wait(900)
        .post('MC-000001', { idempotencyKey: 'b' })
        .end(),
  ],
  [
    'acknowledged and lost by a crash',
    () =>
      journal()
        .fact('MC-000001')
        .fact('MC-000002', { order: '100002' })
        .deliver('MC-000001')
        .deliver('MC-000002')
        .post('MC-000002')
        .crash({ fault: 'kill-1' })
        .end('patience', 1),
  ],
  [
    'never collected',
    () =>
      journal({ delivery: 'feed' })
        .fact('MC-000001')
        .fact('MC-000002')
        .offer('MC-000001', { channel: 'feed' })
        .offer('MC-000002', { channel: 'feed' })
        .exposed('MC-000002', 'page')
        .post('MC-000002')
        .end('patience', 1),
  ],
  ['refused and dropped', () => journal().fact('MC-000001').deliver('MC-000001').refuse('MC-000001').end('patience', 1)],
  [
    'handed to people without an obstacle',
    () => journal().fact('MC-000001').deliver('MC-000001').lostRequest('MC-000001').exception('MC-000001').end('patience', 0),
  ],
  [
    'a final confirmation before its partial',
    () =>
      journal()
        .fact('MC-000001')
        .fact('MC-000002', { final: true })
        .deliver('MC-000001')
        .deliver('MC-000002')
        .wait(900)
        .post('MC-000002')
        .post('MC-000001')
        .end(),
  ],
  [
    'another quantity than reported',
    () =>
      journal()
        .fact('MC-000001')
        .deliver('MC-000001')
        .post('MC-000001', { lines: [{ measure: 'yield', quantity: '7' }] })
        .end(),
  ],
  [
    'a document from nowhere',
    () =>
      journal()
        .fact('MC-000001')
        .deliver('MC-000001')
        .post('MC-000001')
        .arrive([], { order: '100002', operationId: '0010' })
        .effects([], { doc: '999', lines: [{ measure: 'yield', quantity: '5', order: '100002', operation: '0010' }] })
        .served({ effects: 1 })
        .answered(201)
        .end(),
  ],
  [
    'a batch that was posted twice',
    () =>
      journal()
        .fact('MC-000001')
        .fact('MC-000002')
        .deliver('MC-000001')
        .deliver('MC-000002')
        .post(['MC-000001', 'MC-000002'], { answer: 'lost' })
        .wait(500)
        .post(['MC-000001', 'MC-000002'])
        .end(),
  ],
  [
    'posted to a closed order',
    () =>
      journal()
        .fact('MC-000001')
        .deliver('MC-000001')
        .status('100001', 'released', 'closed', { step: 'close' })
        .wait(500)
        .post('MC-000001')
        .end(),
  ],
  [
    'a reversal that was posted twice',
    () =>
      journal()
        .fact('MC-000001')
        .deliver('MC-000001')
        .post('MC-000001', { doc: '1' })
        .fact('MR-000001', { reverses: 'MC-000001' })
        .deliver('MR-000001')
        .reverse('1', 'MR-000001', { answer: 'lost' })
        .wait(500)
        .reverse('1', 'MR-000001')
        .end(),
  ],
  [
    'a permanent refusal sent again and again',
    () => {
      const source = journal().fact('MC-000001').deliver('MC-000001')
      for (let i = 0; i < 14; i += 1) source.refuse('MC-000001').wait(50)
      return source.exception('MC-000001').end()
    },
  ],
]

test.each(broken)('what the checks convict is explained, and holds against the journal: %s', (_, build) => {
  const source = build()
  const judgement = judgeJournal(source)
  const witnesses = witnessesOf(judgement.results)
  expect(witnesses.length).toBeGreaterThan(0)
  const known = new Set(source.records.map((record) => record.seq))
  for (const explanation of explainFrom(witnesses, source.header, () => source.records, commands)) {
    expect(explanation.problem, explanation.check).toBeUndefined()
    expect(explanation.steps.length, explanation.check).toBeGreaterThan(0)
    const cited = [...explanation.steps, ...explanation.bindings, ...explanation.innocent].flatMap((part) => part.records)
    expect(
      cited.filter((seq) => !known.has(seq)),
      explanation.check,
    ).toEqual([])
    expect(explanation.steps.at(-1)?.claim, explanation.check).toMatch(/^However.*a contradiction$/)
    expect(
      renderExplanation(explanation, 80).filter((line) => line.text.length > 80),
      explanation.check,
    ).toEqual([])
  }
})

test('equal causes have equal fingerprints, other causes other ones', () => {
  const fingerprints = broken.map(([, build]) => {
    const source = build()
    return explainFrom(witnessesOf(judgeJournal(source).results), source.header, () => source.records, commands).map(
      (each) => each.fingerprint,
    )
  })
  const again = broken[0]?.[1]()
  expect(
    again &&
      explainFrom(witnessesOf(judgeJournal(again).results), again.header, () => again.records, commands).map((each) => each.fingerprint),
  ).toEqual(fingerprints[0])
  const losses = fingerprints.flat().filter((each) => each.startsWith('every-event-accounted/'))
  expect(losses.length).toBeGreaterThan(3)
  expect(new Set(losses).size).toBe(losses.length)
})

test('a stored journal is explained from its file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-explain-'))
  try {
    const source = broken[0]?.[1]()
    const path = join(folder, 'journal.jsonl')
    writeFileSync(path, [source?.header, ...(source?.records ?? [])].map((line) => `${JSON.stringify(line)}\n`).join(''))
    const explanations = explainRun(judgeJournal(path), path, { command: 'mfgsync simulate test', replay: 'mfgsync replay case.json' })
    expect(explanations[0]?.statement.text).toBe('ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported 10 EA, once.')
    expect(explanations[0]?.reproduce).toEqual({ seed: 1, command: 'mfgsync simulate test', replay: 'mfgsync replay case.json' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
