import { describe, expect, test } from 'vitest'
import { noStaleOverwrite } from '../../../src/checks/generic/no-stale-overwrite.js'
import type { StateEffect } from '../../../src/domain/effect.js'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import { journal, judge, type JournalBuilder } from '../../support/journal-builder.js'

const bom = { entity: 'bom:P1/FG-100/B', dims: { plant: 'P1', item: 'FG-100', revision: 'B' }, group: 'lines' } as const

type Content = { readonly after: string; readonly version?: number; readonly group?: string }

function lines({ after, version, group = 'lines' }: Content): ExpectedEffect {
  return { system: 'erp', flow: 'confirmation', what: 'state', ...bom, group, after, ...(version !== undefined && { version }) }
}

/** Facts 1, 2, … each of which says a content; all of them delivered. */
function said(...contents: readonly Content[]): JournalBuilder {
  const run = journal()
  for (const [at, content] of contents.entries()) {
    run.fact(`MC-00000${at + 1}`, { sequenceKey: null, expect: [lines(content)] }).deliver(`MC-00000${at + 1}`)
  }
  return run
}

/** One call for the fact of that number. */
function write(run: JournalBuilder, fact: number, content: Content & Partial<Pick<StateEffect, 'derived'>>): JournalBuilder {
  const key = `MC-00000${fact}`
  return run
    .arrive(key, { operation: 'bom.change' })
    .write({ ...bom, references: [key], ...content })
    .served({ effects: 1 })
    .answered(200)
}

const count = (run: JournalBuilder): number => judge(noStaleOverwrite, run.end()).violations.count

describe('no-stale-overwrite', () => {
  const glue = [
    { after: 'GL-1 0.0053 KG', version: 7 },
    { after: 'GL-1 0.0035 KG', version: 8 },
  ] as const

  test('convicts an older version over a newer one, and says which', () => {
    const run = write(write(said(...glue), 2, glue[1]), 1, glue[0])
    const { messages, violations, judged } = judge(noStaleOverwrite, run.end())
    expect(judged).toBe(2)
    expect(violations.byReason).toEqual({ 'older-over-newer': 1 })
    expect(messages[0]?.replaceAll('\n ', '')).toBe(
      'In the ERP the lines of bom:P1/FG-100/B (GL-1 0.0053 KG) of version 7 was written at 0.170 s, over version 8, which had stood ' +
        'there since 0.120 s.',
    )
  })

  test('convicts it even if the newer one is written again: it stood there for a while', () => {
    expect(count(write(write(write(said(...glue), 2, glue[1]), 1, glue[0]), 2, glue[1]))).toBe(1)
  })

  test('goes by the content where no version is named', () => {
    expect(count(write(write(said(...glue), 2, { after: glue[1].after }), 1, { after: glue[0].after }))).toBe(1)
  })

  test('acquits the order of versions, the same again, and a version that was skipped', () => {
    expect(count(write(write(said(...glue), 1, glue[0]), 2, glue[1]))).toBe(0)
    expect(count(write(write(said(...glue), 2, glue[1]), 2, glue[1]))).toBe(0)
    expect(count(write(said(...glue), 2, glue[1]))).toBe(0)
  })

  test('acquits what says the same as a newer version that is known, under whatever number', () => {
    const same = [glue[0], glue[1], { after: glue[1].after, version: 9 }] as const
    const run = write(write(said(...same), 3, same[2]), 2, same[1])
    expect(count(run)).toBe(0)
    expect(count(write(run, 1, same[0]))).toBe(1)
  })

  test('acquits versions in their order, also where a later one says the same as an earlier one', () => {
    const back = [glue[0], glue[1], { after: glue[0].after, version: 9 }] as const
    expect(count(write(write(write(said(...back), 1, back[0]), 2, back[1]), 3, back[2]))).toBe(0)
    const unnamed = back.map(({ after }) => ({ after }))
    const [one, two, three] = unnamed as [Content, Content, Content]
    const run = write(write(write(said(...back), 1, one), 2, two), 3, three)
    expect(count(run)).toBe(0)
    expect(count(write(run, 2, two))).toBe(1)
  })

  test('acquits a rollback, which has a version of its own', () => {
    const letters = [
      { after: 'B', version: 9 },
      { after: 'C', version: 10 },
      { after: 'B', version: 11 },
    ] as const
    const run = write(write(said(...letters), 2, letters[1]), 3, letters[2])
    expect(count(run)).toBe(0)
    expect(count(write(run, 2, letters[1]))).toBe(1)
  })

  test('keeps groups apart, and leaves out what has no version or was worked out by the system', () => {
    expect(
      count(
        write(write(said({ ...glue[1] }, { after: 'x', version: 7, group: 'header' }), 1, glue[1]), 2, {
          after: 'x',
          version: 7,
          group: 'header',
        }),
      ),
    ).toBe(0)
    expect(count(write(write(said({ after: 'a' }, { after: 'b' }), 2, { after: 'b' }), 1, { after: 'a' }))).toBe(0)
    expect(count(write(write(said(...glue), 2, glue[1]), 1, { ...glue[0], derived: true }))).toBe(0)
  })

  test('is not mended by a version that nobody had published yet, nor misled by one that nobody ever does', () => {
    const early = write(write(said(...glue), 2, glue[1]), 1, glue[0])
    expect(count(early.fact('MC-000003', { sequenceKey: null, expect: [lines({ after: glue[0].after, version: 9 })] }))).toBe(1)
    const invented = write(write(said(...glue), 1, { after: 'nonsense', version: 99 }), 2, glue[1])
    expect(count(invented)).toBe(0)
  })
})
