import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folder, root } from './support/cli.js'

const hasTerminal = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0

/** Types into `mfgsync init` on a real terminal, and what comes `later` at the question after it; resolves to what stood there. */
function typing(text: string, cwd: string, later?: { readonly at: string; readonly text: string }): Promise<string> {
  const child = spawn('script', ['-qec', `${process.execPath} ${join(root, 'bin/run.js')} init; echo "code $?"`, '/dev/null'], {
    cwd,
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  return new Promise((resolve) => {
    let screen = ''
    child.stdout.on('data', (chunk: Buffer) => {
      screen += chunk.toString('utf8')
      // A key that ends what is typed is one only where somebody reads keys: before that a terminal takes it for itself.
      if (later !== undefined && screen.includes(later.at) && !child.stdin.writableEnded) child.stdin.end(later.text)
    })
    child.on('close', () => resolve(screen))
    if (later === undefined) child.stdin.end(text)
    else child.stdin.write(text)
  })
}

if (!hasTerminal) console.log('There is no script(1) here: init is not tried on a terminal.')

test('init asks, and takes what was typed ahead', { timeout: 30_000 }, async () => {
  if (!hasTerminal) return
  const cwd = folder()
  const screen = await typing('node x.js\nconfirmation, reversal\nfeed\n', cwd)
  expect(screen).toContain('code 0')
  const config = readFileSync(join(cwd, 'mfgsync.config.yaml'), 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
  expect(config.join('\n')).toMatchInlineSnapshot(`
    "version: 1
    target:
      start:
        command: [node, x.js]
      ready: {delay_ms: 300}
      flows: [confirmation, reversal]
      deliver:
        mode: feed
    exceptions: desk"
  `)
})

test('init that is left with Ctrl+D writes nothing (130)', { timeout: 30_000 }, async () => {
  if (!hasTerminal) return
  const cwd = folder()
  const screen = await typing('node x.js\n', cwd, { at: 'Which flows does it cover', text: '\u0004' })
  expect(screen).toContain('Nothing was written.')
  expect(screen).toContain('code 130')
  expect(existsSync(join(cwd, 'mfgsync.config.yaml'))).toBe(false)
})

test('init says what is wrong with an answer, and asks again', { timeout: 30_000 }, async () => {
  if (!hasTerminal) return
  const cwd = folder()
  const screen = await typing('node x.js\nconfirmations\nx\nconfirmation\npush\nwebhook\n', cwd)
  expect(screen).toContain('There is no flow "confirmations". Did you mean confirmation?')
  expect(screen).toContain('There is no flow "x". Flows are')
  expect(screen).toContain('"push" is no way of delivery. Give webhook or feed.')
  expect(screen).toContain('code 0')
  expect(readFileSync(join(cwd, 'mfgsync.config.yaml'), 'utf8')).toContain('mode: webhook')
})
