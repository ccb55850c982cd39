import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRedaction, createRedactor } from '../../../src/target/redact.js'

const redactWith = (env: Readonly<Record<string, string>>): ReturnType<typeof createRedaction> => createRedaction({ fields: [], env })

/** Ways in which what a target was given may come back. */
const encodings: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  'in JSON': (secret) => JSON.stringify({ a: secret }),
  'in JSON in JSON': (secret) => JSON.stringify({ a: JSON.stringify({ b: secret }) }),
  'in JSON three deep': (secret) => JSON.stringify([JSON.stringify([JSON.stringify([secret])])]),
  'in an address': (secret) => `http://127.0.0.1/x?y=${encodeURIComponent(secret)}&z=1`,
  'in an address, lower case': (secret) => encodeURIComponent(secret).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  'in an address twice': (secret) => `/login?next=${encodeURIComponent(`/a?b=${encodeURIComponent(secret)}`)}`,
  'in a form': (secret) => new URLSearchParams({ field: secret }).toString(),
  'in base64': (secret) => Buffer.from(secret).toString('base64'),
  'in base64url': (secret) => Buffer.from(secret).toString('base64url'),
  'behind a user in base64': (secret) => `Authorization: Basic ${Buffer.from(`user:${secret}`).toString('base64')}`,
  'between others in base64': (secret) => Buffer.from(`{"a":1,"b":${secret}}`).toString('base64'),
  'in hex': (secret) => Buffer.from(secret).toString('hex'),
  'in XML': (secret) =>
    `<a b="${secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}"/>`,
}

/** Long enough that chance does not hide it in the words around. */
const secrets = fc.oneof(
  fc.string({ minLength: 12, maxLength: 60, unit: 'grapheme-ascii' }),
  fc.string({ minLength: 12, maxLength: 40, unit: 'grapheme' }),
  fc.base64String({ minLength: 16, maxLength: 64 }),
  fc.uuid(),
)
// A text of blanks, or one that is a setting as it stands, is no secret.
const usable = secrets.filter((secret) => secret.trim() === secret && !/\$\{|^https?:|^\d+$/.test(secret) && secret.isWellFormed())

describe('the value of a variable whose name looks secret', () => {
  for (const [name, encode] of Object.entries(encodings)) {
    test(`is taken out ${name}: of texts, of names, and of the lines of a journal`, () => {
      fc.assert(
        fc.property(usable, (secret) => {
          const { text, name: inName, line } = redactWith({ SAP_PASSWORD: secret })
          const said = encode(secret)
          const record = `{"seq":1,"t":0,"kind":"harness.error","where":"x","message":${JSON.stringify(`before ${said} after`)}}`
          const kept = [text(`before ${said} after`), inName(`MC-1/${said}`), line(record)]
          // What it looks like on the disk; base64 and hex have nothing that JSON would escape.
          const traces = [secret, said].flatMap((trace) => [trace, JSON.stringify(trace).slice(1, -1)])
          return kept.every((out) => traces.every((trace) => !out.includes(trace)) && out !== '')
        }),
        { numRuns: 60, seed: 7 },
      )
    })
  }

  test('leaves names that differ different, and the same the same', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 12 }), { minLength: 2, maxLength: 6 }), (parts) => {
        const token = 'c2VjcmV0LXRva2Vu.8f1e'
        const { name } = redactWith({ API_TOKEN: token })
        const names = parts.map((part) => `${token}#${part}`)
        const kept = names.map(name)
        expect(kept.map((one) => kept.indexOf(one))).toEqual(names.map((one) => names.indexOf(one)))
      }),
      { numRuns: 200, seed: 7 },
    )
    const { name } = redactWith({})
    const [a, b, again] = ['Bearer aaaaaaaaaaaa', 'Bearer bbbbbbbbbbbb', 'Bearer aaaaaaaaaaaa'].map(name)
    expect([a, b, again]).toEqual(['Bearer [redacted-1]', 'Bearer [redacted-2]', 'Bearer [redacted-1]'])
  })

  test.each([
    [{ PGPASSWORD: 'hunter2' }, 'said hunter2'],
    [{ DATABASE_URL: 'postgres://app:s3cr%40t-pw@db/x' }, 'pw is s3cr@t-pw, or s3cr%40t-pw'],
    [{ AZURE_STORAGE: 'AccountName=a;AccountKey=Zm9vYmFyYmF6cXV4;X=1' }, 'Zm9vYmFyYmF6cXV4'],
    [{ SIGNING_KEY: '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhki\nG9w0BAQEFAASCBKcwgg\n-----END' }, 'line MIIEvQIBADANBgkqhki'],
    [{ AUTH_HEADER_SECRET: 'Bearer abc-def-ghi' }, 'the token abc-def-ghi'],
    [{ STRIPE_KEY: 'rk_live_51HxAbC' }, 'rk_live_51HxAbC'],
    [{ API_TOKEN: 'first-half-1234&second-half-5678' }, 'first-half-1234, second-half-5678'],
    [{ API_TOKEN: 'a"b<c d-9/x' }, '/a%22b%3Cc%20d-9/x'],
  ])('is found in %j', (env, text) => {
    const kept = createRedactor({ fields: [], env })(text)
    expect(kept).toContain('[redacted]')
    for (const word of text.split(/[ ,]+/).filter((each) => each.length > 6)) expect(kept).not.toContain(word)
  })

  test('is none if it is a word of the run itself, a place, or a switch', () => {
    const env = {
      PASSWORD: 'confirmation',
      TOKEN_URL: 'https://id.example/token',
      SECRET_FILE: '/run/secrets/a',
      USE_TOKEN: 'true',
      PWD: '/home/me',
    }
    const line = '{"seq":1,"t":0,"kind":"answer","a":"confirmation https://id.example/token /run/secrets/a true /home/me"}'
    expect(createRedaction({ fields: [], env }, '["confirmation"]').line(line)).toBe(line)
  })
})

describe('what looks like a secret by its name or its shape', () => {
  const secret = 'S3cr3tValue-9'
  test.each([
    `db_password=${secret}`,
    `SAP_PASSWORD: ${secret}`,
    `{"dbPassword":"${secret}"}`,
    `{"erp.client-secret": "${secret}"}`,
    `\u001b[33mAuthorization\u001b[0m: \u001b[32mBearer ${secret}\u001b[0m`,
    `\u001b[1mpassword\u001b[22m=\u001b[31m${secret}\u001b[39m`,
    `Authorization: Digest username="mes", realm="erp", nonce="${secret}", response="${secret}"`,
    `{"authorization":"Digest username=\\"mes\\", response=\\"${secret}\\""}`,
    `authorization: AWS4-HMAC-SHA256 Credential=x/${secret}, Signature=${secret}`,
    `Proxy-Authorization: Negotiate ${secret}`,
    `GET /oauth/token/${secret}/orders`,
    `/api/v1/api_key/${secret}?x=1`,
    `/orders;jsessionid=${secret}`,
    `x-csrf-token: ${secret}`,
    `amqp://mes:${secret}@broker:5672/`,
    `the key is eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${secret}abc`,
    `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`,
    `--api-key=${secret}`,
    `sharedAccessKey=${secret};`,
    `<wsse:Password Type="PasswordText">${secret}</wsse:Password>`,
    `&lt;password&gt;${secret}&lt;/password&gt;`,
    `{"note":"<login password=\\"${secret}\\"/>"}`,
    `{:user=>"mes", :password=>"${secret}"}`,
    `/login?next=%2Fcb%3Faccess_token%3D${secret}%26x%3D1`,
    `node x.mjs --password ${secret} --user me`,
    `curl -u mes:${secret} http://erp/orders`,
    `jdbc:oracle:thin:mes/${secret}@db:1521:erp`,
    `{"msg":"\\u001b[1mpassword\\u001b[22m=\\u001b[31m${secret}\\u001b[39m"}`,
  ])('%j', (text) => {
    const { text: forPeople, name, line } = redactWith({})
    const record = `{"seq":2,"t":1,"kind":"call.arrived","path":${JSON.stringify(text)},"problem":{"message":${JSON.stringify(text)}}}`
    for (const kept of [forPeople(text), name(text), line(record)]) expect(kept).not.toContain(secret)
    // Once more changes nothing.
    expect([forPeople(forPeople(text)), name(name(text)), line(line(record))]).toEqual([forPeople(text), name(text), line(record)])
    expect(JSON.parse(line(record))).toMatchObject({ seq: 2, kind: 'call.arrived' })
  })

  test('is looked for in fields under such names, and in names of fields', () => {
    const { line } = redactWith({ API_TOKEN: 'abcdefgh-1' })
    const record = {
      seq: 3,
      t: 0,
      kind: 'mark',
      mark: 'final-state',
      state: { password: secret, items: { 'x-abcdefgh-1': { note: 'fine' } } },
    }
    expect(JSON.parse(line(JSON.stringify(record)))).toEqual({
      ...record,
      state: { password: '[redacted-1]', items: { 'x-[redacted-2]': { note: 'fine' } } },
    })
  })

  test('what a run says by itself is left as it is', () => {
    const { line } = redactWith({ TOKEN: 'MC-000001' })
    const fact = '{"seq":4,"t":0,"kind":"fact","businessKey":"MC-000001"}'
    expect(line(fact)).toBe(fact)
  })
})
