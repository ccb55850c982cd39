import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openBlob } from '../../../src/report/blob-reader.js'
import { compare } from '../../../src/report/compare.js'
import type { RunReport, SessionFacts } from '../../../src/report/contract.js'
import { json } from '../../../src/report/json.js'
import { wholeOf } from '../../../src/report/merge.js'
import { openReporters } from '../../../src/report/open.js'
import { ReportSession, type RunToReport } from '../../../src/report/session.js'
import { newSessionFile, notPassed, openSession } from '../../../src/report/stored-sessions.js'
import { resealedBlob } from '../../support/resealed-blob.js'
import { failingRun, passingRun, plainStyle, reporting } from './support.js'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mfgsync-sessions-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const screen = { ...plainStyle, write: () => undefined }
const planned = { hash: 'abc', cases: 4 }

function seeded(report: RunReport, seed: number, more: Partial<RunToReport> = {}): RunToReport {
  const { judgement, files, reproduce, explanations } = report
  const { header } = judgement
  const journal = join(dir, `run-${seed}`, 'journal.jsonl')
  mkdirSync(join(dir, `run-${seed}`), { recursive: true })
  writeFileSync(journal, 'the journal\n')
  return {
    judgement: { ...judgement, header: { ...header, plan: { ...header.plan, seed } } },
    files: { ...files, dir: join(dir, `run-${seed}`), journal },
    reproduce,
    explanations,
    identity: `test seed ${seed}`,
    asked: { scenario: 'test', variant: 'faulty', size: 'quick', seed },
    ...more,
  }
}

function written(runs: readonly RunToReport[], facts: SessionFacts, options: ConstructorParameters<typeof ReportSession>[1] = {}): string {
  const reporters = openReporters(['blob'], { screen, out: join(dir, 'out'), tool: 'mfgsync/1', session: facts })
  const session = new ReportSession(reporters, { ...options, label: facts.label })
  for (const run of runs) session.run(run)
  session.end([], () => 0)
  const { label, shard } = facts
  const name = shard ? `shard-${shard.index}-of-${shard.total}` : 'report'
  return join(dir, 'out/blob', `${label === undefined ? '' : `${label}-`}${name}.jsonl`)
}

const shard = (index: number, total = 2): SessionFacts => ({ planned, shard: { index, total } })

describe('a blob', () => {
  test('gives back what the reporters were given, journals of what did not pass included', async () => {
    const file = written([seeded(failingRun(), 1), seeded(passingRun(), 2)], { planned, label: 'node-24' })
    const opened = await openBlob(file)
    expect(opened.head).toMatchObject({ label: 'node-24', planned })
    const first = reporting(json)
    const again = reporting(json)
    const [before, after] = [new ReportSession([first.reporter], { label: 'node-24' }), new ReportSession([again.reporter])]
    for (const run of [seeded(failingRun(), 1), seeded(passingRun(), 2)]) before.run(run)
    for await (const run of opened.runs()) after.run(run)
    before.end([], () => 1)
    after.end([], () => 1)
    const parts = (text: string): unknown =>
      (JSON.parse(text) as { runs: object[] }).runs.map((run) => ({ ...run, files: undefined, reproduce: undefined }))
    expect(parts(again.written())).toEqual(parts(first.written()))
    expect(readFileSync(join(dir, 'out/blob/run-1/journal.jsonl'), 'utf8')).toBe('the journal\n')
    expect(existsSync(join(dir, 'out/blob/run-2'))).toBe(false)
  })

  test('that was cut off, changed, or written by a newer version is refused by name', async () => {
    const file = written([seeded(failingRun(), 1)], { planned })
    const whole = readFileSync(file, 'utf8')
    const damages: readonly (readonly [RegExp, string])[] = [
      [/ends before its end/, whole.slice(0, whole.lastIndexOf('{"end"'))],
      [/is damaged|was changed/, whole.slice(0, 400) + whole.slice(500)],
      [/was changed after it was written/, whole.replace('"verdict":"fail"', '"verdict":"pass"')],
      [/was changed after it was written/, whole.replace('{"end":{"runs":1', '{"end":{"runs":5')],
      [/was changed after it was written/, whole.replace(/"hash":"(\w+)"\}\n$/, '"hash": "$1"}\n')],
      [/was written by mfgsync\/1 \(blob version 3\)/, whole.replace('"version":2', '"version":3')],
      [/goes on after its end/, `${whole}{}\n`],
      [/does not begin with "format"/, '{"format":"another"}\n'],
      [/is empty/, ''],
    ]
    for (const [message, text] of damages) {
      writeFileSync(file, text)
      await expect(openBlob(file)).rejects.toThrow(message)
      await expect(openBlob(file)).rejects.toThrow(file)
    }
  })
})

describe('a blob with a hash that holds', () => {
  const resealed = (file: string, change: (run: Record<string, unknown>) => object): void => {
    const [head = '', run = '', end = ''] = readFileSync(file, 'utf8').split('\n')
    writeFileSync(file, resealedBlob([head, JSON.stringify(change(JSON.parse(run) as Record<string, unknown>)), end]))
  }

  test.each([
    ['a file outside its folder', (run: Record<string, unknown>) => ({ ...run, files: { dir: 'x', journal: '../../secret.jsonl' } })],
    ['an absolute path', (run: Record<string, unknown>) => ({ ...run, files: { dir: '/etc', journal: '/etc/x.jsonl' } })],
    [
      'no verdict',
      ({ judgement, ...run }: Record<string, unknown>) => ({ ...run, judgement: { ...(judgement as object), verdict: 'green' } }),
    ],
    [
      'another header',
      ({ judgement, ...run }: Record<string, unknown>) => ({ ...run, judgement: { ...(judgement as object), header: {} } }),
    ],
  ])('is refused for %s', async (_, change) => {
    const file = written([seeded(failingRun(), 1)], { planned })
    resealed(file, (run) => run)
    await openBlob(file)
    resealed(file, change)
    await expect(openBlob(file)).rejects.toThrow(/is no report that a run wrote: .*Take an unchanged copy/)
  })
})

describe('parts of a whole', () => {
  test('are told in the order of shards, an empty one too', async () => {
    written([seeded(passingRun(), 2)], shard(2))
    written([], shard(1))
    expect((await wholeOf(join(dir, 'out'))).map(({ head }) => head.shard?.index)).toEqual([1, 2])
  })

  test('a missing one, a doubled one, and one of other cases are refused by name', async () => {
    const second = written([seeded(passingRun(), 2)], shard(2, 3))
    await expect(wholeOf(join(dir, 'out'))).rejects.toThrow('Of the 3 shards, 1/3 and 3/3 are missing.')
    const copy = join(dir, 'out/copy.jsonl')
    writeFileSync(copy, readFileSync(second))
    await expect(wholeOf(join(dir, 'out'))).rejects.toThrow(`Shard 2 is there 2 times: ${second} and ${copy}.`)
    rmSync(copy)
    written([], { planned: { hash: 'other', cases: 1 }, shard: { index: 1, total: 3 } })
    await expect(wholeOf(join(dir, 'out'))).rejects.toThrow('are no parts of one whole')
    await expect(wholeOf(join(dir, 'run-2'))).rejects.toThrow('there is no report of the reporter blob')
  })

  test('cells of a matrix have labels, and none of them is a part of another', async () => {
    written([seeded(passingRun(), 2)], { planned, label: 'node-22' })
    written([seeded(failingRun(), 2)], { planned: { hash: 'other', cases: 4 }, label: 'node-24' })
    expect(await wholeOf(join(dir, 'out'))).toHaveLength(2)
  })
})

describe('cases that are run again', () => {
  test('count once: who failed and passed is flaky, and neither passed nor failed', () => {
    const session = new ReportSession([], { retries: true })
    for (const [attempt, report] of [failingRun(), failingRun(), passingRun()].entries())
      session.run(seeded(report, 1, { attempt: attempt + 1 }))
    session.run(seeded(failingRun(), 2))
    session.run(seeded(failingRun(), 2, { attempt: 2 }))
    const summary = session.end([], (verdicts) => verdicts.length)
    expect(summary).toMatchObject({
      runs: 2,
      passed: 0,
      failed: 1,
      exitCode: 1,
      flaky: [{ name: 'test', seed: 1, failed: 2, attempts: 3 }],
    })
  })

  test('flaky fails the invocation where that is asked for', () => {
    const session = new ReportSession([], { retries: true, failOnFlaky: true })
    session.run(seeded(failingRun(), 1))
    session.run(seeded(passingRun(), 1, { attempt: 2 }))
    expect(session.end([], (verdicts) => (verdicts.includes('fail') ? 1 : 0)).exitCode).toBe(1)
  })
})

describe('stored sessions', () => {
  const store = async (runs: readonly RunToReport[]): Promise<Awaited<ReturnType<typeof openSession>>> => {
    const file = newSessionFile(join(dir, 'out'), '20261126-101500')
    const session = new ReportSession(openReporters([`blob=${file}`], { screen, out: dir, tool: 't', session: { planned } }))
    for (const run of runs) session.run(run)
    session.end([], () => 0)
    return openSession(join(dir, 'out'))
  }

  test('the newest tells what did not pass in the end', async () => {
    await store([seeded(failingRun(), 9)])
    const session = await store([
      seeded(failingRun(), 1),
      seeded(passingRun(), 2),
      seeded(failingRun(), 3),
      seeded(passingRun(), 3, { attempt: 2 }),
    ])
    expect((await notPassed(session)).map(({ seed }) => seed)).toEqual([1])
  })

  test('only the newest are kept', () => {
    const out = join(dir, 'many')
    mkdirSync(join(out, 'sessions'), { recursive: true })
    const files = Array.from({ length: 30 }, () => {
      const file = newSessionFile(out, '20261126-101500')
      writeFileSync(file, '')
      return file
    })
    expect(files.filter((file) => existsSync(file))).toEqual(files.slice(10))
  })

  test('compared case by case: same, fixed, regressed, behaves otherwise, new, gone', async () => {
    const chatty = (report: RunReport): RunReport => ({
      ...report,
      judgement: { ...report.judgement, figures: [...report.judgement.figures, { name: 'posting calls', value: '41' }] },
    })
    const before = await store([1, 2, 3, 4, 5].map((seed) => seeded(seed === 2 ? failingRun() : passingRun(), seed)))
    const after = await store([
      seeded(passingRun(), 1),
      seeded(passingRun(), 2),
      seeded(failingRun(), 3),
      seeded(chatty(passingRun()), 4),
      seeded(passingRun(), 6),
    ])
    expect((await compare(before, after)).map((each) => [each.case, each.change])).toEqual([
      ['test seed 1', 'same'],
      ['test seed 2', 'fixed'],
      ['test seed 3', 'regressed'],
      ['test seed 4', 'behaviour changed'],
      ['test seed 6', 'new'],
      ['test seed 5', 'gone'],
    ])
    expect((await compare(before, after))[3]?.what).toEqual(['posting calls 0 → 41'])
  })
})
