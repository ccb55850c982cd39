import { expect, test } from 'vitest'
import { printRun, readAloud, Speaker } from '../../../src/ui/plain.js'
import { postedTwice, storedRun } from '../../support/looked-at.js'

const journal = postedTwice().build()

async function printed(start: Parameters<typeof printRun>[2]): Promise<readonly string[]> {
  const out: string[] = []
  await printRun(storedRun(journal), (text) => out.push(text), start)
  return out.join('').trimEnd().split('\n')
}

test('lines have the record, the time, who to whom, and what; the verdict is last', async () => {
  const lines = await printed({ filter: 'key:MC-000001 kind:call' })
  expect(lines).toMatchInlineSnapshot(`
    [
      "     7  T+0.070     target→erp      MC-000001 POST confirmation.create #1  [lose-answer-1]",
      "    10  T+0.100     target→erp      fault lose-answer-1",
      "    11  T+0.110     erp→target      #1 answer lost, 1 change committed",
      "    14  T+0.140     target→erp      MC-000001 POST confirmation.create #2 retry of #1",
      "    17  T+0.170     erp→target      #2 201  ✗ no-duplicate-effect, one-live-doc-per-extref",
      "FAIL  no-duplicate-effect: MC-000001 (confirmation of order 100001 / 0010) should have the net effect 10 EA yield on
       order 100001 / 0010 in the ERP; the ledger shows 20 EA, in documents 4711 and 4712. Call 2 arrived 0.070 s after
       call 1, whose answer was lost (lose-answer-1). (and 2 more failed)",
    ]
  `)
})

test('lines begin at a record or a time, and keep to the systems that are asked for', async () => {
  const all = await printed({})
  expect((await printed({ at: { seq: 9 } })).length).toBeLessThan(all.length)
  expect((await printed({ at: { t: 10_000 } }))[0]).toMatch(
    /^Nothing of the \d+ rows of this run is what --filter, --only, --window and --at ask for/,
  )
  expect((await printed({ at: { t: 10_000 } })).length).toBe(2)
  expect((await printed({ only: ['erp', 'target'] })).join('\n')).not.toContain('mes→')
})

test('a screen reader hears sentences, without signs, each once, and why it failed', async () => {
  const out: string[] = []
  await readAloud(storedRun(journal), (text) => out.push(text), {}, 80)
  const text = out.join('')
  expect(text.split('\nThe run took')[0]).toMatchInlineSnapshot(`
    "0.01 s. Target started.
    0.02 s. Target ready.
    0.03 s. MES: MC-000001 confirmation happened (order:P1/100001).
    0.04 s. MES to The target: MC-000001 confirmation number 1.
    0.07 s. The target to ERP: MC-000001 POST confirmation.create number 1.
    0.08 s. ERP committed yield +10 EA: 0 to 10 (P1 100001 0010) doc 4711.
    0.10 s. Fault lose-answer-1.
    0.11 s. ERP to The target: number 1 answer lost, 1 change committed.
    0.13 s. Fault outage-1.
    0.14 s. The target to ERP: MC-000001 POST confirmation.create number 2 retry of number 1.
    0.15 s. ERP committed yield +10 EA: 10 to 20 (P1 100001 0010) doc 4712.
    0.19 s. Fault outage-1 healed.
    0.20 s. MES: MC-000002 confirmation happened (order:P1/100002).
    0.21 s. MES to The target: MC-000002 confirmation number 2.
    0.24 s. The target to ERP: MC-000002 POST confirmation.create number 3.
    0.25 s. ERP committed yield +10 EA: 0 to 10 (P1 100002 0010) doc 4713.
    0.29 s. Nothing is disturbed any more.
    2.30 s. Rest: quiet."
  `)
  expect(text).toContain('Verdict: fail.')
  expect(text).toContain('Check no-duplicate-effect failed: MC-000001')
  expect(text).toContain('Why no-duplicate-effect failed')
  expect(text.split('\nWhy')[0]).not.toMatch(/[│●◆▸✗✂]/u)
})

test('what is said while a run goes on is what is said of it stored', async () => {
  const stored: string[] = []
  await readAloud(storedRun(journal), (text) => stored.push(text), {}, 80)
  const live: string[] = []
  const speaker = new Speaker(journal.header, (text) => live.push(text))
  for (const record of journal.records) speaker.take(record)
  expect(stored.join('').startsWith(live.join(''))).toBe(true)
  expect(live.length).toBeGreaterThan(10)
})
