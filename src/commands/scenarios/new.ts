import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { BaseCommand } from '../../cli/base-command.js'
import { UserError } from '../../cli/errors.js'
import { newScenario } from '../../scenario/index.js'
import { writeNamed } from '../../words/written-file.js'

export class ScenariosNew extends BaseCommand {
  static override summary = 'Start a scenario file of your own.'
  static override args = { name: Args.string({ required: true, description: 'Its name: lower case, with dashes.' }) }
  static override flags = { out: Flags.string({ description: 'File to write; NAME.yaml in this folder otherwise.', helpValue: 'file' }) }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(ScenariosNew)
    if (!/^[a-z][a-z0-9-]{1,62}$/.test(args.name))
      throw new UserError(
        `"${args.name}" is no name for a scenario.`,
        'Use lower-case letters, digits and dashes, such as night-shift-handover.',
      )
    const path = resolve(flags.out ?? `${args.name}.yaml`)
    if (existsSync(path)) throw new UserError(`${path} is there already.`, 'Choose another name, or remove it first.')
    mkdirSync(dirname(path), { recursive: true })
    writeNamed(path, newScenario(args.name), { flag: 'wx' })
    const screen = this.screenFor(flags)
    screen.write(`${path} is written. It runs as it is: ${screen.program} simulate ${flags.out ?? `./${args.name}.yaml`}\n`)
    return { written: path }
  }
}
