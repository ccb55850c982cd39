// Each test runs once as it is, and then once for each mutant that it reached and that no test before it noticed. What is loaded stays
// loaded: which of the mutants in the sources is active, a switch says. Copied beside the sources by scripts/mutate.mjs.
import { appendFileSync, openSync, readFileSync, writeSync } from 'node:fs'
import { TestRunner } from 'vitest'

/** A test of more processor time than this is slow. */
const slow_ms = 20

const trial = (globalThis.mutationTrial ??= begin())
const switches = (globalThis.__stryker__ ??= {})

function begin() {
  const { open, results, now, until, slow } = JSON.parse(readFileSync(process.env.MFGSYNC_MUTANTS, 'utf8'))
  return { open: new Set(open), results, until, slow, now: openSync(now, 'w'), turn: 0, loaded: new Set() }
}

function tell(result) {
  appendFileSync(trial.results, `${JSON.stringify(result)}\n`)
}

/** Which mutant is tried now, for whoever finds that it never ends. */
function trying(mutant) {
  trial.turn += 1
  writeSync(trial.now, JSON.stringify({ mutant, turn: trial.turn }).padEnd(80), 0)
}

/** In place of a test, where one runs again. */
const again = 'again'

function forget(test) {
  if (switches.mutantCoverage) delete switches.mutantCoverage.perTest[test]
}

const nameOf = (test) => `${test.file.name}: ${test.fullTestName ?? test.name}`

export default class MutantRunner extends TestRunner {
  async runTask(test) {
    const run = TestRunner.getTestFn(test)
    switches.currentTestId = test.id
    const before = process.cpuUsage()
    try {
      await run()
    } finally {
      switches.currentTestId = undefined
    }
    const { user, system } = process.cpuUsage(before)
    const hits = switches.mutantCoverage?.perTest[test.id] ?? {}
    forget(test.id)
    tell({ reached: Object.keys(hits), loaded: this.newlyLoaded() })
    // Those that take long have a pass of their own, for the few mutants that all the others let through.
    if ((user + system) / 1000 > slow_ms !== trial.slow) return
    // What a mutant leads to was reached by no test, and loaded by nobody.
    switches.currentTestId = again
    for (const [mutant, count] of Object.entries(hits)) {
      if (!trial.open.has(mutant)) continue
      if (Date.now() > trial.until) {
        tell({ late: true })
        break
      }
      trying(mutant)
      const noticed = await this.noticed(test, run, mutant, count)
      if (noticed === undefined) continue
      trial.open.delete(mutant)
      tell({ mutant, noticed: nameOf(test), how: String(noticed?.message ?? noticed).slice(0, 200) })
    }
    trying('')
    // A mutant must leave nothing behind, or it is not known who was noticed.
    this.onBeforeTryTask(test, { retry: 0, repeats: 0 })
    try {
      await run()
    } catch (error) {
      tell({ spoiled: nameOf(test), how: String(error?.message).slice(0, 300) })
    }
    switches.currentTestId = undefined
    forget(again)
  }

  /** Mutants that were passed while something was loaded: a switch cannot change what came of that. */
  newlyLoaded() {
    const found = Object.keys(switches.mutantCoverage?.static ?? {}).filter((mutant) => !trial.loaded.has(mutant))
    for (const mutant of found) trial.loaded.add(mutant)
    return found
  }

  async noticed(test, run, mutant, count) {
    switches.activeMutant = mutant
    switches.hitCount = 0
    // One that turns for ever comes by its own switch each time.
    switches.hitLimit = 1000 + 100 * count
    try {
      this.onBeforeTryTask(test, { retry: 0, repeats: 0 })
      await run()
      this.onAfterTryTask(test)
      return undefined
    } catch (error) {
      return error ?? 'thrown'
    } finally {
      switches.activeMutant = undefined
      switches.hitCount = undefined
    }
  }
}
