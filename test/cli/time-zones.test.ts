import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { readJournal } from '../../src/journal/reader.js'
import { cli, folder, leaveNothingBehind, root, runsIn } from './support/cli.js'

leaveNothingBehind()

const reference = join(root, 'examples/reference/index.js')
const stories = ['bom-revision-release', 'bom-rollback', 'goods-movements', 'lot-receipt-quality-hold']
const zones = ['UTC', 'America/Chicago', 'Asia/Kolkata']

type Told = ReadonlyMap<string, readonly unknown[]>

/** What happened in runs of the reference on a machine of a zone, by story; of its beginning only what does not tell the machine apart. */
async function toldIn(zone: string): Promise<Told> {
  const cwd = folder()
  const { code, stdout, stderr } = await cli(['simulate', ...stories, '--target-module', reference, '--out', 'runs'], {
    cwd,
    env: { TZ: zone },
  })
  expect(code, stdout + stderr).toBe(0)
  return new Map(
    runsIn(join(cwd, 'runs')).map((run) => {
      const journal = readJournal(join(run, 'journal.jsonl'))
      // The check sum at the end covers the name of the run, which has the time in it.
      const records = [...journal.records()].map((record) => ({ ...record, crc32: '' }))
      return [journal.header.plan.scenario.name, [journal.header.plan, ...records]]
    }),
  )
}

describe('the machine that a run is on may be in any zone', () => {
  let told: readonly Told[] = []
  beforeAll(async () => {
    told = await Promise.all(zones.map(toldIn))
  }, 180_000)

  test.each(stories)('%s: the same happens, whatever its clock says', (story) => {
    const [first, ...others] = told.map((each) => each.get(story) ?? [])
    expect(first?.length).toBeGreaterThan(50)
    expect(others).toHaveLength(2)
    for (const other of others) expect(other).toEqual(first)
  })
})
