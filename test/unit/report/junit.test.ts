import { expect, test } from 'vitest'
import { junit } from '../../../src/report/junit.js'
import { check, failingRun, judgement, passingRun, reporting, reportOf, summary } from './support.js'
import { journal } from '../../support/journal-builder.js'

test('one suite per run, one case per check', () => {
  const { reporter, written } = reporting(junit)
  reporter.run(failingRun())
  reporter.run(passingRun())
  reporter.end(summary({ runs: 2, skipped: [{ name: 'sc12', seed: 4, why: 'the target covers none of its flows' }] }))
  expect(written().replace(/(<failure[^>]*>)[^<]*/g, '$1…')).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="mfgsync" tests="16" failures="1" errors="1" skipped="4" time="8.420">
      <testsuite name="test (faulty, quick, seed 1)" tests="7" failures="1" errors="1" skipped="2" time="4.210" \
timestamp="2026-03-02T07:00:00.000Z">
        <properties>
          <property name="mfgsync.scenario" value="test"/>
          <property name="mfgsync.variant" value="faulty"/>
          <property name="mfgsync.size" value="quick"/>
          <property name="mfgsync.seed" value="1"/>
          <property name="mfgsync.target" value="node target.js"/>
          <property name="mfgsync.verdict" value="fail"/>
          <property name="mfgsync.case" value=".mfgsync/7f3a91/case.json"/>
          <property name="mfgsync.journal" value=".mfgsync/7f3a91/journal.jsonl"/>
          <property name="mfgsync.reproduce" value="mfgsync simulate mes-confirmation-burst --seed 7 --target &quot;node target.js&quot;"/>
          <property name="mfgsync.fingerprint" value="no-duplicate-effect/excess/lose-answer.indeterminate.new-key"/>
          <property name="mfgsync.fingerprint" value="idempotency-key-stable/changed-key/changed-key.indeterminate"/>
        </properties>
        <testcase classname="test (faulty, quick, seed 1)" name="vacuity" time="0" assertions="5"/>
        <testcase classname="test (faulty, quick, seed 1)" name="no-duplicate-effect" time="0" assertions="36">
          <failure message="ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported 10 EA, once." type="excess">…</failure>
        </testcase>
        <testcase classname="test (faulty, quick, seed 1)" name="every-event-accounted" time="0" assertions="36"/>
        <testcase classname="test (faulty, quick, seed 1)" name="eventual-posting" time="0" assertions="0">
          <error message="the run was still active at its limit" type="unknown"/>
        </testcase>
        <testcase classname="test (faulty, quick, seed 1)" name="idempotency-key-stable" time="0" assertions="36">
          <system-out>Advice: The target sent MC-000001 to ERP again under another idempotency key.</system-out>
        </testcase>
        <testcase classname="test (faulty, quick, seed 1)" name="latency-slo" time="0" assertions="0">
          <skipped message="not judged: no limit is set"/>
        </testcase>
        <testcase classname="test (faulty, quick, seed 1)" name="exception-closed-once" time="0" assertions="0">
          <skipped message="not in scope: the target does not cover reversal"/>
        </testcase>
      </testsuite>
      <testsuite name="test (faulty, quick, seed 1)" tests="8" failures="0" errors="0" skipped="1" time="4.210" \
timestamp="2026-03-02T07:00:00.000Z">
        <properties>
          <property name="mfgsync.scenario" value="test"/>
          <property name="mfgsync.variant" value="faulty"/>
          <property name="mfgsync.size" value="quick"/>
          <property name="mfgsync.seed" value="1"/>
          <property name="mfgsync.target" value="node target.js"/>
          <property name="mfgsync.verdict" value="pass"/>
          <property name="mfgsync.case" value=".mfgsync/7f3a91/case.json"/>
          <property name="mfgsync.journal" value=".mfgsync/7f3a91/journal.jsonl"/>
          <property name="mfgsync.reproduce" value="mfgsync simulate mes-confirmation-burst --seed 7 --target &quot;node target.js&quot;"/>
        </properties>
        <testcase classname="test (faulty, quick, seed 1)" name="vacuity" time="0" assertions="36"/>
        <testcase classname="test (faulty, quick, seed 1)" name="no-duplicate-effect" time="0" assertions="36"/>
        <testcase classname="test (faulty, quick, seed 1)" name="single-representation-per-fact" time="0" assertions="36"/>
        <testcase classname="test (faulty, quick, seed 1)" name="every-event-accounted" time="0" assertions="36"/>
        <testcase classname="test (faulty, quick, seed 1)" name="no-silent-drop" time="0" assertions="36"/>
        <testcase classname="test (faulty, quick, seed 1)" name="per-key-order" time="0" assertions="36"/>
        <testcase classname="test (faulty, quick, seed 1)" name="order-quantity-balance" time="0" assertions="36"/>
        <testcase classname="test (faulty, quick, seed 1)" name="latency-slo" time="0" assertions="0">
          <skipped message="not judged: no limit is set"/>
        </testcase>
      </testsuite>
      <testsuite name="sc12 (seed 4)" tests="1" failures="0" errors="0" skipped="1" time="0.000">
        <testcase classname="sc12 (seed 4)" name="run" time="0">
          <skipped message="the target covers none of its flows"/>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `)
})

test('the failure says why in its body', () => {
  const { reporter, written } = reporting(junit)
  reporter.run(failingRun())
  reporter.end(summary())
  const body = /<failure[^>]*>([^<]*)<\/failure>/.exec(written())?.[1] ?? ''
  expect(body).toContain('7  However, one C allows 10 EA')
  expect(body).toContain('Reproduce  mfgsync simulate mes-confirmation-burst --seed 7 --target &quot;node target.js&quot;')
})

test('a set-up error is an error of its own', () => {
  const source = journal().end()
  const { reporter, written } = reporting(junit)
  reporter.run(
    reportOf(
      source,
      judgement(source, {
        verdict: 'set-up-error',
        why: 'The target never got ready.',
        setUp: [{ what: 'target-never-ready', message: 'It said nothing.', count: 1, details: ['a', 'b'], records: [] }],
      }),
    ),
  )
  reporter.end(summary())
  expect(written()).toContain('<testsuite name="test (faulty, quick, seed 1)" tests="1" failures="0" errors="1" skipped="0"')
  expect(written()).toContain('<error message="The target never got ready." type="SET-UP ERROR">It said nothing.\n  a\n  b</error>')
})

test('text from outside can neither break the document nor smuggle control characters in', () => {
  const evil = ']]>&<>"\'\u0000\u001b[31m\u0008\ud800\ufffe\u2028\nx'
  const source = journal().end()
  const { reporter, written } = reporting(junit)
  reporter.run(
    reportOf(
      source,
      judgement(source, {
        header: { ...source.header, target: { ...source.header.target, label: evil } },
        verdict: 'fail',
        why: evil,
        results: [
          check(evil, 1, 'unknown', { why: evil }),
          check('b', 2, 'fail', {
            violations: { count: 1, first: { reason: evil, message: evil, badness: 1, records: [], eids: [] }, byReason: {} },
          }),
        ],
      }),
    ),
  )
  reporter.end(summary({ skipped: [{ name: evil, seed: 1, why: evil }] }))
  expect(written()).not.toMatch(/[^\n\P{Cc}]|\p{Cs}|[\uFFFE\uFFFF\u2028]/u)
  expect(written()).not.toContain(']]>')
  expect(written()).toContain('name="]]&gt;&amp;&lt;&gt;&quot;&apos;\\x00\\x1b[31m\\x08\\u{d800}\\u{fffe}\\u{2028} x"')
})
