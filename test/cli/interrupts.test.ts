import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../src/target/free-port.js'
import { alive, cli, folder, journalLines, leaveNothingBehind, onlyJournal, runsIn, startCli, type Running } from './support/cli.js'

leaveNothingBehind()

const burst = 'mes-confirmation-burst'
/** What was lost was posted, and another fault has come since: whenever that is, the run is in the middle of it. */
const afterEffects = /fault lose-answer[^]*fault /

/** Process ids of the targets that a run has started. */
function targets(journal: string): readonly number[] {
  return journalLines(journal).flatMap((record) =>
    record['kind'] === 'target.spawned' && typeof record['pid'] === 'number' ? [record['pid']] : [],
  )
}

async function gone(pids: readonly number[]): Promise<readonly number[]> {
  for (let tries = 0; tries < 100 && pids.some(alive); tries += 1) await new Promise((done) => setTimeout(done, 50))
  return pids.filter(alive)
}

/** What a look gives once it gives something; one that fails is repeated. */
async function eventually<T>(look: () => T): Promise<NonNullable<T>> {
  for (;;) {
    try {
      const found = look()
      if (found !== undefined && found !== null && found !== false) return found
    } catch {
      // Not yet.
    }
    await new Promise((done) => setTimeout(done, 20))
  }
}

/** A target that never gets ready, and is waited for longer than any test: set-up ends because it is interrupted. */
const slowStart = {
  'slow.mjs': 'setInterval(() => {}, 1000)\n',
  'slow.yaml': 'version: 1\ntarget: { start: { command: [node, slow.mjs] }, ready: { port: true, timeout_ms: 600000 } }\n',
}

interface Moment {
  readonly name: string
  readonly args: readonly string[]
  readonly until: (running: Running) => Promise<void>
}

const moments: readonly Moment[] = [
  { name: 'set-up', args: [burst, '--config', 'slow.yaml'], until: (running) => running.says('set-up') },
  { name: 'the burst', args: [burst, '--demo', 'reference'], until: (running) => running.says(afterEffects) },
  // It posts nothing, so that the run waits for it.
  { name: 'heal', args: [burst, '--target', 'node deaf.mjs'], until: (running) => running.says('waiting for 36 facts') },
]

const deaf = {
  'deaf.mjs':
    "import { createServer } from 'node:http'\ncreateServer((q, s) => { q.resume(); s.statusCode = 202; s.end() " +
    "}).listen(Number(process.env.PORT), '127.0.0.1')\n",
}

describe('Ctrl+C', () => {
  for (const { name, args, until } of moments) {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      test.concurrent(`during ${name} (${signal}): 130, a whole journal, nobody left`, { timeout: 60_000 }, async () => {
        const cwd = folder({ ...slowStart, ...deaf })
        const out = join(cwd, 'runs')
        const running = startCli(['simulate', ...args, '--out', out], { cwd })
        await until(running)
        running.child.kill(signal)
        const ended = await running.ended
        expect(ended.code, ended.stdout + ended.stderr).toBe(130)
        expect(ended.stderr).toMatch(/Interrupted: ending the run and its target\. Once more ends at once\.\n$/)
        expect(ended.stdout).toMatch(
          /\nINTERRUPTED {2}mes-confirmation-burst \(seed 1\); nothing was broken until then\nJournal {3,}\S[^]*journal\.jsonl\n$/,
        )
        expect(ended.stdout).not.toMatch(/never fired|UNKNOWN|interrupted, expecting/)
        const journal = onlyJournal(out)
        expect(await gone(targets(journal))).toEqual([])
        expect(journalLines(journal).at(-1)).toMatchObject({ kind: 'mark', mark: 'end' })
        const again = await cli(['check', journal, '--quiet'], { cwd })
        expect(again.code, again.stdout).toBe(130)
      })
    }
  }

  test.concurrent('twice ends at once, and the target with it', { timeout: 60_000 }, async () => {
    const cwd = folder({ 'stubborn.mjs': `process.on('SIGTERM', () => {})\n${deaf['deaf.mjs']}` })
    const out = join(cwd, 'runs')
    const running = startCli(['simulate', burst, '--target', 'node stubborn.mjs', '--out', out], { cwd })
    await running.says('waiting for 36 facts')
    running.child.kill('SIGINT')
    await running.says('Once more ends at once')
    running.child.kill('SIGINT')
    expect((await running.ended).code).toBe(130)
    expect(await gone(targets(onlyJournal(out)))).toEqual([])
  })
})

test.concurrent('a doctor who is interrupted does not diagnose, nor does a replay', { timeout: 60_000 }, async () => {
  const cwd = folder(slowStart)
  await cli(['simulate', 'hello-confirmation', '--demo', 'reference', '--variant', 'clean', '--quiet', '--out', 'runs'], { cwd })
  const stored = join(runsIn(join(cwd, 'runs'))[0] ?? '', 'case.json')
  const doctor = startCli(['doctor', '--config', 'slow.yaml'], { cwd })
  const replay = startCli(['replay', stored, '--config', 'slow.yaml', '--out', 'again'], { cwd })
  await doctor.says('slow.mjs')
  await replay.says('set-up')
  for (const { child } of [doctor, replay]) child.kill('SIGINT')
  const [examined, replayed] = await Promise.all([doctor.ended, replay.ended])
  expect([examined.code, examined.stdout]).toEqual([130, 'node slow.mjs\n'])
  expect(examined.stderr).toMatch(/Interrupted: [^\n]+\nNothing is diagnosed\.\n$/)
  expect([replayed.code, replayed.stdout]).toEqual([130, expect.not.stringMatching(/ERROR|set-up error/)])
})

describe('an end that nothing delays', () => {
  const refusing =
    "import { createServer } from 'node:http'\ncreateServer((q, s) => { q.resume(); s.statusCode = 503; s.end() " +
    "}).listen(Number(process.env.PORT), '127.0.0.1')\n"

  test.concurrent('nothing is posted to a port that was given back', { timeout: 60_000 }, async () => {
    const port = await freePort()
    const config = `version: 1\ntarget: { start: { command: [node, refusing.mjs] } }\nnetwork: { target_port: ${port} }\n`
    const cwd = folder({ 'refusing.mjs': refusing, 'mfgsync.config.yaml': config })
    const running = startCli(['simulate', burst, '--verbose', '--out', 'runs'], { cwd })
    // While deliveries are refused and tried again: not after the run, which tells the status.
    await running.says(/ refused[^]* refused/)
    running.child.kill('SIGINT')
    await running.says('Interrupted')
    // A stranger takes the port as soon as it is free.
    const posted: string[] = []
    const stranger = createServer((request, response) => {
      posted.push(String(request.headers['ce-id'] ?? request.url))
      response.end()
    })
    stranger.on('error', () => setTimeout(() => stranger.listen(port, '127.0.0.1'), 5))
    stranger.listen(port, '127.0.0.1')
    const ended = await running.ended
    expect(ended.code).toBe(130)
    // However much was asked for while it went on.
    expect(ended.stdout).toMatch(/\nINTERRUPTED {2}mes-confirmation-burst \(seed 1\)[^\n]*\nJournal[^]*journal\.jsonl\n$/)
    expect(ended.stdout).not.toMatch(/UNKNOWN|Checks/)
    stranger.close()
    stranger.closeAllConnections()
    expect(posted).toEqual([])
  })

  test.concurrent('a reset hook that hangs', { timeout: 60_000 }, async () => {
    const hung = `console.log('hung', process.pid); process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`
    const config =
      'version: 1\ntarget:\n  start: { command: [node, refusing.mjs] }\n  reset: { command: [node, hung.mjs], timeout_ms: 600000 }\n'
    const cwd = folder({ 'refusing.mjs': refusing, 'hung.mjs': hung, 'mfgsync.config.yaml': config })
    const running = startCli(['simulate', burst, '--out', 'runs'], { cwd })
    const log = await eventually(() => /hung (\d+)/.exec(readFileSync(join(runsIn(join(cwd, 'runs'))[0] ?? '', 'target.log'), 'utf8')))
    running.child.kill('SIGINT')
    const ended = await running.ended
    expect(ended.code, ended.stdout + ended.stderr).toBe(130)
    expect(await gone([Number(log[1])])).toEqual([])
  })

  test.concurrent('a module that loops for ever', { timeout: 60_000 }, async () => {
    const loops = `import { writeFileSync } from 'node:fs'\nwriteFileSync('looping', '')\nfor (;;);\n`
    const cwd = folder({ 'loops.mjs': loops })
    const running = startCli(['simulate', burst, '--target-module', 'loops.mjs', '--out', 'runs'], { cwd })
    await eventually(() => existsSync(join(cwd, 'looping')))
    running.child.kill('SIGINT')
    const ended = await running.ended
    expect(ended.code, ended.stdout + ended.stderr).toBe(130)
    expect(ended.stderr).toContain('It did not end in time')
  })

  test.concurrent('SIGQUIT ends at once, and the target with it', { timeout: 60_000 }, async () => {
    const cwd = folder(deaf)
    const out = join(cwd, 'runs')
    const running = startCli(['simulate', burst, '--target', 'node deaf.mjs', '--out', out], { cwd })
    await running.says('waiting for 36 facts')
    running.child.kill('SIGQUIT')
    expect((await running.ended).code).toBe(130)
    expect(await gone(targets(onlyJournal(out)))).toEqual([])
  })

  test.concurrent.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'])('%s before the command listens: 130, and not a word', async (signal) => {
    const early = `process.on('newListener', (name) => name === 'SIGQUIT' && setImmediate(() => process.kill(process.pid, '${signal}')))`
    const node = [process.execPath, '--import', `data:text/javascript,${encodeURIComponent(early)}`]
    const { code, stdout, stderr } = await cli(['simulate', burst, '--demo', 'reference'], { cwd: folder(), node })
    expect([code, stdout, stderr]).toEqual([130, '', ''])
  })
})

describe('kill -9 of mfgsync', () => {
  test.concurrent('leaves a journal that is judged as far as it goes', { timeout: 60_000 }, async () => {
    const cwd = folder()
    const out = join(cwd, 'runs')
    const running = startCli(['simulate', burst, '--out', out], { cwd })
    await running.says(afterEffects)
    running.child.kill('SIGKILL')
    expect((await running.ended).code).toBe(null)
    const journal = onlyJournal(out)
    expect(await gone(targets(journal))).toEqual([])
    const report = join(cwd, 'report.json')
    const judged = await cli(['check', journal, '--reporter', `json=${report}`], { cwd })
    expect(judged.code, judged.stdout + judged.stderr).toBe(3)
    const {
      runs: [run],
    } = JSON.parse(readFileSync(report, 'utf8')) as {
      runs: { whole: boolean; verdict: string; checks: { check: string; class: string; verdict: string }[] }[]
    }
    const verdictOf = (name: string): string | undefined => run?.checks.find(({ check }) => check === name)?.verdict
    expect([run?.whole, run?.verdict]).toEqual([false, 'unknown'])
    // Safety is judged on every prefix, liveness only at the end.
    expect(verdictOf('every-event-accounted')).toBe('unknown')
    const ofClass = (name: string): readonly string[] => (run?.checks ?? []).flatMap((each) => (each.class === name ? each.verdict : []))
    expect(ofClass('L')).not.toContain('pass')
    expect(ofClass('S')).not.toContain('fail')
    expect(readdirSync(join(journal, '..'))).toContain('case.json')
  })
})
