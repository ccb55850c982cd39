import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, test } from 'vitest'
import { serveScenario } from '../../src/explore/serve.js'
import { readJournal } from '../../src/journal/reader.js'
import type { Serving } from '../../src/sim/serve/contract.js'
import { countdown } from '../../src/target/patience.js'
import { defaultNetwork } from '../../src/target/settings.js'
import { Chance } from './support/chance.js'
import { checked } from './support/checked.js'
import { ended, long, outcomes, settle } from './support/counts.js'
import { changed } from './support/damage.js'

const folder = mkdtempSync(join(tmpdir(), 'mfgsync-http-'))
const journal = join(folder, 'journal.jsonl')
const agent = new Agent({ keepAlive: true, maxSockets: 8 })
let serving: Serving
const troubles: string[] = []

beforeAll(async () => {
  serving = await serveScenario({
    scenario: 'mes-confirmation-burst',
    network: defaultNetwork,
    tool: 'mfgsync',
    journal,
    onError: (message) => troubles.push(message),
  })
}, 60_000)
afterAll(async () => {
  agent.destroy()
  await serving.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Asked {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

interface Answered {
  /** 0 where there was none. */
  readonly status: number
  /** Why there was none, as the client sees it. */
  readonly why?: string
}

/** The status of an answer. */
function ask({ url, method, headers, body }: Asked): Promise<Answered> {
  return new Promise((done) => {
    const call = request(url, { method, headers, agent }, (answer) => {
      answer.resume().on('close', () => {
        stop()
        const { complete, statusCode = 0 } = answer
        done(complete ? { status: statusCode } : { status: 0, why: `only a part of an answer of ${statusCode}` })
      })
    })
    call.on('error', (error) => {
      // A connection that had been idle for so long that it was closed just now: nobody has seen the request.
      const isStale = call.reusedSocket && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
      stop()
      if (isStale) void ask({ url, method, headers, ...(body !== undefined && { body }) }).then(done)
      else done({ status: 0, why: `${error.message}, on a connection that was ${call.reusedSocket ? 'used before' : 'new'}` })
    })
    // Counted in ticks: a machine that stands still does not let an answer be late.
    const stop = countdown(60_000, () => {
      done({ status: 0, why: 'nothing for 60 s' })
      call.destroy()
    })
    call.end(body)
  })
}

/** Sends bytes as they are; the status line of what comes back, or how it ended. */
function raw(port: number, bytes: Buffer): Promise<string> {
  return new Promise((done) => {
    let said = ''
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
    const stop = countdown(15_000, () => {
      done('hang')
      socket.destroy()
    })
    socket.on('data', (chunk: Buffer) => (said += said.length < 100 ? chunk.toString('latin1') : ''))
    socket.on('error', () => done('reset'))
    socket.on('close', stop)
    socket.on('close', () => done(/^HTTP\/1\.1 (\d+)/.exec(said)?.[1] ?? 'closed'))
  })
}

const head = 'Host: 127.0.0.1\r\n'
const attacks: readonly string[] = [
  '\r\n\r\n',
  '\0'.repeat(1_000),
  'GET',
  'GET /\r\n\r\n',
  'GET / HTTP/0.9\r\n\r\n',
  'GET / HTTP/9.9\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  `GET / HTTP/1.1\r\n\r\n`,
  `GET / HTTP/1.1\r\n${head}${head}\r\n`,
  `GET / HTTP/1.1\r\n${head}X\r\n\r\n`,
  `GET / HTTP/1.1\r\n${head}X: a\0b\r\n\r\n`,
  `GET / HTTP/1.1\r\n${head}X: a\r\n b\r\n\r\n`,
  `GET / HTTP/1.1\r\n${head}X y: 1\r\n\r\n`,
  `GET / HTTP/1.1\r\n${head}X: ${'a'.repeat(200_000)}\r\n\r\n`,
  `GET / HTTP/1.1\r\n${head}${'X: 1\r\n'.repeat(5_000)}\r\n`,
  `GET /${'a'.repeat(100_000)} HTTP/1.1\r\n${head}\r\n`,
  `GET /%zz%00%ff HTTP/1.1\r\n${head}\r\n`,
  `GET /../../../etc/passwd HTTP/1.1\r\n${head}\r\n`,
  `GET //..%2f..%2f HTTP/1.1\r\n${head}\r\n`,
  `GET http://example.com/ HTTP/1.1\r\n${head}\r\n`,
  `CONNECT example.com:443 HTTP/1.1\r\n${head}\r\n`,
  `OPTIONS * HTTP/1.1\r\n${head}\r\n`,
  `TRACE / HTTP/1.1\r\n${head}\r\n`,
  `FROB / HTTP/1.1\r\n${head}\r\n`,
  `GET / HTTP/1.1\r\n${head}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
  `GET / HTTP/1.1\r\n${head}Expect: 100-continue\r\n\r\n`,
  `GET / HTTP/1.1\r\n${head}Expect: nonsense\r\n\r\n`,
  `POST / HTTP/1.1\r\n${head}Content-Length: -1\r\n\r\n`,
  `POST / HTTP/1.1\r\n${head}Content-Length: 99999999999999999999\r\n\r\n`,
  `POST / HTTP/1.1\r\n${head}Content-Length: 100\r\n\r\nshort`,
  `POST / HTTP/1.1\r\n${head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
  `POST / HTTP/1.1\r\n${head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  `POST / HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
  `POST / HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n`,
  `POST / HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n1\r\naGET / HTTP/1.1\r\n`,
  `POST / HTTP/1.1\r\n${head}Transfer-Encoding: gzip\r\n\r\nx`,
  `POST / HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}`,
  `GET / HTTP/1.1\r\n${head}\r\n`.repeat(200),
  `GET / HTTP/1.1\nHost: 127.0.0.1\n\n`,
  `GET / HTTP/1.1\r${'a'.repeat(1_000)}`,
]

test('bytes that are no request, and some that nearly are', { timeout: 1_200_000 }, async () => {
  const all = outcomes()
  const urls = serving.systems.map(({ url }) => new URL(url))
  const targets = long ? urls.slice(0, 3) : urls.slice(0, 1)
  for (const url of targets) {
    for (const attack of long ? attacks : attacks.filter((_, index) => index % 4 === 0)) {
      const how = await raw(Number(url.port), Buffer.from(attack, 'latin1'))
      ended(all, how)
      if (how === 'hang') all.hangs += 1
      if (/^5(?!05)/.test(how)) all.bugs += 1
      if (how === 'hang' || /^5(?!05)/.test(how)) all.found.push(`${how}: ${JSON.stringify(attack.slice(0, 100))}`)
      const { status, why } = await ask({ url: new URL('/nothing', url).href, method: 'GET', headers: {} })
      if (status !== 404) all.found.push(`${JSON.stringify(attack.slice(0, 100))}: the next one is answered ${status} ${why}`)
    }
  }
  settle('raw attacks by HTTP', all, long ? 100 : 10)
})

/** A request that is nearly one of those that the systems know. */
function fuzzed(chance: Chance): Asked {
  const system = chance.of(serving.systems)
  const operation = chance.of(system.operations)
  const [method = 'GET', path = '/'] = [operation.method, operation.path]
  const names = ['100001', '0010', 'P1', 'FG-100', 'C1', '%00', '..', 'x'.repeat(300), 'ü', '-1', '']
  const filled = path.replaceAll(/\{[^}]+\}/g, () => encodeURI(chance.of(names)))
  const query = chance.below(3) === 0 ? `?${chance.of(['cursor', 'reference', 'plant', 'x', '%'])}=${chance.of(names)}` : ''
  const example = { order: '100001', operation: '0010', plant: 'P1', item: 'FG-100', yield: { quantity: 1, unit: 'EA' }, reference: 'R1' }
  const body = chance.below(8) === 0 ? chance.of(['', '{', 'null', '[[[[', '"', '\0']) : JSON.stringify(changed(example, chance))
  const headers = {
    ...(chance.below(10) > 0 && { 'content-type': chance.of(['application/json', 'application/json; charset=utf-8', 'text/plain', 'x']) }),
    ...(chance.below(4) === 0 && { 'idempotency-key': chance.of(['k', 'x'.repeat(5_000), '"']) }),
    ...(chance.below(6) === 0 && { 'if-match': chance.of(['"1"', '*', 'W/"x"', '-1']) }),
  }
  const verb = chance.below(10) === 0 ? chance.of(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) : method
  return {
    url: new URL(filled.slice(1) + query, `${system.url.replace(/\/?$/, '/')}`).href,
    method: verb,
    headers,
    ...(verb !== 'GET' && { body }),
  }
}

test('requests that are nearly right', { timeout: 1_800_000 }, async () => {
  const all = outcomes()
  const chance = new Chance(4)
  const count = long ? 20_000 : 200
  const lane = async (): Promise<void> => {
    while (all.cases < count) {
      const asked = fuzzed(chance)
      const { status, why = '' } = await ask(asked)
      ended(all, status)
      if (status < 500 && status !== 0) continue
      all.bugs += 1
      if (all.found.length < 5) all.found.push(`${status} ${why}: ${JSON.stringify(asked).slice(0, 500)}`)
    }
  }
  await Promise.all(Array.from({ length: 8 }, lane))
  for (const trouble of troubles) all.found.push(trouble)
  // What they left behind is a journal, and whoever judges it does not break.
  await new Promise((resolve) => void setTimeout(resolve, 200))
  const records = [...readJournal(journal).records()].filter(({ kind }) => kind === 'call.arrived').length
  if (records < count) all.found.push(`the journal has ${records} calls of ${count}`)
  const { code, text } = await checked(journal)
  if (code === 70) all.found.push(text)
  settle('fuzzed requests with a journal', all, count)
})
