// How fast and how small judging is, against the least that reading a journal can cost:
//   node scripts/bench/judge.mjs [records ...=10000 100000 1000000] [--pairs 3]
// Every measurement is a process of its own; baseline and judge run back to back as pairs, and medians are printed. Needs a build (dist/).
import { Buffer } from 'node:buffer'
import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** JSON.parse of every line, and one typed-array hash of what each record is about: grouping and finding duplicates needs no less. */
function baseline(path) {
  let size = 1 << 16
  let slots = new Uint32Array(size)
  let used = 0
  let repeated = 0
  const insert = (hash) => {
    let at = hash & (size - 1)
    while (slots[at] !== 0 && slots[at] !== hash) at = (at + 1) & (size - 1)
    if (slots[at] === hash) return false
    slots[at] = hash
    return true
  }
  const see = (text) => {
    const record = JSON.parse(text)
    const key = record.eid ?? (record.cid === undefined ? record.kind : String(record.cid))
    let hash = 2166136261
    for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 16777619)
    if (!insert(hash >>> 0 || 1)) {
      repeated += 1
      return
    }
    used += 1
    if (used * 2 < size) return
    const before = slots
    size *= 2
    slots = new Uint32Array(size)
    for (const each of before) if (each !== 0) insert(each)
  }
  const fd = openSync(path, 'r')
  const chunk = Buffer.allocUnsafe(1 << 20)
  let rest = Buffer.alloc(0)
  let records = 0
  for (let read = readSync(fd, chunk); read > 0; read = readSync(fd, chunk)) {
    const end = chunk.subarray(0, read).lastIndexOf(10)
    if (end < 0) {
      rest = Buffer.concat([rest, chunk.subarray(0, read)])
      continue
    }
    const text = Buffer.concat([rest, chunk.subarray(0, end)]).toString('utf8')
    rest = Buffer.from(chunk.subarray(end + 1, read))
    for (let from = 0; from < text.length;) {
      const newline = text.indexOf('\n', from)
      const to = newline < 0 ? text.length : newline
      see(text.slice(from, to))
      records += 1
      from = to + 1
    }
  }
  closeSync(fd)
  return `${records} lines, ${used} keys, ${repeated} repeated`
}

async function judged(path) {
  const { judgeJournal } = await import('../../build/checks/judge.js')
  return () => {
    const { verdict, records, facts } = judgeJournal(path)
    if (verdict !== 'pass') throw new Error(`the generated journal should pass, and is ${verdict}`)
    return `${records} records, ${facts} facts`
  }
}

/**
 * One measurement, in this process: milliseconds without the start of node, of the clock and of the processor (with the threads of
 * the garbage collector), and the peak of resident memory.
 */
async function measure(what, path) {
  const run = what === 'baseline' ? () => baseline(path) : await judged(path)
  const before = process.cpuUsage()
  const started = process.hrtime.bigint()
  const note = run()
  const ms = Number(process.hrtime.bigint() - started) / 1e6
  const { user, system } = process.cpuUsage(before)
  process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000, rssMb: process.resourceUsage().maxRSS / 1024, note }))
}

function inItsOwnProcess(what, path) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--measure', what, path], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr.slice(-2000))
  return JSON.parse(stdout)
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const column = (text) => String(text).padStart(12)

function compare(sizes, pairs) {
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-bench-'))
  const generator = fileURLToPath(new URL('../generate-journal.mjs', import.meta.url))
  process.stdout.write(
    `${['records', 'baseline ms', 'judge ms', 'ratio', 'CPU ratio', 'µs/record', 'baseline MB', 'judge MB'].map(column).join('')}\n`,
  )
  try {
    for (const size of sizes) {
      const path = join(folder, `${size}.ndjson`)
      const generated = spawnSync(process.execPath, [generator, path, String(size)], { encoding: 'utf8' })
      if (generated.status !== 0) throw new Error(generated.stderr)
      const rows = Array.from({ length: pairs }, () => [inItsOwnProcess('baseline', path), inItsOwnProcess('judge', path)])
      const ours = median(rows.map(([, judge]) => judge.ms))
      const figures = [
        size,
        median(rows.map(([base]) => base.ms)).toFixed(0),
        ours.toFixed(0),
        median(rows.map(([base, judge]) => judge.ms / base.ms)).toFixed(2),
        median(rows.map(([base, judge]) => judge.cpuMs / base.cpuMs)).toFixed(2),
        ((ours * 1000) / size).toFixed(2),
        median(rows.map(([base]) => base.rssMb)).toFixed(0),
        median(rows.map(([, judge]) => judge.rssMb)).toFixed(0),
      ]
      process.stdout.write(`${figures.map(column).join('')}\n`)
      rmSync(path)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const args = process.argv.slice(2)
if (args[0] === '--measure') {
  await measure(args[1], args[2])
} else {
  const at = args.indexOf('--pairs')
  const pairs = at < 0 ? 3 : Number(args[at + 1])
  const sizes = args.filter((_, index) => at < 0 || (index !== at && index !== at + 1)).map(Number)
  if (!Number.isInteger(pairs) || pairs < 1 || sizes.some((size) => !Number.isInteger(size) || size < 100)) {
    process.stderr.write('usage: node scripts/bench/judge.mjs [records, at least 100 ...] [--pairs 3]\n')
    process.exit(2)
  }
  compare(sizes.length === 0 ? [10_000, 100_000, 1_000_000] : sizes, pairs)
}
