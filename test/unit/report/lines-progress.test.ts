import { expect, test } from 'vitest'
import { lines } from '../../../src/report/lines.js'
import { journal } from '../../support/journal-builder.js'
import { head, reporting, summary } from './support.js'

test('several runs end with a sum, and with what was skipped', () => {
  const { reporter, written } = reporting(lines)
  reporter.end(
    summary({
      runs: 3,
      passed: 1,
      failed: 1,
      unknown: 1,
      exitCode: 1,
      skipped: [{ name: 'sc12', seed: 4, why: 'the target covers none of its flows' }],
    }),
  )
  expect(written()).toMatchInlineSnapshot(`
    "
    3 runs: 1 passed, 1 failed, 1 unknown, 1 skipped (exit code 1)
      skipped sc12 seed 4: the target covers none of its flows
    "
  `)
})

test('progress: one line per event that matters, a fault that fires often is counted', () => {
  const source = journal()
  source.push({ kind: 'mark', mark: 'phase', phase: 'burst' })
  source.fact('MC-000001').deliver('MC-000001').post('MC-000001')
  for (let i = 0; i < 20; i += 1)
    source.push({
      kind: 'fault.fired',
      fault: 'lock-order-1',
      name: 'lock-order',
      firing: 'must',
      identity: 'target→erp · confirmation.create · MC-000001 · #1',
    })
  source.fault('healed', 'lock-order-1').crash({ fault: 'kill-1' }).heal()
  source.push({ kind: 'fault.missed', fault: 'overtake-1', name: 'overtake', firing: 'must', nearest: 'delivery of MC-000001' })
  source.push({ kind: 'harness.error', where: 'erp', message: 'a socket broke' }).end('patience', 3)
  const { reporter, written } = reporting(lines)
  const run = head({ outstanding: () => 3 })
  reporter.begin?.(run)
  for (const record of source.records) reporter.event?.(record, run)
  expect(written()).toMatchInlineSnapshot(`
    "mes-confirmation-burst (faulty, quick, seed 7), target node target.js
    T+0.020     target ready
    T+0.030     burst
    T+0.130     fault lock-order-1 on target→erp · confirmation.create · MC-000001 ·
                  #1
    T+0.140     fault lock-order-1 on target→erp · confirmation.create · MC-000001 ·
                  #1
    T+0.150     fault lock-order-1 on target→erp · confirmation.create · MC-000001 ·
                  #1
    T+0.160     fault lock-order-1 fires again and again
    T+0.330     fault lock-order-1 healed, fired 20 times
    T+0.340     target killed by kill-1
    T+0.370     target is back (life 2)
    T+0.380     heal: links are up, locks are gone
    T+0.380     waiting for 3 facts up to 60 s (target.patience)
    T+0.390     fault overtake-1 never fired; nearest: delivery of MC-000001
    T+0.400     unplanned: erp: a socket broke
    T+2.410     waited 300 ms, still expecting 3 facts (target.patience is 60 s)
    "
  `)
})

test('verbose tells every message', () => {
  const source = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').exception('MC-000001')
  const { reporter, written } = reporting(lines, { verbose: true, interleaved: true })
  const run = head()
  reporter.begin?.(run)
  for (const record of source.records) reporter.event?.(record, run)
  expect(written()).toMatchInlineSnapshot(`
    "#1  mes-confirmation-burst (faulty, quick, seed 7), target node target.js
    T+0.020     #1  target ready
    T+0.050     #1  mes→target  mes:MC-000001  webhook
    T+0.060     #1  delivery of mes:MC-000001 acked
    T+0.070     #1  target→erp  POST /confirmations  #1  MC-000001
    T+0.100     #1  answer to #1  201  acked
    T+0.120     #1  exception X-0001 open  MC-000001
    "
  `)
})

test('who waits is told every few seconds what for, unless something was told a moment ago', () => {
  const { reporter, written } = reporting(lines)
  const run = head({ outstanding: () => 5, awaited: () => ['MC-000001', 'MC-000002', 'MC-000003'] })
  reporter.begin?.(run)
  reporter.waiting?.(run, 5_000)
  const source = journal()
  source.push({ kind: 'mark', mark: 'phase', phase: 'burst' })
  source.heal()
  for (const record of source.records) reporter.event?.(record, run)
  const { t } = source.records.at(-1) ?? { t: 0 }
  reporter.waiting?.(run, t + 1_000)
  reporter.waiting?.(run, t + 12_000)
  expect(written()).toMatchInlineSnapshot(`
    "mes-confirmation-burst (faulty, quick, seed 7), target node target.js
    T+5.000     waiting for the target to get ready, for 5 s so far
    T+0.020     target ready
    T+0.030     burst
    T+0.040     heal: links are up, locks are gone
    T+0.040     waiting for 5 facts up to 60 s (target.patience)
    T+12.040    waiting for 5 facts: MC-000001, MC-000002, MC-000003 …; 12 s of up
                  to 60 s (target.patience)
    "
  `)
})

test('runs at once are told apart by a number, and every line stays within the width', () => {
  const { reporter, written } = reporting(lines, { interleaved: true })
  const runs = [1, 2].map((seed) => head({ id: `20260302-061500-mes-confirmation-burst-faulty-s${seed}`, seed }))
  const source = journal().fact('MC-000001')
  source.push({
    kind: 'fault.fired',
    fault: 'lose-answer-1',
    name: 'lose-answer',
    firing: 'must',
    identity: 'target→erp · confirmation.create · MC-000001 · #1',
  })
  for (const run of runs) reporter.begin?.(run)
  for (const run of runs) for (const record of source.records) reporter.event?.(record, run)
  expect(
    written()
      .split('\n')
      .filter((line) => line.length > 80),
  ).toEqual([])
  expect(written()).toMatchInlineSnapshot(`
    "#1  mes-confirmation-burst (faulty, quick, seed 1), target node target.js
    #2  mes-confirmation-burst (faulty, quick, seed 2), target node target.js
    T+0.020     #1  target ready
    T+0.040     #1  fault lose-answer-1 on target→erp · confirmation.create ·
                      MC-000001 · #1
    T+0.020     #2  target ready
    T+0.040     #2  fault lose-answer-1 on target→erp · confirmation.create ·
                      MC-000001 · #1
    "
  `)
})

test('a run that was interrupted does not tell which faults had no time to fire', () => {
  const { reporter, written } = reporting(lines)
  const run = head()
  const source = journal()
  source.push({ kind: 'mark', mark: 'quiet', how: 'interrupted', waited_ms: 10, patience_ms: 60_000, outstanding: 3 })
  source.push({ kind: 'fault.missed', fault: 'overtake-1', name: 'overtake', firing: 'must', nearest: 'delivery of MC-000001' })
  reporter.begin?.(run)
  for (const record of source.records) reporter.event?.(record, run)
  expect(written()).not.toContain('never fired')
})
