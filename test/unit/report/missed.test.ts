import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { judgeJournal } from '../../../src/checks/judge.js'
import type { ReporterKind, RunReport } from '../../../src/report/contract.js'
import { json } from '../../../src/report/json.js'
import { junit } from '../../../src/report/junit.js'
import { lines } from '../../../src/report/lines.js'
import { markdown } from '../../../src/report/markdown.js'
import { journal } from '../../support/journal-builder.js'
import { judgement, reporting, reportOf, summary } from './support.js'

const posted = (faults: NonNullable<Parameters<typeof journal>[0]>['faults']) =>
  journal(faults ? { faults } : {})
    .fact('MC-000001')
    .deliver('MC-000001')
    .post('MC-000001')

test('faults that may fire and did not are known from the journal, and change no verdict', () => {
  const may = (id: string) => ({ id, name: 'refuse', firing: 'may' }) as const
  const run = posted([may('refuse-1'), may('refuse-2'), may('refuse-3'), { ...may('refuse-4'), firing: 'must' }])
    .fault('fired', 'refuse-1', { firing: 'may' })
    .fault('missed', 'refuse-2', { firing: 'may', nearest: 'MC-000001 was number 1 of the 2 that it waits for' })
    .fault('fired', 'refuse-4')
    .end()
  // Of the third nobody says what became of it: the journal may end early.
  const judged = judgeJournal(run.build())
  expect(judged.missed).toEqual([{ fault: 'refuse-2', nearest: 'MC-000001 was number 1 of the 2 that it waits for' }])
  expect(judged.verdict).toBe('pass')
})

function written(kind: ReporterKind, count: number): string {
  const missed = Array.from({ length: count }, (_, index) => ({ fault: `refuse-${index + 1}`, nearest: index === 0 ? 'n < 2' : '' }))
  const source = posted(undefined).end()
  const report: RunReport = reportOf(source, judgement(source, { missed }))
  const { reporter, written: text } = reporting(kind)
  reporter.run(report)
  reporter.end(summary())
  return text()
}

test('every report of a run tells them', () => {
  expect(written(lines, 2)).toContain('\n  Did not come about: refuse-1 (n < 2) and refuse-2.\n')
  expect(written(lines, 6).replace(/\s+/g, ' ')).toContain('refuse-1 (n < 2), refuse-2, refuse-3, refuse-4 and 2 more.')
  expect(written(markdown, 1)).toContain('| Did not come about: refuse-1 (n &lt; 2). |'.replaceAll('(', '&#40;').replaceAll(')', '&#41;'))
  expect(written(junit, 2)).toContain('<property name="mfgsync.missed" value="refuse-1 refuse-2"/>')
  const document: unknown = JSON.parse(written(json, 1))
  expect(document).toMatchObject({ runs: [{ missed: [{ fault: 'refuse-1', nearest: 'n < 2' }] }] })
  const schema: unknown = JSON.parse(readFileSync(new URL('../../../schemas/report.schema.json', import.meta.url), 'utf8'))
  expect(new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema as object)(document)).toBe(true)
})

test('where there are none, nothing is said', () => {
  expect(written(lines, 0) + written(markdown, 0) + written(junit, 0)).not.toMatch(/come about|missed/)
})
