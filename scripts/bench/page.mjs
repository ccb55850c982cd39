// How long the page of a large journal takes: to be made (judged, told and written), and to be opened by a browser until its list is there.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { browserPath, launchBrowser } from '../browser.mjs'

/** Undefined where there is no browser. */
export async function pageOf(root, records, times) {
  if (browserPath() === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'mfgsync-bench-page-'))
  try {
    const journal = join(folder, 'journal.jsonl')
    const generator = fileURLToPath(new URL('../generate-journal.mjs', import.meta.url))
    if (spawnSync(process.execPath, [generator, journal, String(records)]).status !== 0) throw new Error('no journal was generated')
    const makes = Array.from({ length: times }, () => make(root, folder))
    const browser = await launchBrowser()
    const opens = []
    for (let count = 0; count <= times; count += 1) opens.push(await open(browser, join(folder, 'report.html')))
    await browser.close()
    // The first one starts the browser's renderer as well.
    return { makes, opens: opens.slice(1), megabytes: statSync(join(folder, 'report.html')).size / 1e6 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function make(root, folder) {
  const start = process.hrtime.bigint()
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'bin/run.js'), 'report', folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return Number(process.hrtime.bigint() - start) / 1e6
}

/** Wall time, and the processor time of the page's own process: on a busy machine the latter alone says something. */
async function open(browser, file) {
  const page = await browser.newPage()
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const start = process.hrtime.bigint()
  await page.goto(pathToFileURL(file).href)
  await page.locator('[role=option]').first().waitFor()
  const ms = Number(process.hrtime.bigint() - start) / 1e6
  const { metrics } = await session.send('Performance.getMetrics')
  const seconds = metrics.find(({ name }) => name === 'ProcessTime')?.value ?? 0
  await page.close()
  return { ms, cpu_ms: seconds * 1000 }
}
