import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { brokenSentences, strayCitations, toldOf, type Told } from '../../support/told.js'

const folder = mkdtempSync(join(tmpdir(), 'mfgsync-cited-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const stored = fileURLToPath(new URL('../../fixtures/journals/', import.meta.url))
const journals = readdirSync(stored, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.jsonl(\.gz)?$/.test(file))
  .toSorted()

function read(name: string): Told {
  const path = join(stored, name)
  const file = name.endsWith('.gz') ? join(folder, 'journal.jsonl') : path
  if (file !== path) writeFileSync(file, gunzipSync(readFileSync(path)))
  return toldOf(file)
}

test.each(journals)('what is cited is there and about what is accused, and no sentence is broken: %s', (name) => {
  const told = read(name)
  expect(strayCitations(told)).toEqual([])
  expect(brokenSentences(told)).toEqual([])
})

test('of a document with several lines, the one is cited that is too much', () => {
  const { judgement, records } = read('version-1/m51-explicit-besides-backflush-scrap-and-rework-clean-fail.jsonl.gz')
  const cited = judgement.results.find(({ check }) => check === 'single-consumption-path')?.violations.first?.records ?? []
  const effects = cited.flatMap((seq) => records.get(seq) ?? []).filter((record) => record.kind === 'effect')
  expect(new Set(effects.map((effect) => ('measure' in effect ? effect.measure : effect.what)))).toEqual(new Set(['issue']))
})
