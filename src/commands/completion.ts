import * as Args from '@oclif/core/args'
import { BaseCommand } from '../cli/base-command.js'
import { completedShells, completionFor, type CompletedCommand } from '../cli/completion.js'
import { flowNames } from '../cli/names.js'
import { reporterNames } from '../report/index.js'
import { scenarioNames, shippedTags } from '../scenario/index.js'

/** What a shell needs to complete commands, flags, their values, and names of scenarios. */
export class Completion extends BaseCommand {
  static override summary = 'Print what a shell needs to complete commands, flags, their values, and names of scenarios.'
  static override description =
    'Tried in bash. That for PowerShell (5 or later) is held to its text by tests, and has not been run in a PowerShell.'
  static override examples = [
    '<%= config.bin %> completion bash > mfgsync.bash',
    '<%= config.bin %> completion fish | source',
    '<%= config.bin %> completion powershell | Out-String | Invoke-Expression',
  ]
  static override args = { shell: Args.string({ required: true, options: [...completedShells], description: 'Name of the shell.' }) }

  async run(): Promise<unknown> {
    const { args } = await this.parse(Completion)
    const script = completionFor(args.shell, this.#commands())
    this.stdout(this.jsonEnabled() ? '' : script)
    return { script }
  }

  #commands(): readonly CompletedCommand[] {
    const scenarios = scenarioNames()
    // What is named by comma, or may be repeated, has no list of its own in the flag.
    const valuesOf: Readonly<Record<string, readonly string[]>> = { reporter: reporterNames, flows: flowNames, tag: shippedTags() }
    return this.config.commands
      .filter(({ hidden }) => !hidden)
      .map((command) => ({
        name: command.id.replaceAll(':', ' '),
        flags: Object.values(command.flags).map((flag) => ({
          name: flag.name,
          ...(flag.char !== undefined && { char: flag.char }),
          values: valuesOf[flag.name] ?? (flag.type === 'option' ? (flag.options ?? []) : []),
          title: (flag.summary ?? flag.description ?? '').split('. ')[0] ?? '',
        })),
        words: Object.values(command.args).flatMap((arg) => (arg.name === 'scenario' ? scenarios : (arg.options ?? []))),
      }))
      .map((command) => (['simulate', 'scenarios lint'].includes(command.name) ? { ...command, words: scenarios } : command))
  }
}
