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
import { formsOf, hundred, logged, unwritten, type Kept } from './support/secrets.js'

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

const inPlaces = (kept: readonly Kept[], places: ReadonlySet<string>): number => kept.filter(({ place }) => places.has(place)).length

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
    const journal = readFileSync(run?.files.journal ?? '', 'utf8')
    // Every one is accounted for: it stood in the log, in the answer to a delivery or in a record, or where nothing is ever written down.
    // The last one has no comma behind it. Of what is printed as they are, an object among the deeds, one line is no variable.
    const ofAllVariables = /^ {2}(?!password: )\S+: /
    expect(log.split('\n').filter((line) => line.includes('[redacted]') && !ofAllVariables.test(line))).toHaveLength(inPlaces(kept, logged))
    for (const { variable } of kept) if (variable !== undefined) expect(log).toContain(`${variable}: [redacted]`)
    const answers = kept.filter(({ place }) => place === 'the answer to a delivery')
    expect(journal.match(/"says":"[^\n]*?\[redacted\]/g)).toHaveLength(answers.length)
    const recorded = kept.length - 1 - answers.length - inPlaces(kept, logged) - inPlaces(kept, unwritten)
    // One was put into the value of a query as XML, is taken apart there, and has a name for each part.
    expect(new Set(journal.match(/\[redacted-\d+\]/g)).size).toBe(recorded + 1)

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
