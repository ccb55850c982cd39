import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CheckResult } from '../../src/checks/contract.js'
import type { JournalRecord } from '../../src/journal/records.js'
import { buildWithPlugin, doorOf, pluginScenario, pluginTarget } from './support/plugin.js'
import { story } from './support/proof.js'

interface Run {
  readonly verdict: string
  readonly said: string
  readonly checks: ReadonlyMap<string, CheckResult>
  readonly records: readonly JournalRecord[]
}

let folder = ''
let build = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mfgsync-plugin-'))
  build = buildWithPlugin(join(folder, 'build'))
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

/** What it does again comes within half a second: nothing later is waited for. */
const target = { module: pluginTarget, deliver: { mode: 'feed' }, patience: { retry_interval_ms: 500, client_timeout_ms: 500 } } as const

/** One run, through the programmatic door of the build. */
async function simulate(bug: string, variant: 'clean' | 'faulty', scenario = pluginScenario): Promise<Run> {
  const out = mkdtempSync(join(folder, 'run-'))
  const [run] = await doorOf(build).simulate({ scenario, variant, out, target: { ...target, cwd: out, env: { BUG: bug } } })
  if (!run) throw new Error('nothing was run')
  const { verdict, results } = run.judgement
  const lines = readFileSync(run.files.journal, 'utf8').trimEnd().split('\n').slice(1)
  return {
    verdict,
    said: story(run),
    checks: new Map(results.map((check) => [check.check, check])),
    records: lines.map((line) => JSON.parse(line) as JournalRecord),
  }
}

/** The same by the command line of the build. */
function fromCommandLine(): Promise<{ readonly code: number; readonly said: string }> {
  const out = mkdtempSync(join(folder, 'run-'))
  const config = join(out, 'mfgsync.config.yaml')
  writeFileSync(config, JSON.stringify({ version: 1, target }))
  const args = ['simulate', pluginScenario, '--variant', 'clean', '--config', config, '--out', out]
  return new Promise((resolve) => {
    const env = { ...process.env, BUG: '', CI: '1' }
    execFile(process.execPath, [join(build, 'bin/run.js'), ...args], { cwd: out, env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: `${stdout}${stderr}` }),
    )
  })
}

describe('a system, a flow, a step, a measure, a check and a dialect that were added through the indexes alone', () => {
  test('are known to the command line', async () => {
    const { code, said } = await fromCommandLine()
    expect(code, said).toBe(0)
    expect(said).toMatch(/^PASS /m)
  })

  test.each(['clean', 'faulty'] as const)('acquit a correct integration: %s', async (variant) => {
    const { verdict, said, checks } = await simulate('', variant)
    expect(verdict, said).toBe('pass')
    for (const name of ['no-duplicate-effect', 'every-event-accounted', 'never-too-early', 'final-state-converges', 'sample-complete']) {
      expect(checks.get(name)?.verdict, `${name}\n${said}`).toBe('pass')
    }
  })

  test.each([
    ['registers-again', 'faulty', 'no-duplicate-effect', /^excess/],
    ['releases-early', 'clean', 'never-too-early', /^no-release-before-parts$/],
    ['drops-a-part', 'clean', 'every-event-accounted', /^(missing|short)$/],
    ['drops-a-part', 'clean', 'sample-complete', /^incomplete$/],
    ['writes-nonsense', 'clean', 'final-state-converges', /./],
  ] as const)('convict one that %s', async (bug, variant, name, reason) => {
    const { verdict, said, checks } = await simulate(bug, variant)
    expect(verdict, said).toBe('fail')
    const check = checks.get(name)
    expect(check?.verdict, said).toBe('fail')
    expect(check?.advisory).toBe(false)
    expect(Object.keys(check?.violations.byReason ?? {}).join()).toMatch(reason)
  })

  test('the dialect asks for a session, and takes several commands with a result each', async () => {
    const { records } = await simulate('', 'clean')
    const served = records.filter((record) => record.kind === 'call.served')
    expect(served.some(({ answerClass }) => answerClass === 'handshake')).toBe(true)
    expect(served.some(({ lines }) => (lines?.length ?? 0) > 1)).toBe(true)
  })

  test('the same integration speaks the dialect that every system has', async () => {
    const scenario = join(folder, 'samples.yaml')
    writeFileSync(scenario, readFileSync(pluginScenario, 'utf8').replace('dialect: session-lines', 'dialect: plain'))
    const { verdict, said, records } = await simulate('', 'faulty', scenario)
    expect(verdict, said).toBe('pass')
    expect(records.some((record) => record.kind === 'call.arrived' && record.path === '/samples')).toBe(true)
  })
})
