// What msw and nock do with answers that never come, break off, or are reset: each in a process of its own, since they exclude each other.
//   node docs/discoveries/interceptors.mjs
import { execFileSync } from 'node:child_process'
import http from 'node:http'
import { Readable } from 'node:stream'

const [by, announced] = process.argv.slice(2)
if (!by) {
  for (const args of [['msw'], ['msw', 'announced'], ['nock'], ['nock', 'announced']]) {
    process.stdout.write(`${args.join(', length ')}\n`)
    execFileSync(process.execPath, [import.meta.filename, ...args], { stdio: 'inherit' })
  }
  process.exit()
}

const url = 'http://erp.example.test'
const headers = { 'content-type': 'application/json', ...(announced && { 'content-length': '200' }) }
const reset = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })
const turn = () => new Promise((resolve) => setImmediate(resolve))
// The first bytes of an answer; one turn of the loop later, or at once, it breaks.
async function* parts(later) {
  yield Buffer.from('{"a":')
  if (later) await turn()
  throw new Error('broken off')
}

if (by === 'msw') {
  const [{ setupServer }, { http: to, HttpResponse }] = await Promise.all([import('msw/node'), import('msw')])
  const cut = (later) => new HttpResponse(ReadableStream.from(parts(later)), { headers })
  setupServer(
    to.post(`${url}/cut-at-once`, () => cut(false)),
    to.post(`${url}/cut`, () => cut(true)),
    to.post(`${url}/reset`, () => HttpResponse.error()),
    to.post(`${url}/hang`, ({ request }) => new Promise((resolve) => request.signal.addEventListener('abort', resolve))),
  ).listen({ onUnhandledFrame: 'error' })
} else {
  const { default: nock } = await import('nock')
  const scope = nock(url).persist()
  const cut = (later) => [200, Readable.from(parts(later)), headers]
  scope.post('/cut-at-once').reply(() => cut(false))
  scope.post('/cut').reply(() => cut(true))
  scope.post('/reset').reply(() => Promise.reject(reset()))
  scope.post('/hang').reply(({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('gone')))))
}

const told = (error) => `${error.message} (${error.cause?.code ?? error.code ?? 'no code'})`
async function byFetch(path) {
  try {
    const response = await fetch(url + path, { method: 'POST', body: '{}', signal: AbortSignal.timeout(200) })
    return await response.text().then(
      () => `${response.status}, looks whole`,
      (error) => `${response.status}, ${told(error)}`,
    )
  } catch (error) {
    return told(error)
  }
}
const byHttp = (path) =>
  new Promise((resolve) => {
    const call = http.request(url + path, { method: 'POST', timeout: 200 }, (response) => {
      response.on('end', () => resolve(`${response.statusCode}, ${response.complete ? 'looks whole' : 'is not whole'}`))
      response.on('error', (error) => resolve(`${response.statusCode}, ${told(error)}`))
      response.resume()
    })
    call.on('timeout', () => call.destroy(new Error('time-out')))
    call.on('error', (error) => resolve(told(error)))
    call.end('{}')
  })

const awake = setInterval(() => undefined, 1_000)
for (const path of ['/cut-at-once', '/cut', '/reset', '/hang']) {
  process.stdout.write(`  ${path.padEnd(13)} fetch: ${(await byFetch(path)).padEnd(48)} node:http: ${await byHttp(path)}\n`)
}
clearInterval(awake)
