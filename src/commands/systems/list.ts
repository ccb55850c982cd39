import { BaseCommand } from '../../cli/base-command.js'
import { systemKinds } from '../../systems/index.js'
import { folded } from '../../words/fold.js'

export class SystemsList extends BaseCommand {
  static override summary = 'List the simulated systems and the wire formats that they speak.'

  async run(): Promise<unknown> {
    const { flags } = await this.parse(SystemsList)
    const kinds = systemKinds.map(({ words, url, dialects }) => ({
      name: words.name,
      title: words.title,
      urlVariable: url.variable,
      dialects,
    }))
    const screen = this.screenFor(flags)
    if (!this.jsonEnabled()) {
      for (const { name, title, urlVariable, dialects } of kinds)
        screen.write(
          `${folded(`${name.padEnd(5)} ${title}`, screen.columns, 6).join('\n')}\n      ${urlVariable}  dialects: ${dialects.join(', ')}\n`,
        )
      screen.write(`\n${screen.program} systems show NAME tells its operations.\n`)
    }
    return kinds
  }
}
