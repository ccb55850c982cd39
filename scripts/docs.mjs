// Writes docs/reference/*.md, schemas/scenario.schema.json and mocks/*/plain/openapi.json from the built package, and refreshes the
// copies of code in README and docs:
//   npm run build && npm run docs
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { checks } from '../build/checks/index.js'
import { figureKinds } from '../build/checks/figures/index.js'
import { configSchema } from '../build/cli/config-schema.js'
import { exitCodes, worstExitCode } from '../build/cli/exit-codes.js'
import { limits } from '../build/domain/limits.js'
import { measures } from '../build/domain/measures/index.js'
import { baselineSchema } from '../build/explore/baseline.schema.js'
import { faultKinds } from '../build/faults/index.js'
import { flows } from '../build/flows/index.js'
import { planOf } from '../build/index.js'
import { journalSchema } from '../build/journal/records.schema.js'
import { documentSchema } from '../build/scenario/document.js'
import { describeFaults, describeSteps, knownCases, listScenarios, mustReachKinds, scenarioSchema } from '../build/scenario/index.js'
import { valueFormats } from '../build/scenario/values.js'
import { describeOperations } from '../build/systems/describe.js'
import { systemKinds } from '../build/systems/index.js'
import { filterWords } from '../build/words/filter.js'
import { keyBindings, keyText } from '../build/ui/keys.js'
import { embedded } from './docs/embed.mjs'
import { pages } from './docs/pages.mjs'

const root = new URL('../', import.meta.url)
const read = (path) => readFileSync(new URL(path, root), 'utf8')
const sized = (scenario, size) => planOf({ scenario, variant: 'faulty', size, seeds: [1] })

const files = pages({
  manifest: JSON.parse(read('oclif.manifest.json')),
  scenarios: listScenarios().map((each) => ({
    ...each,
    cases: knownCases(each.name, each.file),
    plans: { quick: sized(each.name, 'quick'), full: sized(each.name, 'full') },
  })),
  documentSchema,
  scenarioSchema: scenarioSchema(),
  steps: describeSteps(),
  faultEntries: describeFaults(),
  formats: valueFormats,
  mustReach: mustReachKinds,
  systemKinds,
  operations: describeOperations(),
  faultKinds,
  checks,
  figureKinds,
  flows,
  measures,
  exitCodes,
  exitCodesSource: read('src/cli/exit-codes.ts'),
  worstExitCode,
  limits,
  limitsSource: read('src/domain/limits.ts'),
  configSchema: configSchema(),
  journalSchema: journalSchema(),
  baselineSchema: baselineSchema.schema,
  view: { keyBindings, keyText, filterWords },
})
// Names of flows and systems in it are those of the indexes.
files['schemas/config.schema.json'] = `${JSON.stringify(configSchema(), null, 2)}\n`
for (const [path, text] of Object.entries(files)) {
  const file = new URL(path, root)
  mkdirSync(new URL('.', file), { recursive: true })
  writeFileSync(file, text)
}
for (const path of [
  'README.md',
  ...readdirSync(new URL('docs/', root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]) {
  const text = read(path)
  const fresh = embedded(text, read)
  if (fresh !== text) writeFileSync(new URL(path, root), fresh)
}
process.stdout.write(`${Object.keys(files).length} files are written.\n`)
