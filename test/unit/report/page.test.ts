import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { PageRun } from '../../../src/page/data.js'
import { html } from '../../../src/report/html.js'
import { runDataOf } from '../../../src/report/page/run-data.js'
import { html as markup, Markup } from '../../../src/report/page/markup.js'
import { duplicated, failingRun, judgement, passingRun, reporting, reportOf, summary } from './support.js'
import { journal } from '../../support/journal-builder.js'
import type { RunReport } from '../../../src/report/contract.js'

function pageOf(runs: readonly RunReport[], options = {}): string {
  const { reporter, written } = reporting(html)
  for (const run of runs) reporter.run(run)
  reporter.end(summary({ runs: runs.length, failed: 1, exitCode: 1, ...options }))
  return written()
}

function dataIn(page: string, id = 'r1'): PageRun {
  const text = new RegExp(`<script type="application/json" id="data-${id}">(.*?)</script>`, 's').exec(page)?.[1]
  return JSON.parse(text ?? '') as PageRun
}

test('its policy lets run what is in it, by its digest, and nothing else', () => {
  const page = pageOf([failingRun()])
  const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)?.[1] ?? ''
  const digest = (text = ''): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${digest(/<script>(.*)<\/script>/s.exec(page)?.[1])}`,
    `style-src ${digest(/<style>(.*?)<\/style>/s.exec(page)?.[1])}`,
    'img-src data:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ])
  expect(page.match(/<script(?! type="application\/json")/g)).toHaveLength(1)
  expect(page).not.toMatch(/ style="| on\w+="|https?:\/\/(?!www\.w3\.org)/)
})

test('it has what a person looks for, without its script', () => {
  const page = pageOf([failingRun()])
  for (const part of [
    'ERP confirmed 20 EA on order 100001 / 0010',
    'Who knew what',
    'Reconciliation',
    'Figures',
    'mfgsync replay',
    'class="diagram"',
  ])
    expect(page).toContain(part)
})

test('of a run with more than fits, what failed is there, and the rest is counted', () => {
  const source = duplicated()
  const many = journal({ dedupe: 'idempotency-key' })
  for (let count = 100; count < 160; count += 1) many.fact(`MC-000${count}`).deliver(`MC-000${count}`).post(`MC-000${count}`)
  const run = failingRun()
  // One thing is told, and it stands at the end.
  const offset = many.records.length
  const nothing = { bindings: [], innocent: [], knowledge: { columns: [], rows: [] }, diagram: { parties: [], rows: [], hidden: 0 } }
  const explanations = run.explanations.map((each) => ({ ...each, ...nothing, steps: [{ claim: '', because: '', records: [offset - 3] }] }))
  const report = {
    ...run,
    explanations,
    judgement: { ...run.judgement, header: source.header, duration_ms: many.records.at(-1)?.t ?? 0 },
    records: () => many.records,
  }
  const { data, entryOf } = runDataOf(report, 'r1', 10)
  expect(data.messages).toBe(120)
  expect(data.entries).toHaveLength(10)
  expect(data.left).toBe(data.messages - data.entries.filter(({ is }) => is === 'message').length)
  const told = entryOf.get(offset - 3)
  expect(data.entries.filter((entry) => entry.told).map(({ id }) => id)).toEqual([told])
  expect(data.entries.map(({ n }) => n)).toEqual(Array.from({ length: 10 }, (_, index) => (data.entries[0]?.n ?? 0) + index))
  expect(data.density.all.reduce((sum, n) => sum + n, 0)).toBe(120)
})

test('every message that an explanation cites is in the page', () => {
  const run = failingRun()
  const { data, entryOf } = runDataOf(run, 'r1', 1_000)
  const known = new Set(data.entries.map(({ id }) => id))
  expect(entryOf.size).toBeGreaterThan(5)
  expect([...entryOf.values()].filter((id) => id.startsWith('c') || id.startsWith('d')).filter((id) => !known.has(id))).toEqual([])
})

test('a lost answer is told as both ends knew it', () => {
  const page = pageOf([failingRun()])
  const lost = dataIn(page).entries.find((entry) => entry.is === 'message' && entry.lost === 'answer')
  expect(lost).toMatchObject({
    is: 'message',
    outcome: 'lost',
    knew: [
      ['ERP', 'committed 4711'],
      ['target', 'was told nothing: for all it knows it may or may not have happened'],
    ],
  })
})

test('many runs: causes first, a row for each, one told in full for each cause', () => {
  const failed = failingRun()
  const named = (name: string, run: RunReport): RunReport => ({
    ...run,
    judgement: { ...run.judgement, header: { ...run.judgement.header, run: name } },
  })
  const page = pageOf([named('a', passingRun()), named('b', failed), named('c', failed)], { passed: 1, failed: 2 })
  expect(page).toMatch(/id="causes".*id="runs".*<details\s+id="r2"/s)
  expect(page).toContain('in 2 runs')
  expect(page.match(/data-run="/g)).toHaveLength(1)
  expect(page).toContain('1 run that did not pass is not told here')
  expect(dataIn(page, 'r2').messages).toBeGreaterThan(0)
})

test('a journal that cannot end any element of the page', () => {
  const nasty = '</script><script>alert(1)</script><!--'
  const source = journal()
    .fact('MC-000001', { payload: { [nasty]: nasty } })
    .deliver('MC-000001')
    .post('MC-000001')
    .end()
  const page = pageOf([reportOf(source, judgement(source, { why: nasty }))])
  expect(page).not.toContain(nasty)
  expect(page.match(/<\/script>/g)).toHaveLength(2)
  expect(dataIn(page).facts['mes:MC-000001']?.payload).toContain(nasty)
})

test('markup takes texts as texts, wherever they stand', () => {
  const text = '"><img src=x onerror=alert(1)>\u202e'
  expect(markup`<i title="${text}">${text}${[markup`<b>${text}</b>`, undefined]}</i>`.text).toBe(
    `<i title="${safe}">${safe}<b>${safe}</b></i>`,
  )
  expect(markup`${new Markup('<br>')}`.text).toBe('<br>')
})
const safe = '&quot;&gt;&lt;img src=x onerror=alert(1)&gt;\\u{202e}'
