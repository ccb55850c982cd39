import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readJournal } from '../../src/journal/reader.js'
import { cli, folder, leaveNothingBehind, onlyJournal, root } from './support/cli.js'

leaveNothingBehind()

const reference = join(root, 'examples/reference/index.js')

/** What happened in a run of the reference on a machine of a zone; of its beginning only what does not tell the machine apart. */
async function told(scenario: string, zone: string): Promise<readonly unknown[]> {
  const cwd = folder()
  const { code, stdout, stderr } = await cli(['simulate', scenario, '--target-module', reference, '--out', 'runs'], {
    cwd,
    env: { TZ: zone },
  })
  expect(code, stdout + stderr).toBe(0)
  const journal = readJournal(onlyJournal(join(cwd, 'runs')))
  // The check sum at the end covers the name of the run, which has the time in it.
  return [journal.header.plan, ...[...journal.records()].map((record) => ({ ...record, crc32: '' }))]
}

describe('the machine that a run is on may be in any zone', () => {
  test.concurrent.each(['bom-revision-release', 'bom-rollback'])('%s: the same happens, whatever its clock says', async (scenario) => {
    const [first, ...others] = await Promise.all(['UTC', 'America/Chicago', 'Asia/Kolkata'].map((zone) => told(scenario, zone)))
    expect(first?.length).toBeGreaterThan(100)
    for (const other of others) expect(other).toEqual(first)
  })
})
