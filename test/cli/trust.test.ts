import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, folder, leaveNothingBehind } from './support/cli.js'

leaveNothingBehind()

describe('green means that your integration was tested', () => {
  test.concurrent('under CI nothing runs where no target is named (2)', async () => {
    const cwd = folder()
    const [run, doctor] = await Promise.all([
      cli(['simulate', 'hello-confirmation', '--variant', 'clean'], { cwd, env: { CI: 'true' } }),
      cli(['doctor'], { cwd, env: { CI: 'true' } }),
    ])
    for (const { code, stdout, stderr } of [run, doctor]) {
      expect([code, stdout]).toEqual([2, ''])
      expect(stderr).toMatch(/^No target is named[^]*--target "COMMAND"[^]*--demo reference/)
    }
    expect(existsSync(join(cwd, '.mfgsync'))).toBe(false)
  })

  test.concurrent('a person gets the reference, and reads before and after that it was not theirs', async () => {
    const { code, stderr } = await cli(['simulate', 'hello-confirmation', '--variant', 'clean'], { cwd: folder() })
    const lines = stderr.trimEnd().split('\n')
    expect(code, stderr).toBe(0)
    expect([lines[0], lines.at(-1)]).toEqual([
      expect.stringMatching(/^NOT YOUR INTEGRATION/),
      expect.stringMatching(/^NOT YOUR INTEGRATION/),
    ])
  })

  test.concurrent('the config of the repository counts in its folders too', async () => {
    const root = folder({ 'mfgsync.config.yml': 'version: 1\ntarget: { start: { command: [no-such-program] } }\n' })
    const cwd = join(root, 'packages', 'a')
    mkdirSync(cwd, { recursive: true })
    mkdirSync(join(root, '.git'))
    const { code, stdout, stderr } = await cli(['simulate', 'hello-confirmation', '--variant', 'clean'], { cwd })
    expect([code, stdout]).toEqual([4, expect.stringContaining('no-such-program')])
    expect(stderr).toMatch(/^Config: \.\.\/\.\.\/mfgsync\.config\.yml$/m)
    expect(existsSync(join(root, '.mfgsync'))).toBe(true)
  })
})
