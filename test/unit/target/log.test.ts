import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { TargetLog } from '../../../src/target/log.js'
import { createRedactor, targetRedactor } from '../../../src/target/redact.js'
import { targetSettings } from '../../../src/target/settings.js'
import { context, fixture, started, tempDir } from './support.js'

const plain = (text: string): string => text

describe('the log of a target', () => {
  test('is bounded for a target that prints without end, and says what was cut', async () => {
    const around = await context({ logBytesMax: 100_000 })
    const handle = await started(fixture(['chatty.mjs'], { ready: { probe: { log: '^line 5000 ' } } }), around)
    expect(await handle.ready).toBeUndefined()
    await handle.kill()
    around.log.close()
    const text = readFileSync(around.log.path, 'utf8')
    // The bound, and the last 32 lines besides.
    expect(statSync(around.log.path).size).toBeLessThan(100_000 + 32 * 8_100 + 1_000)
    expect(text).toMatch(/\[mfgsync\] \d{4,} lines \(\d+ bytes\) were cut here: /)
    expect(text).toContain(
      " were cut here: a target's log is bounded to 100000 bytes (target_log_bytes_max).\n[mfgsync] The last 32 lines:\nline ",
    )
    expect(text).toMatch(/^line 100 x{7991}… \(\+12009 characters\)$/m)
    expect(handle.tail()).toHaveLength(32)
  })

  test('takes lines apart whatever the chunks are: CRLF, split characters, a last line without an end', () => {
    const log = new TargetLog(join(tempDir(), 'target.log'), plain, { line_chars_max: 10 })
    const seen: string[] = []
    const off = log.onLine((line) => seen.push(line))
    const out = log.stream()
    const error = log.stream()
    const bytes = Buffer.from('eins\r\nzwölf\n\n0123456789abc\nend')
    for (const byte of bytes) out.write(Buffer.from([byte]))
    error.write(Buffer.from('other stream\n'))
    out.end()
    off()
    error.write(Buffer.from('unheard\n'))
    log.close()
    error.write(Buffer.from('after the end\n'))
    expect(seen.slice(0, 4).map((line) => line.trimEnd())).toEqual(['eins', 'zwölf', '', '0123456789… (+3 characters)'])
    expect(seen.slice(4)).toEqual(['other stre… (+2 characters)', 'end'])
    expect(readFileSync(log.path, 'utf8')).not.toContain('after')
  })

  test('a folder that cannot be written is told in words', () => {
    expect(() => new TargetLog('/proc/no/target.log', plain)).toThrow(
      "cannot write the target's log /proc/no/target.log: ENOENT; choose another folder with --out",
    )
  })

  test('holds no secret: neither the file nor the tail', async () => {
    const around = await context({
      userEnv: { PATH: process.env['PATH'], ERP_PASSWORD: 'hunter2-hunter2', TOKEN_URL: 'http://127.0.0.1:1/token', CLIENT_SECRET: 'abc' },
    })
    const lines = [
      'Authorization: Bearer abc.def.ghi',
      'POST {"headers":{"authorization":"Basic dXNlcjpwYXNz","accept":"*/*"}}',
      'set-cookie: session=12345; Path=/; HttpOnly',
      'connecting as admin with hunter2-hunter2',
      'GET /x?api_key=k-123&order=100001',
      'http://user:pw@127.0.0.1/',
      'asking http://127.0.0.1:1/token',
      'confirmation MC-000001 posted',
    ]
    const handle = await started(fixture(['teller.mjs', ...lines], { ready: { probe: { log: 'posted$' } } }), around)
    expect(await handle.ready).toBeUndefined()
    expect(handle.tail()).toMatchInlineSnapshot(`
      [
        "Authorization: [redacted]",
        "POST {"headers":{"authorization":"[redacted]","accept":"*/*"}}",
        "set-cookie: [redacted]",
        "connecting as admin with [redacted]",
        "GET /x?api_key=[redacted]&order=100001",
        "http://[redacted]@127.0.0.1/",
        "asking http://127.0.0.1:1/token",
        "confirmation MC-000001 posted",
      ]
    `)
    await handle.kill()
    around.log.close()
    expect(readFileSync(around.log.path, 'utf8')).not.toMatch(/abc\.def|dXNlc|12345|hunter2|k-123|user:pw/)
  })
})

describe('redaction', () => {
  const redact = createRedactor({
    fields: ['x-plant-key', 'pin'],
    env: { DB_TOKEN: 'geheim"geheim', MINE: 'short' },
    secretVariables: ['MINE'],
  })

  test.each([
    [
      '{"body":"{\\"password\\":\\"p1\\",\\"order\\":\\"100001\\"}"}',
      '{"body":"{\\"password\\":\\"[redacted]\\",\\"order\\":\\"100001\\"}"}',
    ],
    ["{ 'x-plant-key': 'k1', item: 'FG-100' }", "{ 'x-plant-key': '[redacted]', item: 'FG-100' }"],
    ['pin=1234 order=100001', 'pin=[redacted] order=100001'],
    ['{"pin": 1234, "order": 1}', '{"pin": [redacted], "order": 1}'],
    ['Cookie: a=1; b=2', 'Cookie: [redacted]'],
    ['curl -H "Authorization: Bearer tok"', 'curl -H "Authorization: [redacted]"'],
    ['using short and geheim"geheim', 'using [redacted] and [redacted]'],
    ['tokenised 3 lines: a, b; spinning', 'tokenised 3 lines: a, b; spinning'],
    ['reference: MC-000001 status: 201', 'reference: MC-000001 status: 201'],
  ])('%s', (text, expected) => {
    expect(redact(text)).toBe(expected)
    expect(redact(expected)).toBe(expected)
  })

  test('of a target knows what is sent as a credential, and its own fields and variables', () => {
    const hook = { http: { method: 'POST', url: 'http://127.0.0.1/', credentials_env: 'ADMIN' } }
    const of = targetRedactor(
      targetSettings({
        cwd: '/',
        start: { command: ['x'] },
        reset: hook,
        deliver: { credentials_env: 'HOOK' },
        exceptions: { http: { url: 'x', credentials_env: 'LIST' } },
        env: { DB_PASSWORD: 'swordfish-9' },
        redact: ['shift-code'],
      }),
      { ADMIN: 'aaa', HOOK: 'hhh', LIST: 'lll', OTHER: 'ooo' },
    )
    expect(of('aaa hhh lll ooo swordfish-9 shift-code=5')).toBe('[redacted] [redacted] [redacted] ooo [redacted] shift-code=[redacted]')
  })

  test('a long line takes no long time', () => {
    const hostile = `{"password":"${'\\"'.repeat(4_000)} ${'authorization: '.repeat(500)}`
    const before = process.cpuUsage().user
    redact(hostile)
    expect(process.cpuUsage(undefined).user - before).toBeLessThan(2_000_000)
  })
})
