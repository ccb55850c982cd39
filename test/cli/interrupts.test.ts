import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { alive, cli, folder, journalLines, leaveNothingBehind, onlyJournal, startCli, type Running } from './support/cli.js'

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
  { name: 'the burst', args: [burst], until: (running) => running.says(afterEffects) },
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
        expect(ended.stderr).toContain('Interrupted')
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

describe('kill -9 of mfgsync', () => {
  test.concurrent('leaves a journal that is judged as far as it goes', { timeout: 60_000 }, async () => {
    const cwd = folder()
    const out = join(cwd, 'runs')
    const running = startCli(['simulate', burst, '--out', out], { cwd })
    await running.says(afterEffects)
    running.child.kill('SIGKILL')
    expect((await running.ended).code).toBe(null)
    const journal = onlyJournal(out)
    for (const pid of targets(journal).filter(alive)) process.kill(pid, 'SIGKILL')
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
