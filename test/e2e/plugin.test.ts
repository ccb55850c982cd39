import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CheckResult } from '../../src/checks/contract.js'
import type { JournalRecord } from '../../src/journal/records.js'
import { buildWithPlugin, pluginScenario, pluginTarget } from './support/plugin.js'

interface Run {
  readonly code: number
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

/** One run of the command line of the build, judged by its own report. */
async function simulate(bug: string, variant: 'clean' | 'faulty', scenario = pluginScenario): Promise<Run> {
  const out = mkdtempSync(join(folder, 'run-'))
  const report = join(out, 'report.json')
  const config = join(out, 'mfgsync.config.yaml')
  // What it does again comes within half a second: nothing later is waited for.
  const target = { module: pluginTarget, deliver: { mode: 'feed' }, patience: { retry_interval_ms: 500, client_timeout_ms: 500 } }
  writeFileSync(config, JSON.stringify({ version: 1, target }))
  const args = ['simulate', scenario, '--variant', variant, '--config', config, '--out', out, '--reporter', `json=${report}`]
  const { code, said } = await new Promise<{ code: number; said: string }>((resolve) => {
    const env = { ...process.env, BUG: bug, CI: '1' }
    execFile(process.execPath, [join(build, 'bin/run.js'), ...args], { cwd: out, env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: `${stdout}${stderr}` }),
    )
  })
  if (!existsSync(report)) throw new Error(said)
  const { runs } = JSON.parse(readFileSync(report, 'utf8')) as {
    runs: readonly { checks: readonly CheckResult[]; files: { journal: string } }[]
  }
  const [run] = runs
  if (!run) throw new Error(said)
  const lines = readFileSync(join(out, run.files.journal), 'utf8').trimEnd().split('\n').slice(1)
  return {
    code,
    said,
    checks: new Map(run.checks.map((check) => [check.check, check])),
    records: lines.map((line) => JSON.parse(line) as JournalRecord),
  }
}

describe('a system, a flow, a step, a measure, a check and a dialect that were added through the indexes alone', () => {
  test.each(['clean', 'faulty'] as const)('acquit a correct integration: %s', async (variant) => {
    const { code, said, checks } = await simulate('', variant)
    expect(code, said).toBe(0)
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
    const { code, said, checks } = await simulate(bug, variant)
    expect(code, said).toBe(1)
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
    const { code, said, records } = await simulate('', 'faulty', scenario)
    expect(code, said).toBe(0)
    expect(records.some((record) => record.kind === 'call.arrived' && record.path === '/samples')).toBe(true)
  })
})
