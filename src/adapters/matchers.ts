import { relative } from 'node:path'
import type { AsyncMatcherResult, MatcherState } from 'vitest'
import type { Plant } from '../plant/contract.js'
import { checkNames } from '../plant/door.js'
import { nameHint } from '../words/did-you-mean.js'
import { shellWord, shownPath } from '../words/shell.js'

/**
 * What `expect` can say of a plant. `plantTest` makes them known; without it, `expect.extend(plantMatchers)` does. Each plays the scenario
 * to its end if it was not, so both are awaited. What could not be judged (`unknown`, a set-up that makes no sense) fails with and without
 * `not`.
 */
export const plantMatchers = {
  async toStayConsistent(this: MatcherState, received: unknown): AsyncMatcherResult {
    const plant = plantOf(received, 'toStayConsistent')
    const { verdict, why } = await plant.judge()
    if (verdict === 'pass') return { pass: true, message: () => `${who(plant)} stayed consistent.` }
    if (verdict !== 'fail') return { pass: this.isNot, message: () => `${who(plant)} could not be judged (${verdict}): ${why}` }
    const told = await explained(this, plant)
    return { pass: false, message: () => told }
  },

  async toBeConvictedOf(this: MatcherState, received: unknown, check: string): AsyncMatcherResult {
    const plant = plantOf(received, 'toBeConvictedOf')
    const names = checkNames.map(([, name]) => name)
    if (!names.includes(check)) throw new Error(`"${check}" is no check of mfgsync: ${nameHint(check, names)}`)
    const { verdict, why, results } = await plant.judge()
    const failed = results.filter((result) => result.verdict === 'fail' && !result.advisory).map((result) => result.check)
    if (failed.includes(check)) {
      const told = this.isNot ? await explained(this, plant) : ''
      return { pass: true, message: () => told }
    }
    if (verdict === 'pass') return { pass: false, message: () => `${who(plant)} stayed consistent; it should break ${check}.` }
    if (verdict !== 'fail') return { pass: this.isNot, message: () => `${who(plant)} could not be judged (${verdict}): ${why}` }
    const told = await explained(this, plant)
    return { pass: false, message: () => `It should break ${check}; it breaks ${failed.join(', ')}.\n\n${told}` }
  },
}

/** Why, as the command line tells it, and how to see it again. */
async function explained({ currentTestName, testPath }: MatcherState, plant: Plant): Promise<string> {
  const alone = currentTestName === undefined ? [] : [`Alone    ${commandFor(currentTestName, testPath)}`]
  // An empty line in the end: the matcher's place in the code follows.
  return [await plant.explain(), ...alone, `Again    openPlant({ case: '${shownPath(plant.case)}' })`, ''].join('\n')
}

function commandFor(name: string, path: string | undefined): string {
  const pattern = `^${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`
  return ['npx vitest run', ...(path === undefined ? [] : [shellWord(relative(process.cwd(), path))]), '-t', shellWord(pattern)].join(' ')
}

function who(plant: Plant): string {
  return `${plant.plan.scenario.name}, seed ${plant.seed}:`
}

function plantOf(received: unknown, matcher: string): Plant {
  if (typeof received === 'object' && received !== null && 'judge' in received && 'explain' in received) return received as Plant
  throw new TypeError(`${matcher} is said of a plant that openPlant or plantTest gave.`)
}
