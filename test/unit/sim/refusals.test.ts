import { describe, expect, test } from 'vitest'
import { createEvidence } from '../../../src/journal/evidence-builder.js'
import { keptOf, Refusals, type Refused, type RefusalParts } from '../../../src/sim/refusals.js'
import { journal, type JournalBuilder } from '../../support/journal-builder.js'
import { policy } from './support.js'

const keys = ['MC-000001', 'MC-000002', 'MC-000003']

/** What is told of a journal, and at which of its records. */
function told(source: JournalBuilder, parts: Partial<RefusalParts> = {}): (Refused & { readonly at: number }) | undefined {
  const evidence = createEvidence(source.header)
  const calm = { disturbed: () => false, shaken: () => false, tail: () => [] }
  const refusals = new Refusals({ evidence, policy: { ...policy, attempts_max: 20 }, facts: 36, ...calm, ...parts })
  for (const record of source.records) {
    evidence.take(record)
    const found = refusals.see(record)
    if (found) return { ...found, at: record.seq }
  }
  return undefined
}

/** Each of the facts is delivered so often, one after the other, and answered so. */
function tried(times: number, statusOf: (nth: number) => number = () => 500, facts = keys, run = journal()): JournalBuilder {
  for (const key of facts) if (!run.records.some((record) => record.kind === 'fact' && record.businessKey === key)) run.fact(key)
  for (let nth = 1; nth <= times; nth += 1) for (const key of facts) run.offer(key).exposed(key).outcome(key, 'refused', statusOf(nth))
  return run
}

const givenUp = (run: JournalBuilder): JournalBuilder => keys.reduce((source, key) => source.outcome(key, 'given-up'), run)

describe('a target that only refuses is not set up', () => {
  test('after a few tries of a few facts, with the status and what was said', () => {
    const run = tried(5)
    expect(told(run)).toBeUndefined()
    for (const record of run.records) if (record.kind === 'delivery') Object.assign(record, { says: 'Cannot read properties of null' })
    expect(
      told(
        tried(1, () => 500, keys, run),
        { tail: () => ['TypeError: x is null'] },
      ),
    ).toMatchInlineSnapshot(`
      {
        "at": 59,
        "details": [
          "500: Cannot read properties of null",
          "TypeError: x is null",
        ],
        "message": "The target answered 500 to every delivery (18) and made no call.",
      }
    `)
  })

  test('whatever it is, if it is of one kind: no path, no rights, no body that it understands', () => {
    expect(told(tried(6, () => 404))?.message).toBe(
      'The target answered 404 to every delivery (18) and made no call: the facts were delivered to a path that it does not serve.',
    )
    expect(told(tried(6, (nth) => (nth % 2 === 0 ? 401 : 422)))?.message).toContain('answered 401 or 422 to every delivery (18)')
    expect(told(tried(6, () => 302))?.message).toContain('answered 302')
  })

  test('a scenario with one fact has no more of them, and a source that tries less often no more tries', () => {
    expect(
      told(
        tried(6, () => 500, ['MC-000001']),
        { facts: 1 },
      )?.message,
    ).toContain('(6)')
    expect(told(tried(2), { policy: { ...policy, attempts_max: 2 } })?.message).toContain('(6)')
  })

  test('a call that nothing understood is no sign of life', () => {
    const run = journal().fact('MC-000001').arrive('MC-000001', { understood: false })
    expect(told(tried(6, () => 502, keys, run))?.message).toBe(
      'The target answered 502 to every delivery (18) and no system understood any of its 1 call.',
    )
  })
})

describe('nobody is given up who may only be late', () => {
  test('"not now" is believed for as long as the source tries', () => {
    const run = tried(19, () => 503)
    expect(told(run)).toBeUndefined()
    expect(told(givenUp(run))?.message).toContain('answered 503')
  })

  test('after a disturbance of what it calls, so is every other answer', () => {
    const shaken = { shaken: () => true }
    const run = tried(12)
    expect(told(run, shaken)).toBeUndefined()
    expect(told(givenUp(run), shaken)).toBeDefined()
  })

  test('what it answers while a fault stands does not count', () => {
    expect(told(tried(12), { disturbed: () => true })).toBeUndefined()
    // The first six tries of each fact lie in it.
    let asked = 0
    const early = { disturbed: () => (asked += 1) <= 18 }
    const run = tried(12)
    expect(told(run, early)?.at).toBe(run.records.findLast(({ kind }) => kind === 'delivery')?.seq)
  })

  test('a new life begins anew', () => {
    expect(told(tried(3, () => 500, keys, tried(5).crash()))).toBeUndefined()
    expect(told(tried(6, () => 500, keys, tried(5).crash()))).toBeDefined()
  })

  const alive: Readonly<Record<string, () => JournalBuilder>> = {
    'it took one': () => tried(9, () => 500, keys, journal().fact('MC-000009').deliver('MC-000009')),
    'it called somebody who understood': () => tried(9, () => 500, keys, journal().fact('MC-000009').lostRequest('MC-000009')),
    'a call of it was disturbed': () => {
      const run = journal().fact('MC-000009').arrive('MC-000009', { understood: false })
      return tried(9, () => 500, keys, run.push({ kind: 'fault.fired', fault: 'refuse-1', name: 'refuse', firing: 'may', cid: 1 }))
    },
    'it refuses two facts of many': () => tried(12, () => 500, keys.slice(0, 2)),
    'its answers are of two kinds': () => tried(12, (nth) => (nth === 3 ? 404 : 500)),
    'it once said nothing': () => tried(9, () => 500, keys, journal().fact('MC-000009').deliver('MC-000009', 'indeterminate')),
    'it refuses what must be rejected': () =>
      tried(
        9,
        () => 422,
        keys,
        keys.reduce((run, key) => run.fact(key, { must: 'REJECT' }), journal()),
      ),
  }
  test.each(Object.entries(alive))('%s', (_, build) => {
    expect(told(build())).toBeUndefined()
  })
})

test('what was said is kept on one line, short, and without secrets, whole or half', () => {
  const redact = (text: string): string => text.replaceAll('s3cret-s3cret', '[redacted]')
  expect(keptOf('{\n  "error": "no s3cret-s3cret"\n}', redact)).toBe('{ "error": "no [redacted]" }')
  expect(keptOf(`${'word '.repeat(204)}s3c`, redact)).not.toContain('s3c')
  expect(keptOf('x'.repeat(250), redact)).toBe(`${'x'.repeat(200)}… (+50 characters)`)
})
