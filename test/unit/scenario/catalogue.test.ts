import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { compile } from '../../../src/scenario/compile.js'
import { defaultScenarioDir, findScenario, listScenarios, newScenario } from '../../../src/scenario/catalogue.js'
import { schemaProblems } from '../../../src/scenario/schema-words.js'
import { scenarioSchema } from '../../../src/scenario/schema.js'
import { openYaml } from '../../../src/scenario/yaml-source.js'
import { mustReachKinds } from '../../../src/scenario/must-reach.js'
import { planOf, shipped } from './support.js'

const folder = mkdtempSync(join(tmpdir(), 'mfgsync-scenarios-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('lists what ships, by name, with title and tags', () => {
  const listed = listScenarios()
  const files = readdirSync(defaultScenarioDir()).filter((file) => file.endsWith('.yaml'))
  expect(listed.map(({ name }) => name)).toEqual(files.map((file) => file.slice(0, -'.yaml'.length)).toSorted())
  expect(listed.length).toBeGreaterThan(7)
  expect(listed.every(({ title, story, tags }) => title !== '' && story !== '' && tags.length > 0)).toBe(true)
})

test('a folder may be absent, and a file in it broken', () => {
  expect(listScenarios(join(folder, 'nowhere'))).toEqual([])
  writeFileSync(join(folder, 'broken.yaml'), 'a: [')
  writeFileSync(join(folder, 'notes.txt'), 'x')
  expect(listScenarios(folder)).toMatchObject([{ name: 'broken', title: '' }])
})

test('finds by name and by path, and says what was meant', () => {
  expect(findScenario('hello-confirmation')).toMatchObject({
    name: 'hello-confirmation',
    file: join(defaultScenarioDir(), 'hello-confirmation.yaml'),
  })
  expect(findScenario(join(folder, 'broken.yaml'))).toMatchObject({ name: 'broken', source: Buffer.from('a: [') })
  expect(findScenario('helo-confirmation')).toEqual({
    message: 'there is no scenario "helo-confirmation"',
    hint: 'did you mean "hello-confirmation"?',
  })
  expect(findScenario('zzz')).toEqual({
    message: 'there is no scenario "zzz"',
    hint: expect.stringMatching(/^known are .*hello-confirmation/),
  })
  expect(findScenario('./nowhere.yaml')).toMatchObject({
    message: 'there is no readable scenario file ./nowhere.yaml: there is no such file',
  })
  expect(findScenario(folder)).toHaveProperty('message')
})

test('every situation that a scenario may demand is demanded by one that ships', () => {
  const demanded = listScenarios().flatMap(({ name }) => shipped(name).must_reach.map((each) => each.name))
  expect(mustReachKinds.map(({ name }) => name).filter((name) => !demanded.includes(name))).toEqual([])
})

test.each(['clean', 'faulty', 'storm'] as const)('every shipped scenario and a new one compile in both sizes, variant %s', (variant) => {
  const files = [
    ...listScenarios().map(({ name, file }) => [name, readFileSync(file, 'utf8')] as const),
    ['late-goods-receipt', newScenario('late-goods-receipt')] as const,
  ]
  for (const [name, source] of files) {
    for (const seed of [0, 1, 4_294_967_295]) expect(planOf(source, { variant, size: 'quick', seed }).scenario.name).toBe(name)
    expect(planOf(source, { variant, size: 'full', seed: 1 }).scenario.name).toBe(name)
  }
})

test('the schema for editors takes every shipped scenario and a new one, and refuses slips in steps and faults', () => {
  const schema = scenarioSchema()
  const problems = (source: string) => schemaProblems({ name: 'editors', schema }, openYaml(source).value, [])
  for (const { file } of listScenarios()) expect(problems(readFileSync(file, 'utf8'))).toEqual([])
  expect(problems(newScenario('x'))).toEqual([])
  expect(problems(newScenario('x').replace('dispatch-orders', 'dispatch-order'))).not.toEqual([])
  expect(problems(newScenario('x').replace('how: reset', 'how: rest'))).not.toEqual([])
})

test('the schema file is the one that the lists give', () => {
  const file = new URL('../../../schemas/scenario.schema.json', import.meta.url)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(scenarioSchema())))
})

test('a file that is too large is told so when it is compiled', () => {
  const file = join(folder, 'large.yaml')
  writeFileSync(file, 'a'.repeat(2 * 1024 * 1024))
  const found = findScenario(file)
  const { diagnostics } = compile('source' in found ? found.source : '', { variant: 'clean', size: 'quick', seed: 1 })
  expect(diagnostics?.[0]?.message).toMatch(/^the file is too large/)
})
