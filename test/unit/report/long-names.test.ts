import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import type { Figure, ReconciliationRow } from '../../../src/checks/judgement.js'
import { json } from '../../../src/report/json.js'
import { lines } from '../../../src/report/lines.js'
import type { RunReport } from '../../../src/report/contract.js'
import { journal } from '../../support/journal-builder.js'
import { judgement, plainStyle, reporting, reportOf, summary } from './support.js'

const judgedBy = 'every-event-accounted'
const figures: readonly Figure[] = [
  { name: 'revision messages overtaken by a later state', value: '5', judgedBy },
  { name: 'revision messages pending', value: '0', judgedBy },
  { name: 'latency p95', value: '1.06 s' },
]

function row(subject: ReconciliationRow['subject'], key: string, cells: ReconciliationRow['cells'], odd: string[] = []): ReconciliationRow {
  return { subject, key, cells, odd }
}

const reconciliation = {
  columns: ['PLM', 'ERP', 'PROC', 'exceptions'],
  agreeing: 2,
  hidden: 0,
  rows: [
    row('state', 'substitutes of bom:P1/FG-100/B', { PLM: 'version 8', ERP: 'version 7', exceptions: '0' }, ['ERP']),
    row('count', 'ECO-000001 / C9 / V-20 sourcing signal', { PLM: '1', PROC: '1', exceptions: '0' }),
    row('amount', 'P1 C3 / LOT-7 availability', { PLM: '256', ERP: '256', exceptions: '0' }),
  ],
}

function reported(verdict: 'pass' | 'fail' = 'fail'): RunReport {
  const source = journal().end()
  return reportOf(source, judgement(source, { verdict, figures, reconciliation }))
}

function shown(columns: number, verbose = true, verdict: 'pass' | 'fail' = 'fail'): string {
  const { reporter, written } = reporting(lines, { style: { ...plainStyle, columns }, verbose })
  reporter.run(reported(verdict))
  return written()
}

test('long names of figures and keys are wrapped, not cut', () => {
  const text = shown(80)
  expect(text.slice(text.indexOf('Reconciliation'), text.indexOf('Reproduce'))).toMatchInlineSnapshot(`
    "Reconciliation
                                            PLM          ERP    PROC    exceptions
      substitutes of bom:P1/FG-100/B  version 8    version 7 <     –             0
      ECO-000001 / C9 / V-20
        sourcing signal                       1            –       1             0
      P1 C3 / LOT-7 availability            256          256       –             0

    FAIL  test (faulty, quick, seed 1)
      target node target.js; 36 facts, 5 records, 4.21 s

    Files in   .mfgsync/7f3a91
               journal.jsonl, case.json, target.log
    Look       mfgsync check .mfgsync/7f3a91/journal.jsonl
    "
  `)
  expect(text.split('\n').filter((line) => line.length > 80 && !/Reproduce|mfgsync/.test(line))).toEqual([])
  expect(shown(120)).toContain('revision messages overtaken by a later state  5  (judged by every-event-accounted)')
  expect(shown(40)).not.toContain('…')
})

test('nor are they in short', () => {
  expect(shown(80, false, 'pass').replace(/\s+/g, ' ')).toContain('revision messages overtaken by a later state 5, revision')
})

test('a row of an amount, a count or a state is valid in the report for programs', () => {
  const schema: unknown = JSON.parse(readFileSync(new URL('../../../schemas/report.schema.json', import.meta.url), 'utf8'))
  const { reporter, written } = reporting(json)
  reporter.run(reported())
  reporter.end(summary())
  const document = JSON.parse(written()) as { runs: { reconciliation: unknown }[] }
  const { $defs } = schema as { $defs: { run: { properties: { reconciliation: object } } } }
  const validate = new Ajv2020({ strict: false }).compile($defs.run.properties.reconciliation)
  validate(document.runs[0]?.reconciliation)
  expect(validate.errors).toBeNull()
})
