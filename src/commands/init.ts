import * as Flags from '@oclif/core/flags'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { BaseCommand } from '../cli/base-command.js'
import { defaultConfigName } from '../cli/config.js'
import { UserError } from '../cli/errors.js'
import { ciWorkflowText, configText } from '../cli/init.js'
import { ask } from '../cli/prompt.js'
import { commandWords } from '../cli/target-choice.js'
import { flowNames, type FlowName } from '../domain/fact.js'

/** Writes a config file; asks what it was not told, if there is somebody to ask. */
export class Init extends BaseCommand {
  static override summary = 'Write a commented config for your integration.'
  static override examples = ['<%= config.bin %> init', '<%= config.bin %> init --target "node my-integration.js" --flows confirmation --deliver webhook --yes']
  static override flags = {
    target: Flags.string({ char: 't', description: 'Command that starts your integration.', helpValue: 'command' }),
    flows: Flags.string({ description: `Flows that it covers, by comma: ${flowNames.join(', ')}.`, helpValue: 'names' }),
    deliver: Flags.string({ description: 'How facts reach it.', options: ['webhook', 'feed'] }),
    ci: Flags.boolean({ description: 'Write a CI workflow too (.github/workflows/mfgsync.yml).' }),
    yes: Flags.boolean({ char: 'y', description: 'Ask nothing: take the defaults for what is not given.' }),
    force: Flags.boolean({ description: 'Replace what is there.' }),
  }

  async run(): Promise<void> {
    const { flags } = await this.parse(Init)
    const asking = !flags.yes && process.stdin.isTTY === true
    const answer = (given: string | undefined, question: string, fallback: string): Promise<string> =>
      given !== undefined ? Promise.resolve(given) : asking ? ask(question, fallback) : Promise.resolve(fallback)
    const command = commandWords(await answer(flags.target, 'Command that starts your integration?', 'node my-integration.js'))
    const flows = parseFlows(await answer(flags.flows, `Which flows does it cover (${flowNames.join(', ')})?`, 'confirmation'))
    const deliver = await answer(flags.deliver, 'Do facts reach it by webhook, or does it poll the feed?', 'webhook')
    if (deliver !== 'webhook' && deliver !== 'feed') throw new UserError(`"${deliver}" is no way of delivery.`, 'Give webhook or feed.')
    this.#write(defaultConfigName, configText({ flows, command, deliver }), flags.force)
    if (flags.ci) this.#write('.github/workflows/mfgsync.yml', ciWorkflowText(), flags.force)
    this.screenFor(flags).write('Next: mfgsync doctor tries the set-up step by step; mfgsync simulate hello-confirmation is the first verdict.\n')
  }

  #write(name: string, text: string, force: boolean): void {
    const path = resolve(name)
    if (existsSync(path) && !force) throw new UserError(`${path} is there already.`, 'Edit it, or replace it with --force.')
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    process.stdout.write(`${name} is written.\n`)
  }
}

function parseFlows(text: string): readonly FlowName[] {
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '').map((name) => {
    const flow = flowNames.find((candidate) => candidate === name)
    if (!flow) throw new UserError(`There is no flow "${name}".`, `Flows are ${flowNames.join(', ')}.`)
    return flow
  })
}
