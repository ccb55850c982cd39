import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { expectCode, folder, jsonOf, journalLines, leaveNothingBehind, onlyJournal, root, startCli } from './support/cli.js'

leaveNothingBehind()

/** Files that this process may open bound how many connections a target holds at once. Each call takes one on either side. */
const parallelCalls = 2_000
const memoryBytesMax = 600 * 1024 * 1024
const reference = JSON.stringify(join(root, 'examples/reference/index.js'))

/** A target that does what `mischief` says, and then its work as the reference does: the run waits until all of it is done. */
async function runWith(
  mischief: string,
  scenario = 'hello-confirmation',
): Promise<{ code: number | null; stdout: string; stderr: string; journal: string; peakBytes: number; cwd: string }> {
  const cwd = folder({
    'target.mjs':
      `import { request } from 'node:http'\nconst erp = process.env.MFGSYNC_ERP_URL\nconst post = (path, body, headers = {}, ` +
      `method = 'POST') => fetch(erp + path, { method, body, headers }).then((r) => r.arrayBuffer()).catch(() => ` +
      `undefined)\n${mischief}\nawait import(${reference})\n`,
    'mfgsync.config.yaml':
      'version: 1\ntarget:\n  start: {command: [node, target.mjs]}\n  ready: {timeout_ms: 100000}\n' +
      '  patience: {retry_interval_ms: 1500, client_timeout_ms: 1500}\n',
  })
  const running = startCli(['simulate', scenario, '--out', 'runs', '--reporter', 'lines,json=r.json'], { cwd })
  let peakBytes = 0
  const timer = setInterval(() => {
    if (process.platform !== 'linux' || running.child.exitCode !== null) return
    try {
      const [, pages = '0'] = readFileSync(`/proc/${running.child.pid}/statm`, 'utf8').split(' ')
      peakBytes = Math.max(peakBytes, Number(pages) * 4096)
    } catch {
      clearInterval(timer)
    }
  }, 50)
  const ended = await running.ended
  expectCode(ended, 0)
  clearInterval(timer)
  return { ...ended, cwd, journal: onlyJournal(join(cwd, 'runs')), peakBytes }
}

const arrived = (journal: string): readonly Readonly<Record<string, unknown>>[] =>
  journalLines(journal).filter((record) => record['kind'] === 'call.arrived')

describe('what a target sends is traffic: answered, bounded, judged', () => {
  test('malformed JSON, wrong content types, paths and methods that are not there', { timeout: 60_000 }, async () => {
    const { journal } = await runWith(`
      await post('/confirmations', '{"order":', { 'content-type': 'application/json' })
      await post('/confirmations', '<xml/>', { 'content-type': 'application/xml' })
      await post('/confirmations', '{"ordr":"1"}', { 'content-type': 'application/json' })
      await post('/confirmation', '{}', { 'content-type': 'application/json' })
      await post('/confirmations', '{}', { 'content-type': 'application/json' }, 'DELETE')`)
    const codes = arrived(journal).flatMap((record) => {
      const problem = record['problem'] as { code: string } | undefined
      return problem ? [problem.code] : []
    })
    expect(codes.toSorted()).toEqual(
      ['MALFORMED_JSON', 'METHOD_NOT_ALLOWED', 'NOT_UNDERSTOOD', 'NO_SUCH_PATH', 'UNSUPPORTED_MEDIA_TYPE'].toSorted(),
    )
  })

  test('a body of 100 MB is answered 413, journalled and not kept, and disturbs nobody', { timeout: 60_000 }, async () => {
    const { journal, peakBytes } = await runWith(
      "await post('/confirmations', Buffer.alloc(100 * 1024 * 1024, 32), { 'content-type': 'application/json' })",
    )
    expect(statSync(journal).size).toBeLessThan(5 * 1024 * 1024)
    const refused = arrived(journal)
      .filter((record) => (record['problem'] as { code: string } | undefined)?.code === 'BODY_TOO_LARGE')
      .map((record) => record['cid'])
    expect(
      journalLines(journal)
        .filter((record) => record['kind'] === 'call.served' && refused.includes(record['cid']))
        .map((record) => record['status']),
    ).toEqual([413])
    expect(peakBytes).toBeLessThan(memoryBytesMax)
  })

  test(`${parallelCalls} calls at once`, { timeout: 120_000 }, async () => {
    const { journal, peakBytes, cwd } = await runWith(`
      await Promise.all(Array.from({ length: ${parallelCalls} }, (_, n) => new Promise((done) => {
        const call = request(erp + '/confirmations?reference=none-' + n, { agent: false }, (answer) => answer.resume().on('close', done))
        call.on('error', done)
        call.end()
      })))`)
    expect(arrived(journal).filter((record) => record['operation'] === 'confirmation.query').length).toBeGreaterThanOrEqual(parallelCalls)
    expect((jsonOf(join(cwd, 'r.json')) as { runs: { verdict: string }[] }).runs.map(({ verdict }) => verdict)).toEqual(['pass'])
    expect(peakBytes).toBeLessThan(memoryBytesMax)
  })

  test('a log without end is cut, and says so', { timeout: 60_000 }, async () => {
    const { journal, peakBytes } = await runWith(`
      const line = 'x'.repeat(4_000) + '\\n'
      for (let written = 0; written < 60 * 1024 * 1024; written += line.length)
        if (!process.stdout.write(line)) await new Promise((drained) => process.stdout.once('drain', drained))`)
    const log = join(journal, '..', 'target.log')
    expect(statSync(log).size).toBeLessThan(21 * 1024 * 1024)
    expect(peakBytes).toBeLessThan(memoryBytesMax)
    expect(readFileSync(log, 'utf8')).toMatch(/^\[mfgsync\] \d+ lines \(\d+ bytes\) were cut here/m)
  })
})
