import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/cli/config.js'
import * as sources from '../../src/index.js'
import { renderDiagnostics } from '../../src/scenario/diagnostics.js'
import { faultVerbs } from '../../src/scenario/fault-verbs.js'
import { stepKinds } from '../../src/scenario/steps/index.js'
import { systemKinds } from '../../src/systems/index.js'
import { cli, folder, leaveNothingBehind, root } from './support/cli.js'

leaveNothingBehind()

/** What ships: validators are compiled when it is built. In the sources they are compiled when something is held against a schema. */
const shipped = (await import(join(root, 'dist/index.js'))) as typeof sources

function said(product: typeof sources, scenario: string): string {
  try {
    product.planOf({ scenario })
    return 'nothing'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Neither a scenario nor an entry of one is like this. */
const wrong = ['{ nope: 1 }', '[1, 2]', '17', '{ on: { nth: x }, at: soon, count: -1, for: 3 }']

test('every mistake in a scenario is told in the same words and at the same place as by the sources', () => {
  const cwd = folder()
  const file = join(cwd, 'wrong.yaml')
  const head = 'version: 1\nname: wrong\ntitle: Wrong.\nstory: Wrong.\n'
  const texts = [
    ...wrong.map((value) => `${head}landscape: ${value}\nphases: ${value}\n`),
    ...stepKinds.flatMap(({ verb, phases: [phase] }) =>
      wrong.map((value) => `${head}phases:\n  ${phase ?? ''}:\n    - ${verb}: ${value}\n`),
    ),
    ...faultVerbs.flatMap(({ name }) =>
      wrong.map((value) => `${head}phases: { set-up: [dispatch-orders: { count: 1 }] }\nfaulty:\n  - ${name}: ${value}\n`),
    ),
  ]
  for (const text of texts) {
    writeFileSync(file, text)
    const expected = said(sources, file)
    expect(expected, text).toContain('wrong.yaml:')
    expect(said(shipped, file), text).toBe(expected)
  }
})

test('every mistake in a config as well', async () => {
  const cwd = folder()
  const file = join(cwd, 'mfgsync.config.yaml')
  const text =
    'version: 2\ntarget: { start: { command: no }, ready: { http: 1 }, deliver: { mode: x } }\nnetwork: { bind: [], ports: { nope: 1 } }\n'
  writeFileSync(file, text)
  const read = readConfig(text, file)
  const expected = 'diagnostics' in read ? renderDiagnostics(read.diagnostics) : 'nothing'
  expect(expected).toContain('"nope"')
  expect((await cli(['simulate', 'hello-confirmation', '--config', file], { cwd })).stderr).toContain(expected)
})

const queries = [['?nope=1&limit=x', undefined]] as const
const bodies = [
  ['', '{}'],
  ['', '{"nope":1}'],
  ['', '[]'],
] as const

test('every mistake in a request as well', { timeout: 60_000 }, async () => {
  const [ours, theirs] = [await sources.serve({ scenario: 'hello-confirmation' }), await shipped.serve({ scenario: 'hello-confirmation' })]
  let refused = 0
  try {
    for (const kind of systemKinds) {
      const [here, there] = [ours, theirs].map(({ systems }) => systems.find(({ name }) => name === kind.words.name)?.url)
      // The scenario has not every system.
      if (here === undefined && there === undefined) continue
      for (const [path, methods] of Object.entries(kind.openApi().paths)) {
        for (const method of Object.keys(methods)) {
          for (const [query, body] of method === 'get' ? queries : [...queries, ...bodies]) {
            const ask = async (base: string | undefined): Promise<string> => {
              const asked = { method: method.toUpperCase(), headers: { 'content-type': 'application/json' }, ...(body && { body }) }
              const answer = await fetch(`${base ?? ''}${path.replaceAll(/[{}]/g, '')}${query}`, asked)
              return `${answer.status} ${await answer.text()}`
            }
            const expected = await ask(here)
            expect(await ask(there), `${method} ${path}${query} ${body ?? ''}`).toBe(expected)
            if (expected.includes('expected') || expected.includes('nope')) refused += 1
          }
        }
      }
    }
  } finally {
    await Promise.all([ours.close(), theirs.close()])
  }
  expect(refused).toBeGreaterThan(20)
})
