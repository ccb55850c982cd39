import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../cli/support/cli.js'

const folder = join(root, 'examples/hand-written')
const programs: readonly (readonly string[])[] = [
  [
    'JavaScript',
    process.execPath,
    '--input-type=module',
    '-e',
    `import { run } from ${JSON.stringify(join(folder, 'inbox.js'))}
run(() => [{ url: process.env.MFGSYNC_ERP_URL + '/things', body: { plant: 'P1' } }])`,
  ],
  [
    'Python',
    'python3',
    '-c',
    `import os, sys
sys.path.insert(0, ${JSON.stringify(folder)})
from inbox import run
run(lambda key, data, known: [dict(url=os.environ["MFGSYNC_ERP_URL"] + "/things", body={"plant": "P1"})])`,
  ],
]

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test.each(programs)(
  'in %s what the desk did not take is kept until it has, and is not posted again',
  { timeout: 60_000 },
  async (...words) => {
    const [, program = '', ...args] = words
    const asked: string[] = []
    let taken: () => void = () => undefined
    const isTaken = new Promise<void>((resolve) => (taken = resolve))
    const server = createServer((request, response) => {
      request.resume().once('end', () => {
        asked.push(`${request.method} ${request.url}`)
        const isDesk = request.url === '/desk'
        const status = !isDesk ? 422 : asked.filter((each) => each.endsWith('/desk')).length < 3 ? 503 : 201
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { code: 'NO', message: 'no' } }))
        if (status === 201) taken()
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const [state, port] = [mkdtempSync(join(tmpdir(), 'mfgsync-desk-')), await freePort()]
    const env = {
      ...process.env,
      PORT: String(port),
      MFGSYNC_STATE_DIR: state,
      MFGSYNC_ERP_URL: url,
      MFGSYNC_EXCEPTIONS_URL: `${url}/desk`,
    }
    const child = spawn(program, args, { env, stdio: 'ignore' })
    try {
      const event = { method: 'POST', body: JSON.stringify({ subject: 'F-1', data: {} }) }
      // It is there once it answers.
      while ((await fetch(`http://127.0.0.1:${port}/`, event).catch(() => undefined))?.status !== 204) await sleep(50)
      await isTaken
      expect(asked).toEqual(['POST /things', 'POST /desk', 'POST /desk', 'POST /desk'])
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
      server.closeAllConnections()
      server.close()
      rmSync(state, { recursive: true, force: true })
    }
  },
)
