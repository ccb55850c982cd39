import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, onTestFinished, test } from 'vitest'

import { configSchema } from '../../../src/cli/config-schema.js'
import { loadConfig } from '../../../src/cli/config.js'
import { UserError } from '../../../src/cli/errors.js'
import { defaultNetwork } from '../../../src/target/settings.js'
import { flows } from '../../../src/flows/index.js'
import { systemKinds } from '../../../src/systems/index.js'
import { good } from './reading.js'

describe('a good config', () => {
  test('says as little as it likes', () => {
    expect(good('version: 1\ntarget: {start: {command: [node, dist/index.js]}}\n')).toEqual({
      target: { start: { command: ['node', 'dist/index.js'] }, cwd: '/plant' },
      network: defaultNetwork,
      runs: { keep: 200, size_mb: 2_000 },
      out: '/plant/.mfgsync',
      warnings: [],
    })
    expect(good('version: 1').target).toEqual({ cwd: '/plant' })
  })

  test('says everything', () => {
    expect(
      good(`
$schema: ./node_modules/mfgsync/schemas/config.schema.json
version: 1
target:
  label: PP confirmations
  start: {command: [docker, compose, up, -d], timeout_ms: 60000}
  stop: {command: [docker, compose, stop]}
  kill: {http: {url: "http://127.0.0.1:\${PORT}/kill", expect_status: 202, credentials_env: ADMIN}}
  reset: {http: {method: DELETE, url: "https://flow.example.com/store"}}
  ready: {http: /health, timeout_ms: 30000}
  url: http://127.0.0.1:8080/
  cwd: ../app
  env: {SAP_BASE_URL: "\${MFGSYNC_ERP_URL}/sap", HOME_OF_IT: "\${HOME}/x"}
  flows: [confirmation, reversal]
  deliver: {mode: webhook, paths: {reversal: /undo}, content_mode: binary, credentials_env: HOOK}
  patience: {retry_interval_ms: 60000, client_timeout_ms: 30000}
  redact: [x-plant-key]
exceptions: {http: {url: "http://127.0.0.1:\${PORT}/dlq", items: rows, fields: {key: data.no}}}
attribution: {headers: [X-Ref], transform: [{prefix: PLANT/}, {replace: "-", with: ""}, {take_last: 10}, {case: upper}]}
network: {ports: {erp: 4001, mes: 4002}, target_port: 8081, bind: 0.0.0.0, advertise_url: \
"http://host.docker.internal:\${PORT}", allow_hosts: [flow.example.com]}
runs: {out: runs, keep: 50, size_mb: 0}
baseline: known.yaml
`),
    ).toMatchInlineSnapshot(`
      {
        "baseline": "/plant/known.yaml",
        "network": {
          "advertise_url": "http://host.docker.internal:\${PORT}",
          "allow_hosts": [
            "flow.example.com",
          ],
          "bind": "0.0.0.0",
          "one_host": false,
          "ports": {
            "erp": 4001,
            "mes": 4002,
          },
          "target_port": 8081,
        },
        "out": "/plant/runs",
        "runs": {
          "keep": 50,
          "size_mb": 0,
        },
        "target": {
          "attribution": {
            "headers": [
              "x-ref",
            ],
            "transform": [
              {
                "prefix": "PLANT/",
              },
              {
                "replace": "-",
                "with": "",
              },
              {
                "take_last": 10,
              },
              {
                "case": "upper",
              },
            ],
          },
          "cwd": "/app",
          "deliver": {
            "content_mode": "binary",
            "credentials_env": "HOOK",
            "mode": "webhook",
            "paths": {
              "reversal": "/undo",
            },
          },
          "env": {
            "HOME_OF_IT": "\${HOME}/x",
            "SAP_BASE_URL": "\${MFGSYNC_ERP_URL}/sap",
          },
          "exceptions": {
            "http": {
              "fields": {
                "key": "data.no",
              },
              "items": "rows",
              "url": "http://127.0.0.1:\${PORT}/dlq",
            },
          },
          "flows": [
            "confirmation",
            "reversal",
          ],
          "kill": {
            "http": {
              "credentials_env": "ADMIN",
              "expect_status": 202,
              "url": "http://127.0.0.1:\${PORT}/kill",
            },
          },
          "label": "PP confirmations",
          "patience": {
            "client_timeout_ms": 30000,
            "retry_interval_ms": 60000,
          },
          "ready": {
            "probe": {
              "http": "/health",
            },
            "timeout_ms": 30000,
          },
          "redact": [
            "x-plant-key",
          ],
          "reset": {
            "http": {
              "method": "DELETE",
              "url": "https://flow.example.com/store",
            },
          },
          "start": {
            "command": [
              "docker",
              "compose",
              "up",
              "-d",
            ],
            "timeout_ms": 60000,
          },
          "stop": {
            "command": [
              "docker",
              "compose",
              "stop",
            ],
          },
          "url": "http://127.0.0.1:8080/",
        },
        "warnings": [
          "network.bind is 0.0.0.0: the simulated systems can be reached from other machines while a run lasts.",
          "network.allow_hosts lets mfgsync call flow.example.com: its facts are made up, and must not reach a system that is
           in use.",
        ],
      }
    `)
  })

  test.each([
    ['nack', 'nack'],
    ['{file: x.jsonl}', { file: 'x.jsonl' }],
    [`{log: 'DLQ (?<key>\\S+)'}`, { log: 'DLQ (?<key>\\S+)' }],
  ])('exceptions: %s', (text, expected) => {
    expect(good(`version: 1\nexceptions: ${text}\n`).target.exceptions).toEqual(expected)
  })

  test.each([
    ['{port: true}', { probe: { port: true } }],
    ['{log: up}', { probe: { log: 'up' } }],
    ['{delay_ms: 0}', { probe: { delay_ms: 0 } }],
    ['{timeout_ms: 5}', { timeout_ms: 5 }],
  ])('ready: %s', (text, expected) => {
    expect(good(`version: 1\ntarget: {start: {command: [x]}, ready: ${text}}\n`).target.ready).toEqual(expected)
  })
})

describe('loadConfig', () => {
  // Code that is not ours may throw anything, and export anything.
  test.each([
    ['throws what has no text', 'throw { toString: null }', 'something that has no text was thrown'],
    ['throws a number', 'throw 1', '1'],
    ['exports what cannot be looked at', 'export default new Proxy({}, { ownKeys() { throw 7 } })', '7'],
    ['exports what is in itself', 'const a = {}; a.a = a; export default a', 'circular structure'],
    ['exports a number that JSON does not have', 'export default { version: 1n }', 'BigInt'],
    ['exports a promise that fails', 'export default Promise.reject(new Error("not today"))', 'not today'],
    ['exports what says nothing of itself', 'export default { toJSON() {} }', 'config.mjs (as it was evaluated)'],
  ])('a module that %s is told in a sentence', async (_what, text, said) => {
    const folder = mkdtempSync(join(tmpdir(), 'mfgsync-config-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'config.mjs')
    writeFileSync(path, text)
    const thrown: unknown = await loadConfig(path).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(UserError)
    expect((thrown as Error).message).toContain(said)
  })

  test('reads a file, and says in words what is wrong with it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mfgsync-config-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const path = join(folder, 'c.yaml')
    writeFileSync(path, 'version: 1\nruns: {out: o}\n')
    expect((await loadConfig(path)).out).toBe(join(folder, 'o'))
    writeFileSync(path, 'version: 1\nrun: {out: o}\n')
    await expect(loadConfig(path)).rejects.toThrow('did you mean "runs"?')
    await expect(loadConfig(join(folder, 'no.yaml'))).rejects.toThrow('there is no such file')
    await expect(loadConfig(folder)).rejects.toThrow('it is a folder')
  })
})

test('the schema names the flows and systems that there are', () => {
  const { $defs } = configSchema() as {
    readonly $defs: Readonly<Record<string, { readonly enum?: unknown; readonly properties?: object }>>
  }
  const keys = (name: string): readonly string[] => Object.keys($defs[name]?.properties ?? {})
  const names = flows.map(({ words }) => words.name)
  expect($defs['flow']?.enum).toEqual(names)
  expect(keys('paths')).toEqual([...new Set([...names, ...flows.flatMap(({ types }) => Object.keys(types))])])
  expect(keys('sources')).toEqual([...new Set(flows.map(({ words }) => words.source))])
  expect(keys('ports')).toEqual(systemKinds.map(({ words }) => words.name))
  const shipped: unknown = JSON.parse(readFileSync(new URL('../../../schemas/config.schema.json', import.meta.url), 'utf8'))
  expect(shipped, 'npm run docs writes the names into the file that ships').toEqual(configSchema())
})

test('each source may come its own way, and webhooks may go by event type', () => {
  const type = 'org.mfgsync.mes.confirmation.reported.v1'
  const { target } = good(
    `version: 1\ntarget: {start: {command: [x]}, deliver: {mode: webhook, sources: {mes: feed}, paths: {${type}: /c, reversal: /r}}}\n`,
  )
  expect(target.deliver).toEqual({ mode: 'webhook', sources: { mes: 'feed' }, paths: { [type]: '/c', reversal: '/r' } })
})
