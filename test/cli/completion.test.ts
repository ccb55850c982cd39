import { execFileSync, spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { cli, folder, leaveNothingBehind } from './support/cli.js'
import { scenarioNames } from '../../src/scenario/index.js'

leaveNothingBehind()

const hasBash = spawnSync('bash', ['--version']).status === 0
if (!hasBash) console.log('There is no bash here: its completion is not tried.')

/** What bash offers behind these words. */
function offered(script: string, words: readonly string[]): readonly string[] {
  const typed = words.map((word) => `'${word}'`).join(' ')
  const code = `${script}\nCOMP_WORDS=(${typed})\nCOMP_CWORD=${words.length - 1}\n_mfgsync\nprintf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', code], { encoding: 'utf8', cwd: folder({ 'clean-room.txt': '' }) })
    .trim()
    .split('\n')
}

test('bash completes commands, flags, their values, and names of scenarios', { timeout: 90_000 }, async () => {
  const { code, stdout } = await cli(['completion', 'bash'], { cwd: folder() })
  expect(code).toBe(0)
  if (!hasBash) return
  expect(offered(stdout, ['mfgsync', 'sim'])).toEqual(['simulate'])
  expect(offered(stdout, ['mfgsync', 'scenarios', ''])).toEqual(['lint', 'list', 'new', 'show'])
  expect(offered(stdout, ['mfgsync', 'simulate', '--variant', ''])).toEqual(['clean', 'faulty', 'storm'])
  expect(offered(stdout, ['mfgsync', 'simulate', '--last'])).toEqual(['--last-failed'])
  expect(offered(stdout, ['mfgsync', 'scenarios', 'show', ''])).toEqual(expect.arrayContaining(scenarioNames()))
  expect(offered(stdout, ['mfgsync', 'simulate', 'hello'])).toEqual(['hello-confirmation'])
  expect(offered(stdout, ['mfgsync', 'merge', '--reporter', 'gi'])).toEqual(['github'])
  expect(offered(stdout, ['mfgsync', 'init', '--flows', 'rec'])).toEqual(['receipt'])
  expect(offered(stdout, ['mfgsync', 'simulate', '--tag', 'first'])).toEqual(['first-steps'])
  expect(offered(stdout, ['mfgsync', 'check', 'clean'])).toEqual(['clean-room.txt'])
})

test('zsh and fish get theirs; another shell is refused by name', { timeout: 90_000 }, async () => {
  const cwd = folder()
  expect((await cli(['completion', 'zsh'], { cwd })).stdout).toContain('bashcompinit')
  expect((await cli(['completion', 'fish'], { cwd })).stdout).toContain("-l variant -d 'Without faults")
  const { code, stderr } = await cli(['completion', 'tcsh'], { cwd })
  expect([code, stderr.includes('bash, zsh, fish, powershell')]).toEqual([2, true])
})
