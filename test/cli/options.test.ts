import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { listScenarios } from '../../src/scenario/catalogue.js'
import { cli, expectCode, folder, journalLines, jsonOf, leaveNothingBehind, onlyJournal, root, runsIn, startCli } from './support/cli.js'

leaveNothingBehind()

const slow = { timeout: 90_000 } as const
const reference = join(root, 'examples/reference/index.js')
const naive = join(root, 'examples/naive/index.js')

const shippedScenarios = listScenarios().map(({ name }) => name)

interface Report {
  readonly summary: { readonly runs: number; readonly passed: number; readonly exitCode: number; readonly skipped: readonly unknown[] }
  readonly runs: readonly {
    readonly scenario: string
    readonly seed: number
    readonly verdict: string
    readonly covers: readonly string[]
    readonly checks: readonly { readonly check: string; readonly verdict: string }[]
  }[]
}

describe('reporters', () => {
  test.concurrent('lines, json, junit and markdown from one call', slow, async () => {
    const cwd = folder()
    const { code, stdout } = await cli(
      ['simulate', 'hello-confirmation', '--target-module', naive, '--reporter', 'lines,json=r.json,junit=r.xml,markdown=r.md'],
      { cwd },
    )
    expect(code, stdout).toBe(1)
    expect(stdout).toMatch(/FAIL +no-duplicate-effect/)
    const report = jsonOf(join(cwd, 'r.json')) as Report
    expect([report.summary.exitCode, report.runs.map(({ verdict }) => verdict)]).toEqual([1, ['fail']])
    expect(readFileSync(join(cwd, 'r.xml'), 'utf8')).toMatch(
      /<testsuite[\s\S]*<failure[\s\S]*no-duplicate-effect|no-duplicate-effect[\s\S]*<failure/,
    )
    expect(readFileSync(join(cwd, 'r.md'), 'utf8')).toMatch(/^#[\s\S]*no-duplicate-effect/)
  })
})

describe('several runs in one call', () => {
  test.concurrent('all scenarios, two at once', slow, async () => {
    const cwd = folder()
    const { code, stdout } = await cli(
      ['simulate', '--all', '--jobs', '2', '--target-module', reference, '--reporter', 'json=r.json,lines', '--out', 'runs'],
      { cwd },
    )
    expect(code, stdout).toBe(0)
    const { runs } = jsonOf(join(cwd, 'r.json')) as Report
    expect(runs.map(({ scenario, seed, verdict }) => `${scenario} ${seed} ${verdict}`).toSorted()).toEqual(
      shippedScenarios.map((name) => `${name} 1 pass`).toSorted(),
    )
    expect(runsIn(join(cwd, 'runs'))).toHaveLength(shippedScenarios.length)
  })

  test.concurrent('two seeds of one', slow, async () => {
    const cwd = folder()
    const { code, stdout } = await cli(
      ['simulate', 'hello-confirmation', '--seeds', '1-2', '--target-module', reference, '--reporter', 'json=r.json', '--out', 'runs'],
      { cwd },
    )
    expect(code, stdout).toBe(0)
    expect((jsonOf(join(cwd, 'r.json')) as Report).runs.map(({ seed, verdict }) => `${seed} ${verdict}`)).toEqual(['1 pass', '2 pass'])
    expect(runsIn(join(cwd, 'runs'))).toHaveLength(2)
  })

  test.concurrent('what the time budget leaves out is listed, and the exit code is 3', slow, async () => {
    const cwd = folder()
    const { code, stdout } = await cli(
      ['simulate', 'hello-confirmation', '--seeds', '1-4', '--time-budget', '1ms', '--reporter', 'json=r.json,lines'],
      { cwd },
    )
    expect(code, stdout).toBe(3)
    const { summary } = jsonOf(join(cwd, 'r.json')) as Report
    expect(summary.runs + summary.skipped.length).toBe(4)
    expect(summary.skipped.length).toBeGreaterThanOrEqual(3)
    expect(stdout).toContain('the time budget was spent')
  })
})

test.concurrent('--print-plan prints plain data and runs nothing', async () => {
  const cwd = folder()
  const { code, stdout } = await cli(['simulate', 'mes-confirmation-burst', '--print-plan', '--seed', '4'], { cwd })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ scenario: { name: 'mes-confirmation-burst' }, variant: 'faulty', size: 'quick', seed: 4 })
  expect(existsSync(join(cwd, '.mfgsync'))).toBe(false)
})

describe('what the target covers', () => {
  const mixed = readFileSync(join(root, 'scenarios/hello-confirmation.yaml'), 'utf8')
    .replace('name: hello-confirmation', 'name: mixed')
    .replace('    - confirm:\n', '    - consume: { quantities: [2] }\n    - confirm:\n')
  const covering = (flows: string): Readonly<Record<string, string>> => ({
    'mfgsync.config.yaml':
      `version: 1\ntarget:\n  module: ${JSON.stringify(reference)}\n  flows: [${flows}]\n  patience: ` +
      '{retry_interval_ms: 1500, client_timeout_ms: 1500}\n',
    'mixed.yaml': mixed,
  })

  test.concurrent('a scenario with nothing in scope is refused (2)', async () => {
    const { code, stderr } = await cli(['simulate', 'hello-confirmation'], { cwd: folder(covering('reversal')) })
    expect([code, stderr.includes('nothing in scope')], stderr).toEqual([2, true])
  })

  test.concurrent('a stand-in plays the rest, which is not judged; --strict-scope refuses it', slow, async () => {
    const cwd = folder(covering('confirmation'))
    const planned = await cli(['simulate', './mixed.yaml', '--print-plan'], { cwd })
    expect(planned.code, planned.stderr).toBe(0)
    expect((JSON.parse(planned.stdout) as { flows: string[] }).flows).toEqual(['confirmation', 'consumption'])
    const [run, strict] = await Promise.all([
      cli(['simulate', './mixed.yaml', '--out', 'runs'], { cwd }),
      cli(['simulate', './mixed.yaml', '--strict-scope'], { cwd }),
    ])
    expect(run.code, run.stdout + run.stderr).toBe(0)
    const facts = journalLines(onlyJournal(join(cwd, 'runs'))).filter((record) => record['kind'] === 'fact')
    // The consumption comes first: the order's sequence counts what the target is handed, so that nobody waits for what it never gets.
    expect(facts.map((fact) => [fact['flows'], fact['covered'], fact['streamSeq']])).toEqual([
      [['consumption'], false, 2],
      [['confirmation'], true, 1],
    ])
    expect(run.stdout).toMatch(/facts played by a stand-in 1/)
    expect([strict.code, strict.stderr.includes('--strict-scope')], strict.stderr).toEqual([2, true])
  })
})

test.concurrent('a target that runs elsewhere is not killed, and that is said', slow, async () => {
  // It takes everything and posts nothing: it is convicted of loss, and lives on.
  const cwd = folder({
    'server.mjs':
      "import { createServer } from 'node:http'\nconst s = createServer((q, a) => { q.resume(); a.statusCode = 202; a.end() " +
      "}).listen(0, '127.0.0.1', () => console.log(s.address().port))\n",
  })
  const child = spawn(process.execPath, [join(cwd, 'server.mjs')], { stdio: ['ignore', 'pipe', 'ignore'] })
  try {
    const port = await new Promise<string>((done) => child.stdout.once('data', (chunk: Buffer) => done(chunk.toString().trim())))
    const config = 'version: 1\ntarget: {patience: {retry_interval_ms: 300, client_timeout_ms: 300}}\n'
    const withConfig = folder({ 'mfgsync.config.yaml': config })
    const ended = await cli(['simulate', 'mes-confirmation-burst', '--target-url', `http://127.0.0.1:${port}`, '--out', 'runs'], {
      cwd: withConfig,
    })
    expectCode(ended, 1)
    expect(ended.stderr).toBe(
      'Config: mfgsync.config.yaml\nLeft out, since mfgsync did not start the target and will not kill it: kill-1.\n',
    )
    expect(journalLines(onlyJournal(join(withConfig, 'runs'))).filter((record) => record['kind'] === 'target.killed')).toEqual([])
    expect(child.exitCode).toBe(null)
  } finally {
    child.kill('SIGKILL')
  }
})

test.concurrent('scenarios: list, show, lint, new', async () => {
  const cwd = folder()
  const [list, show, lint, made] = await Promise.all([
    cli(['scenarios', 'list'], { cwd }),
    cli(['scenarios', 'show', 'mes-confirmation-burst'], { cwd }),
    cli(['scenarios', 'lint', 'hello-confirmation'], { cwd }),
    cli(['scenarios', 'new', 'my-story'], { cwd }),
  ])
  expect([list.code, show.code, lint.code, made.code], made.stderr + lint.stderr + show.stderr).toEqual([0, 0, 0, 0])
  expect(list.stdout).toMatch(/^hello-confirmation +One confirmation[\s\S]*^mes-confirmation-burst/m)
  expect(show.stdout).toContain('A burst of confirmations')
  const [can = '', cannot = ''] = show.stdout.split('Cannot detect')
  expect([can, cannot]).toEqual([expect.stringContaining('per-key-order'), expect.stringContaining('reversal-nets-to-zero')])
  expect(can).not.toContain('reversal-nets-to-zero')
  const file = /\S+\.ya?ml/.exec(made.stdout)?.[0] ?? ''
  const [own, told] = await Promise.all([cli(['scenarios', 'lint', file], { cwd }), cli(['scenarios', 'show', file], { cwd })])
  expect(own.code, own.stderr).toBe(0)
  expect(told.stdout).toContain('What it can detect shows in a run')
})

test.concurrent('from an empty folder to the first verdict: init, doctor, simulate', slow, async () => {
  const cwd = folder({
    'my-integration.mjs': readFileSync(join(root, 'examples/hand-written/index.js'), 'utf8'),
    'package.json': '{"type":"commonjs"}\n',
  })
  const init = await cli(['init', '--yes', '--target', 'node my-integration.mjs', '--flows', 'confirmation', '--deliver', 'webhook'], {
    cwd,
  })
  expect(init.code, init.stderr).toBe(0)
  const again = await cli(['init', '--yes'], { cwd })
  expect([again.code, again.stderr.includes('is there already')]).toEqual([2, true])
  const doctor = await cli(['doctor'], { cwd })
  expect(doctor.code, doctor.stdout + doctor.stderr).toBe(0)
  expect(doctor.stdout).toContain('The set-up is sound.')
  const verdict = await cli(['simulate', 'hello-confirmation'], { cwd })
  expectCode(verdict, 0)
})

test.concurrent('doctor names the first problem (4)', async () => {
  const cwd = folder({ 'x.mjs': 'process.exit(1)\n' })
  const { code, stdout } = await cli(['doctor', '--target', 'node x.mjs'], { cwd })
  expect(code, stdout).toBe(4)
  expect(stdout).toMatch(/PROBLEM +start and ready/)
})

test.concurrent('doctor says what a target answers that refuses (4)', slow, async () => {
  const cwd = folder({ 'x.mjs': 'export const fetch = () => new Response("no such column: yield", { status: 500 })\n' })
  const { code, stdout } = await cli(['doctor', '--target-module', './x.mjs'], { cwd })
  expect(code, stdout).toBe(4)
  expect(stdout.replace(/\s+/g, ' ')).toMatch(/PROBLEM one delivery .*it answered 500 and said "no such column: yield" to POST/)
  expect(stdout).not.toContain('no answer')
  expect(stdout.replace(/\s+/g, ' ')).not.toMatch(/PROBLEM reset/)
})

test.concurrent('serve answers what its example lines ask', slow, async () => {
  const cwd = folder()
  const serving = startCli(['serve', '--seed', '2', '--journal', 'served.jsonl'], { cwd })
  await serving.says('Ctrl+C ends it')
  const urls = Object.fromEntries([...serving.stdout().matchAll(/^(ERP|MES|DESK) +(http:\/\/\S+)/gm)].map(([, name, url]) => [name, url]))
  const get = async (url: string): Promise<Record<string, unknown>> => (await (await fetch(url)).json()) as Record<string, unknown>
  expect((await get(`${urls['MES']}/events?after=0&limit=1`))['events']).toHaveLength(1)
  expect((await get(`${urls['ERP']}/production-orders`))['items']).not.toHaveLength(0)
  expect(await get(`${urls['ERP']}/openapi.json`)).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) })
  const post = /curl -X POST '([^']+)' -H 'content-type: application\/json' -H 'idempotency-key: [^']+' -d '([^']+)'/.exec(serving.stdout())
  const posted = await fetch(post?.[1] ?? '', { method: 'POST', headers: { 'content-type': 'application/json' }, body: post?.[2] ?? '' })
  expect(posted.status).toBe(201)
  const [, journal, checks, sessions] =
    /curl '(\S+journal\?fact=\S+)'\n  curl '(\S+checks)'\n  curl -X POST '(\S+sessions)'/.exec(serving.stdout()) ?? []
  expect((await get(journal ?? ''))['records']).not.toHaveLength(0)
  expect((await get(checks ?? ''))['failed']).toEqual([])
  expect((await fetch(sessions ?? '', { method: 'POST' })).status).toBe(201)
  serving.child.kill('SIGINT')
  const ended = await serving.ended
  expect(ended.code, ended.stderr).toBe(0)
  expect(journalLines(join(cwd, 'served.jsonl')).filter((record) => record['kind'] === 'effect').length).toBeGreaterThan(0)
})
