import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RunVerdict } from '../../../src/checks/judgement.js'
import { caseText } from '../../../src/explore/case-file.js'
import { planCase } from '../../../src/explore/plan-cases.js'
import { pruneRuns, thisMaker, type Maker } from '../../../src/explore/prune.js'

const plan = planCase('hello-confirmation', { variant: 'clean' })
const now = '2026-03-01T12:00:00.000Z'
/** A number that no process has: above what Linux gives. */
const dead = { ...thisMaker(), pid: 2 ** 22 + 1 }
let out: string

beforeEach(() => void (out = mkdtempSync(join(tmpdir(), 'mfgsync-prune-'))))
afterEach(() => rmSync(out, { recursive: true, force: true }))

/** A run as it lies there; without a verdict one that was cut off. */
function put(name: string, verdict?: RunVerdict, process: Maker | undefined = dead, bytes = 10): void {
  mkdirSync(join(out, name, 'state'), { recursive: true })
  writeFileSync(join(out, name, 'journal.jsonl'), 'x'.repeat(bytes))
  writeFileSync(join(out, name, 'state', 'inbox.db'), '')
  const text = caseText({
    tool: 'x',
    ...(process && { process }),
    plan,
    invocation: { flags: {}, cwd: '.' },
    reproduce: '',
    ...(verdict && { verdict }),
  })
  writeFileSync(join(out, name, 'case.json'), text)
}

const run = (number: number): string => `20260101-00000${number}-hello-confirmation-faulty-s${number}`
const left = (): readonly string[] => readdirSync(out).sort()
const prune = (keep: number, size_mb = 0): readonly string[] => pruneRuns(out, { keep, size_mb }, thisMaker(), now)

describe('old runs', () => {
  test('go by count, those that passed before those that did not, the oldest first; the newest stays', () => {
    put(run(1), 'fail')
    put(run(2), 'pass')
    put(run(3))
    put(run(4), 'pass')
    put(run(5), 'pass')
    expect(prune(5)).toEqual([])
    expect(prune(4)).toEqual([expect.stringMatching(/^1 old run removed from .* all of them passed\): it keeps 4 runs, as runs\.keep/)])
    expect(left()).toEqual([run(1), run(3), run(4), run(5)])
    expect(prune(2).join()).toContain('2 old runs removed')
    expect(left()).toEqual([run(3), run(5)])
    expect(prune(1).join()).toContain('1 of them did not pass')
    expect(prune(1)).toEqual([])
    expect(left()).toEqual([run(5)])
  })

  test('go by size, with the clean run from which the faults of one were drawn', () => {
    put(run(1), 'pass', dead, 600_000)
    mkdirSync(join(out, `${run(1)}-clean`))
    writeFileSync(join(out, `${run(1)}-clean`, 'journal.jsonl'), 'x'.repeat(600_000))
    put(run(2), 'fail', dead, 600_000)
    put(run(3), 'pass', dead, 600_000)
    expect(prune(0, 3)).toEqual([])
    expect(prune(0, 2).join()).toMatch(/1 old run removed .*\(1\.2 MB/)
    expect(left()).toEqual([run(2), run(3)])
    expect(prune(0, 0)).toEqual([])
  })

  test('are none of a process that lives, nor of another machine since yesterday', () => {
    put(run(1), 'pass', thisMaker())
    put(run(2), undefined, thisMaker())
    const away = { pid: dead.pid, machine: '0'.repeat(12) }
    put('20260228-235959-a-faulty-s1', 'pass', away)
    put('20260227-000000-a-faulty-s1', 'pass', away)
    put('20260228-000000-b-faulty-s1', 'pass', { ...away, machine: '' })
    put('20260301-110000-z-faulty-s1', 'pass')
    prune(1)
    expect(left()).toEqual([run(1), run(2), '20260228-000000-b-faulty-s1', '20260228-235959-a-faulty-s1', '20260301-110000-z-faulty-s1'])
  })

  test('are nothing that a run did not write: other names, other files in it, links, folders without a case of ours', () => {
    put(run(9), 'pass')
    put('my-run', 'pass')
    put(run(1), 'pass')
    writeFileSync(join(out, run(1), 'notes.txt'), 'keep this')
    mkdirSync(join(out, run(2)))
    writeFileSync(join(out, run(2), 'case.json'), '{"format": "something else"}')
    mkdirSync(join(out, run(3)))
    symlinkSync(join(out, 'my-run'), join(out, run(4)))
    mkdirSync(join(out, 'sessions'))
    writeFileSync(join(out, run(5)), 'a file')
    const before = left()
    put(run(6), 'pass')
    expect(prune(1).join()).toContain('1 old run removed')
    expect(left()).toEqual(before)
    expect(existsSync(join(out, run(1), 'journal.jsonl'))).toBe(true)
  })
})
