import { spawn } from 'node:child_process'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cleanedText, orphansText } from '../../../src/cli/orphans-text.js'
import { leftBehind } from '../../../src/explore/left-behind.js'
import { harnessMark, harnessVariable } from '../../../src/target/harness-mark.js'
import { endOrphans, listedBy, orphans, type Orphan } from '../../../src/target/orphans.js'
import { childrenOf } from '../../../src/target/process-table.js'
import { isAlive, fixture } from './support.js'

const mine = harnessMark()[harnessVariable] ?? ''
/** The mark of one that had our number before us. */
const ofOneThatIsGone = mine.replace(/-\d+-/, '-1-')

/** A leader of its own session, and a child in its group that has no environment. */
async function left(env: Readonly<Record<string, string>>): Promise<readonly [number, number]> {
  const child = spawn('/bin/sh', ['-c', 'env -i sleep 600 & exec sleep 601'], { env: { PATH: '/usr/bin:/bin', ...env }, detached: true })
  const leader = child.pid ?? 0
  onTestFinished(() => {
    try {
      process.kill(-leader, 'SIGKILL')
    } catch {
      // They are gone.
    }
  })
  await expect.poll(() => childrenOf(leader).length, { interval: 5 }).toBe(1)
  const [other = 0] = childrenOf(leader)
  await expect.poll(() => orphansAmong([leader, other], true).every(({ command }) => command.startsWith('sleep'))).toBe(true)
  return [leader, other]
}

function orphansAmong(pids: readonly number[], all = false): readonly Orphan[] {
  const found = orphans().filter(({ pid }) => pids.includes(pid))
  return all || found.length > 0 ? found : []
}

describe.runIf(process.platform === 'linux')('a process of an earlier run', () => {
  test('is told by its mark, and who is in its group by that; both are named and ended', async () => {
    const pids = await left({ [harnessVariable]: ofOneThatIsGone, MFGSYNC_STATE_DIR: '/runs/1/state' })
    const found = orphansAmong(pids)
    expect(found.map(({ pid, command, state, harness, by }) => [pid, command, state, harness, by])).toEqual([
      [pids[0], 'sleep 601', '/runs/1/state', process.pid, 'mark'],
      [pids[1], 'sleep 600', '/runs/1/state', process.pid, 'group'],
    ])
    expect(await leftBehind(fixture(['server.mjs']))).toEqual([
      expect.stringMatching(/^\d+ process(es)? of an earlier run (is|are) still there: .* mfgsync doctor --clean ends (it|them)\.$/),
    ])
    expect(await endOrphans(found)).toEqual([])
    expect(pids.map(isAlive)).toEqual([false, false])
    const indent = ' '.repeat(String(pids[0]).length)
    const gone = `${indent}  of the mfgsync ${process.pid}, which is gone, /runs/1/state`
    expect(orphansText(found.map((each) => ({ ...each, pid: pids[0] })))).toBe(
      `Left by earlier runs: 2 processes\n  ${pids[0]}  sleep 601\n  ${gone}\n  ${pids[0]}  sleep 600\n  ${gone}, by its group\n`,
    )
    expect(cleanedText(found, found.slice(1))).toMatch(new RegExp(`^Ended: ${pids[0]}\\. Still there: ${pids[1]}\\. End it by hand\\.`))
  })

  test.each([
    ['of a run that goes on', { [harnessVariable]: mine }],
    ['that says of no run', { MFGSYNC_RUN_ID: 'by-hand' }],
    ['of a container, whose numbers are others', { [harnessVariable]: mine.replace(/-\d+$/, '-1') }],
    ['with a mark that is none', { [harnessVariable]: 'x' }],
  ])('is none %s', async (_, env) => {
    expect(orphansAmong(await left(env))).toEqual([])
  })
})

test('a line of ps is read where there is no /proc', () => {
  expect(listedBy('  12     1    12 node a.mjs --x=1 PATH=/bin MFGSYNC_HARNESS=4-- HOME=/h')).toEqual([
    { pid: 12, parent: 1, group: 12, command: 'node a.mjs --x=1', marks: { MFGSYNC_HARNESS: '4--' } },
  ])
  expect(listedBy('')).toEqual([])
})
