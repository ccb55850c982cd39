import * as Args from '@oclif/core/args'
import type { Takes } from '../../cli/where-it-belongs.js'
import { BaseCommand } from '../../cli/base-command.js'
import { UserError } from '../../cli/errors.js'
import { scenarioText } from '../../cli/scenario-text.js'
import { checks } from '../../checks/index.js'
import { planCase } from '../../explore/plan-cases.js'
import { findScenario, knownCases, listScenarios, scenarioNames } from '../../scenario/index.js'

export class ScenariosShow extends BaseCommand {
  static override summary = 'Tell a scenario: its story, its facts, its faults, and what it can and cannot detect.'
  static override args = { scenario: Args.string({ required: true, description: 'Name of a shipped scenario, or a path.' }) }

  override takes(): Takes {
    return { '': scenarioNames() }
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(ScenariosShow)
    const plan = planCase(args.scenario, { variant: 'faulty' })
    const found = findScenario(args.scenario)
    if ('message' in found) throw new UserError(`${args.scenario} cannot be shown.`)
    const story = listScenarios().find(({ file }) => file === found.file)?.story ?? ''
    const cases = knownCases(found.name, found.file)
    const screen = this.screenFor(flags)
    screen.write(scenarioText({ plan, story, file: found.file, checks, cases }, screen.columns))
    return { name: found.name, file: found.file, story, plan, cases }
  }
}
