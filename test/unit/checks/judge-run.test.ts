import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { judgeRun } from '../../../src/checks/judge-run.js'
import { limits } from '../../../src/domain/limits.js'
import { ReportSession } from '../../../src/report/session.js'
import { lines } from '../../../src/report/lines.js'
import { journal } from '../../support/journal-builder.js'
import { plainStyle, reporting } from '../report/support.js'

const counts = { facts: 12, records: 90_000, duration_ms: 4_000 }

function stored(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-judge-run-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'journal.jsonl')
  const { header, records } = journal().fact('MC-000001').deliver('MC-000001').build()
  writeFileSync(path, [header, ...records].map((line) => `${JSON.stringify(line)}\n`).join(''))
  return path
}

test('nobody who interrupts a run waits for the judgement of a long journal, and is told so', () => {
  const path = stored()
  const short = judgeRun({ files: { journal: path }, ended: 'interrupted', counts })
  expect(short.results.length).toBeGreaterThan(0)
  // What stands in the rest cannot be read: whoever reads it fails.
  appendFileSync(path, 'no record\n{}\n')
  truncateSync(path, limits.journal_at_once_bytes_max + 1)
  expect(() => judgeRun({ files: { journal: path }, ended: 'complete', counts })).toThrow()
  const long = judgeRun({ files: { journal: path }, ended: 'interrupted', counts })
  expect(long).toMatchObject({ verdict: 'interrupted', results: [], ...counts })
  const { reporter, written } = reporting(lines, { style: plainStyle })
  const session = new ReportSession([reporter])
  session.run({ judgement: long, files: { dir: '.', journal: path }, reproduce: { command: 'mfgsync simulate' } })
  const text = written()
  expect(text).toMatch(/^INTERRUPTED .*; not judged, since its journal is long$/m)
  expect(text).toMatch(/mfgsync check/)
})
