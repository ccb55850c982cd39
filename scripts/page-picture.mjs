// Makes README's picture of the page from a real run: docs/images/page.png. Needs a build and a browser.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { launchBrowser } from './browser.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const out = mkdtempSync(join(tmpdir(), 'mfgsync-picture-'))
const mutant = join(root, 'test/targets/mutants/m01-blind-retry.mjs')
const mfgsync = (...args) => spawnSync(process.execPath, [join(root, 'bin/run.js'), ...args], { cwd: out, encoding: 'utf8' })

try {
  const run = mfgsync('simulate', 'mes-confirmation-burst', '--target-module', mutant, '--quiet')
  if (run.status !== 1) throw new Error(`expected a conviction, and the run ended with ${run.status}: ${run.stderr}`)
  const made = mfgsync('report', '.mfgsync', '--reporter', 'html=report.html')
  if (made.status !== 0) throw new Error(made.stderr)
  const browser = await launchBrowser()
  const page = await browser.newPage({ viewport: { width: 1_290, height: 760 } })
  await page.goto(pathToFileURL(join(out, 'report.html')).href)
  // No path of this machine in the picture.
  await page.locator('.what code').evaluate((code) => code.replaceChildren('my-integration.mjs'))
  await page.locator('.steps b.name', { hasText: 'A1' }).first().click()
  await page.evaluate('scrollTo({ top: 0, behavior: "instant" })')
  mkdirSync(join(root, 'docs/images'), { recursive: true })
  await page.screenshot({ path: join(root, 'docs/images/page.png') })
  await browser.close()
  process.stdout.write('docs/images/page.png is written.\n')
} finally {
  rmSync(out, { recursive: true, force: true })
}
