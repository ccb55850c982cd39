import { expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { operationsText } from '../../../src/cli/operations-text.js'
import { scenarioText } from '../../../src/cli/scenario-text.js'
import { planCase } from '../../../src/explore/plan-cases.js'
import { findScenario, knownCases, listScenarios } from '../../../src/scenario/index.js'
import { describeOperations } from '../../../src/systems/describe.js'
import { systemKinds } from '../../../src/systems/index.js'

const shown = listScenarios().map(({ name, story }) => {
  const found = findScenario(name)
  if ('message' in found) throw new Error(found.message)
  const cases = knownCases(found.name, found.file)
  return { name, told: { plan: planCase(name, { variant: 'faulty' }), story: story ?? '', file: 'x.yaml', checks, cases } }
})

test.each(shown)('$name is told within the lines of a terminal, narrow or wide', ({ told }) => {
  for (const columns of [80, 120]) {
    const lines = scenarioText(told, columns).split('\n')
    expect(lines.filter((line) => line.length > columns)).toEqual([])
    // Nothing is lost by that.
    const words = (text: string): string => text.replaceAll(/\s+/g, ' ')
    expect(words(lines.join('\n'))).toContain(words(told.story.trim()))
  }
})

test.each(systemKinds.map((kind) => ({ name: kind.words.name, kind })))('so are the answers of $name', ({ name, kind }) => {
  const rows = describeOperations().filter((row) => row.system === name)
  for (const columns of [80, 120]) {
    const lines = operationsText(rows, kind.defaults.enforce, columns).split('\n')
    // The line of an operation is one, to be found.
    expect(lines.filter((line) => line.length > columns && !/^ {2}\S/.test(line))).toEqual([])
    expect(lines.filter((line) => /: *$/.test(line) && line.startsWith('Rules'))).toEqual([])
  }
})
