import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { planOf, simulate } from '../../src/index.js'
import { guilty } from '../targets/strangers/guilty.js'
import { innocent } from '../targets/strangers/innocent.js'
import { asked, casesOf, languages, missing, nameOf, startOf, wrongWith, type Case, type Language } from '../targets/strangers/trial.js'
import { inScratch, isLate, story } from './support/proof.js'

const here = fileURLToPath(new URL('../targets/strangers/', import.meta.url))
const strangers = [...guilty, ...innocent]
const cases = casesOf(strangers)

/**
 * Real processes in real seconds: of every language one that is guilty and one that is not, and whose guilt no scheduler decides.
 * `npm run strangers` runs all.
 */
const sample: readonly string[] = [
  'node: posts-again-blindly, hello-confirmation faulty none',
  'node: takes-now-works-later, line-day clean external-reference',
  'python: completes-at-first-final, line-day clean none',
  'python: two-halves, line-day faulty idempotency-key',
  'perl: wrong-sign, line-day clean none',
  'perl: people-by-file, line-day clean none',
  'java: dated-today, no-periods clean none',
  'java: looks-first, line-day clean none',
  'bash: posts-again-blindly, hello-confirmation faulty none',
  'bash: plain, hello-confirmation clean none',
]

const lacks = new Map(languages.map((language) => [language, missing(language)] as const))

describe('integrations by other hands', () => {
  for (const language of languages) {
    const own = sample.filter((id) => id.startsWith(`${language}:`)).map(caseOf)
    if (lacks.get(language) === undefined) describe(language, () => trials(language, own))
  }
})

function caseOf(id: string): Case {
  const found = cases.find((each) => each.id === id)
  if (!found) throw new Error(`the lists of strangers have no "${id}"`)
  return found
}

function trials(language: Language, own: readonly Case[]): void {
  const built = inScratchUntilEnd()
  let start: readonly string[] | undefined
  for (const each of own) {
    test(each.id, { timeout: 180_000 }, () =>
      inScratch(async (folder) => {
        start ??= startOf(language, await built)
        const [run] = await simulate(asked(each, start, folder))
        if (!run) throw new Error(`${each.id} was not run`)
        const wrong = wrongWith(run, each.end)
        // On a starved machine a guilty one may get away as undecided, in all or in part; an innocent one is never convicted.
        if (isLate(run) && each.end.verdict === 'convicted') return expect(['fail', 'unknown'], story(run)).toContain(run.judgement.verdict)
        expect(wrong, story(run)).toEqual([])
        if (each.end.verdict === 'innocent')
          expect(isLate(run) ? ['pass', 'unknown'] : ['pass'], story(run)).toContain(run.judgement.verdict)
      }),
    )
  }
}

/** What was built for a language, until its tests are done. */
function inScratchUntilEnd(): Promise<string> {
  let done: () => void
  const end = new Promise<void>((resolve) => (done = resolve))
  afterAll(() => done())
  return new Promise((resolve, reject) => {
    inScratch(async (folder) => {
      resolve(folder)
      await end
    }).catch(reject)
  })
}

test('of every language that this machine has, some are run; one that it has not is named', () => {
  for (const [language, command] of lacks) if (command !== undefined) console.log(`${language}: this machine has no "${command}": not run.`)
  const sampled = new Set(sample.map((id) => id.slice(0, id.indexOf(':'))))
  expect([...sampled].toSorted((a, b) => a.localeCompare(b))).toEqual([...languages].toSorted((a, b) => a.localeCompare(b)))
  expect([...lacks.values()].filter((command) => command === undefined).length, 'node is there, at least').toBeGreaterThan(0)
})

test('what the lists ask of a stranger stands in its code, and no name stands for two', () => {
  const code = (language: Language): string =>
    readdirSync(join(here, language), { encoding: 'utf8' })
      .filter((file) => /\.(cjs|py|pl|java|sh)$/.test(file))
      .map((file) => readFileSync(join(here, language, file), 'utf8'))
      .join('\n')
  const unknown = strangers.filter(({ language, mistake, odd }) => !code(language).includes(mistake ?? odd ?? ''))
  expect(unknown.map(nameOf)).toEqual([])
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
})

test('every scenario of theirs is sound, and used', () => {
  const names = readdirSync(join(here, 'scenarios')).map((file) => file.replace(/\.yaml$/, ''))
  for (const name of names) expect(planOf({ scenario: join(here, 'scenarios', `${name}.yaml`) }).facts.length, name).toBeGreaterThan(1)
  const used = new Set(cases.map(({ scenario }) => scenario))
  expect(names.filter((name) => !used.has(name))).toEqual([])
})
