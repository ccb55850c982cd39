import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { json } from '../../../src/report/json.js'
import type { RunReport } from '../../../src/report/contract.js'
import { failingRun, judgement, passingRun, reporting, reportOf, summary } from './support.js'
import { journal } from '../../support/journal-builder.js'

const schema: unknown = JSON.parse(readFileSync(new URL('../../../schemas/report.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema as object)

function written(reports: readonly RunReport[]): Record<string, unknown> {
  const { reporter, written: text } = reporting(json)
  for (const report of reports) reporter.run(report)
  reporter.end(summary({ runs: reports.length, skipped: [{ name: 'a', seed: 1, why: 'b' }] }))
  return JSON.parse(text()) as Record<string, unknown>
}

test('one document for all runs, valid against its schema', () => {
  const noQuiet = journal().end()
  const document = written([
    failingRun(),
    passingRun(),
    reportOf(noQuiet, judgement(noQuiet, { quiet: undefined, verdict: 'interrupted', why: 'w' })),
  ])
  validate(document)
  expect(validate.errors).toBeNull()
  expect(document['version']).toBe(1)
  expect(document['runs']).toHaveLength(3)
})

test('the schema refuses what the reporter does not write', () => {
  const document = written([failingRun()])
  expect(validate({ ...document, extra: 1 })).toBe(false)
  expect(validate({ ...document, version: 2 })).toBe(false)
})

test('the explanation is there as data, with stable keys', () => {
  const document = written([failingRun()]) as { runs: { explanations: Record<string, unknown>[] }[] }
  expect(Object.keys(document.runs[0]?.explanations[0] ?? {})).toMatchInlineSnapshot(`
    [
      "check",
      "title",
      "reason",
      "fingerprint",
      "witness",
      "about",
      "statement",
      "bindings",
      "steps",
      "knowledge",
      "diff",
      "sum",
      "innocent",
      "diagram",
      "likely",
      "reproduce",
      "hidden",
      "problem",
    ]
  `)
})
