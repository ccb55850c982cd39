import * as Args from '@oclif/core/args'
import * as Flags from '@oclif/core/flags'
import { resolve } from 'node:path'
import type { Takes } from '../cli/where-it-belongs.js'
import { BaseCommand } from '../cli/base-command.js'
import { countdown, defaultNetwork } from '../sim/index.js'
import { listenForInterrupts } from '../cli/interrupts.js'
import { curlLines } from '../cli/serve-text.js'
import { serveScenario } from '../explore/serve.js'
import { identifierProfiles, scenarioNames } from '../scenario/index.js'
import { dedupeModes } from '../systems/index.js'

/** The simulated systems, for curl and for a first look. */
export class Serve extends BaseCommand {
  static override summary = 'Serve the simulated systems without a scenario, with data in them, until Ctrl+C.'
  static override examples = ['<%= config.bin %> serve', '<%= config.bin %> serve --dedupe external-reference --port 4000']
  static override args = {
    scenario: Args.string({ default: 'mes-confirmation-burst', description: 'Scenario whose orders and facts are there.' }),
  }
  static override flags = {
    seed: Flags.integer({ min: 0, default: 1, description: 'Decides the data.', helpValue: 'n' }),
    dedupe: Flags.option({ options: dedupeModes, description: 'How the ERP protects itself from posting twice.' })(),
    identifiers: Flags.option({
      options: identifierProfiles.map(({ name }) => name),
      description: 'How orders, facts, items and the like are numbered.',
    })(),
    port: Flags.integer({
      min: 1,
      max: 65_535,
      helpValue: 'n',
      description: 'One port for all of them, each under its name (/erp, /mes, …); otherwise a free one for each.',
    }),
    journal: Flags.string({ description: 'Write everything that is asked and posted to this file.', helpValue: 'file' }),
  }

  override takes(): Takes {
    return { '': scenarioNames() }
  }

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Serve)
    const screen = this.screenFor(flags)
    const network = flags.port === undefined ? defaultNetwork : { ...defaultNetwork, one_host: true, one_host_port: flags.port }
    const interrupts = listenForInterrupts({ killAllNow: () => undefined, countdown, say: () => undefined })
    const serving = await serveScenario({
      scenario: args.scenario,
      seed: flags.seed,
      dedupe: flags.dedupe,
      identifiers: flags.identifiers,
      network,
      tool: this.tool,
      journal: flags.journal === undefined ? undefined : resolve(flags.journal),
      onError: (message) => screen.error(`${message}\n`),
    })
    if (this.jsonEnabled()) this.logJson({ systems: serving.systems, control: serving.controlUrl })
    else screen.write(curlLines(serving.systems, serving.example, serving.controlUrl))
    await new Promise<void>((done) => interrupts.signal.addEventListener('abort', () => done()))
    await serving.close()
    interrupts.dispose()
  }
}
