// Writes scenarios/cases.json: for which checks each shipped scenario has something to judge, from runs of the reference in process.
//   npm run build && npm run cases
//   npm run cases -- scrap-and-downtime    only these anew
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { simulate } from '../dist/index.js'
import { listScenarios, variants } from '../build/scenario/index.js'
import { dedupeModes } from '../build/systems/index.js'

const module = fileURLToPath(new URL('../examples/reference/index.js', import.meta.url))
const file = new URL('../scenarios/cases.json', import.meta.url)
const out = mkdtempSync(join(tmpdir(), 'mfgsync-cases-'))

/** Names of checks that had something to judge in any variant. */
async function judged(scenario, dedupe) {
  const found = new Set()
  for (const variant of variants) {
    const [run] = await simulate({ scenario, variant, out, target: { module, cwd: out }, ...(dedupe && { dedupe }) })
    for (const { check, judged: count, verdict } of run.judgement.results)
      if (count > 0 && verdict !== 'not-judged' && check !== 'vacuity') found.add(check)
  }
  return [...found]
}

try {
  const asked = process.argv.slice(2)
  const before = asked.length > 0 ? JSON.parse(readFileSync(file, 'utf8')) : {}
  const known = {}
  for (const { name } of listScenarios()) {
    if (asked.length > 0 && !asked.includes(name)) {
      if (before[name]) known[name] = before[name]
      continue
    }
    const checks = await judged(name)
    const dedupe = {}
    for (const mode of dedupeModes) {
      const more = (await judged(name, mode)).filter((check) => !checks.includes(check))
      if (more.length > 0) dedupe[mode] = more
    }
    known[name] = { checks, dedupe }
  }
  writeFileSync(file, `${JSON.stringify(known, null, 2)}\n`)
} finally {
  rmSync(out, { recursive: true, force: true, maxRetries: 5 })
}
