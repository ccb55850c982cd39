import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeError } from '../../../src/cli/errors.js'
import { openReporters } from '../../../src/report/open.js'
import { naming, writeNamed } from '../../../src/words/written-file.js'
import { summary } from '../report/support.js'

function thrown(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}

// Only Linux has a file that is always full.
test.runIf(existsSync('/dev/full'))('what writes to a full disk is told with its path, a report too', () => {
  const screen = { colors: false, unicode: true, columns: 80, write: () => undefined }
  const report = (): void => {
    for (const each of openReporters(['json=/dev/full'], { screen, out: '.', tool: 'mfgsync' })) each.end(summary())
  }
  for (const work of [() => writeNamed('/dev/full', 'text'), report]) {
    const { text, exitCode } = describeError(thrown(work))
    expect([exitCode, text]).toEqual([
      2,
      '/dev/full: the disk is full.\nFree some space, or choose another place (--out names the folder of runs).',
    ])
  }
})

test('an error that names its file keeps that name, and what is no trouble of files stays what it is', () => {
  const other = new Error('of another kind')
  expect(thrown(() => naming('there', () => writeNamed('no-such-folder/file', '')))).toMatchObject({ path: 'no-such-folder/file' })
  expect(
    thrown(() =>
      naming('there', () => {
        throw other
      }),
    ),
  ).toBe(other)
  expect(other).not.toHaveProperty('path')
})
