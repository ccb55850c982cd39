import { readdirSync, writeFileSync } from 'node:fs'
import { test } from 'vitest'
import { judgeJournal } from '../../../src/checks/judge.js'
import { explainRun } from '../../../src/explain/explain.js'
import { lines } from '../../../src/report/lines.js'
import { markdown } from '../../../src/report/markdown.js'
import { reporting, summary } from './support.js'
test('try', () => {
  const base = '/tmp/g-try/.mfgsync'
  for (const dir of readdirSync(base)) {
    const path = `${base}/${dir}/journal.jsonl`
    const judgement = judgeJournal(path)
    const start = performance.now()
    const explanations = explainRun(judgement, path, { command: 'c' })
    const ms = performance.now() - start
    for (const kind of [lines, markdown]) {
      const { reporter, written } = reporting(kind)
      reporter.run({ judgement, explanations, files: { dir: base, journal: path }, reproduce: { command: 'mfgsync simulate x' } })
      reporter.end(summary())
      writeFileSync(`/tmp/g-try/${dir}.${kind.name}.txt`, `${ms} ms\n${written()}`)
    }
  }
})
