import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'

import { configSchema, defaultNetwork, loadConfig, readConfig, type Config } from '../../../src/cli/config.js'
import { flowNames, systemNames } from '../../../src/domain/fact.js'
import { renderDiagnostics } from '../../../src/scenario/diagnostics.js'

/** The config that a text means; fails with its mistakes. */
function good(text: string): Config {
  const read = readConfig(text, '/plant/mfgsync.config.yaml')
  if ('diagnostics' in read) throw new Error(renderDiagnostics(read.diagnostics))
  return read.config
}

/** The mistakes of a text, as people see them. */
function mistakes(text: string): string {
  const read = readConfig(text, 'mfgsync.config.yaml')
  return 'diagnostics' in read ? renderDiagnostics(read.diagnostics) : ''
}

describe('a good config', () => {
  test('says as little as it likes', () => {
    expect(good('version: 1\ntarget: {start: {command: [node, dist/index.js]}}\n')).toEqual({
      file: '/plant/mfgsync.config.yaml',
      target: { start: { command: ['node', 'dist/index.js'] }, cwd: '/plant' },
      network: defaultNetwork,
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
network: {ports: {erp: 4001, mes: 4002}, target_port: 8081, bind: 0.0.0.0, advertise_url: "http://host.docker.internal:\${PORT}", allow_hosts: [flow.example.com]}
runs: {out: runs}
`),
    ).toMatchInlineSnapshot(`
  {
    "file": "/plant/mfgsync.config.yaml",
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
          "method": "POST",
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
      "network.allow_hosts lets mfgsync call flow.example.com: its facts are made up, and must not reach a system that is in use.",
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

describe('mistakes are all told at once, with their place', () => {
  test('keys that are not known', () => {
    expect(mistakes('version: 1\ntaget: {}\nnetwork:\n  allow_host: [x]\n  ports: {wms: 1}\nexceptions: {fille: x}\n'))
      .toMatchInlineSnapshot(`
      "mfgsync.config.yaml:2:1  "taget" is not a key that is known at the top of the file
          2 | taget: {}
            | ^^^^^
        hint: did you mean "target"?

      mfgsync.config.yaml:4:3  "allow_host" is not a key that is known in "network"
          4 |   allow_host: [x]
            |   ^^^^^^^^^^
        hint: did you mean "allow_hosts"?

      mfgsync.config.yaml:5:11  "wms" is not a key that is known in "ports"
          5 |   ports: {wms: 1}
            |           ^^^
        hint: known are erp, mes, desk

      mfgsync.config.yaml:6:1  "file" is missing in "exceptions": expected a text
          6 | exceptions: {fille: x}
            | ^^^^^^^^^^
        hint: add "file: …" (File of JSON lines. A relative path starts at target.cwd; \${MFGSYNC_STATE_DIR} is filled in. What stood in it before the run does not count.)

      mfgsync.config.yaml:6:14  "fille" is not a key that is known in "exceptions"
          6 | exceptions: {fille: x}
            |              ^^^^^
        hint: did you mean "file"?"
    `)
  })

  test('values of the wrong kind', () => {
    expect(
      mistakes(
        'target:\n  start: node index.js\n  deliver: {mode: push, paths: {confirmation: events}}\n  flows: [confirmations]\n  patience: {retry_interval_ms: 10s}\n  env: {A: 1}\nexceptions: desc\n',
      ),
    ).toMatchInlineSnapshot(`
      "mfgsync.config.yaml:1:1  "version" is missing: expected 1
          1 | target:
            | ^^^^^^^
        hint: add "version: …" (Version of this format: 1.)

      mfgsync.config.yaml:2:10  "start" must be a mapping ("key: value"), but is the text "node index.js"
          2 |   start: node index.js
            |          ^^^^^^^^^^^^^

      mfgsync.config.yaml:3:19  "mode" must be one of webhook, feed, but is the text "push"
          3 |   deliver: {mode: push, paths: {confirmation: events}}
            |                   ^^^^

      mfgsync.config.yaml:3:47  "confirmation" must be as described (a path that begins with a slash, such as /events), but is the text "events"
          3 |   deliver: {mode: push, paths: {confirmation: events}}
            |                                               ^^^^^^

      mfgsync.config.yaml:4:11  entry 1 of "flows" must be one of confirmation, consumption, reversal, but is the text "confirmations"
          4 |   flows: [confirmations]
            |           ^^^^^^^^^^^^^
        hint: did you mean "confirmation"?

      mfgsync.config.yaml:5:33  "retry_interval_ms" must be a whole number from 1 to 86400000, but is the text "10s"
          5 |   patience: {retry_interval_ms: 10s}
            |                                 ^^^

      mfgsync.config.yaml:6:12  "A" must be a text, but is the number 1
          6 |   env: {A: 1}
            |            ^

      mfgsync.config.yaml:7:13  "exceptions" must be one of desk, nack, none or a mapping ("key: value"), but is the text "desc"
          7 | exceptions: desc
            |             ^^^^"
    `)
  })

  test('hooks and probes', () => {
    expect(
      mistakes(`version: 1
target:
  start: {command: ["node index.js"]}
  stop: {timeout_ms: 10}
  kill: {command: [x], http: {url: "http://127.0.0.1/"}}
  ready: {port: true, delay_ms: 5, log: "("}
  env: {PORT: "1", A-B: x, ERP: "\${MFGSYNC_ERP_ULR}"}
`),
    ).toMatchInlineSnapshot(`
  "mfgsync.config.yaml:3:21  the program and its arguments stand in one text, and no shell takes them apart
      3 |   start: {command: ["node index.js"]}
        |                     ^^^^^^^^^^^^^^^
    hint: command: [node, index.js]

  mfgsync.config.yaml:4:3  target.stop must have either "command" or "http", but has neither
      4 |   stop: {timeout_ms: 10}
        |   ^^^^
    hint: command: [node, dist/index.js]

  mfgsync.config.yaml:5:3  target.kill must have either "command" or "http", but has both
      5 |   kill: {command: [x], http: {url: "http://127.0.0.1/"}}
        |   ^^^^
    hint: command: [node, dist/index.js]

  mfgsync.config.yaml:6:36  target.ready has port and log and delay_ms; one of them says when the target is ready
      6 |   ready: {port: true, delay_ms: 5, log: "("}
        |                                    ^^^
    hint: keep one of them

  mfgsync.config.yaml:6:41  this is not a regular expression: Invalid regular expression: /(/: Unterminated group
      6 |   ready: {port: true, delay_ms: 5, log: "("}
        |                                         ^^^

  mfgsync.config.yaml:7:9  PORT is set by mfgsync and cannot be mapped
      7 |   env: {PORT: "1", A-B: x, ERP: "\${MFGSYNC_ERP_ULR}"}
        |         ^^^^
    hint: map another name from it

  mfgsync.config.yaml:7:20  "A-B" cannot be the name of an environment variable
      7 |   env: {PORT: "1", A-B: x, ERP: "\${MFGSYNC_ERP_ULR}"}
        |                    ^^^
    hint: use letters, digits and _

  mfgsync.config.yaml:7:33  \${MFGSYNC_ERP_ULR} is not a variable that mfgsync sets
      7 |   env: {PORT: "1", A-B: x, ERP: "\${MFGSYNC_ERP_ULR}"}
        |                                 ^^^^^^^^^^^^^^^^^^^^
    hint: did you mean "MFGSYNC_ERP_URL"?"
`)
  })

  test('addresses beyond this machine, which nobody allowed', () => {
    expect(
      mistakes(`version: 1
target:
  url: https://flow.example.com/x
  reset: {http: {url: "http://10.0.0.1/reset"}}
exceptions: {http: {url: "http://me:pw@127.0.0.1/x"}}
network: {allow_hosts: ["*.example.com"]}
`),
    ).toMatchInlineSnapshot(`
  "mfgsync.config.yaml:3:8  flow.example.com is not this machine; name it in network.allow_hosts if it may be called
      3 |   url: https://flow.example.com/x
        |        ^^^^^^^^^^^^^^^^^^^^^^^^^^

  mfgsync.config.yaml:4:23  10.0.0.1 is not this machine; name it in network.allow_hosts if it may be called
      4 |   reset: {http: {url: "http://10.0.0.1/reset"}}
        |                       ^^^^^^^^^^^^^^^^^^^^^^^

  mfgsync.config.yaml:5:26  a URL must not carry a user or password; put them into an environment variable and name it in credentials_env
      5 | exceptions: {http: {url: "http://me:pw@127.0.0.1/x"}}
        |                          ^^^^^^^^^^^^^^^^^^^^^^^^^^

  mfgsync.config.yaml:6:25  "*.example.com" is not a host name
      6 | network: {allow_hosts: ["*.example.com"]}
        |                         ^^^^^^^^^^^^^^^
    hint: write each host by its whole name, without scheme, port or wildcard, such as flow.example.com"
`)
  })

  test('a running target: what mfgsync cannot see or end', () => {
    expect(
      mistakes(`version: 1
target: {url: "http://127.0.0.1:8080", kill: {command: [x]}, ready: {log: up}}
exceptions: {log: "X (?<key>.*)"}
`),
    ).toMatchInlineSnapshot(`
  "mfgsync.config.yaml:2:40  kill is given without start: a target that was killed could not be started again
      2 | target: {url: "http://127.0.0.1:8080", kill: {command: [x]}, ready: {log: up}}
        |                                        ^^^^
    it runs already (line 2):
      2 | target: {url: "http://127.0.0.1:8080", kill: {command: [x]}, ready: {log: up}}
        |          ^^^
    hint: give target.start, or remove kill

  mfgsync.config.yaml:2:70  the output of this target is not seen, because no command of the config starts it
      2 | target: {url: "http://127.0.0.1:8080", kill: {command: [x]}, ready: {log: up}}
        |                                                                      ^^^
    it runs already (line 2):
      2 | target: {url: "http://127.0.0.1:8080", kill: {command: [x]}, ready: {log: up}}
        |          ^^^
    hint: use port, http or delay_ms

  mfgsync.config.yaml:3:14  the output of this target is not seen, because no command of the config starts it
      3 | exceptions: {log: "X (?<key>.*)"}
        |              ^^^
    it runs already (line 2):
      2 | target: {url: "http://127.0.0.1:8080", kill: {command: [x]}, ready: {log: up}}
        |          ^^^
    hint: use a file, a list by http, or the desk"
`)
  })

  test('a poller cannot refuse', () => {
    expect(mistakes('version: 1\ntarget: {start: {command: [x]}, deliver: {mode: feed}}\nexceptions: nack\n')).toContain(
      'a target that polls acknowledges nothing',
    )
  })

  test('patterns, rewriting, network', () => {
    expect(
      mistakes(`version: 1
exceptions: {log: "EXCEPTION .*"}
attribution: {transform: [{prefix: A, suffix: B}, {replace: x}]}
network: {ports: {erp: 4001, mes: 4001}, one_host_port: 5, bind: 0.0.0.0}
`),
    ).toMatchInlineSnapshot(`
  "mfgsync.config.yaml:2:19  the pattern has no group "key"; expected one such as EXCEPTION (?<key>\\S+): (?<reason>.*)
      2 | exceptions: {log: "EXCEPTION .*"}
        |                   ^^^^^^^^^^^^^^

  mfgsync.config.yaml:3:27  one step does one thing, but this has prefix and suffix
      3 | attribution: {transform: [{prefix: A, suffix: B}, {replace: x}]}
        |                           ^^^^^^^^^^^^^^^^^^^^^^
    hint: write a list entry for each, in their order

  mfgsync.config.yaml:3:51  "replace" and "with" belong together
      3 | attribution: {transform: [{prefix: A, suffix: B}, {replace: x}]}
        |                                                   ^^^^^^^^^^^^
    hint: - {replace: "MC-", with: ""}

  mfgsync.config.yaml:4:35  port 4001 is given twice
      4 | network: {ports: {erp: 4001, mes: 4001}, one_host_port: 5, bind: 0.0.0.0}
        |                                   ^^^^
    first here (line 4):
      4 | network: {ports: {erp: 4001, mes: 4001}, one_host_port: 5, bind: 0.0.0.0}
        |                        ^^^^

  mfgsync.config.yaml:4:42  one_host_port has no meaning without one_host: true
      4 | network: {ports: {erp: 4001, mes: 4001}, one_host_port: 5, bind: 0.0.0.0}
        |                                          ^^^^^^^^^^^^^
    hint: add one_host: true, or use ports

  mfgsync.config.yaml:4:66  0.0.0.0 means every address of this machine, and is none that a target can call
      4 | network: {ports: {erp: 4001, mes: 4001}, one_host_port: 5, bind: 0.0.0.0}
        |                                                                  ^^^^^^^
    hint: say in advertise_url what it should call, such as http://host.docker.internal:\${PORT}"
`)
    expect(mistakes('version: 1\nnetwork: {one_host: true, ports: {erp: 1}, advertise_url: host}\n')).toMatchInlineSnapshot(`
      "mfgsync.config.yaml:2:27  ports has no meaning with one_host
          2 | network: {one_host: true, ports: {erp: 1}, advertise_url: host}
            |                           ^^^^^
        hint: use one_host_port

      mfgsync.config.yaml:2:59  "host" is not a URL
          2 | network: {one_host: true, ports: {erp: 1}, advertise_url: host}
            |                                                           ^^^^
        hint: expected one such as http://host.docker.internal:\${PORT}"
    `)
    expect(mistakes('version: 1\nnetwork: {advertise_url: "http://host:80"}\n')).toContain('each simulated system has a port of its own')
  })

  test.each([
    ['nothing', ''],
    ['a list', '- 1'],
    ['null', 'null'],
    ['no version', 'target: {}'],
    ['another version', 'version: 2'],
    ['a secret where a name belongs', 'version: 1\ntarget: {start: {command: [x]}, deliver: {credentials_env: "Bearer abc"}}'],
  ])('%s', (_title, text) => {
    expect(mistakes(text)).not.toBe('')
  })

  test('no text is answered with anything but a config or mistakes', () => {
    const base =
      'version: 1\ntarget:\n  start: {command: [node, a.js]}\n  env: {A: "${PORT}"}\nexceptions: {log: "(?<key>x)"}\nnetwork: {ports: {erp: 1}}\n'
    fc.assert(
      fc.property(fc.nat(base.length), fc.nat(12), fc.string({ maxLength: 12 }), (at, length, text) => {
        const read = readConfig(base.slice(0, at) + text + base.slice(at + length), 'x.yaml')
        expect('config' in read || read.diagnostics.length > 0).toBe(true)
      }),
      { numRuns: 300, seed: 11 },
    )
  })
})

describe('loadConfig', () => {
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
  const { $defs, properties } = configSchema() as { readonly $defs: Record<string, never>; readonly properties: Record<string, never> }
  const at = (value: unknown, ...path: readonly string[]): unknown =>
    path.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value)
  expect(at($defs, 'target', 'properties', 'flows', 'items', 'enum')).toEqual(flowNames)
  expect(Object.keys(at($defs, 'target', 'properties', 'deliver', 'properties', 'paths', 'properties') as object)).toEqual([...flowNames])
  expect(Object.keys(at(properties, 'network', 'properties', 'ports', 'properties') as object)).toEqual([...systemNames])
})
