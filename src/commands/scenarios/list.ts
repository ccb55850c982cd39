import { BaseCommand } from '../../cli/base-command.js'
import { listScenarios } from '../../scenario/index.js'

export class ScenariosList extends BaseCommand {
  static override summary = 'List the scenarios that ship with mfgsync.'

  async run(): Promise<unknown> {
    const { flags } = await this.parse(ScenariosList)
    const scenarios = listScenarios()
    const screen = this.screenFor(flags)
    const width = Math.max(...scenarios.map(({ name }) => name.length))
    if (!this.jsonEnabled()) {
      for (const { name, title, tags } of scenarios)
        screen.write(`${name.padEnd(width)}  ${title}${tags.length > 0 ? `  [${tags.join(', ')}]` : ''}\n`)
      screen.write('\nmfgsync scenarios show NAME tells one; mfgsync simulate NAME runs it.\n')
    }
    return scenarios.map(({ name, title, tags }) => ({ name, title, tags }))
  }
}
