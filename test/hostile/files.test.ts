import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { shipped } from '../targets/manifest.js'
import { prove } from '../e2e/support/proof.js'
import { Chance } from './support/chance.js'
import { checked, type Checked } from './support/checked.js'
import { ended, long, outcomes, settle, type Outcomes } from './support/counts.js'
import { damaged, resealed, withField } from './support/damage.js'

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
    originals.push({ bytes, lines: bytes.toString('utf8').split('\n').slice(0, -1), code: (await checked(run.files.journal)).code })
  }
}, 600_000)

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
