import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

// React looks for developers where it is told of none.
process.env.NODE_ENV = 'production'
const { openView } = await import('../../build/ui/open.js')
const { ViewSession } = await import('../../build/ui/session.js')
const { drawn } = await import('../../build/ui/layout/screen.js')
const { unicode } = await import('../../build/ui/glyphs.js')
const { readJournal } = await import('../../build/journal/reader.js')
const { runOnDisk } = await import('../../build/report/stored-run.js')
const { realClock } = await import('../../build/sim/clock.js')

const options = { colors: true, unicode: true, screenReader: false, fps: 10, clock: realClock(), command: ['mfgsync'], start: {} }
const [columns, rows] = [120, 40]

function terminal() {
  let bytes = 0
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      bytes += chunk.length
      done()
    },
  })
  Object.assign(stdout, { isTTY: true, columns, rows })
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {}, ref: () => {}, unref: () => {} })
  return { stdout, stdin, bytes: () => bytes }
}

async function inFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-bench-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function journalOf(root, folder, records) {
  return readJournal(fileOf(root, folder, records))
}

function fileOf(root, folder, records) {
  const path = join(folder, `${records}.jsonl`)
  const { status } = spawnSync(process.execPath, [join(root, 'scripts/generate-journal.mjs'), path, String(records)])
  if (status !== 0) throw new Error('the journal could not be generated')
  return path
}

const cpu_ms = (since) => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1_000
}

/** The share of a core that a view of a run with so many events a second takes, beside what the loop takes without one; and its memory. */
export function liveShare(root, perSecond = 1_000, seconds = 8) {
  return inFolder(async (folder) => {
    const journal = journalOf(root, folder, perSecond * (seconds + 2))
    const records = [...journal.records()]
    const feed = async (take) => {
      const begun = process.cpuUsage()
      const start = performance.now()
      let done = 0
      while (done < perSecond * seconds) {
        const due = Math.min(records.length, Math.floor(((performance.now() - start) / 1_000) * perSecond))
        for (; done < due; done += 1) take(records[done])
        await sleep(10)
      }
      return cpu_ms(begun) / ((performance.now() - start) / 10)
    }
    const bare = await feed(() => {})
    const place = terminal()
    const run = { header: journal.header, place: '', outstanding: () => 1, standing: () => undefined, log: () => [] }
    const view = openView(run, options, place)
    await sleep(500)
    const drawing = await feed((record) => view.session.take(record))
    const kept = view.session.state.timeline.rows.length
    view.close()
    return { percent: drawing - bare, bytes: place.bytes() / seconds, kept }
  })
}

/** Processor time of a picture: made of the state, and drawn by Ink with the next one. */
export function frames(root, count = 200) {
  return inFolder(async (folder) => {
    const journal = journalOf(root, folder, 20_000)
    const run = {
      header: journal.header,
      records: () => journal.records(),
      judge: () => new Promise(() => {}),
      explain: () => [],
      log: () => [],
    }
    const place = terminal()
    const view = openView(run, { ...options, fps: 30 }, place)
    void view.session.read(run, { seq: 5_000 })
    while (!view.session.state.ended) await sleep(20)
    await sleep(300)
    const times = []
    for (let index = 0; index < count; index += 1) {
      const begun = process.cpuUsage()
      view.session.dispatch({ do: 'key', key: 'down' })
      await sleep(40)
      times.push(cpu_ms(begun))
    }
    const pure = []
    for (let index = 0; index < count; index += 1) {
      view.session.dispatch({ do: 'key', key: 'down' })
      const start = performance.now()
      drawn(view.session.state, unicode)
      pure.push(performance.now() - start)
    }
    view.close()
    return { times, pure }
  })
}

/**
 * A large journal: until there is a picture of its beginning, until it can be looked at whole, and what a step costs in it. Pictures are
 * made all the while, as somebody sees them. Judging goes on beside it, and is not counted here.
 */
export function largeJournal(root, records = 1_000_000) {
  return inFolder(async (folder) => {
    const journal = fileOf(root, folder, records)
    const start = performance.now()
    const begun = process.cpuUsage()
    const run = runOnDisk({ journal, reproduce: { command: '' }, judge: () => new Promise(() => {}) })
    const session = new ViewSession(run, options, { columns, rows })
    let first_ms
    session.subscribe(() => {
      drawn(session.state, unicode)
      if (session.state.timeline.rows.length > rows) first_ms ??= performance.now() - start
    })
    void session.read(run, undefined)
    while (!session.state.ended) await new Promise((resolve) => setImmediate(resolve))
    drawn(session.state, unicode)
    const open = { first_ms, ms: performance.now() - start, cpu_ms: cpu_ms(begun), rss: process.memoryUsage().rss / 2 ** 20 }
    const steps = []
    for (const key of [...Array(100).fill('down'), ...Array(100).fill('pagedown'), 'G', ...Array(50).fill('pageup'), '[', '[', ']']) {
      const at = performance.now()
      session.dispatch({ do: 'key', key })
      drawn(session.state, unicode)
      steps.push(performance.now() - at)
    }
    session.close()
    return { open, steps }
  })
}
