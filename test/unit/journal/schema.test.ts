import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { judgeJournal } from '../../../src/checks/judge.js'
import { readJournal } from '../../../src/journal/reader.js'
import { journalSchema } from '../../../src/journal/records.schema.js'
import { journal } from '../../support/journal-builder.js'
import { temporaryFolder } from './fixtures/temporary-folder.js'

const at = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const schemaFile = at('schemas/journal.schema.json')
const validate = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false }).compile(
  JSON.parse(readFileSync(schemaFile, 'utf8')),
)

function problems(line: unknown): string[] {
  validate(line)
  return (validate.errors ?? []).filter((error) => error.keyword !== 'if').map((error) => `${error.instancePath} ${error.message ?? ''}`)
}

describe('the journal schema', () => {
  test('the file is what the source says', () => {
    expect(JSON.parse(readFileSync(schemaFile, 'utf8'))).toEqual(journalSchema())
  })

  test('describes every line of a synthetic journal', () => {
    const source = journal()
      .fact('MC-000001', { final: true, scrap: '1' })
      .deliver('MC-000001', 'indeterminate')
      .deliver('MC-000001')
      .fact('MI-000001', { item: 'C2', lot: 'L1', quantity: '0.035' })
      .offer('MI-000001', { channel: 'feed' })
      .exposed('MI-000001', 'page')
      .outcome('MI-000001', 'given-up')
      .post('MC-000001', {
        doc: '4711',
        answer: 'lost',
        fault: 'lose-answer-1',
        idempotencyKey: 'k',
        correlation: 'c',
        documentDate: '2026-02-27',
      })
      .fault('armed', 'lose-answer-1')
      .fault('fired', 'lose-answer-1', { on: 'call' })
      .fault('missed', 'kill-1', { nearest: 'none' })
      .fault('healed', 'outage-1')
      .fact('MR-000001', { reverses: 'MC-000001' })
      .deliver('MR-000001')
      .reverse('4711', 'MR-000001')
      .status('100001', 'released', 'confirmed')
      .refuse('MC-000001')
      .lostRequest('MC-000001')
      .arrive('MC-000001', { understood: false })
      .exception('MC-000001')
      .exception('MC-000001', { xid: 'X-0001', status: 'closed', resolution: 'posted' })
      .crash()
      .crash({ scripted: false })
      .push({ kind: 'harness.error', where: 'erp', message: 'broken' })
      .reach('effect-posted', 1)
      .push({ kind: 'mark', mark: 'phase', phase: 'judge' })
      .push({ kind: 'mark', mark: 'final-state', system: 'erp', state: {} })
      .end()
    for (const line of [source.header, ...source.records]) expect({ line, problems: problems(line) }).toEqual({ line, problems: [] })
  })

  test('refuses what is not a record', () => {
    expect(problems({ kind: 'rumour' })).toMatchInlineSnapshot(`
      [
        "/kind must be equal to one of the allowed values",
      ]
    `)
    expect(problems({ seq: 0, t: 1, kind: 'call.closed', cid: 1, handedToOs: 'many', clientClosedFirst: true, extra: 1 }))
      .toMatchInlineSnapshot(`
      [
        " must NOT have additional properties",
        "/seq must be >= 1",
        "/handedToOs must be integer",
      ]
    `)
    expect(problems({ seq: 1, t: 1, kind: 'mark', mark: 'end' })).not.toEqual([])
    expect(problems([])).not.toEqual([])
  })

  test('describes every line of a generated journal, which reads whole and passes', () => {
    const path = join(temporaryFolder(), 'generated.jsonl')
    execFileSync(process.execPath, [at('scripts/generate-journal.mjs'), path, '3000', '7'])
    const wrong = [...readJournal(path)].flatMap((line) => problems(line).map((problem) => `${JSON.stringify(line)}: ${problem}`))
    expect(wrong).toEqual([])
    const judgement = judgeJournal(path)
    expect([judgement.verdict, judgement.why, judgement.whole, judgement.records]).toEqual(['pass', '', true, 3000])
  })

  test('the generator repeats itself, and its size is what was asked for', () => {
    const dir = temporaryFolder()
    const [first, second, other] = ['7', '7', '8'].map((seed, index) => {
      const path = join(dir, `${index}.jsonl`)
      execFileSync(process.execPath, [at('scripts/generate-journal.mjs'), path, '1000', seed])
      return readFileSync(path, 'utf8')
    })
    expect(first).toBe(second)
    expect(first).not.toBe(other)
  })
})
