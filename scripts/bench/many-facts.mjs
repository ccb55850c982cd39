// A run of many facts in process, on the virtual clock, against a module that posts each of them once: what it takes, and for how long it
// holds its loop. Each run is planned, done and judged in a process of its own.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const factsPerOrder = 9
const beat_ms = 20
/** A run ends after a quarter of an hour of its own time. */
const longest_ms = 600_000

const scenario = (orders) => `version: 1
name: many-facts
title: Many confirmations.
data: { operations: 3 }
phases:
  set-up:
    - dispatch-orders: { count: ${orders} }
  burst:
    - confirm: { over: ${Math.min(orders * 90, longest_ms)}ms }
`

const target = `export const start = ({ env, fetch }) => ({
  async fetch(request) {
    const { data, subject } = await request.json()
    const { order, operation, kind, scrap, rework } = data
    const body = { order, operation, kind, yield: data.yield, scrap, rework, postingDate: data.occurredAt.slice(0, 10), reference: subject }
    const answer = await fetch(env.MFGSYNC_ERP_URL + '/confirmations', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return new Response(null, { status: answer.ok ? 202 : 503 })
  },
})
`

/** Processor time of this thread, in milliseconds. */
function spent() {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** The longest time of the processor between two beats of a real timer, by phase. */
function watchHolds() {
  let phase = 'start'
  let last = spent()
  const holds = {}
  const look = () => {
    const now = spent()
    holds[phase] = Math.max(holds[phase] ?? 0, now - last)
    last = now
  }
  setInterval(look, beat_ms).unref()
  return {
    holds,
    enter: (next) => {
      look()
      phase = next
    },
  }
}

async function measure(facts) {
  const watching = watchHolds()
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-facts-'))
  const file = (name, text) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  try {
    const { planCases } = await import('../../build/explore/plan-cases.js')
    const { VirtualRuns } = await import('../../build/sim/virtual-run.js')
    const { defaultNetwork, targetSettings } = await import('../../build/sim/index.js')
    const { judgeJournal } = await import('../../build/checks/judge.js')
    const yaml = file('many-facts.yaml', scenario(Math.max(1, Math.round(facts / factsPerOrder))))
    const module = file('target.mjs', target)
    const settings = targetSettings({ module, cwd: folder })
    watching.enter('plan')
    const started = spent()
    const plan = planCases({ scenarios: [yaml], variant: 'clean' })[0].plan()
    const planned = spent()
    watching.enter('set-up')
    const dir = join(folder, 'run')
    const watch = (record) => record.kind === 'mark' && record.mark === 'phase' && watching.enter(record.phase)
    const runs = new VirtualRuns()
    const { files } = await runs.run(
      { plan, target: settings, network: defaultNetwork, dir, run: 'run', tool: 'bench', watch },
      process.env,
    )
    const ran = spent()
    watching.enter('judging')
    const rssMb = process.resourceUsage().maxRSS / 1024
    const { verdict } = judgeJournal(files.journal)
    if (verdict !== 'pass') throw new Error(`the run should pass, and is ${verdict}`)
    const { holds } = watching
    // The output of this thread is the target's.
    writeSync(
      1,
      JSON.stringify({
        facts: plan.facts.length,
        planMs: planned - started,
        runMs: ran - planned,
        judgeMs: spent() - ran,
        rssMb,
        journalMb: statSync(files.journal).size / 2 ** 20,
        holds,
        holdMs: Math.max(...['set-up', 'burst', 'heal', 'judge'].map((phase) => holds[phase] ?? 0)),
      }),
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs of so many facts each, with what each took: processor time of the thread, and the peak of resident memory. */
export function manyFacts(counts) {
  return counts.map((facts) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--measure', String(facts)], {
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(stderr.slice(-2000))
    return JSON.parse(stdout)
  })
}

if (process.argv[2] === '--measure') {
  await measure(Number(process.argv[3]))
}
