import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { caseText, readCase } from '../../../src/explore/case-file.js'
import { planCase } from '../../../src/explore/plan-cases.js'
import { runName } from '../../../src/explore/run-name.js'
import { readJournal } from '../../../src/journal/reader.js'
import { isFileName } from '../../../src/words/file-name.js'
import { journalHeader } from '../../support/journal-header.js'

const plan = planCase('hello-confirmation', { variant: 'clean' })
const leading = ['../../evil', '..', '.', '.hidden', 'a/b', 'a\\b', '/abs', 'C:x', 'a\0b', 'a\nb', '', 'x'.repeat(300), 'a.', 'ü', 7, null]

function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-names-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('a name that becomes a path', () => {
  test('is letters, digits and what joins them', () => {
    expect(leading.filter(isFileName)).toEqual([])
    expect(['hello-confirmation', 'a', 'A_b.c-1', '20260302-061500-x-s1'].filter((name) => !isFileName(name))).toEqual([])
  })

  test.each(leading)('is refused in a case: %j', (name) => {
    inFolder((folder) => {
      const path = join(folder, 'case.json')
      const changes = [{ scenario: { ...plan.scenario, name } }, { variant: name }, { seed: name }]
      for (const change of changes) {
        const changed = { ...plan, ...change } as unknown as typeof plan
        if ('seed' in change && typeof name === 'number') continue
        writeFileSync(path, caseText({ tool: 'x', plan: changed, invocation: { flags: {}, cwd: folder }, reproduce: '' }))
        expect(() => readCase(path)).toThrow(/is no case that a run wrote: plan\./)
      }
    })
  })

  test('is refused once more where the folder is made', () => {
    inFolder((folder) => {
      expect(() => runName(join(folder, 'out'), { ...plan, scenario: { ...plan.scenario, name: '/../../evil' } })).toThrow(
        /no name of a folder/,
      )
      expect(readdirSync(folder)).toEqual([])
      expect(existsSync(join(folder, 'out', runName(join(folder, 'out'), plan)))).toBe(true)
    })
  })

  test.each(leading)('is refused in a journal: %j', (name) => {
    inFolder((folder) => {
      const header = journalHeader()
      const changed = [
        { ...header, run: name },
        { ...header, plan: { ...header.plan, scenario: { ...header.plan.scenario, name } } },
      ]
      for (const each of changed) {
        const path = join(folder, 'journal.jsonl')
        writeFileSync(path, `${JSON.stringify(each)}\n`)
        expect(() => readJournal(path)).toThrow(/is not a journal: the name of its/)
      }
    })
  })
})

test('a case says how its target was named in texts alone', () => {
  inFolder((folder) => {
    const path = join(folder, 'case.json')
    for (const invocation of [
      { flags: { target: ['rm', '-rf'] }, cwd: folder },
      { flags: {}, cwd: 7 },
      { flags: null, cwd: folder },
    ]) {
      const text = caseText({ tool: 'x', plan, invocation: invocation as never, reproduce: '' })
      writeFileSync(path, text)
      expect(() => readCase(path)).toThrow(/invocation has to say the flags and the folder/)
    }
  })
})
