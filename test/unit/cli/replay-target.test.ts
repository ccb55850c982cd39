import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { replayTarget } from '../../../src/cli/replay-target.js'
import { targetWords } from '../../../src/cli/target-choice.js'

let here = ''
let there = ''
beforeEach(() => {
  here = mkdtempSync(join(tmpdir(), 'mfgsync-here-'))
  there = mkdtempSync(join(tmpdir(), 'mfgsync-there-'))
  mkdirSync(join(there, '.git'))
  writeFileSync(join(there, 'mfgsync.config.mjs'), 'throw new Error("the config of the case was run")\n')
  writeFileSync(join(there, 'target.mjs'), '')
})
afterEach(() => [here, there].forEach((path) => rmSync(path, { recursive: true, force: true })))

const config = (command: string): void =>
  writeFileSync(join(here, 'mfgsync.config.yaml'), `version: 1\ntarget: { start: { command: ${command} } }\n`)

describe('a case that names its own target', () => {
  test.each([
    ['a command', { target: 'node target.mjs' }, /--target 'node target\.mjs' {2}\(in /],
    ['a module', { 'target-module': 'target.mjs' }, /--target-module target\.mjs/],
    ['an address', { 'target-url': 'http://127.0.0.1:9' }, /--target-url http:\/\/127\.0\.0\.1:9/],
    ['a config', { config: 'mfgsync.config.mjs' }, /--config mfgsync\.config\.mjs/],
    ['a config and a command', { config: 'mfgsync.config.mjs', target: 'x' }, /--config mfgsync\.config\.mjs --target x/],
  ])('is refused, with %s shown', async (_, flags, shown) => {
    const refusal = expect.objectContaining({
      message: expect.stringMatching(shown),
      advice: expect.stringContaining('--trust-case'),
      exitCode: 2,
    })
    await expect(replayTarget({ flags, cwd: there }, {}, here)).rejects.toEqual(refusal)
    config('[node, mine.mjs]')
    await expect(replayTarget({ flags, cwd: there }, {}, here)).rejects.toEqual(refusal)
  })

  test('is run if the config here names the same, or the command line names any', async () => {
    config('[node, target.mjs]')
    const same = await replayTarget({ flags: { target: 'node target.mjs', deliver: 'feed' }, cwd: there }, {}, here)
    expect([same.target.start, same.target.cwd, same.target.deliver.mode]).toEqual([
      { command: ['node', 'target.mjs'], timeout_ms: expect.any(Number) },
      here,
      'feed',
    ])
    const own = await replayTarget({ flags: { target: 'evil' }, cwd: there }, { target: 'node own.mjs' }, here)
    expect(own.target.start).toMatchObject({ command: ['node', 'own.mjs'] })
    expect(targetWords(own)).toEqual(['--target', 'node own.mjs'])
  })

  test('is run as it stands if it is trusted, and shown', async () => {
    const asNamed = { target: 'node target.mjs', config: 'no.yaml' }
    const trusted = await replayTarget({ flags: asNamed, cwd: here }, { 'trust-case': true }, there).catch(String)
    // Its config is read then as well.
    expect(trusted).toMatch(/no\.yaml: there is no such file/)
    const chosen = await replayTarget({ flags: { 'target-module': 'target.mjs' }, cwd: there }, { 'trust-case': true }, here).catch(String)
    expect(chosen).toMatch(/the config of the case was run/)
    rmSync(join(there, 'mfgsync.config.mjs'))
    const { target, warnings } = await replayTarget({ flags: { 'target-module': 'target.mjs' }, cwd: there }, { 'trust-case': true }, here)
    expect(target.module).toBe(join(there, 'target.mjs'))
    expect(warnings[0]).toMatch(/^Trusted, as the case names it: --target-module target\.mjs {2}\(in /)
  })
})

test('a demo may be named by anybody', async () => {
  const chosen = await replayTarget({ flags: { demo: 'naive', deliver: 'feed' }, cwd: '/nowhere' }, {}, here)
  expect([chosen.target.label, chosen.target.deliver.mode, targetWords(chosen)]).toEqual([expect.stringContaining('careless'), 'feed', []])
})

test('a case that was run with a config of its folder is never run against something else', async () => {
  await expect(replayTarget({ flags: {}, cwd: there }, {}, here)).rejects.toThrow(/does not name its target, and there is no config here/)
  config('[node, mine.mjs]')
  expect((await replayTarget({ flags: {}, cwd: there }, {}, here)).target.start).toMatchObject({ command: ['node', 'mine.mjs'] })
})
