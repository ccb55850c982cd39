import * as Flags from '@oclif/core/flags'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { BaseCommand } from '../cli/base-command.js'
import { defaultConfigName } from '../cli/config-search.js'
import { UserError } from '../cli/errors.js'
import { ciWorkflowText, configText } from '../cli/init.js'
import { flowNames } from '../cli/names.js'
import { openPrompt, type Prompt } from '../cli/prompt.js'
import { commandWords } from '../cli/target-choice.js'
import { scenarioFor } from '../scenario/index.js'

/** Writes a config file; asks what it was not told, if there is somebody to ask. */
export class Init extends BaseCommand {
  static override summary = 'Write a commented config for your integration.'
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init --target "node my-integration.mjs" --flows confirmation --deliver webhook --yes',
  ]
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
    const prompt = !flags.yes && process.stdin.isTTY === true ? openPrompt() : undefined
    const { command, flows, deliver } = await answers(flags, prompt).finally(() => prompt?.close())
    if (deliver !== 'webhook' && deliver !== 'feed') throw new UserError(`"${deliver}" is no way of delivery.`, 'Give webhook or feed.')
    this.#write(defaultConfigName, configText({ flows, command, deliver }), flags.force)
    const scenario = scenarioFor(flows.length > 0 ? flows : flowNames) ?? 'hello-confirmation'
    if (flags.ci) this.#write('.github/workflows/mfgsync.yml', ciWorkflowText(scenario), flags.force)
    this.screenFor(flags).write(`Next: mfgsync doctor tries the set-up step by step; mfgsync simulate ${scenario} is the first verdict.\n`)
  }

  #write(name: string, text: string, force: boolean): void {
    const path = resolve(name)
    if (existsSync(path) && !force) throw new UserError(`${path} is there already.`, 'Edit it, or replace it with --force.')
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    process.stdout.write(`${name} is written.\n`)
  }
}

interface Given {
  readonly target?: string | undefined
  readonly flows?: string | undefined
  readonly deliver?: string | undefined
}

/** What was given, else what is answered, else the defaults. */
async function answers(
  given: Given,
  prompt: Prompt | undefined,
): Promise<{ command: readonly string[]; flows: readonly string[]; deliver: string }> {
  const answer = async (value: string | undefined, question: string, fallback: string): Promise<string> =>
    value ?? (await prompt?.ask(question, fallback)) ?? fallback
  return {
    command: commandWords(await answer(given.target, 'Command that starts your integration?', 'node my-integration.mjs')),
    flows: parseFlows(await answer(given.flows, `Which flows does it cover (${flowNames.join(', ')})?`, flowNames[0] ?? '')),
    deliver: await answer(given.deliver, 'Do facts reach it by webhook, or does it poll the feed (webhook, feed)?', 'webhook'),
  }
}

function parseFlows(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((name) => {
      const flow = flowNames.find((candidate) => candidate === name)
      if (flow === undefined) throw new UserError(`There is no flow "${name}".`, `Flows are ${flowNames.join(', ')}.`)
      return flow
    })
}
