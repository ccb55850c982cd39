import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { innocents } from '../targets/manifest.js'
import { acquittals, expectAcquitted } from './support/acquitted.js'
import { casesOf, titleOf, worldOf } from './support/proof.js'

const python = spawnSync('python3', ['--version'], { encoding: 'utf8' })
const hasPython = python.status === 0

// What keeps something outside a run, or is no JavaScript, is run as a process of its own.
describe('correct, and a process', () => {
  for (const asked of [...casesOf(innocents), ...acquittals()]) {
    const isHere = hasPython || asked.target.interpreter !== 'python3'
    if (isHere && worldOf(asked.target) === 'process') test.concurrent(titleOf(asked), { timeout: 420_000 }, () => expectAcquitted(asked))
  }
})

test('the target in Python is run wherever Python is', () => {
  if (!hasPython) console.log('python3 is not on the PATH: test/targets/python was not run.')
  const planned = innocents.filter((target) => target.interpreter === 'python3')
  expect(planned.map(({ id }) => id)).toEqual(['python-poller'])
  if (hasPython) expect(python.stdout + python.stderr).toMatch(/^Python 3/)
})
