import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { judgedOf } from '../../../src/explore/thread.js'
import { journal } from '../../support/journal-builder.js'
import { temporaryFolder } from '../journal/fixtures/temporary-folder.js'

function stored(change: (text: string) => string): string {
  const path = join(temporaryFolder(), 'journal.jsonl')
  const { header, records } = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').end().build()
  writeFileSync(path, change(`${[header, ...records].map((line) => JSON.stringify(line)).join('\n')}\n`))
  return path
}

test('a thread judges a stored journal', () => {
  expect(
    judgedOf(
      stored((text) => text),
      false,
    ),
  ).toMatchObject({ judged: { verdict: 'pass', records: 14 } })
})

test('of a journal that is damaged it says what a reader of the file is told, in parts', () => {
  const path = stored((text) => text.replace('"kind":"offer"', '"kind":"rumour"'))
  expect(judgedOf(path, false)).toEqual({
    unreadable: {
      what: `The journal ${path} is damaged at line 5: it is a record of unknown kind "rumour".`,
      expected: 'one JSON record in each line, numbered from 1 without a gap',
      advice: 'take an unchanged copy of the journal, or run the scenario again',
    },
  })
})

test('a journal that still grows is judged as if nothing more came, up to its last whole line', () => {
  const path = stored((text) => text.slice(0, text.indexOf('"kind":"call.arrived"')))
  expect(judgedOf(path, true)).toMatchObject({ judged: { verdict: 'fail', why: expect.stringContaining('MC-000001'), records: 8 } })
  expect(judgedOf(path, false)).toMatchObject({ judged: { verdict: 'unknown' } })
})
