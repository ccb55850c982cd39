import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { simulate } from '../../src/index.js'
import { reporterNames } from '../../src/report/index.js'
import { openReporters } from '../../src/report/open.js'
import { ReportSession } from '../../src/report/session.js'
import { Chance } from './support/chance.js'
import { ended, outcomes, settle } from './support/counts.js'
import { formsOf, hundred } from './support/secrets.js'

const folder = mkdtempSync(join(tmpdir(), 'mfgsync-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every file below a folder, with what is in it. */
function filesBelow(place: string): ReadonlyMap<string, string> {
  const entries = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return [path, readFileSync(path, 'utf8')]
    }),
  )
}

test(
  'a hundred secrets, in a hundred places and forms, are on no disk: journal, case, log, every report',
  { timeout: 300_000 },
  async () => {
    const chance = new Chance(10)
    const letters = [...'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789']
    const kept = hundred(() => `${Array.from({ length: 9 }, () => chance.of(letters)).join('')}-${chance.below(9_000) + 1_000}`)
    expect(new Set(kept.map(({ name }) => name)).size).toBe(100)
    const deeds = kept.map(({ deed }) => deed)
    const file = join(folder, 'deeds.json')
    writeFileSync(
      file,
      JSON.stringify({
        atOnce: deeds,
        answers: deeds.flatMap(({ answer }) => answer ?? []),
        postings: deeds.flatMap(({ posting }) => posting ?? []),
      }),
    )
    const out = join(folder, '.mfgsync')
    const runs = await simulate({
      scenario: 'mes-confirmation-burst',
      variant: 'clean',
      dedupe: 'none',
      out,
      target: {
        cwd: folder,
        module: join(import.meta.dirname, 'support/leaky.mjs'),
        label: 'leaky',
        env: {
          DEEDS: file,
          ...Object.fromEntries(kept.flatMap(({ variable, secret }) => (variable === undefined ? [] : [[variable, secret]]))),
        },
      },
    })
    let screen = ''
    const reports = join(out, 'reports')
    mkdirSync(reports)
    const style = { colors: false, unicode: true, columns: 100, write: (text: string): void => void (screen += text) }
    const reporters = openReporters(reporterNames, {
      screen: style,
      out: reports,
      tool: 'mfgsync',
      verbose: true,
      stepSummary: join(reports, 'step.md'),
    })
    const session = new ReportSession(reporters)
    for (const { judgement, files } of runs) session.run({ judgement, files, reproduce: { command: 'mfgsync simulate' } })
    session.end([], () => 1)
    writeFileSync(join(reports, 'screen'), screen)

    // It did all of it: what is not there to be taken out proves nothing.
    const [run] = runs
    expect(run?.judgement.verdict).toBe('fail')
    const log = readFileSync(join(run?.files.dir ?? '', 'target.log'), 'utf8')
    expect(log.match(/\[redacted\]/g)?.length).toBeGreaterThan(40)
    expect(readFileSync(run?.files.journal ?? '', 'utf8').match(/\[redacted-\d+\]/g)?.length).toBeGreaterThan(40)

    const files = filesBelow(out)
    expect(files.size).toBeGreaterThanOrEqual(3 + reporterNames.length)
    const all = outcomes()
    for (const { name, secret } of kept) {
      const forms = formsOf(secret)
      const places = [...files].flatMap(([path, text]) => (forms.some((form) => text.includes(form)) ? [path.slice(out.length)] : []))
      ended(all, places.length === 0 ? 'kept off disk' : 'on disk')
      if (places.length > 0) all.found.push(`${name}: in ${places.join(', ')}`)
    }
    settle('secrets', all, 100)
  },
)
