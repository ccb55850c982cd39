import { expect, test } from 'vitest'
import type { PlantFigure } from '../../../src/checks/figures/contract.js'
import { json } from '../../../src/report/json.js'
import { lines } from '../../../src/report/lines.js'
import { markdown } from '../../../src/report/markdown.js'
import { journal } from '../../support/journal-builder.js'
import { check, judgement, reporting, reportOf, summary } from './support.js'

const row = (order: string): PlantFigure['rows'][number] => ({
  plant: 'P1',
  key: `order ${order}`,
  cells: { pending: '1', 'with people': '0', quantity: '10 EA yield' },
  age_ms: 150_000,
  offered_ms: 400,
  covered: true,
  facts: [`mes:MC-${order}`],
  records: [1],
})
const counts = [
  { name: 'in all', count: 5 },
  { name: 'pending', count: 5 },
  { name: 'with people', count: 0 },
]
const pending: PlantFigure = {
  name: 'confirmations-pending',
  title: 'confirmations pending',
  columns: ['pending', 'with people', 'quantity'],
  counts,
  rows: ['100001', '100002', '100003', '100004'].map(row),
  hidden: 1,
}
const empty: PlantFigure = {
  name: 'lots-on-hold',
  title: 'lots on hold',
  columns: [],
  counts: [{ name: 'in all', count: 0 }],
  rows: [],
  hidden: 0,
}

function written(kind: typeof lines, figures: readonly PlantFigure[]): string {
  const { reporter, written: text } = reporting(kind, { style: { colors: false, unicode: true, columns: 400 } })
  const source = journal().end()
  const results = [check('no-duplicate-effect', 1, 'fail')]
  reporter.run(reportOf(source, judgement(source, { verdict: 'fail', results, plantFigures: figures })))
  reporter.end(summary())
  // Signs that Markdown would read stand there by their numbers.
  return text().replace(/&#(\d+);/g, (_, sign: string) => String.fromCodePoint(Number(sign)))
}

const told =
  'confirmations pending: 5 (pending 5): P1 order 100001, pending 1, quantity 10 EA yield, for 2 min 30 s; ' +
  'P1 order 100002, pending 1, quantity 10 EA yield, for 2 min 30 s; ' +
  'P1 order 100003, pending 1, quantity 10 EA yield, for 2 min 30 s; and 2 more rows'

test.each([lines, markdown])('a figure is told in a line where there is any of it: $name', (kind) => {
  const text = written(kind, [pending, empty])
  expect(text).toContain('For the plant')
  expect(text).toContain(told)
  expect(text).not.toContain('lots on hold')
  expect(written(kind, [empty])).not.toContain('For the plant')
})

test('as data all of them are there', () => {
  const document = JSON.parse(written(json, [pending, empty])) as { readonly runs: readonly { readonly plantFigures: unknown }[] }
  expect(document.runs[0]?.plantFigures).toEqual([pending, empty])
})
