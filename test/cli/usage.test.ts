import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli, folder, leaveNothingBehind, root, runsIn } from './support/cli.js'

leaveNothingBehind()

/** What is wrong, on standard error, exit 2, no stack, and nothing written. */
async function refusal(args: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<string> {
  const cwd = folder(files)
  const ended = await cli(args, { cwd })
  expect(ended.code, ended.stdout + ended.stderr).toBe(2)
  expect(ended.stderr).not.toMatch(/\n\s+at /)
  return ended.stderr.replaceAll(cwd, '<folder>')
}

const minimal = `version: 1
name: mine
title: Mine.
phases:
  set-up:
    - dispatch-orders: { count: 1 }
  burst:
    - confirm: { operations: [1], quantities: [11], over: 200ms }
`

describe('help', () => {
  test.concurrent('names the commands, and each command its flags', async () => {
    const cwd = folder()
    const [all, one, none] = await Promise.all([cli(['--help'], { cwd }), cli(['simulate', '--help'], { cwd }), cli([], { cwd })])
    expect([all.code, one.code, none.code]).toEqual([0, 0, 0])
    for (const command of ['check', 'doctor', 'init', 'replay', 'report', 'serve', 'simulate', 'scenarios', 'systems'])
      expect(all.stdout).toMatch(new RegExp(`^ +${command} `, 'm'))
    for (const flag of ['--variant', '--seeds', '--target-url', '--demo', '--reporter', '--time-budget', '--print-plan', '--strict-scope'])
      expect(one.stdout).toContain(flag)
    expect(none.stdout).toBe(all.stdout)
  })

  test.concurrent('the version is told without loading anything', async () => {
    const { code, stdout } = await cli(['--version'], { cwd: folder() })
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect([code, stdout]).toEqual([0, `mfgsync/${version} ${process.platform}-${process.arch} node-${process.version}\n`])
  })
})

describe('a call that makes no sense', () => {
  const calls: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['no scenario', ['simulate'], /^No scenario is named\.\nGive one, such as/],
    [
      'a scenario that is nearly one',
      ['simulate', 'hello-confirmaton'],
      /there is no scenario "hello-confirmaton"; did you mean "hello-confirmation"\?/,
    ],
    ['a scenario that is none', ['simulate', 'nope'], /known are bom-revision-release, .*hello-confirmation, .*mes-confirmation-burst/],
    [
      'several scenarios that are none',
      ['simulate', 'nope', 'none', 'shifft'],
      /^there is no scenario "nope"; there is no scenario "none"; known are .+\nthere is no scenario "shifft"; did you mean "shift"\?$/m,
    ],
    ['a tag that nothing has', ['simulate', '--tag', 'nothing'], /^No shipped scenario has the tag nothing\./],
    ['an unknown command', ['frobnicate'], /^There is no command "frobnicate"/],
    ['a command that is nearly one', ['compar', 'a', 'b'], /^There is no command "compar a b"; did you mean "compare"\?/],
    ['an unknown flag', ['simulate', 'hello-confirmation', '--sead', '1'], /--sead/],
    ['a flag that is nearly one', ['simulate', 'hello-confirmation', '--varient', 'clean'], /--varient; did you mean --variant\?/],
    ['a flag of a command that has none', ['systems', 'list', '--asci'], /--asci; did you mean --ascii\?/],
    ['a seed without end', ['simulate', 'hello-confirmation', '--seed', '100000000000000000000'], /less than or equal to 999999999/],
    ['an unknown variant', ['simulate', 'hello-confirmation', '--variant', 'x'], /one of: clean, faulty, storm/],
    ['an unknown dedupe mode', ['simulate', 'hello-confirmation', '--dedupe', 'x'], /one of: none, idempotency-key, external-reference/],
    ['a seed that is no number', ['simulate', 'hello-confirmation', '--seed', 'x'], /Expected an integer but received: x/],
    ['seeds that run backwards', ['simulate', 'hello-confirmation', '--seeds', '5-1'], /^The range 5-1 runs backwards\.\nGive 1-5\./],
    ['no jobs', ['simulate', 'hello-confirmation', '--jobs', '0'], /greater than or equal to 1/],
    [
      'a budget without unit',
      ['simulate', 'hello-confirmation', '--time-budget', 'soon'],
      /"soon" is not a duration\.\nGive a number and a unit/,
    ],
    [
      'an unknown reporter',
      ['simulate', 'hello-confirmation', '--reporter', 'xml'],
      /There is no reporter "xml"\. Reporters are lines, json, junit, markdown/,
    ],
    ['two starting points', ['init', '--python', '--java'], /^--java and --python exclude each other\.\nSee/],
    [
      'a reporter before what is reported',
      ['check', '--reporter', 'lines', 'nope.jsonl'],
      /nope\.jsonl cannot be read: there is no such file/,
    ],
    ['two targets', ['simulate', 'hello-confirmation', '--demo', 'naive', '--target', 'x'], /exclude each other/],
    ['a quote that is never closed', ['simulate', 'hello-confirmation', '--target', 'node "x'], /never closed/],
    [
      'a target elsewhere',
      ['simulate', 'hello-confirmation', '--target-url', 'http://example.com'],
      /is not on this machine\.\n.*network\.allow_hosts/,
    ],
    ['a target that is no URL', ['simulate', 'hello-confirmation', '--target-url', 'localhost:80:80'], /is not an http URL/],
    ['an unknown system', ['systems', 'show', 'er'], /one of: erp, mes, plm, wms, qms, .*desk/],
    ['a port that is none', ['serve', '--port', '99999'], /less than or equal to 65535/],
    [
      'a config that is not there',
      ['simulate', 'hello-confirmation', '-c', 'nope.yaml'],
      /there is no such file\.\nmfgsync init writes one/,
    ],
    ['a case that is none', ['replay', 'nope.json'], /no case file/],
    ['a scenario file that is not there', ['scenarios', 'lint', 'nope.yaml'], /there is no readable scenario file nope\.yaml/],
  ]
  test.concurrent.each(calls)('%s', async (_, args, message) => {
    expect(await refusal(args)).toMatch(message)
  })
})

describe('a broken scenario', () => {
  test('is told whole, with the place of every mistake', async () => {
    const text = minimal
      .replace('count: 1', 'cuont: 1')
      .replace('quantities: [11]', 'quantities: eleven')
      .replace('over: 200ms', 'over: soon')
    expect(await refusal(['simulate', './mine.yaml'], { 'mine.yaml': text })).toMatchInlineSnapshot(`
      "mine.yaml:6:7  "count" is missing in "dispatch-orders": expected a whole number from 1 to 100000
          6 |     - dispatch-orders: { cuont: 1 }
            |       ^^^^^^^^^^^^^^^
        hint: add "count: …" (How many orders.)

      mine.yaml:6:26  "cuont" is not a key that is known in "dispatch-orders"
          6 |     - dispatch-orders: { cuont: 1 }
            |                          ^^^^^
        hint: did you mean "count"?

      mine.yaml:8:47  "quantities" must be a list ("- …"), but is the text "eleven"
          8 |     - confirm: { operations: [1], quantities: eleven, over: soon }
            |                                               ^^^^^^

      mine.yaml:8:61  "over" must be a duration such as 500ms, 2s or 5m, at most 24h, but is the text "soon"
          8 |     - confirm: { operations: [1], quantities: eleven, over: soon }
            |                                                             ^^^^
      "
    `)
  })

  test('an unknown fault, system and check: did you mean …', async () => {
    const text = `${minimal}faulty:
  - lose-anwser: { how: reset, on: { calls-to: erp, share: 5 % } }
  - lose-answer: { how: reset, on: { calls-to: epr, share: 5 % } }
expect:
  checks: [no-duplicate-efect]
`
    expect(await refusal(['scenarios', 'lint', './mine.yaml'], { 'mine.yaml': text })).toMatchInlineSnapshot(`
      "mine.yaml:10:5  "lose-anwser" is not a fault
         10 |   - lose-anwser: { how: reset, on: { calls-to: erp, share: 5 % } }
            |     ^^^^^^^^^^^
        hint: did you mean "lose-answer"?

      mine.yaml:11:48  "calls-to" is not one that is known: the text "epr"
         11 |   - lose-answer: { how: reset, on: { calls-to: epr, share: 5 % } }
            |                                                ^^^
        hint: did you mean "erp"?

      mine.yaml:13:12  entry 1 of "checks" is not one that is known: the text "no-duplicate-efect"
         13 |   checks: [no-duplicate-efect]
            |            ^^^^^^^^^^^^^^^^^^
        hint: did you mean "no-duplicate-effect"?
      "
    `)
  })

  test('an outage outside the run, and a fault that the link cannot express', async () => {
    const text = `${minimal}faulty:
  - outage: { on: { deliveries-from: mes }, from: 30s, for: 5s }
  - overtake: { on: { calls-to: erp, count: 1 }, at-most: 1s }
`
    expect(await refusal(['simulate', './mine.yaml'], { 'mine.yaml': text })).toMatchInlineSnapshot(`
      "mine.yaml:10:51  "outage" begins at 30s, when the burst is over
         10 |   - outage: { on: { deliveries-from: mes }, from: 30s, for: 5s }
            |                                                   ^^^
        the burst ends after 200 ms (line 7):
          7 |   burst:
            |   ^^^^^
        hint: let it begin earlier, or let the burst last longer

      mine.yaml:11:33  "overtake" does not exist on calls
         11 |   - overtake: { on: { calls-to: erp, count: 1 }, at-most: 1s }
            |                                 ^^^
        hint: it is on: { deliveries-from: mes }
      "
    `)
  })

  test.concurrent('that is not YAML', async () => {
    expect(await refusal(['simulate', './mine.yaml'], { 'mine.yaml': 'version: 1\nname: [mine\n' })).toMatch(/mine\.yaml:\d+:\d+/)
  })
})

describe('a broken config', () => {
  test('is told whole, with the place of every mistake', async () => {
    const text =
      'version: 1\ntarget:\n  strat: { command: [node, x.js] }\n  flows: [confirmations]\n  patience: { ' +
      'retry_interval_ms: fast }\nexceptions: dsek\n'
    expect(await refusal(['simulate', 'hello-confirmation'], { 'mfgsync.config.yaml': text })).toMatchInlineSnapshot(`
      "<folder>/mfgsync.config.yaml:3:3  "strat" is not a key that is known in "target"
          3 |   strat: { command: [node, x.js] }
            |   ^^^^^
        hint: did you mean "start"?

      <folder>/mfgsync.config.yaml:4:11  entry 1 of "flows" is not one that is known: the text "confirmations"
          4 |   flows: [confirmations]
            |           ^^^^^^^^^^^^^
        hint: did you mean "confirmation"?

      <folder>/mfgsync.config.yaml:5:34  "retry_interval_ms" must be a whole number from 1 to 86400000, but is the text "fast"
          5 |   patience: { retry_interval_ms: fast }
            |                                  ^^^^

      <folder>/mfgsync.config.yaml:6:13  "exceptions" must be one of desk, nack, none or a mapping ("key: value"), but is the text "dsek"
          6 | exceptions: dsek
            |             ^^^^
      "
    `)
  })

  test.concurrent('a kill hook is missing where the scenario kills', async () => {
    const text = 'version: 1\ntarget:\n  start: { http: { url: "http://127.0.0.1:9/start" } }\n  url: http://127.0.0.1:9\n'
    const { code, stderr } = await cli(['simulate', 'mes-confirmation-burst'], { cwd: folder({ 'mfgsync.config.yaml': text }) })
    expect([code, stderr.includes('target.kill')], stderr).toEqual([2, true])
  })
})

describe('a journal that cannot be judged', () => {
  test('none, a folder, another file, another version', async () => {
    const cwd = folder({ 'other.json': '{"a":1}\n', 'empty.jsonl': '', 'text.txt': 'hello\n' })
    mkdirSync(join(cwd, 'a-folder'))
    const out = join(cwd, 'runs')
    await cli(['simulate', 'hello-confirmation', '--variant', 'clean', '--out', out, '--quiet'], { cwd })
    const journal = readFileSync(join(runsIn(out)[0] ?? '', 'journal.jsonl'), 'utf8')
    const newer = journal.replace(/"version":\d+/, '"version":999')
    expect(newer).not.toBe(journal)
    writeFileSync(join(cwd, 'newer.jsonl'), newer)
    const ends = await Promise.all(
      ['nope.jsonl', 'a-folder', 'other.json', 'empty.jsonl', 'text.txt', 'newer.jsonl'].map((name) => cli(['check', name], { cwd })),
    )
    expect(ends.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2, 2])
    expect(ends.map(({ stderr }) => stderr.replaceAll(cwd, '<folder>')).join('\n')).toMatchInlineSnapshot(`
      "The journal <folder>/nope.jsonl cannot be read: there is no such file.
        expected: the path of a journal that a run wrote
        to do: check the path

      In a-folder there is neither a journal.jsonl nor a folder with one.
      Give a journal, the folder of a run, or a folder of runs such as .mfgsync.

      <folder>/other.json is not a journal: its first line is not the header of a journal.
        expected: a file whose first line is a header of the format mfgsync.journal
        to do: name a journal that a run wrote

      <folder>/empty.jsonl is not a journal: it is empty.
        expected: a file whose first line is a header of the format mfgsync.journal
        to do: name a journal that a run wrote

      <folder>/text.txt is not a journal: its first line is not a JSON object.
        expected: a file whose first line is a header of the format mfgsync.journal
        to do: name a journal that a run wrote

      The journal <folder>/newer.jsonl is from another version: 999 (written by mfgsync/0.1.0).
        expected: version 1 or 2
        to do: read it with the mfgsync that wrote it, or run the scenario again
      "
    `)
  })
})

describe('a Node that is too old', () => {
  // Whatever Node is at hand says of itself that it is 20, before anything of mfgsync is loaded.
  const pretend = [
    '--import',
    `data:text/javascript,${encodeURIComponent(
      "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })",
    )}`,
  ]

  test('one sentence names the cause and the remedy', async () => {
    const { code, stdout, stderr } = await cli(['simulate', 'hello-confirmation'], { cwd: folder(), node: [process.execPath, ...pretend] })
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatchInlineSnapshot(`
      "mfgsync needs Node 22.20 or newer, and this is Node 20.20.2: install a newer Node, or inside a checkout run "npm ci" \
(without --ignore-scripts) and then "npm run mfgsync -- …", which uses the Node that npm installs with it.
      "
    `)
  })

  test.concurrent('the version is told all the same', async () => {
    const { code, stdout } = await cli(['--version'], { cwd: folder(), node: [process.execPath, ...pretend] })
    expect([code, stdout.startsWith('mfgsync/')]).toEqual([0, true])
  })
})
