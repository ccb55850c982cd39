// npm run bench: what the product promises about speed, measured here and now, in pairs, medians. It judges nothing and fails nothing.
// Usage: npm run bench [-- start target request answer post growth judge run campaign facts page view]   (all of them without a word)
import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { spawnedCampaign, virtualCampaigns } from './bench/campaign.mjs'
import { firstAnswerPairs } from './bench/first-answer.mjs'
import { firstRequests } from './bench/first-request.mjs'
import { manyFacts } from './bench/many-facts.mjs'
import { pageOf } from './bench/page.mjs'
import { shareOfRun } from './bench/run-share.mjs'
import { growth, postPairs } from './bench/serve-post.mjs'
import { targetStart } from './bench/target-start.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const wanted = process.argv.slice(2)
const asked = (name) => wanted.length === 0 || wanted.includes(name)

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]

function timed(args) {
  const start = process.hrtime.bigint()
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore' })
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`)
  return Number(process.hrtime.bigint() - start) / 1e6
}

/** Whole processes in turn, A B A B: the machine's drift hits both. */
function pairs(count, a, b) {
  timed(a)
  timed(b)
  return Array.from({ length: count }, () => ({ a: timed(a), b: timed(b) }))
}

function say(what, goal, figure) {
  process.stdout.write(`${what.padEnd(52)} ${figure.padEnd(44)} goal ${goal}\n`)
}

const ratio = (rows, of = ({ a, b }) => a / b) => median(rows.map(of)).toFixed(2)

process.stdout.write(`node ${process.version}, ${cpus().length} processors; medians of pairs taken back to back\n`)
if (asked('start')) {
  const version = pairs(15, ['bin/run.js', '--version'], ['-e', '0'])
  say('mfgsync --version', '<= 1.5 x node -e 0', `${ratio(version)} x (${median(version.map(({ a }) => a)).toFixed(0)} ms)`)
  const help = pairs(15, ['bin/run.js', 'simulate', '--help'], ['-e', '0'])
  say('mfgsync simulate --help', '<= 4 x node -e 0', `${ratio(help)} x (${median(help.map(({ a }) => a)).toFixed(0)} ms)`)
}
if (asked('target')) {
  await targetStart(root)
  const rows = []
  for (let index = 0; index < 9; index += 1) rows.push({ a: await targetStart(root), b: timed(['-e', '0']) })
  say('simulate to the start of the target', '<= 3.5 x node -e 0', `${ratio(rows)} x (${median(rows.map(({ a }) => a)).toFixed(0)} ms)`)
}
if (asked('answer')) {
  const rows = await firstAnswerPairs(9)
  say(
    'start to first answer of all systems',
    '<= 1.8 x bare node:http',
    `${ratio(rows)} x (${median(rows.map(({ a }) => a)).toFixed(0)} ms)`,
  )
}
if (asked('post')) {
  const rows = await postPairs(5, 20_000)
  say(
    'POST validated, posted, journalled',
    '>= 0.7 x bare node:http',
    `${ratio(rows, (row) => row.ratio)} x (${median(rows.map(({ ours }) => ours.perSecond)).toFixed(0)}/s)`,
  )
  say(
    '  the same by processor time per request',
    '-',
    `${ratio(rows, (row) => row.cpuRatio)} x (${median(rows.map(({ ours }) => ours.cpu_us)).toFixed(0)} us)`,
  )
}
if (asked('growth')) {
  const rates = await growth(10, 30_000)
  say(
    'POST as the ledger grows to 300k documents',
    'flat',
    `last tenth ${(rates.at(-1) / rates[0]).toFixed(2)} x the first (${rates.map((rate) => Math.round(rate / 100) / 10).join(' ')} k/s)`,
  )
}
if (asked('judge')) {
  process.stdout.write('judging, one pass; goal <= 1.5 x parse and hash, <= 400 MB, linear\n')
  spawnSync(process.execPath, [fileURLToPath(new URL('bench/judge.mjs', import.meta.url))], { stdio: 'inherit' })
}
if (asked('run')) {
  for (const row of shareOfRun(root)) {
    say(`${row.scenario}, reference, command to verdict`, row.goal, `${(row.wall_ms / 1000).toFixed(2)} s`)
    say(
      '  of that, mfgsync working (its own processor time)',
      '<= 15 %',
      `${((row.cpu_ms / row.wall_ms) * 100).toFixed(0)} % (${row.cpu_ms.toFixed(0)} ms)`,
    )
  }
}
if (asked('request')) {
  const rows = firstRequests(root, 9)
  say(
    'simulate to the first request to the target',
    '-',
    `${ratio(rows, (row) => row.asked / row.bare)} x (${median(rows.map(({ asked }) => asked)).toFixed(0)} ms)`,
  )
}
if (asked('campaign')) {
  const runs = 60
  const rows = virtualCampaigns(root, runs, 3)
  const perMinute = ({ runs, cpu_ms }) => (runs * 60_000) / cpu_ms
  say(
    'mes-confirmation-burst in process, one thread',
    '>= 300 runs a minute and core',
    `${median(rows.map(({ one }) => perMinute(one))).toFixed(0)} a minute of processor time`,
  )
  say(
    '  --jobs 2: runs a minute against --jobs 1',
    'near 2 x on two quiet cores',
    `${ratio(rows, ({ one, two }) => one.wall_ms / two.wall_ms)} x`,
  )
  say('  --jobs 2: processor time against --jobs 1', '-', `${ratio(rows, ({ one, two }) => two.cpu_ms / one.cpu_ms)} x`)
  const jobs = 2 * cpus().length
  const spawned = spawnedCampaign(root, 3 * jobs, jobs)
  say(
    `the same with targets of their own, --jobs ${jobs}`,
    '<= 150 ms of its own per run',
    `${((spawned.runs * 60_000) / spawned.wall_ms).toFixed(0)} a minute, ${(spawned.cpu_ms / spawned.runs).toFixed(0)} ms each`,
  )
}
if (asked('page')) {
  const page = await pageOf(root, 100_000, 3)
  if (!page) process.stdout.write('page: there is no Chromium, Chrome or Edge here to open it\n')
  else {
    say('page of 100k records: made, from its journal', '-', `${median(page.makes).toFixed(0)} ms, ${page.megabytes.toFixed(1)} MB`)
    const [wall, cpu] = [page.opens.map(({ ms }) => ms), page.opens.map(({ cpu_ms }) => cpu_ms)].map((each) => median(each).toFixed(0))
    say('  opened in a browser, until its list is there', '<= 2 s', `${wall} ms, of the processor ${cpu} ms`)
  }
}
if (asked('facts')) {
  const rows = manyFacts([36, 3_600, 36_000])
  for (const { facts, planMs, runMs, judgeMs, rssMb, journalMb, holdMs } of rows) {
    say(`${facts} facts in one run, in process`, '-', `plan ${planMs.toFixed(0)}, run ${runMs.toFixed(0)}, judge ${judgeMs.toFixed(0)} ms`)
    say('  processor time of the run per fact', '<= 1.2 x that of 3,600', `${((runMs * 1000) / facts).toFixed(0)} us`)
    say('  memory, longest hold of the loop', '<= 500 MB, <= 100 ms', `${rssMb.toFixed(0)} MB, ${holdMs.toFixed(0)} ms`)
    say('  its journal', '-', `${journalMb.toFixed(1)} MB`)
  }
}
if (asked('view')) {
  const { frames, largeJournal, liveShare } = await import('./bench/view.mjs')
  const { percent, bytes, kept } = await liveShare(root)
  say(
    'view of a run with 1,000 records a second',
    '<= 12 % of a core',
    `${percent.toFixed(1)} % (${(bytes / 1024).toFixed(0)} KiB/s, ${kept} rows)`,
  )
  const { times, pure } = await frames(root)
  say(
    '  a picture of 120 x 40, made and drawn',
    '<= 16 ms',
    `${median(times).toFixed(1)} ms of processor time, ${median(pure).toFixed(1)} of it made`,
  )
  const { open, steps } = await largeJournal(root)
  say('a journal of 1,000,000 records: the first picture', '-', `${open.first_ms.toFixed(0)} ms`)
  say(
    '  until all of it is there',
    '<= 5 s',
    `${(open.ms / 1000).toFixed(1)} s (${(open.cpu_ms / 1000).toFixed(1)} of processor time), ${open.rss.toFixed(0)} MB`,
  )
  say('  a step in it', 'no delay', `${median(steps).toFixed(1)} ms, at most ${Math.max(...steps).toFixed(0)} ms`)
}
