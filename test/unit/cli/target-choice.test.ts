import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { configNames, findConfig } from '../../../src/cli/config-search.js'
import { chooseTarget, saidFirst } from '../../../src/cli/target-choice.js'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mfgsync-choice-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(path: string, text: string): string {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

function folder(path: string): string {
  mkdirSync(join(root, path), { recursive: true })
  return join(root, path)
}

/** A config that names this command, in the language of its ending. */
function configText(name: string, command: string): string {
  const config = { version: 1, target: { start: { command: [command] } } }
  if (/\.ya?ml$/.test(name)) return `version: 1\ntarget: { start: { command: [${command}] } }\n`
  return name.endsWith('.json')
    ? JSON.stringify(config)
    : `${/\.c[jt]s$/.test(name) ? 'module.exports =' : 'export default'} ${JSON.stringify(config)}\n`
}

describe('the config', () => {
  test.each(configNames)('is found by the name %s, in the folder and above it', async (name) => {
    put('package.json', '{"type":"module"}')
    folder('.git')
    put(name, configText(name, 'mine'))
    for (const cwd of [root, folder('packages/a')]) {
      const chosen = await chooseTarget({}, cwd, {})
      expect(chosen.target.start).toEqual({ command: ['mine'], timeout_ms: expect.any(Number) })
      expect(chosen.notYours).toBeUndefined()
      expect(saidFirst(chosen)[0]).toMatch(new RegExp(`^Config: (\\.\\./\\.\\./)?${name.replaceAll('.', '\\.')}$`))
    }
  })

  test('is the nearest one, and what lies beside it is named', async () => {
    folder('.git')
    put('mfgsync.config.yaml', configText('.yaml', 'above'))
    put('near/mfgsync.config.yml', configText('.yml', 'near'))
    put('near/mfgsync.config.json', configText('.json', 'other'))
    const chosen = await chooseTarget({}, folder('near/deep'), {})
    expect(chosen.target.start).toMatchObject({ command: ['near'] })
    expect(saidFirst(chosen)).toEqual(['Config: ../mfgsync.config.yml (not read, beside it: mfgsync.config.json)'])
  })

  test('is not looked for above the root of the repository, nor above the folder where there is no repository', () => {
    put('mfgsync.config.yaml', configText('.yaml', 'outside'))
    expect(findConfig(folder('no-repository'))).toBeUndefined()
    folder('work/.git')
    expect(findConfig(folder('work/deep'))).toBeUndefined()
    expect(findConfig(root)?.path).toBe(join(root, 'mfgsync.config.yaml'))
  })
})

describe('without target, config and demo', () => {
  test('a person gets the reference, and is told before and after', async () => {
    for (const env of [{}, { CI: '' }, { CI: 'false' }]) {
      const chosen = await chooseTarget({}, root, env)
      expect(chosen.words).toEqual(['--demo', 'reference'])
      expect(saidFirst(chosen)[0]).toMatch(/^NOT YOUR INTEGRATION: /)
      expect(chosen.notYours?.last).toMatch(/^NOT YOUR INTEGRATION: /)
    }
  })

  test('CI gets a refusal with the two ways on', async () => {
    await expect(chooseTarget({}, root, { CI: 'true' })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('No target is named'),
      advice: expect.stringMatching(/--target "COMMAND"[^]*--demo reference/),
    })
  })

  test('whoever says --demo has said it', async () => {
    const chosen = await chooseTarget({ demo: 'reference' }, root, { CI: 'true' })
    expect([chosen.notYours, saidFirst(chosen), chosen.words]).toEqual([undefined, [], ['--demo', 'reference']])
  })
})
