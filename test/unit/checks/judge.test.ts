import { describe, expect, test } from 'vitest'
import type { Check, Outcome } from '../../../src/checks/contract.js'
import { checks } from '../../../src/checks/index.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import type { Judgement } from '../../../src/checks/judgement.js'
import { checkNames } from '../../../src/checks/names.js'
import { journal, type JournalBuilder } from '../../support/journal-builder.js'

const nothing: Outcome = { judged: 1, violations: { count: 0, byReason: {} } }
const broken: Outcome = {
  judged: 1,
  violations: {
    count: 1,
    byReason: { x: 1 },
    first: { reason: 'x', message: 'A promise was broken.', badness: 1, records: [1], eids: [] },
  },
}

function check(options: Partial<Check> & { readonly outcome?: Outcome }): Check {
  const { outcome = nothing, ...rest } = options
  return {
    number: 900,
    name: 'example',
    class: 'S',
    title: 'An example.',
    provenBy: ['M01'],
    begin: () => ({ end: () => outcome }),
    ...rest,
  }
}

function judged(source: JournalBuilder, ...using: Check[]): Judgement {
  return judgeJournal(source.build(), using)
}

function good(options?: Parameters<typeof journal>[0]): JournalBuilder {
  return journal(options).fact('MC-000001').deliver('MC-000001').post('MC-000001').status('100001', 'released', 'partially-confirmed')
}

const verdicts = (judgement: Judgement): string[] => judgement.results.map((result) => `${result.check} ${result.verdict}`)

describe('the list of checks', () => {
  test('has every name of the catalogue, in its order', () => {
    expect(checks.map((entry) => [entry.number, entry.name])).toEqual(checkNames.map((entry) => [...entry]))
  })

  test('a good run passes every check that has a case in it', () => {
    const judgement = judgeJournal(good().end().build())
    expect(judgement.verdict).toBe('pass')
    expect(judgement.results.filter((result) => result.verdict === 'fail' || result.verdict === 'unknown')).toEqual([])
    expect(judgement.results.filter((result) => result.verdict === 'pass').length).toBeGreaterThan(3)
  })
})

describe('the verdict of a run', () => {
  test('passes when nothing failed and nothing is unknown', () => {
    const { verdict, why, whole, facts, records, quiet } = judged(good().end(), check({}))
    expect({ verdict, why, whole, facts, records, quiet }).toMatchInlineSnapshot(`
      {
        "facts": 1,
        "quiet": {
          "doubts": 0,
          "how": "quiet",
          "outstanding": 0,
          "patience_ms": 60000,
          "waited_ms": 300,
        },
        "records": 15,
        "verdict": "pass",
        "whole": true,
        "why": "",
      }
    `)
  })

  test('a failed check fails it, and says why', () => {
    const { verdict, why } = judged(good().end(), check({ outcome: broken }), check({ name: 'other', outcome: broken }))
    expect([verdict, why]).toMatchInlineSnapshot(`
      [
        "fail",
        "example: A promise was broken. (and 1 more failed)",
      ]
    `)
  })

  test('an advisory check and a diagnostic cannot fail it', () => {
    const judgement = judged(
      good().end(),
      check({ outcome: broken, provenBy: [] }),
      check({ name: 'diagnostic', class: 'D', outcome: broken }),
    )
    expect(judgement.verdict).toBe('pass')
    expect(judgement.results.slice(1).map((result) => [result.verdict, result.advisory])).toEqual([
      ['fail', true],
      ['fail', true],
    ])
  })

  test('a check that breaks is unknown, wherever it breaks, and the others go on', () => {
    const boom = (): never => {
      throw new Error('boom')
    }
    const judgement = judged(
      good().end(),
      check({ name: 'a', begin: boom }),
      check({ name: 'b', begin: () => ({ on: boom, end: () => nothing }) }),
      check({ name: 'c', begin: () => ({ end: boom }) }),
      check({ name: 'd' }),
    )
    expect(verdicts(judgement)).toEqual(['vacuity pass', 'a unknown', 'b unknown', 'c unknown', 'd pass'])
    expect([judgement.verdict, judgement.why]).toMatchInlineSnapshot(`
      [
        "unknown",
        "a: the check broke: boom (and 2 more are unknown)",
      ]
    `)
  })

  test('fail wins over unknown', () => {
    const judgement = judged(
      good().end(),
      check({ name: 'a', outcome: { ...nothing, unknown: 'it cannot be told' } }),
      check({ name: 'b', outcome: broken }),
    )
    expect(judgement.verdict).toBe('fail')
  })

  test.each([['limit'], ['target-gone']] as const)('a run that ended by %s convicts nobody of what only rest can show', (how) => {
    const judgement = judged(good().end(how), check({ class: 'L', outcome: broken }), check({ name: 'safety' }))
    expect(verdicts(judgement).slice(1)).toEqual(['example unknown', 'safety pass'])
    expect(judgement.results[1]?.violations.count).toBe(0)
    expect(judgement.results[1]?.notes).toEqual(['As far as the journal goes: A promise was broken.'])
    expect(judgement.verdict).toBe('unknown')
  })

  test('a run that waited in patience is judged', () => {
    expect(judged(good().end('patience', 1), check({ class: 'L', outcome: broken })).verdict).toBe('fail')
  })

  test('a journal without its end is judged as a prefix', () => {
    const whole = good().end().build()
    const cut = { ...whole, records: whole.records.slice(0, -1) }
    const judgement = judgeJournal(cut, [check({ class: 'L', outcome: broken }), check({ name: 'safety', outcome: broken })])
    expect(judgement.whole).toBe(false)
    expect(verdicts(judgement).slice(1)).toEqual(['example unknown', 'safety fail'])
  })

  test('an interrupted run is interrupted, whatever failed', () => {
    expect(judged(good().end('interrupted'), check({ outcome: broken })).verdict).toBe('interrupted')
  })

  test('a check without a case is not judged, unless the scenario promises one', () => {
    const empty = check({ outcome: { judged: 0, violations: { count: 0, byReason: {} } } })
    expect(judged(good().end(), empty).results[1]?.verdict).toBe('not-judged')
    const promised = judged(good({ checks: ['example'] }).end(), empty)
    expect([promised.results[1]?.verdict, promised.verdict]).toEqual(['unknown', 'unknown'])
  })

  test('a check whose cases are all played by a stand-in is not in scope', () => {
    const empty = check({ outcome: { judged: 0, violations: { count: 0, byReason: {} } } })
    const [, result] = judged(good({ covers: ['confirmation'], checks: ['example'] }).end(), empty).results
    expect([result?.verdict, result?.why]).toMatchInlineSnapshot(`
      [
        "not-in-scope",
        "the target does not cover consumption, reversal, and nothing else was a case for it",
      ]
    `)
  })

  test('a check that a setting rules out is not judged', () => {
    const [, result] = judged(good().end(), check({ outcome: { ...nothing, notJudged: 'no limit is set' } })).results
    expect([result?.verdict, result?.why]).toEqual(['not-judged', 'no limit is set'])
  })

  test('records that cannot be read are told as such', () => {
    const whole = good().end().build()
    const records = whole.records.map((record) =>
      record.kind === 'fact' ? { seq: record.seq, t: record.t, kind: 'fact' as const } : record,
    )
    expect(() => judgeJournal({ header: whole.header, records: JSON.parse(JSON.stringify(records)) }, [check({})])).toThrow(
      /record that cannot be read: number 3, of kind fact/,
    )
    const header = JSON.parse(JSON.stringify({ ...whole.header, plan: { ...whole.header.plan, master: {} } }))
    expect(() => judgeJournal({ header, records: whole.records }, [check({})])).toThrow(/header that cannot be read/)
  })
})

describe('the set-up comes first', () => {
  test('calls that nobody understood are a set-up error, never a conviction', () => {
    const source = journal().fact('MC-000001').deliver('MC-000001')
    for (let count = 0; count < 5; count += 1) {
      source.push({
        kind: 'call.arrived',
        cid: count + 1,
        system: 'erp',
        posts: false,
        method: 'POST',
        path: count === 0 ? '/confirmation' : '/confirmations',
        keys: [],
        eids: [],
        attempt: 1,
        incarnation: 1,
        bodyHash: 'h',
        bodyBytes: 10,
        problem:
          count === 0
            ? { code: 'NO_SUCH_PATH', message: 'no such path', nearest: 'POST /confirmations', differences: [] }
            : {
                code: 'NOT_UNDERSTOOD',
                message: 'the body has a field that is not known',
                nearest: 'POST /confirmations',
                differences: ['qty: not known, did you mean yield?'],
              },
      })
    }
    const judgement = judged(source.end(), check({ class: 'L', outcome: broken }))
    expect([judgement.verdict, judgement.why]).toMatchInlineSnapshot(`
      [
        "set-up-error",
        "The target made 5 calls, and no system understood any of them.",
      ]
    `)
    expect(judgement.setUp).toMatchInlineSnapshot(`
      [
        {
          "count": 1,
          "details": [],
          "message": "POST /confirmation: the ERP has no such path; the nearest operation is POST /confirmations.",
          "records": [
            7,
          ],
          "what": "no-such-path",
        },
        {
          "count": 4,
          "details": [
            "qty: not known, did you mean yield?",
          ],
          "message": "POST /confirmations: the ERP did not understand it (NOT_UNDERSTOOD: the body has a field that is not known); the
           nearest operation is POST /confirmations.",
          "records": [
            8,
            9,
            10,
          ],
          "what": "not-understood",
        },
      ]
    `)
  })

  test('one call that was understood makes the run judgeable', () => {
    const source = good().arrive('MC-000001', { understood: false }).served({ status: 400, answerClass: 'not-understood' }).answered(400)
    const judgement = judged(source.end(), check({}))
    expect(judgement.verdict).toBe('pass')
    expect(judgement.setUp.map((finding) => finding.what)).toEqual(['not-understood'])
  })

  test('deliveries that were all answered 404, and no call, are a set-up error', () => {
    const source = journal().fact('MC-000001').offer('MC-000001').exposed('MC-000001').outcome('MC-000001', 'refused', 404)
    const judgement = judged(source.end(), check({ class: 'L', outcome: broken }))
    expect([judgement.verdict, judgement.why]).toMatchInlineSnapshot(`
      [
        "set-up-error",
        "The target answered 404 to every delivery (1) and made no call: the facts were delivered to a path that it does not
         serve.",
      ]
    `)
  })

  test('a target that takes everything and calls nobody is judged', () => {
    const source = journal().fact('MC-000001').deliver('MC-000001')
    expect(judged(source.end(), check({ class: 'L', outcome: broken })).verdict).toBe('fail')
  })

  test('a target that died by itself is at fault, unless safety was broken before', () => {
    const source = good().push({ kind: 'target.exited', incarnation: 1, code: 1, signal: null, scripted: false, logTail: ['TypeError: x'] })
    const judgement = judged(source.end('target-gone'), check({}))
    expect([judgement.verdict, judgement.why, judgement.setUp[0]?.details]).toMatchInlineSnapshot(`
      [
        "set-up-error",
        "The target ended with code 1, and nothing in the scenario made it.",
        [
          "TypeError: x",
        ],
      ]
    `)
    expect(judged(source, check({ outcome: broken })).verdict).toBe('fail')
    expect(judged(source, check({ outcome: broken, provenBy: [] })).verdict).toBe('set-up-error')
  })

  test('a target that never began did not end', () => {
    const source = good().push({ kind: 'target.exited', incarnation: 1, code: null, signal: null, scripted: false, logTail: [] })
    expect(judged(source.end('target-gone'), check({})).why).toBe('The target could not be started.')
  })

  test('an end that the scenario made, or one after rest, is no finding', () => {
    const killed = good()
      .push({ kind: 'target.killed', incarnation: 1, signal: 'SIGKILL' })
      .push({ kind: 'target.exited', incarnation: 1, code: null, signal: 'SIGKILL' })
    expect(judged(killed.spawn().end(), check({})).setUp).toEqual([])
    expect(judged(good().crash().end(), check({})).setUp).toEqual([])
    const after = good().end().push({ kind: 'target.exited', incarnation: 1, code: 0, signal: null, scripted: false })
    expect(judged(after, check({})).verdict).toBe('pass')
  })

  test('a run that ended because the target refused everything', () => {
    const details = ['500: no such column']
    const source = journal().push({ kind: 'mark', mark: 'set-up-error', message: 'It answered 500.', details, refused: true })
    const { verdict, why, setUp } = judged(source, check({}))
    expect([verdict, why, setUp.map(({ what, details: told }) => [what, told])]).toEqual([
      'set-up-error',
      'It answered 500.',
      [['deliveries-refused', details]],
    ])
  })

  test('a run that said why it could not begin', () => {
    const source = journal().push({
      kind: 'mark',
      mark: 'set-up-error',
      message: 'The target was not ready within 15 s.',
      details: ['waited for port 4711'],
    })
    const judgement = judged(source, check({}))
    expect([judgement.verdict, judgement.why, judgement.setUp[0]?.what]).toMatchInlineSnapshot(`
      [
        "set-up-error",
        "The target was not ready within 15 s.",
        "target-never-ready",
      ]
    `)
  })
})
