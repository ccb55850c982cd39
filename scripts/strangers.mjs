// The table of strangers: integrations by other hands, in other languages, and what each is judged to be.
//
//   npm run strangers                      all of them
//   npm run strangers -- --only two-work   those whose name matches this expression
//   npm run strangers -- --list            what there is, without a run
//   npm run strangers -- --guilty          those with a mistake alone; --innocent: those without
//   npm run strangers -- --folder DIR      keep the journals there
//
// One run at a time: they are processes, in real time. Prints a line per run, and why for each that ends otherwise than it must.
// A language that this machine has not is named. Exit code 0 only if all that was run ended as it must.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { simulate } from '../dist/index.js'
import { guilty } from '../test/targets/strangers/guilty.ts'
import { innocent } from '../test/targets/strangers/innocent.ts'
import { asked, casesOf, languages, missing, said, startOf, wrongWith } from '../test/targets/strangers/trial.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    guilty: { type: 'boolean' },
    innocent: { type: 'boolean' },
    list: { type: 'boolean' },
    folder: { type: 'string' },
  },
})

const all = [...(values.innocent ? [] : guilty), ...(values.guilty ? [] : innocent)]
const cases = casesOf(all).filter(({ id }) => new RegExp(values.only).test(id))
const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'mfgsync-strangers-'))
mkdirSync(folder, { recursive: true })
const count = { right: 0, wrong: 0, undecided: 0, left: 0 }

if (values.list) for (const { id, stranger } of cases) console.log(`${id}: ${stranger.line}`)
else {
  for (const language of languages) await trials(language)
  const { right, wrong, undecided, left } = count
  console.log(`\n${right} right, ${wrong} wrong, ${undecided} undecided on a busy machine, ${left} left out`)
  if (wrong > 0 || right === 0) process.exitCode = 1
  if (values.folder === undefined && wrong === 0) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  else console.log(`Journals: ${folder}`)
}

async function trials(language) {
  const own = cases.filter(({ stranger }) => stranger.language === language)
  if (own.length === 0) return
  const lacks = missing(language)
  if (lacks !== undefined) {
    count.left += own.length
    console.log(`LEFT OUT  ${language}: this machine has no "${lacks}" (${own.length} runs)`)
    return
  }
  const start = startOf(language, mkdtempSync(join(tmpdir(), 'mfgsync-built-')))
  for (const each of own) await one(each, start)
}

async function one(each, start) {
  const [run] = await simulate(asked(each, start, mkdtempSync(join(folder, 'run-'))))
  const { verdict, why, results, duration_ms } = run.judgement
  const wrong = wrongWith(run, each.end)
  const late = wrong.length > 0 && verdict === 'unknown' && results.some((result) => result.why?.startsWith('the machine was busy'))
  const word = wrong.length === 0 ? 'right' : late ? 'undecided' : 'wrong'
  count[word] += 1
  const checks = Object.keys(said(run)).join(', ')
  console.log(`${word.toUpperCase().padEnd(9)} ${each.id.padEnd(70)} ${verdict.padEnd(12)} ${(duration_ms / 1000).toFixed(1)} s  ${checks}`)
  const sentences = Object.entries(said(run)).flatMap(([check, [sentence]]) => `          ${check}: ${sentence}`)
  if (word !== 'right')
    console.log([...wrong.map((line) => `    ${line}`), `    ${why ?? ''}`, ...sentences, `    ${run.files.journal}`].join('\n'))
}
