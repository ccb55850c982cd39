import * as Flags from '@oclif/core/flags'
import type { Takes } from '../../cli/where-it-belongs.js'
import { BaseCommand } from '../../cli/base-command.js'
import { UserError } from '../../cli/errors.js'
import { planCases } from '../../explore/plan-cases.js'
import { variants, scenarioNames } from '../../scenario/index.js'

export class ScenariosLint extends BaseCommand {
  static override summary = 'Say everything that is wrong with scenario files, at once.'
  static override usage = 'scenarios lint FILE… [flags]'
  static override strict = false
  static override examples = ['<%= config.bin %> scenarios lint scenarios/my-plant.yaml']
  static override flags = { seed: Flags.integer({ min: 0, default: 1, description: 'Seed to make the plans with.', helpValue: 'n' }) }

  override takes(): Takes {
    return { '': scenarioNames() }
  }

  async run(): Promise<unknown> {
    const { argv, flags } = await this.parse(ScenariosLint)
    const scenarios = argv.map(String)
    if (scenarios.length === 0)
      throw new UserError('No scenario is named.', 'Give files or names, such as mfgsync scenarios lint my-plant.yaml.')
    for (const variant of variants) planCases({ scenarios, seeds: [flags.seed], variant })
    this.screenFor(flags).write(scenarios.map((name) => `${name}: nothing wrong\n`).join(''))
    return { scenarios }
  }
}
