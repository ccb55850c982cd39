import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { flows } from '../../../src/flows/index.js'

import { readConfig } from '../../../src/cli/config.js'
import { mistakes } from './reading.js'

describe('mistakes are all told at once, with their place', () => {
  test('keys that are not known', () => {
    expect(mistakes('version: 1\ntaget: {}\nnetwork:\n  allow_host: [x]\n  ports: {sap: 1}\nexceptions: {fille: x}\n'))
      .toMatchInlineSnapshot(`
      "mfgsync.config.yaml:2:1  "taget" is not a key that is known at the top of the file
          2 | taget: {}
            | ^^^^^
        hint: did you mean "target"?

      mfgsync.config.yaml:4:3  "allow_host" is not a key that is known in "network"
          4 |   allow_host: [x]
            |   ^^^^^^^^^^
        hint: did you mean "allow_hosts"?

      mfgsync.config.yaml:5:11  "sap" is not a key that is known in "ports"
          5 |   ports: {sap: 1}
            |           ^^^
        hint: known are erp, mes, plm, wms, qms, cmms, proc, plan, desk

      mfgsync.config.yaml:6:1  "file" is missing in "exceptions": expected a text
          6 | exceptions: {fille: x}
            | ^^^^^^^^^^
        hint: add "file: …" (File of JSON lines. A relative path starts at target.cwd; \${MFGSYNC_STATE_DIR} is filled in. \
What stood in it before the run does not count.)

      mfgsync.config.yaml:6:14  "fille" is not a key that is known in "exceptions"
          6 | exceptions: {fille: x}
            |              ^^^^^
        hint: did you mean "file"?"
    `)
  })

  test('values of the wrong kind', () => {
    expect(
      mistakes(
        'target:\n  start: node index.js\n  deliver: {mode: push, paths: {confirmation: events}}\n  flows: [confirmations]\n' +
          '  patience: {retry_interval_ms: 10s}\n  env: {A: 1}\nexceptions: desc\n',
      ),
    ).toMatchInlineSnapshot(`
      "mfgsync.config.yaml:1:1  "version" is missing: expected 1
          1 | target:
            | ^^^^^^^
        hint: add "version: …" (Version of this format: 1.)

      mfgsync.config.yaml:2:10  "start" must be a mapping ("key: value"), but is the text "node index.js"
          2 |   start: node index.js
            |          ^^^^^^^^^^^^^
        hint: its keys are command, http and timeout_ms

      mfgsync.config.yaml:3:19  "mode" must be one of webhook, feed, but is the text "push"
          3 |   deliver: {mode: push, paths: {confirmation: events}}
            |                   ^^^^

      mfgsync.config.yaml:3:47  "confirmation" must be a path that begins with a slash, such as /events, but \
is the text "events"
          3 |   deliver: {mode: push, paths: {confirmation: events}}
            |                                               ^^^^^^

      mfgsync.config.yaml:4:11  entry 1 of "flows" is not one that is known: the text "confirmations"
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

  test('nor can one that polls one source', () => {
    const head = 'version: 1\ntarget: {start: {command: [x]}, '
    expect(mistakes(`${head}deliver: {sources: {mes: feed}}}\nexceptions: nack\n`)).toContain('a target that polls acknowledges nothing')
    const pushed = [...new Set(flows.map(({ words }) => `${words.source}: webhook`))].join(', ')
    expect(mistakes(`${head}deliver: {mode: feed, sources: {${pushed}}}}\nexceptions: nack\n`)).toBe('')
  })

  test('sources are systems with facts, and ways are two', () => {
    expect(mistakes('version: 1\ntarget: {deliver: {sources: {proc: feed, mes: push}}}\n')).toMatchInlineSnapshot(`
      "mfgsync.config.yaml:2:30  "proc" is not a key that is known in "sources"
          2 | target: {deliver: {sources: {proc: feed, mes: push}}}
            |                              ^^^^
        hint: known are wms, qms, plm, erp, plan

      mfgsync.config.yaml:2:47  "mes" must be one of webhook, feed, but is the text "push"
          2 | target: {deliver: {sources: {proc: feed, mes: push}}}
            |                                               ^^^^"
    `)
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
      'version: 1\ntarget:\n  start: {command: [node, a.js]}\n  env: {A: "${PORT}"}\nexceptions: {log: ' +
      '"(?<key>x)"}\nnetwork: {ports: {erp: 1}}\n'
    fc.assert(
      fc.property(fc.nat(base.length), fc.nat(12), fc.string({ maxLength: 12 }), (at, length, text) => {
        const read = readConfig(base.slice(0, at) + text + base.slice(at + length), 'x.yaml')
        expect('config' in read || read.diagnostics.length > 0).toBe(true)
      }),
      { numRuns: 300, seed: 11 },
    )
  })
})

describe('what the schema refuses hides nothing of what it cannot say', () => {
  const lines = (text: string): readonly string[] => mistakes(text).match(/^mfgsync\.config\.yaml:\d+:\d+ .*$/gm) ?? []

  test('a flow, a mode and a key that are not known, beside contradictions', () => {
    const text = `version: 2
target:
  start: { command: [node, a.js], http: { url: "http://127.0.0.1:1/" } }
  ready: { port: true, http: /health }
  flows: [confirmations]
  deliver: { mode: push }
  env: { "my-name": x, A: "\${MFGSYNC_EPR_URL}" }
network:
  one_host: true
  ports: { erp: 4000 }
  allow_host: [x]
exceptions: { log: "(" }
attribution:
  transform: [{ prefx: a }, { replace: a }]
`
    expect(lines(text).map((line) => Number(line.split(':')[1]))).toEqual([1, 3, 4, 5, 6, 7, 7, 10, 11, 12, 14, 14])
  })

  test('nothing is said to be absent that was refused', () => {
    for (const text of [
      'version: 1\ntarget: { start: { comand: [node] }, kill: { command: [kill] } }\n',
      'version: 1\ntarget: { strat: { command: [node] }, kill: { command: [kill] }, url: "http://127.0.0.1:1" }\n',
      'version: 1\nnetwork: { one_host: maybe, one_host_port: 4000 }\n',
      'version: 1\nnetwork: { bind: 0.0.0.0, advertised_url: "http://a:1" }\n',
      'version: 1\nnetwork: { bind: 0.0.0.0, advertise_url: 7 }\n',
    ])
      expect(
        lines(text).filter((line) => /has no meaning without|given without|must have either|is none that/.test(line)),
        text,
      ).toEqual([])
  })
})
