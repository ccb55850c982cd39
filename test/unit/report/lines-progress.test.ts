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
    T+0.130     fault lock-order-1 on target→erp · confirmation.create · MC-000001 · #1
    T+0.140     fault lock-order-1 on target→erp · confirmation.create · MC-000001 · #1
    T+0.150     fault lock-order-1 on target→erp · confirmation.create · MC-000001 · #1
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
    "mes-confirmation-burst (faulty, quick, seed 7), target node target.js
    T+0.020     run-1  target ready
    T+0.050     run-1  mes→target  mes:MC-000001  webhook
    T+0.060     run-1  delivery of mes:MC-000001 acked
    T+0.070     run-1  target→erp  POST /confirmations  #1  MC-000001
    T+0.100     run-1  answer to #1  201  acked
    T+0.120     run-1  exception X-0001 open  MC-000001
    "
  `)
})
