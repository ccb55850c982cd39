import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserPath, launchBrowser } from '../../scripts/browser.mjs'
import { judgeJournal } from '../../src/checks/judge.js'
import { openReporters } from '../../src/report/open.js'
import { ReportSession } from '../../src/report/session.js'
import { simulate } from '../../src/index.js'
import { journal, type JournalBuilder } from '../support/journal-builder.js'
import { root } from '../support/source-files.js'

const folder = mkdtempSync(join(tmpdir(), 'mfgsync-page-'))
const found = browserPath()
/** Set by who knows that there is no browser, and does without these tests. */
const isWithout = process.env['MFGSYNC_NO_BROWSER'] === '1'
const wide = { width: 1_400, height: 900 }
let browser: Browser | undefined
let burst = ''
let burstPage = ''

/** The page of some journals, as `mfgsync report` makes it. */
function pageOf(name: string, journals: readonly string[]): string {
  const file = join(folder, `${name}.html`)
  const screen = { colors: false, unicode: true, columns: 80, write: () => undefined }
  const session = new ReportSession(openReporters([`html=${file}`], { screen, out: folder, tool: 'mfgsync/test' }))
  for (const path of journals)
    session.run({ judgement: judgeJournal(path), files: { dir: folder, journal: path }, reproduce: { command: 'mfgsync again' } })
  session.end([], () => 1)
  return pathToFileURL(file).href
}

function stored(name: string, source: JournalBuilder): string {
  const path = join(folder, `${name}.jsonl`)
  writeFileSync(path, [source.header, ...source.records].map((line) => `${JSON.stringify(line)}\n`).join(''))
  return path
}

/** What no page may do, since the last look: errors, words in the console, requests, dialogs. */
const trouble: string[] = []
/** One for all of them: to open one takes longer than to look at it. */
let desk: Page | undefined

async function pageIn(options: BrowserContextOptions): Promise<Page> {
  if (!browser) throw new Error('no browser was started')
  const page = await (await browser.newContext({ viewport: wide, ...options })).newPage()
  page.on('console', (message) => trouble.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => trouble.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) trouble.push(`request: ${request.url()}`)
  })
  return page
}

/** Opens a page anew and uses it; it may not make any trouble. */
async function using(url: string, use: (page: Page) => Promise<void>): Promise<void> {
  desk ??= await pageIn({})
  // Whatever an earlier test left in the address would be followed.
  await desk.goto('about:blank')
  await desk.goto(url)
  await use(desk)
  expect(trouble.splice(0)).toEqual([])
}

/** What axe finds, in words. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const tool = Reflect.get(globalThis, 'axe') as typeof axe
    const results = await tool.run()
    return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`))
  })
}

const text = (page: Page, selector: string): Promise<string> => page.locator(selector).first().innerText()

describe.runIf(found !== undefined && !isWithout)('the page in a browser', { timeout: 180_000 }, () => {
  beforeAll(async () => {
    browser = await launchBrowser()
    const [run] = await simulate({
      scenario: 'mes-confirmation-burst',
      out: join(folder, 'runs'),
      target: { label: 'M01', cwd: folder, module: join(root, 'test/targets/mutants/m01-blind-retry.mjs') },
    })
    burst = run?.files.journal ?? ''
    burstPage = pageOf('burst', [burst])
    // A browser that starts on a busy machine takes its time.
  }, 180_000)

  test('a conviction is understood from it alone, by clicks', async () => {
    await using(burstPage, async (page) => {
      expect(await text(page, 'h1')).toContain('FAIL mes-confirmation-burst')
      expect(await text(page, '.statement')).toMatch(/^ERP confirmed 22 EA on order .*; MES reported 11 EA, once\.$/)
      // The first call, by its name in the steps: pointed at wherever it stands, and, once it is chosen, marked and shown.
      await page.locator('.steps b.name', { hasText: 'A1' }).first().hover()
      const pointed = await page.locator('.pointed').evaluateAll((all) => new Set(all.map((each) => each.tagName.toLowerCase())).size)
      expect(pointed).toBeGreaterThan(2)
      expect(await page.locator('.marked').count()).toBe(0)
      await page.locator('.steps b.name', { hasText: 'A1' }).first().click()
      const marked = await page.locator('.marked').evaluateAll((all) => all.map((each) => each.tagName.toLowerCase()))
      expect(new Set(marked)).toEqual(new Set(['div', 'b', 'button', 'g', 'tr']))
      expect(await text(page, '#inspector')).toMatch(/committed 8\d+.*was told nothing: for all it knows it may or may not have happened/s)
      expect(await text(page, '[role=option][aria-selected=true]')).toMatch(/the answer was lost/)
      // What it was followed by: the second document.
      await page.locator('#inspector li', { hasText: 'followed by' }).locator('button').click()
      expect(await text(page, '#inspector')).toMatch(/attempt 2.*Ledger.*11\s+22.*Causality/s)
    })
  })

  test('a window and a filter hold for everything, and are told', async () => {
    await using(burstPage, async (page) => {
      const rows = async (): Promise<number> => Number(/^(\d+) of/.exec(await text(page, '.count'))?.[1])
      const all = await rows()
      await page.getByRole('searchbox', { name: 'Filter' }).fill('sys:erp is:lost')
      expect(await rows()).toBe(2)
      await page.getByRole('searchbox', { name: 'Filter' }).fill('')
      await page.getByRole('button', { name: 'What failed' }).click()
      const told = await rows()
      expect(told).toBeLessThan(all)
      await page.getByRole('slider', { name: 'To', exact: true }).focus()
      await page.keyboard.press('Home')
      expect(await rows()).toBeLessThan(told)
      expect(await page.locator('tr.outside').count()).toBeGreaterThan(0)
      await page.getByRole('button', { name: 'Whole run' }).click()
      expect([await rows(), await page.locator('.outside').count()]).toEqual([all, 0])
    })
  })

  test('it is used with a keyboard alone', async () => {
    await using(burstPage, async (page) => {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('To the content')
      await page.getByRole('listbox').focus()
      for (const key of ['n', 'n', 'ArrowDown', 'ArrowUp']) await page.keyboard.press(key)
      const selected = await text(page, '[role=option][aria-selected=true]')
      expect(await page.getByRole('listbox').getAttribute('aria-activedescendant')).toBe(
        await page.locator('[role=option][aria-selected=true]').getAttribute('id'),
      )
      expect(await text(page, '#told')).toContain(selected.replace(/^.*?(told )?(?=\S+ → )/s, ''))
      await page.keyboard.press('Escape')
      expect(await page.locator('.marked').count()).toBe(0)
    })
  })

  test('nothing keeps anybody out, in light, in the dark and on a phone', async () => {
    await using(burstPage, async (page) => {
      await page.locator('button.cite').nth(2).click()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect(await violations(page)).toEqual([])
      }
      await page.setViewportSize({ width: 390, height: 844 })
      expect(await violations(page)).toEqual([])
      // Nothing but what scrolls by itself is wider than the screen.
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      await page.emulateMedia({ colorScheme: null })
      await page.setViewportSize(wide)
      expect(wider).toBeLessThanOrEqual(0)
    })
  })

  test('without a script it says what failed and why', async () => {
    const page = await pageIn({ javaScriptEnabled: false })
    await page.goto(burstPage)
    for (const part of ['ERP confirmed 22 EA', 'a contradiction', 'Who knew what', 'mfgsync again', 'does not run here'])
      expect(await text(page, 'main')).toContain(part)
    expect(await page.locator('svg.diagram').first().isVisible()).toBe(true)
    expect(trouble.splice(0)).toEqual([])
    await page.context().close()
  })

  test('in print it has no controls, and every explanation', async () => {
    await using(burstPage, async (page) => {
      await page.emulateMedia({ media: 'print' })
      await page.evaluate(() => globalThis.dispatchEvent(new Event('beforeprint')))
      expect(
        await page.locator('.controls, .list, #inspector, nav').evaluateAll((all) => all.filter((each) => each.checkVisibility()).length),
      ).toBe(0)
      expect(await page.locator('.failure .statement').evaluateAll((all) => all.every((each) => each.checkVisibility()))).toBe(true)
      await page.emulateMedia({ media: null })
    })
  })

  test('what a journal says is shown and never run', async () => {
    const script = '</script><script>document.title="run"</script><img src=x onerror="document.title=\'run\'">'
    const key = `MC-<img src=x onerror=document.title='run'>\u202e`
    const source = journal({ dedupe: 'none' })
      .fact(key, {
        payload: { [script]: script, long: 'x'.repeat(1_000_000), bidi: '\u202eabc', style: '</style><style>*{display:none}</style>' },
      })
      .deliver(key)
      .post(key)
      .post(key)
      .end()
    const url = pageOf('hostile', [stored('hostile', source)])
    await using(url, async (page) => {
      expect(await page.title()).not.toBe('run')
      expect(await page.locator('img').count()).toBe(0)
      expect(await text(page, '.statement')).toContain('<img src=x')
      await page.locator('.bindings button').first().click()
      await page.locator('#inspector summary').first().click()
      const shown = await text(page, '#inspector details')
      expect(shown).toContain('</script><script>')
      expect(shown).toContain('\\u{202e}')
      expect(shown.length).toBeLessThan(10_000)
      expect(await page.title()).not.toBe('run')
    })
  })

  test('many runs: a table of them and the causes first, and each opens', async () => {
    const fine = stored('fine', journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').end())
    await using(pageOf('many', [fine, burst]), async (page) => {
      expect(await page.locator('h2').first().innerText()).toBe('Causes')
      expect(await page.getByRole('table').first().innerText()).toMatch(/FAIL\s+mes-confirmation-burst/)
      await page.locator('.steps button.cite').first().click()
      expect(await text(page, '#inspector')).toContain('MES → target')
      expect(await violations(page)).toEqual([])
    })
  })
})

test('a browser was there, or somebody said that there is none', () => {
  const advice =
    'There is no Chromium, Chrome or Edge on this machine: the page was tested in no browser. Install one (on Debian: apt-get install ' +
    'chromium), or set MFGSYNC_NO_BROWSER=1 to do without.'
  if (isWithout) process.stderr.write(`\nMFGSYNC_NO_BROWSER is set: the page was tested in NO BROWSER.\n\n`)
  expect(found !== undefined || isWithout, advice).toBe(true)
})

afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})
