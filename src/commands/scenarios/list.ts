import { BaseCommand } from '../../cli/base-command.js'
import { listScenarios } from '../../scenario/index.js'
import { folded } from '../../words/fold.js'

export class ScenariosList extends BaseCommand {
  static override summary = 'List the scenarios that ship with mfgsync.'

  async run(): Promise<unknown> {
    const { flags } = await this.parse(ScenariosList)
    const scenarios = listScenarios()
    const screen = this.screenFor(flags)
    const width = Math.max(...scenarios.map(({ name }) => name.length))
    if (!this.jsonEnabled()) {
      const lines = scenarios.flatMap(({ name, title, tags }) =>
        folded(`${name.padEnd(width)}  ${title}${tags.length > 0 ? ` [${tags.join(', ')}]` : ''}`, screen.columns, width + 2),
      )
      screen.write(`${lines.join('\n')}\n`)
      screen.write(`\n${screen.program} scenarios show NAME tells one; ${screen.program} simulate NAME runs it.\n`)
    }
    return scenarios.map(({ name, title, tags }) => ({ name, title, tags }))
  }
}
