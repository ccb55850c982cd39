import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, folder, leaveNothingBehind, onlyJournal, root } from './support/cli.js'

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

describe('a secret of the environment', () => {
  const token = 'Zq7+/k"9&ü-tok'
  /** The reference, and on top of it everything that a careless integration does with its token. */
  const leaky = `
    const token = process.env.SAP_API_TOKEN
    const plain = globalThis.fetch
    const ascii = encodeURIComponent(token)
    globalThis.fetch = (url, init = {}) => {
      const headers = new Headers(init.headers)
      const key = headers.get('idempotency-key')
      if (key) headers.set('idempotency-key', ascii + '/' + key)
      headers.set('x-correlation-id', Buffer.from('me:' + token).toString('base64') + '/' + (headers.get('x-correlation-id') ?? ''))
      headers.set('authorization', 'Digest username="me", response="' + ascii + '"')
      return plain(url, { ...init, headers })
    }
    const erp = process.env.MFGSYNC_ERP_URL
    const json = { 'content-type': 'application/json' }
    console.log('\\u001b[33mAuthorization\\u001b[0m: Bearer', token, JSON.stringify({ a: JSON.stringify({ token }) }))
    console.log('db_password=' + token, Buffer.from(token).toString('hex'), new URLSearchParams({ q: token }).toString())
    await plain(erp + '/orders/' + ascii + '?token=' + ascii)
    await plain(erp + '/confirmations', { method: 'POST', headers: json, body: JSON.stringify({ order: token, [token]: 1 }) })
    await plain(process.env.MFGSYNC_EXCEPTIONS_URL, { method: 'POST', headers: json,
      body: JSON.stringify({ fact: 'x-' + token, class: 'technical', code: 'X', reason: 'login with ' + token + ' failed', owner: 'it' }) })
    await import(${JSON.stringify(join(root, 'examples/reference/index.js'))})\n`

  test(
    'reaches no file of a run in any form, changes no verdict, and the files are for their owner alone',
    { timeout: 60_000 },
    async () => {
      const cwd = folder({ 'leaky.mjs': leaky })
      const env = { SAP_API_TOKEN: token }
      const args = [
        'simulate',
        'hello-confirmation',
        '--target-module',
        'leaky.mjs',
        '--reporter',
        'lines,json,junit,markdown',
        '--out',
        'runs',
      ]
      const run = await cli([...args, '--verbose'], { cwd, env })
      const journal = onlyJournal(join(cwd, 'runs'))
      const files = [journal, ...['case.json', 'target.log'].map((name) => join(journal, '..', name))].concat(
        readdirSync(join(cwd, 'runs'), { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? join(cwd, 'runs', entry.name) : [])),
      )
      expect(files).toHaveLength(6)
      const bytes = Buffer.from(token)
      const base64 = [0, 1, 2].map((at) =>
        Buffer.concat([Buffer.alloc(at), bytes])
          .toString('base64')
          .slice(at + 1, -4),
      )
      const forms = [token, JSON.stringify(token).slice(1, -1), encodeURIComponent(token), bytes.toString('hex'), ...base64]
      for (const file of files) {
        const text = readFileSync(file, 'utf8')
        expect([file, forms.filter((form) => text.includes(form))]).toEqual([file, []])
        if (process.platform !== 'win32') expect([file, statSync(file).mode & 0o077]).toEqual([file, 0])
      }
      expect(forms.filter((form) => (run.stdout + run.stderr).includes(form))).toEqual([])
      expect(readFileSync(journal, 'utf8')).toContain('[redacted-1]')
      // What it would have been without a secret in it; and the file says the same again.
      const again = await cli(['check', journal, '--quiet'], { cwd })
      const without = await cli([...args.slice(0, -1), 'without'], { cwd, env: { SAP_API_TOKEN: 'true' } })
      expect([run.code, again.code]).toEqual([without.code, without.code])
    },
  )

  test('is not kept where it stands on the command line', async () => {
    const cwd = folder({ 'x.mjs': 'process.exit(1)\n' })
    const target = 'node x.mjs --api-key=S3cr3tValue --user me'
    const { stdout, stderr } = await cli(
      ['simulate', 'hello-confirmation', '--target', target, '--reporter', 'lines,json', '--out', 'runs'],
      { cwd },
    )
    const stored = readFileSync(join(onlyJournal(join(cwd, 'runs')), '..', 'case.json'), 'utf8')
    for (const text of [stdout, stderr, stored, readFileSync(onlyJournal(join(cwd, 'runs')), 'utf8')])
      expect(text).not.toContain('S3cr3tValue')
    expect(stored).toContain('--api-key=[redacted] --user me')
  })
})
