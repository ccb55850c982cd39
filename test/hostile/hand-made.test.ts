import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test } from 'vitest'
import { loadConfig } from '../../src/cli/config.js'
import { planCases } from '../../src/explore/plan-cases.js'
import { readCase } from '../../src/explore/case-file.js'
import { notPassed, openSession } from '../../src/report/stored-sessions.js'
import { watchFile } from '../../src/target/exceptions/file.js'
import { realTimers } from '../contract/transports-support.js'
import { journalHeader } from '../support/journal-header.js'
import { asCommand, checked, type Checked } from './support/checked.js'
import { ended, outcomes, settle } from './support/counts.js'

const folder = mkdtempSync(join(tmpdir(), 'mfgsync-hand-made-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const header = JSON.stringify(journalHeader())
const scenario = 'version: 1\nname: x\ntitle: X.\nphases:\n  set-up:\n    - dispatch-orders: { count: 1 }\n  burst:\n'
const config = 'version: 1\ntarget:\n  start: {command: [node, x.mjs]}\n'
const record = (more: string): string => `${header}\n{"seq":1,"t":1,${more}}\n`
const deep = (open: string, close: string, levels = 20_000): string => open.repeat(levels) + close.repeat(levels)

/** What somebody wrote by hand, or something else did. */
const contents: Readonly<Record<string, string | Buffer>> = {
  nothing: '',
  'a line end': '\n',
  'line ends': '\r\n'.repeat(1_000),
  blanks: ' '.repeat(100_000),
  zeros: Buffer.alloc(10_000),
  'all bytes': Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
  'UTF-16': Buffer.from('﻿version: 1', 'utf16le'),
  'a byte order mark': '﻿',
  'half a character': Buffer.from([0xe2, 0x82]),
  'escape sequences': '\u001b[2J\u001b]0;title\u0007',
  'a number': '1e999999999',
  'a word': 'null',
  'an array': '[]',
  'an object': '{}',
  'nested arrays': deep('[', ']'),
  'nested objects': deep('{"a":', '}'),
  'nested lists': '- '.repeat(50_000),
  'nested mappings': Array.from({ length: 1_000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
  'an alias of itself': 'a: &a [*a]',
  'aliases that unfold': Array.from(
    { length: 30 },
    (_, n) =>
      `a${n}: &a${n} [${Array(10)
        .fill(n === 0 ? 'x' : `*a${n - 1}`)
        .join(', ')}]`,
  ).join('\n'),
  'keys of objects': '{"__proto__":{"x":1},"constructor":1,"toString":false,"hasOwnProperty":1}',
  'many keys': Array.from({ length: 30_000 }, (_, n) => `key${n}: 1`).join('\n'),
  'many of one key': 'version: 1\n'.repeat(30_000),
  'a long line': 'x'.repeat(900_000),
  'too much': 'x: 1\n'.repeat(400_000),
  'a tag': 'version: !!js/function "() => process.exit(70)"',
  'a merge': '<<: {version: 1}',
  'two documents': 'version: 1\n---\nversion: 1\n',
  'a scenario with a size that is no name': `${scenario}    - confirm: { operations: { $size: { toString: false } } }\n`,
  'a scenario with odd tags': `${scenario}    - confirm: {}\ntags: [{ toString: 1 }]\n`,
  'a scenario with a NUL': `${scenario}    - confirm: {}\nstory: "a\\0b"\n`,
  'a scenario of endless time': `${scenario}    - confirm: { over: 99999999999999999999h }\n`,
  'a scenario of endless orders': scenario.replace('count: 1', 'count: 1e308'),
  'a config with a NUL': `${config}  cwd: "a\\0b"\n`,
  'a config of endless patience': `${config}  patience: { retry_interval_ms: 1e308 }\n`,
  'a config with a pattern that is none': `${config}exceptions: { log: "(" }\n`,
  'a header alone': `${header}\n`,
  'a header without its end': header,
  'two headers': `${header}\n${header}\n`,
  'a header of nothing': '{"kind":"header","format":"mfgsync.journal","version":2,"plan":{},"target":{},"systems":{}}\n',
  'a record of endless quantity': record('"kind":"effect","what":"quantity","quantity":"1e999999999"'),
  'a record of an endless count': record('"kind":"mark","mark":"reach","name":"x","count":1e308'),
  'a record of no kind': record('"kind":null'),
  'an end at once': record('"kind":"mark","mark":"end","records":1,"crc32":"00000000"'),
  'a case of nothing': '{"format":"mfgsync.case","version":2,"plan":{},"invocation":{}}',
  'a case without a plan': '{"format":"mfgsync.case","version":2,"plan":null,"invocation":null}',
  'a session of nothing': '{"format":"mfgsync.blob","version":2,"tool":"x","planned":{"hash":"","cases":0}}\n',
  'a session without its plan': '{"format":"mfgsync.blob","version":2}\n{"end":{},"hash":""}\n',
  'a session of another version': '{"format":"mfgsync.blob","version":{"toString":1},"tool":{"toString":1}}\n',
  'an end of a session': '{"end":{},"hash":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}\n',
  'a case of odd words': '{"format":"mfgsync.case","version":{"toString":1},"tool":{"toString":1},"plan":{"scenario":{}},"invocation":{}}',
}

/** What reads a file of each sort. */
const readers: Readonly<Record<string, (path: string) => Promise<Checked>>> = {
  '.jsonl': checked,
  '.blob.jsonl': (path) =>
    asCommand(() =>
      openSession(path)
        .then(notPassed)
        .then(() => 0),
    ),
  '.json': (path) => asCommand(() => Promise.resolve(readCase(path)).then(() => 0)),
  '.config.yaml': (path) => asCommand(() => loadConfig(path).then(() => 0)),
  '.yaml': (path) => asCommand(() => Promise.resolve(planCases({ scenarios: [path], variant: 'faulty' })).then(() => 0)),
  '.exceptions.jsonl': (path) =>
    asCommand(async () => {
      const problems: string[] = []
      const fields = {
        plant: '',
        key: '',
        id: '',
        class: 'class',
        reason: 'reason',
        owner: 'owner',
        status: 'status',
        resolution: 'resolution',
      }
      const watcher = watchFile(
        { path: `${path}.copy`, fields, redact: (text) => text, timers: realTimers },
        { sighting: () => undefined, problem: (message) => problems.push(message) },
      )
      // What stood there before is not of this run.
      copyFileSync(path, `${path}.copy`)
      await watcher.stop()
      return problems.length > 0 ? 2 : 0
    }),
}

test('files that were made by hand are read, or refused in a sentence', { timeout: 600_000 }, async () => {
  const all = outcomes()
  const note = (name: string, { code, text, ms }: Checked): void => {
    ended(all, code)
    const isBug = code === 70 || /\n {4}at /.test(text)
    if (isBug) all.bugs += 1
    if (ms > 20_000) all.hangs += 1
    if (isBug || ms > 20_000) all.found.push(`${name}: ${Math.round(ms)} ms: ${text.slice(0, 1_000)}`)
    // Nothing here is a journal that proves anything.
    if (name.endsWith('.jsonl') && !/\.(exceptions|blob)\.jsonl$/.test(name) && ![2, 3].includes(code)) {
      all.falseVerdicts += 1
      all.found.push(`${name}: exit ${code}`)
    }
  }
  for (const [ending, read] of Object.entries(readers)) {
    for (const [index, [name, content]] of Object.entries(contents).entries()) {
      const path = join(folder, `${index}${ending}`)
      writeFileSync(path, content)
      note(`${name}${ending}`, await read(path))
    }
    if (ending === '.exceptions.jsonl') continue
    for (const [name, make] of Object.entries(otherThings)) {
      const path = join(folder, `${name}${ending}`)
      make(path)
      note(`${name}${ending}`, await read(path))
    }
  }
  settle('files made by hand', all, 200)
})

const unix = process.platform !== 'win32'
const otherThings: Readonly<Record<string, (path: string) => void>> = {
  folder: (path) => mkdirSync(path),
  nowhere: () => undefined,
  ...(unix && {
    pipe: (path) => void execFileSync('mkfifo', [path]),
    zero: (path) => symlinkSync('/dev/zero', path),
    circle: (path) => symlinkSync(path, path),
  }),
}
