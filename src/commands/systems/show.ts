import * as Args from '@oclif/core/args'
import { BaseCommand } from '../../cli/base-command.js'
import { operationsText } from '../../cli/operations-text.js'
import { describeOperations } from '../../systems/describe.js'
import { systemKind, systemKinds } from '../../systems/index.js'

export class SystemsShow extends BaseCommand {
  static override summary = 'Show the operations of a system: answers, whether they are definite, dedupe, and what it enforces.'
  static override args = {
    system: Args.string({ required: true, options: systemKinds.map(({ words }) => words.name), description: 'Name of the system.' }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(SystemsShow)
    const rows = describeOperations().filter((row) => row.system === args.system)
    const kind = systemKind(args.system)
    const screen = this.screenFor(flags)
    if (!this.jsonEnabled()) screen.write(operationsText(rows, { ...kind?.defaults.enforce }, screen.columns))
    return rows
  }
}
