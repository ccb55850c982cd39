/** What a careless integration does with one secret. */
interface Deed {
  readonly log?: string
  readonly error?: string
  /** The message of an error whose stack is printed. */
  readonly thrown?: string
  /** Prints all variables. */
  readonly environment?: true
  /** A system and a path: `erp:/confirmations`. */
  readonly place?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** What a delivery is answered, with 500. */
  readonly answer?: string
  /** What a posting that is understood has besides what it needs. */
  readonly posting?: { readonly headers?: Readonly<Record<string, string>>; readonly fields?: Readonly<Record<string, string>> }
}

export interface Kept {
  readonly name: string
  /** Where it comes back. */
  readonly place: string
  readonly secret: string
  /** The variable that holds it; absent: nobody told us, and its name or its shape has to tell. */
  readonly variable?: string
  readonly deed: Deed
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** Ways in which a value comes back. */
const encodings: readonly (readonly [string, (secret: string) => string])[] = [
  ['as it is', (secret) => secret],
  ['in an address', encodeURIComponent],
  ['in base64', base64],
  ['in JSON in JSON', (secret) => JSON.stringify({ a: JSON.stringify({ b: secret }) })],
  ['behind a user in base64', (secret) => base64(`me:${secret}`)],
  ['in hex', (secret) => Buffer.from(secret).toString('hex')],
  ['in base64url', (secret) => Buffer.from(`{"k":${secret}}`).toString('base64url')],
  ['in a form', (secret) => new URLSearchParams({ x: secret }).toString()],
  ['in an address, lower case', (secret) => encodeURIComponent(secret).replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
  ['in an address twice', (secret) => encodeURIComponent(encodeURIComponent(secret))],
  ['in hex, upper case', (secret) => Buffer.from(secret).toString('hex').toUpperCase()],
  ['in XML', (secret) => secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')],
]

const body = (value: unknown): Deed => ({ place: 'erp:/confirmations', method: 'POST', body: JSON.stringify(value) })
const exception = (fields: Readonly<Record<string, string>>): Deed => ({
  place: 'exceptions:',
  method: 'POST',
  body: JSON.stringify({ fact: 'MC-000001', class: 'business', code: 'X', reason: 'it failed', owner: 'it', ...fields }),
})

/** Where it comes back. */
const places: readonly (readonly [string, (said: string) => Deed])[] = [
  ['an idempotency key', (said) => ({ posting: { headers: { 'idempotency-key': said } } })],
  ['a correlation value', (said) => ({ posting: { headers: { 'x-correlation-id': said } } })],
  ['the reference of a posting', (said) => ({ posting: { fields: { reference: said } } })],
  ['a header that authorizes', (said) => ({ posting: { headers: { authorization: `Custom ${said}` } } })],
  ['a cookie', (said) => ({ posting: { headers: { cookie: `theme=dark; sid=${said}` } } })],
  ['a header of its own', (said) => ({ posting: { headers: { 'x-trace': said } } })],
  ['a field of a posting that nobody knows', (said) => ({ posting: { fields: { note: said } } })],
  ['the order of a posting', (said) => ({ posting: { fields: { order: said } } })],
  ['the value of a query', (said) => ({ place: `erp:/confirmations?reference=${said}` })],
  ['the name of a query', (said) => ({ place: `erp:/confirmations?${said}=1` })],
  ['a part of a path', (said) => ({ place: `erp:/orders/${said}` })],
  ['a path that there is not', (said) => ({ place: `mes:/nowhere/${said}/x` })],
  ['behind a semicolon', (said) => ({ place: `erp:/orders;v=${said}` })],
  ['the value of a field', (said) => body({ order: said })],
  ['the name of a field', (said) => body({ [said]: 1 })],
  ['a field deep inside', (said) => body({ a: [{ b: { c: said } }] })],
  ['JSON that ends too early', (said) => ({ ...body({}), body: `{"order":"${said}` })],
  ['a body of another type', (said) => ({ ...body({}), body: said, headers: { 'content-type': `text/plain; x="${said.length}"` } })],
  ['the type of a body', (said) => ({ ...body({}), headers: { 'content-type': `text/${said}` } })],
  ['the reason of an exception', (said) => exception({ reason: `login with ${said} failed` })],
  ['the code of an exception', (said) => exception({ code: said })],
  ['the fact of an exception', (said) => exception({ fact: said })],
  ['the owner of an exception', (said) => exception({ owner: said })],
  ['the answer to a delivery', (said) => ({ answer: `no connection with ${said}` })],
  ['the log', (said) => ({ log: `connecting with ${said} now` })],
  ['the log of errors', (said) => ({ error: `failed: ${said}` })],
  ['the stack of an error', (said) => ({ thrown: `cannot log in: ${said}` })],
  ['a coloured line', (said) => ({ log: `\u001b[33mtoken\u001b[0m \u001b[32m${said}\u001b[0m` })],
  ['a line of JSON', (said) => ({ log: JSON.stringify({ level: 30, msg: 'request', req: { q: said } }) })],
  ['all variables', () => ({ environment: true })],
]

/** What tells a secret by itself: its name, or its shape. */
const shapes: readonly (readonly [string, (secret: string) => string])[] = [
  ['db_password=', (s) => `db_password=${s}`],
  ['SAP_PASSWORD:', (s) => `SAP_PASSWORD: ${s}`],
  ['a field of JSON', (s) => `{"dbPassword":"${s}"}`],
  ['a field with dots', (s) => `{"erp.client-secret": "${s}"}`],
  ['a field of JSON in JSON', (s) => JSON.stringify({ a: JSON.stringify({ refresh_token: s }) })],
  ['a name in colour', (s) => `\u001b[33mAuthorization\u001b[0m: \u001b[32mBearer ${s}\u001b[0m`],
  ['a password in colour', (s) => `\u001b[1mpassword\u001b[22m=\u001b[31m${s}\u001b[39m`],
  ['Digest', (s) => `Authorization: Digest username="mes", realm="erp", nonce="n", response="${s}"`],
  ['Digest in JSON', (s) => JSON.stringify({ authorization: `Digest username="mes", response="${s}"` })],
  ['a signature', (s) => `authorization: AWS4-HMAC-SHA256 Credential=x/y, Signature=${s}`],
  ['Negotiate', (s) => `Proxy-Authorization: Negotiate ${s}`],
  ['Basic', (s) => `authorization: Basic ${base64(`mes:${s}`)}`],
  ['Basic by itself', (s) => `sent Basic ${base64(`mes:${s}`)} and waited`],
  ['Bearer by itself', (s) => `sent Bearer ${s} and waited`],
  ['a scheme of its own', (s) => `Authorization: token ${s}`],
  ['a part of a path', (s) => `GET /oauth/token/${s}/orders`],
  ['a key in a path', (s) => `/api/v1/api_key/${s}?x=1`],
  ['a session in a path', (s) => `/orders;jsessionid=${s}`],
  ['a query', (s) => `/orders?plant=P1&access_token=${s}&x=1`],
  ['a query in a query', (s) => `/login?next=%2Fcb%3Faccess_token%3D${s}%26x%3D1`],
  ['a form', (s) => `grant_type=client_credentials&client_secret=${s}&scope=a`],
  ['x-csrf-token', (s) => `x-csrf-token: ${s}`],
  ['X-Api-Key', (s) => `X-Api-Key: ${s}`],
  ['a cookie', (s) => `Cookie: theme=dark; sid=${s}`],
  ['a cookie that is set', (s) => `Set-Cookie: sid=${s}; HttpOnly`],
  ['an address', (s) => `amqp://mes:${s}@broker:5672/`],
  ['an address of a database', (s) => `jdbc:postgresql://db/erp?user=mes&password=${s}`],
  ['an old address of a database', (s) => `jdbc:oracle:thin:mes/${s}@db:1521:erp`],
  ['a connection string', (s) => `Server=db;User Id=mes;Password=${s};Encrypt=true`],
  ['a shared key', (s) => `Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey=${s}`],
  ['an option', (s) => `node x.mjs --api-key=${s} --user me`],
  ['an option and its value', (s) => `node x.mjs --password ${s} --user me`],
  ['a user of curl', (s) => `curl -u mes:${s} http://erp/orders`],
  ['a JWT', (s) => `the key is eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${s}`],
  ['a private key', (s) => `-----BEGIN RSA PRIVATE KEY----- ${s} -----END RSA PRIVATE KEY-----`],
  ['a key of GitHub', (s) => `ghp_${s.replaceAll('-', '').repeat(2)}`],
  ['a key of GitLab', (s) => `glpat-${s}${s}`],
  ['an element of XML', (s) => `<wsse:Password Type="PasswordText">${s}</wsse:Password>`],
  ['an attribute of XML', (s) => `<login user="mes" password="${s}"/>`],
  ['pairs', (s) => JSON.stringify([['authorization', `Bearer ${s}`]])],
  ['as Node prints it', (s) => `{ user: 'mes', password: '${s}', port: 1 }`],
  ['as Python prints it', (s) => `{'user': 'mes', 'password': '${s}'}`],
  ['as Ruby prints it', (s) => `{:user=>"mes", :password=>"${s}"}`],
  ['as Java prints it', (s) => `Login[user=mes, password=${s}, port=1]`],
  ['YAML', (s) => `erp:\n  password: ${s}\n`],
]

/** Where texts that tell it stand. */
const tellingPlaces: readonly (readonly [string, (said: string) => Deed])[] = [
  ['the log', (said) => ({ log: said })],
  ['the reason of an exception', (said) => exception({ reason: said })],
  ['the answer to a delivery', (said) => ({ answer: said })],
  ['a field that nobody knows', (said) => body({ note: said })],
  ['the log of errors', (said) => ({ error: said })],
]

/** Places of which a run writes down nothing of what stands there, secret or not: other headers, and bodies. */
export const unwritten: ReadonlySet<string> = new Set([
  'a header that authorizes',
  'a cookie',
  'a header of its own',
  'a field of a posting that nobody knows',
  'a field that nobody knows',
  'the value of a field',
  'a field deep inside',
  'JSON that ends too early',
  'a body of another type',
  'the code of an exception',
])

/** Places that stand in the log of the target. */
export const logged: ReadonlySet<string> = new Set([
  'the log',
  'the log of errors',
  'the stack of an error',
  'a coloured line',
  'a line of JSON',
])

/** One after the other, and from the first again. */
function each<T>(all: readonly T[], index: number): T {
  const one = all[index % all.length]
  if (one === undefined) throw new Error('There is none.')
  return one
}

/** A hundred of them: each has a value of its own, and a place, an encoding or a shape that no other has. */
export function hundred(random: () => string): readonly Kept[] {
  const told = Array.from({ length: 55 }, (_, index): Kept => {
    const [place, deed] = each(places, index)
    const [encoding, encode] = each(encodings, index * 5 + Math.floor(index / places.length))
    const secret = `${random()}/+"&<%${random()}`
    return { name: `${encoding}: ${place}`, place, secret, variable: `ERP${index}_PASSWORD`, deed: deed(encode(secret)) }
  })
  const shaped = shapes.map(([shape, tell], index): Kept => {
    const [place, deed] = each(tellingPlaces, index)
    const secret = random()
    return { name: `${shape}: ${place}`, place, secret, deed: deed(tell(secret)) }
  })
  return [...told, ...shaped]
}

/** In which forms it would show on a disk. */
export function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const cores = [0, 1, 2].map((at) =>
    Buffer.concat([Buffer.alloc(at), bytes])
      .toString('base64')
      .slice(at + 1, -4),
  )
  const urls = [encodeURIComponent(secret), encodeURI(secret), encodeURIComponent(encodeURIComponent(secret))]
  const json = [1, 2, 3].reduce<string[]>((all) => [...all, JSON.stringify(all.at(-1) ?? secret).slice(1, -1)], [secret])
  const xml = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
  const forms = [
    ...json,
    ...urls,
    ...urls.map((url) => url.toLowerCase()),
    ...cores,
    bytes.toString('hex'),
    xml,
    secret.replaceAll('-', ''),
  ]
  // The half of one is as good as all of it to whoever guesses the rest.
  return [...new Set([...forms, ...secret.split(/[/+"&<%]+/).filter((half) => half.length > 8)])]
}
