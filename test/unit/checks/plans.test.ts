import { describe, expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { judgeJournal } from '../../../src/checks/judge.js'
import type { ExpectedEffect } from '../../../src/domain/fact.js'
import { activeValue, planEntity, planRowEntity, planRowValue, planSourceValue, planVersionEntity } from '../../../src/domain/planning.js'
import { journal, type JournalBuilder } from '../../support/journal-builder.js'
import { flowWords, type HeaderOptions } from '../../support/journal-header.js'

const flow = 'planning-version'
const words = flowWords(flow, 'Y', { one: 'version of the plan', many: 'versions of the plan', verb: 'published' })
const start = (options: HeaderOptions = {}): JournalBuilder => journal({ flows: [words], ...options })

const content = (version: number, row: string): string =>
  planRowValue({ plant: 'P1', item: 'FG-100', bucket: `2026-W1${row}`, quantity: String(1000 * version + Number(row)) })
const all = ['1', '2', '3']

/** What a version obliges: three rows, each with its source, and that it is in force. */
function obliged(version: number): readonly ExpectedEffect[] {
  const state = { system: 'erp', flow, what: 'state', version } as const
  const rows = all.flatMap((row): readonly ExpectedEffect[] => {
    const of = { ...state, entity: planRowEntity(version, row), dims: { version: String(version), row } }
    return [
      { ...of, group: 'row', after: content(version, row) },
      { ...of, group: 'source', after: planSourceValue({ version, row }) },
    ]
  })
  return [...rows, { ...state, entity: planEntity, dims: {}, group: 'active', after: activeValue(version) }]
}

/** A version is published, and the target is told of it. */
function published(run: JournalBuilder, key: string, version: number, supersedes: readonly string[] = []): JournalBuilder {
  const dims = { version: String(version) }
  const options = { flow, dims, entity: planEntity, sequenceKey: null, supersedes: supersedes.map((older) => `mes:${older}`) }
  return run.fact(key, { ...options, expect: obliged(version) }).deliver(key)
}

interface Row {
  readonly row: string
  readonly says?: string
  /** Null: none is said. */
  readonly source?: string | null
}

/** A call brings rows to a version. */
function brought(run: JournalBuilder, key: string, version: number, rows: readonly (string | Row)[] = all): JournalBuilder {
  run.arrive(key, { operation: 'plan.page', method: 'PUT', path: `/planning-versions/${version}/pages/1` })
  const from = run.seq
  for (const each of rows) {
    const {
      row,
      says = content(version, row),
      source = planSourceValue({ version, row }),
    } = typeof each === 'string' ? { row: each } : each
    const of = { entity: planRowEntity(version, row), dims: { version: String(version), row }, docKind: 'plan', references: [key], version }
    run.write({ ...of, group: 'row', after: says })
    if (source !== null) run.write({ ...of, group: 'source', after: source })
  }
  return run.served({ status: 200, effects: run.seq - from }).answered(200)
}

/** A call puts a version in force. */
function activated(run: JournalBuilder, key: string, version: number): JournalBuilder {
  run.arrive(key, { operation: 'plan.activate', path: `/planning-versions/${version}/activation` })
  run.write({ entity: planEntity, dims: {}, group: 'active', after: activeValue(version), docKind: 'plan', references: [key], version })
  return run.served({ status: 200, effects: 1 }).answered(200)
}

/** A call deletes a version. */
function deleted(run: JournalBuilder, key: string, version: number): JournalBuilder {
  run.arrive(key, { operation: 'plan.delete', method: 'DELETE', path: `/planning-versions/${version}?reference=${key}` })
  const about = { entity: planVersionEntity(version), dims: { version: String(version) }, docKind: 'plan', references: [key] }
  return run
    .write({ ...about, group: 'status', after: 'deleted' })
    .served({ status: 200, effects: 1 })
    .answered(200)
}

const names = ['plan-version-atomic', 'plan-lineage'] as const

/** Verdicts of the two checks, with what each tells first; and who else convicts. */
function told({ header, records }: JournalBuilder): Readonly<Record<string, string>> {
  const { results } = judgeJournal({ header, records }, checks)
  const line = (name: string): string => {
    const found = results.find(({ check }) => check === name)
    const message = found?.violations.first?.message.replaceAll('\n ', '')
    return `${found?.verdict ?? 'absent'}${message === undefined ? '' : `: ${message}`}`
  }
  const others = results
    .filter(({ check, verdict }) => verdict === 'fail' && !names.some((name) => name === check))
    .map(({ check }) => check)
  return { ...Object.fromEntries(names.map((name) => [name, line(name)])), ...(others.length > 0 && { others: others.join() }) }
}

/** Version 7 is published, and what is said happens then. */
const seven = (...then: readonly ((run: JournalBuilder, key: string, version: number) => JournalBuilder)[]): JournalBuilder =>
  then.reduce((run, step) => step(run, 'FV-000001', 7), published(start(), 'FV-000001', 7))
const rows =
  (...some: readonly (string | Row)[]) =>
  (run: JournalBuilder, key: string, version: number): JournalBuilder =>
    brought(run, key, version, some)
/** Version 8 is published then. */
const eight = (run: JournalBuilder): JournalBuilder => published(run, 'FV-000002', 8, ['FV-000001'])
const eightLoaded = (run: JournalBuilder): JournalBuilder => activated(brought(eight(run), 'FV-000002', 8), 'FV-000002', 8)

const right = { 'plan-version-atomic': 'pass', 'plan-lineage': 'pass' }

describe('the plan in force', () => {
  test('is one version, whole', () => {
    expect(told(seven(brought, activated).end())).toEqual(right)
    expect(told(seven(brought, activated, eightLoaded).end())).toEqual(right)
  })

  test('had every row of it when it was put in force, also if the last one came after that', () => {
    const end = seven(rows('1', '2'), activated, rows('3')).end()
    expect(told(end)).toEqual({
      ...right,
      'plan-version-atomic':
        'fail: The ERP has version 7 of the plan in force since 0.160 s, and 1 row of 3 (FV-000001 (version of the plan of version 7)) ' +
        'was not there then: FG-100 in P1, 2026-W13: 7003.',
    })
  })

  test('says of every row what was published', () => {
    const end = seven(rows('1', '2', { row: '3', says: 'FG-100 in P1, 2026-W13: 1' }), activated).end()
    expect(told(end)).toEqual({
      ...right,
      'plan-version-atomic': expect.stringMatching(/^fail: .*1 row of 3 .* was not there then: .*7003\.$/),
    })
  })

  test('gets no rows besides', () => {
    const end = seven(brought, activated, rows({ row: 'a1', says: 'FG-100 in P1, 2026-W13: 8003' })).end()
    expect(told(end)).toEqual({
      ...right,
      'plan-version-atomic': expect.stringMatching(
        /put 1 row into version 7 of the plan that its source does not have there \(for FV-000001\): FG-100 in P1, 2026-W13: 8003\.$/,
      ),
    })
  })

  test.each([
    ['of which a row is missing', '2 of its 3 rows', seven(rows('1', '2'))],
    ['that is whole and was not put in force', '3 of its 3 rows', seven(brought)],
  ])('is not a version %s', (_, count, run) => {
    expect(told(run.end())).toEqual({
      ...right,
      'plan-version-atomic':
        `fail: FV-000001 (version of the plan of version 7): ${count} are there, and it is not in force; ` + 'nobody has it.',
    })
  })

  test('is the newest one: the one before it has its place no longer once that is loaded', () => {
    const end = brought(seven(brought, activated, eight), 'FV-000002', 8).end()
    expect(told(end)['plan-version-atomic']).toMatch(/^fail: FV-000002 .*: 3 of its 3 rows are there, and it is not in force/)
  })

  test('may leave an older version behind, wherever that was given up', () => {
    expect(told(seven(rows('1'), eightLoaded).end())).toEqual(right)
    expect(told(seven(eightLoaded).end())).toEqual(right)
  })

  test('of which nothing is there is lost, as every fact is: that is told by the check of every fact', () => {
    expect(told(seven().end())).toEqual({ ...right, others: 'every-event-accounted' })
  })

  test('that is an older one again is told by the check of what is older', () => {
    const end = activated(seven(brought, activated, eightLoaded), 'FV-000001', 7).end()
    expect(told(end)).toMatchObject({ 'plan-lineage': 'pass', others: 'no-stale-overwrite' })
  })
})

describe('where a plan comes from', () => {
  test('is said of every row', () => {
    const end = seven(rows('1', { row: '2', source: null }, { row: '3', source: null }), activated).end()
    expect(told(end)).toEqual({
      ...right,
      'plan-lineage': 'fail: FV-000001 (version of the plan of version 7): 2 rows of 3 in the ERP do not say which row they were made of.',
    })
  })

  test('is the row that it is', () => {
    const end = seven(rows('1', '2', { row: '3', source: planSourceValue({ version: 7, row: '2' }) }), activated).end()
    expect(told(end)).toEqual({
      ...right,
      'plan-lineage':
        'fail: Row 3 of version 7 says in the ERP that it comes from row 2 of version 7; it was made of row 3 of version 7 (FV-000001).',
    })
  })

  test('can be told later on: what was replaced is kept', () => {
    const end = deleted(seven(brought, activated, eightLoaded), 'FV-000002', 7).end()
    expect(told(end)).toEqual({
      ...right,
      'plan-lineage': expect.stringMatching(
        /^fail: Version 7 of the plan was deleted in the ERP at .* by call 5 \(DELETE \/planning-versions\/7.*nobody can say any more/,
      ),
    })
  })
})

const nobody = (verdict: string): object => ({ 'plan-version-atomic': verdict, 'plan-lineage': verdict })

test('what was still going on at the limit of a run may yet become whole', () => {
  expect(told(seven(rows('1', '2')).end('limit', 1))).toEqual(nobody('unknown'))
})

test('where no version is published nothing is judged, and where the target does not load them nothing of it is asked', () => {
  expect(told(start().fact('MC-000001').deliver('MC-000001').post('MC-000001').end())).toEqual(nobody('not-judged'))
  const others = start({ covers: ['confirmation'] })
  const options = { flow, covered: false, dims: { version: '7' }, entity: planEntity, sequenceKey: null }
  expect(told(others.fact('FV-000001', { ...options, expect: obliged(7) }).end())).toEqual(nobody('not-in-scope'))
})
