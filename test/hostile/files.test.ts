import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { readCase } from '../../src/explore/case-file.js'
import type { FinishedRun } from '../../src/index.js'
import { openReporters } from '../../src/report/open.js'
import { ReportSession } from '../../src/report/session.js'
import { shipped } from '../targets/manifest.js'
import { prove } from '../e2e/support/proof.js'
import { Chance } from './support/chance.js'
import { asCommand, checked, type Checked } from './support/checked.js'
import { ended, long, outcomes, settle, type Outcomes } from './support/counts.js'
import { changed, damaged, resealed, withField } from './support/damage.js'
import { resealedBlob } from '../support/resealed-blob.js'
import { merged, replayed } from './support/stored.js'

/** A judgement takes milliseconds; one that takes so long would take for ever. */
const hangMs = 20_000
const folder = mkdtempSync(join(tmpdir(), 'mfgsync-hostile-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Original {
  readonly bytes: Buffer
  readonly lines: readonly string[]
  readonly code: number
}
const originals: Original[] = []
/** Stored cases, and sessions with the files of what did not pass beside them. */
const cases: Buffer[] = []
const sessions: { readonly bytes: Buffer; readonly lines: readonly string[]; readonly folder: string }[] = []

beforeAll(async () => {
  for (const [id, scenario] of [
    ['reference', 'hello-confirmation'],
    ['naive', 'hello-confirmation'],
    ...(long
      ? ([
          ['reference', 'mes-confirmation-burst'],
          ['naive', 'mes-confirmation-burst'],
          ['reference', 'bom-revision-release'],
          ['reference', 'goods-movements'],
        ] as const)
      : []),
  ] as const) {
    const target = shipped.find((each) => each.id === id)
    if (!target) throw new Error(`There is no target ${id}.`)
    const out = join(folder, `${id}-${scenario}`)
    mkdirSync(out)
    const { run } = await prove({ target, scenario, variant: 'faulty', mode: 'none', expected: { verdict: 'innocent' } }, out)
    const bytes = readFileSync(run.files.journal)
    originals.push({ bytes, lines: linesOf(bytes), code: (await checked(run.files.journal)).code })
    cases.push(readFileSync(run.files.case ?? ''))
    sessions.push(sessionOf(run, out))
  }
}, 600_000)

function linesOf(bytes: Buffer): readonly string[] {
  return bytes.toString('utf8').split('\n').slice(0, -1)
}

function sessionOf({ judgement, files }: FinishedRun, out: string): (typeof sessions)[number] {
  const screen = { colors: false, unicode: true, columns: 100, write: () => undefined }
  const session = new ReportSession(openReporters(['blob'], { screen, out, tool: 'mfgsync' }))
  session.run({ judgement, files, reproduce: { command: 'mfgsync simulate' } })
  session.end([], () => 0)
  const bytes = readFileSync(join(out, 'blob/report.jsonl'))
  return { bytes, lines: linesOf(bytes), folder: join(out, 'blob') }
}

function check(text: string | Buffer): Promise<Checked> {
  const path = join(folder, 'journal.jsonl')
  writeFileSync(path, text)
  return checked(path)
}

function note(all: Outcomes, { code, text, ms }: Checked, isTrue: boolean, how: string): void {
  ended(all, code)
  const found = (why: string): void => void (all.found.length < 5 && all.found.push(`${how}: ${why}: ${text.slice(0, 1_500)}`))
  if (code === 70 || /\n {4}at /.test(text)) {
    all.bugs += 1
    found('a bug')
  }
  if (ms > hangMs) {
    all.hangs += 1
    found(`${Math.round(ms)} ms`)
  }
  if (!isTrue) {
    all.falseVerdicts += 1
    found(`exit ${code}`)
  }
}

describe('a journal that is not as it was written', () => {
  test('cut off at any byte of its last three records: never green', { timeout: 3_600_000 }, async () => {
    const all = outcomes()
    for (const { bytes, lines } of originals) {
      const from = bytes.length - Buffer.byteLength(`${lines.slice(-3).join('\n')}\n`)
      for (let end = from; end < bytes.length; end += long ? 1 : 29) note(all, await check(bytes.subarray(0, end)), true, `cut at ${end}`)
      all.falseVerdicts += all.ends[0] ?? 0
    }
    settle('journals cut off at every byte of the last three records', all, long ? 1_000 : 10)
  })

  test('other bytes: refused, undecided, or the verdict of before', { timeout: 3_600_000 }, async () => {
    const all = outcomes()
    const chance = new Chance(1)
    for (let count = 0; count < (long ? 6_000 : 60); count += 1) {
      const { bytes, code } = chance.of(originals)
      const said = await check(damaged(bytes, chance))
      note(all, said, [2, 3, code].includes(said.code), `flip ${count}`)
    }
    settle('journals with other bytes', all, 60)
  })

  test('other fields: refused', { timeout: 3_600_000 }, async () => {
    const all = outcomes()
    const chance = new Chance(2)
    for (let count = 0; count < (long ? 2_000 : 30); count += 1) {
      const { lines, code } = chance.of(originals)
      const said = await check(`${withField(lines, chance).join('\n')}\n`)
      note(all, said, [2, code].includes(said.code), `field ${count}`)
    }
    settle('journals with other fields', all, 30)
  })

  test('other fields, with a check sum that holds: no bug and no hang', { timeout: 3_600_000 }, async () => {
    const all = outcomes()
    const chance = new Chance(3)
    for (let count = 0; count < (long ? 4_000 : 80); count += 1) {
      const { lines } = chance.of(originals)
      note(all, await check(resealed(withField(lines, chance))), true, `resealed ${count}`)
    }
    settle('journals with other fields and a check sum that holds', all, 80)
  })
})

describe('a stored case that is not as it was written', () => {
  const path = join(folder, 'case.json')
  const read = (bytes: string | Buffer): Promise<Checked> => {
    writeFileSync(path, bytes)
    return asCommand(() => Promise.resolve(readCase(path)).then(() => 0))
  }
  const planOf = (text: string): unknown => (JSON.parse(text) as { readonly plan: unknown }).plan
  /** Refused, or the plan is the one of before. */
  const isTrue = (code: number, text: string, original: Buffer): boolean =>
    code === 2 || (code === 0 && isDeepStrictEqual(planOf(text), planOf(original.toString('utf8'))))

  test('cut off, with other bytes, or with other fields: refused, or the plan is as it was', { timeout: 3_600_000 }, async () => {
    const all = outcomes()
    const chance = new Chance(5)
    for (const bytes of cases) {
      const last = linesOf(bytes).slice(-3).join('\n')
      for (let end = bytes.length - Buffer.byteLength(last) - 1; end < bytes.length; end += long ? 1 : 29) {
        const text = bytes.subarray(0, end)
        const said = await read(text)
        note(all, said, isTrue(said.code, text.toString('utf8'), bytes), `cut at ${end}`)
      }
    }
    for (let count = 0; count < (long ? 3_000 : 30); count += 1) {
      const bytes = chance.of(cases)
      const text = damaged(bytes, chance)
      const said = await read(text)
      note(all, said, isTrue(said.code, text.toString('utf8'), bytes), `flip ${count}`)
    }
    for (let count = 0; count < (long ? 3_000 : 30); count += 1) {
      const bytes = chance.of(cases)
      const text = JSON.stringify(changed(JSON.parse(bytes.toString('utf8')), chance))
      const said = await read(text)
      note(all, said, isTrue(said.code, text, bytes), `field ${count}`)
    }
    settle('cases that were cut off or changed', all, 60)
  })

  test('of another plan, with a check sum that holds: read and run, or refused', { timeout: 3_600_000 }, async () => {
    const all = outcomes()
    const chance = new Chance(6)
    let ran = 0
    const reference = shipped.find(({ id }) => id === 'reference')?.file ?? ''
    for (let count = 0; count < (long ? 2_000 : 40); count += 1) {
      const stored = JSON.parse(chance.of(cases.slice(0, 2)).toString('utf8')) as { readonly plan: object }
      const plan = changed(stored.plan, chance)
      const text = JSON.stringify({ ...stored, plan, plan_crc32: crc32(JSON.stringify(plan)).toString(16).padStart(8, '0') })
      const said = await read(text)
      note(all, said, [0, 2].includes(said.code), `plan ${count}`)
      if (said.code !== 0 || ran >= (long ? 100 : 1)) continue
      ran += 1
      note(all, await replayed(path, reference), true, `run of plan ${count}: ${JSON.stringify(plan).slice(0, 200)}`)
    }
    settle('cases of another plan with a check sum that holds', all, 40)
  })
})

describe('a stored session that is not as it was written', () => {
  const merge = ({ folder: place }: (typeof sessions)[number], bytes: string | Buffer): Promise<Checked> => {
    writeFileSync(join(place, 'report.jsonl'), bytes)
    return merged(place)
  }

  test('cut off, with other bytes, or with other fields: refused', { timeout: 3_600_000 }, async () => {
    const all = outcomes()
    const chance = new Chance(7)
    for (const session of sessions) {
      const from = session.bytes.length - Buffer.byteLength(session.lines.at(-1) ?? '') - 200
      for (let end = from; end < session.bytes.length - 1; end += long ? 1 : 29) {
        const said = await merge(session, session.bytes.subarray(0, end))
        note(all, said, said.code === 2, `cut at ${end}`)
      }
    }
    for (let count = 0; count < (long ? 3_000 : 30); count += 1) {
      const session = chance.of(sessions)
      const bytes = damaged(session.bytes, chance)
      const said = await merge(session, bytes)
      note(all, said, said.code === 2 || bytes.equals(session.bytes), `flip ${count}`)
    }
    for (let count = 0; count < (long ? 2_000 : 30); count += 1) {
      const session = chance.of(sessions)
      const text = `${withField(session.lines, chance).join('\n')}\n`
      const said = await merge(session, text)
      note(all, said, said.code === 2 || isDeepStrictEqual(text, session.bytes.toString('utf8')), `field ${count}`)
    }
    settle('sessions that were cut off or changed', all, 60)
  })

  test('with other fields, and a check sum that holds: reported or refused', { timeout: 3_600_000 }, async () => {
    const all = outcomes()
    const chance = new Chance(8)
    for (let count = 0; count < (long ? 3_000 : 40); count += 1) {
      const session = chance.of(sessions)
      note(all, await merge(session, resealedBlob(withField(session.lines, chance))), true, `resealed ${count}`)
    }
    settle('sessions with other fields and a check sum that holds', all, 40)
  })
})
