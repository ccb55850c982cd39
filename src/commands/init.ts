import * as Flags from '@oclif/core/flags'
import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { BaseCommand } from '../cli/base-command.js'
import { defaultConfigName, repositoryAbove } from '../cli/config-search.js'
import { UserError } from '../cli/errors.js'
import { ignoreRuns } from '../cli/ignored.js'
import { configText } from '../cli/init.js'
import { ciAdvice, ciFile, ciKinds } from '../cli/init-ci.js'
import { flowNames } from '../cli/names.js'
import type { Takes } from '../cli/where-it-belongs.js'
import { openPrompt, type Prompt } from '../cli/prompt.js'
import { starterFor, starterKinds, type Starter } from '../cli/starters.js'
import { commandWords } from '../cli/target-choice.js'
import { scenarioFor } from '../scenario/index.js'
import { didYouMean } from '../words/did-you-mean.js'
import { list } from '../words/lists.js'
import { writeNamed } from '../words/written-file.js'

/** Writes a config file; asks what it was not told, if there is somebody to ask. */
export class Init extends BaseCommand {
  static override summary = 'Write a commented config for your integration, and on request a CI file and an integration to begin with.'
  static override examples = [
    '<%= config.bin %> init',
    '<%= config.bin %> init --target "node my-integration.mjs" --flows confirmation --deliver webhook',
    '<%= config.bin %> init --python --ci gitlab',
  ]
  static override flags = {
    target: Flags.string({ char: 't', description: 'Command that starts your integration.', helpValue: 'command' }),
    flows: Flags.string({ description: `Flows that it covers, by comma: ${flowNames.join(', ')}.`, helpValue: 'names' }),
    deliver: Flags.string({ description: 'How facts reach it.', options: ['webhook', 'feed'] }),
    ci: Flags.string({ description: 'Write a file for this CI server too.', options: [...ciKinds] }),
    ...Object.fromEntries(
      starterKinds.map(({ name, title }) => [
        name,
        Flags.boolean({
          description: title,
          exclusive: ['target', ...starterKinds.flatMap((other) => (other.name === name ? [] : other.name))],
        }),
      ]),
    ),
    yes: Flags.boolean({ char: 'y', description: 'Ask nothing: take the defaults for what is not given.' }),
    force: Flags.boolean({ description: 'Replace what is there.' }),
  }

  override takes(): Takes {
    return { flows: flowNames }
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Init)
    const given: Readonly<Record<string, unknown>> = flags
    const starter = starterFor(starterKinds.find(({ name }) => given[name] === true)?.name)
    const { command, flows, deliver } = await this.#answers({ ...flags, ...starterAnswers(starter) }, flags.yes)
    const scenario = scenarioFor(flows.length > 0 ? flows : flowNames) ?? 'hello-confirmation'
    const ci = flags.ci === undefined ? undefined : ciFile(flags.ci, scenario, starter?.packages ?? [])
    const files = [
      { path: defaultConfigName, text: configText({ flows, command, deliver, ready_ms: starter?.ready_ms }) },
      ...(starter?.files ?? []),
      ...(ci ? [ci] : []),
    ]
    // All or nothing: what is there already is said before anything is written.
    const there = files.filter(({ path }) => existsSync(resolve(path)))
    if (there.length > 0 && !flags.force)
      throw new UserError(
        `${list(there.map(({ path }) => resolve(path)))} ${there.length === 1 ? 'is' : 'are'} there already.`,
        'Edit it, or replace it with --force.',
      )
    const screen = this.screenFor(flags)
    for (const { path, text } of files) {
      mkdirSync(dirname(resolve(path)), { recursive: true })
      writeNamed(resolve(path), text)
      screen.write(`${path} is written.\n`)
    }
    if (ignoreRuns(process.cwd())) screen.write('.gitignore has .mfgsync/ in it now: the folder of runs.\n')
    const here = { root: repositoryAbove(process.cwd()), hasLock: existsSync('package-lock.json') }
    for (const sentence of ci ? ciAdvice(ci, here) : []) screen.write(`${sentence}\n`)
    if (starter?.first !== undefined) screen.write(`First: ${starter.first}\n`)
    screen.write(
      `Next: ${screen.program} doctor tries the set-up step by step; ${screen.program} simulate ${scenario} is the first verdict.\n`,
    )
    return { written: files.map(({ path }) => path), scenario }
  }

  async #answers(given: Given, yes: boolean): Promise<Answers> {
    const missing = (['target', 'flows', 'deliver'] as const).filter((name) => given[name] === undefined)
    const asks = !yes && missing.length > 0
    if (asks && process.stdin.isTTY !== true) {
      throw new UserError(
        `There is no terminal to ask at, and ${list(missing.map((name) => `--${name}`))} ${missing.length === 1 ? 'is' : 'are'} not given.`,
        'Give them, or --yes to take the defaults.',
      )
    }
    const prompt = asks ? openPrompt() : undefined
    return answers(given, prompt).finally(() => prompt?.close())
  }
}

interface Given {
  readonly target?: string | undefined
  readonly flows?: string | undefined
  readonly deliver?: string | undefined
}

interface Answers {
  readonly command: readonly string[]
  readonly flows: readonly string[]
  readonly deliver: 'webhook' | 'feed'
}

function starterAnswers(starter: Starter | undefined): Given {
  return starter ? { target: starter.target, flows: starter.flows, deliver: starter.deliver } : {}
}

/** What was given, else what is answered, else the defaults. Somebody who mistypes an answer is told, and asked again. */
async function answers(given: Given, prompt: Prompt | undefined): Promise<Answers> {
  const answer = async <T>(value: string | undefined, question: string, fallback: string, read: (text: string) => T): Promise<T> => {
    if (value !== undefined || !prompt) return read(value ?? fallback)
    for (;;) {
      try {
        return read(await prompt.ask(question, fallback))
      } catch (error) {
        if (!(error instanceof UserError) || error.exitCode !== 2) throw error
        prompt.say(`${error.message} ${error.advice}`.trim())
      }
    }
  }
  return {
    command: await answer(given.target, 'Command that starts your integration?', 'node my-integration.mjs', commandWords),
    flows: await answer(given.flows, `Which flows does it cover (${flowNames.join(', ')})?`, flowNames[0] ?? '', parseFlows),
    deliver: await answer(
      given.deliver,
      'Do facts reach it by webhook, or does it poll the feed (webhook, feed)?',
      'webhook',
      parseDelivery,
    ),
  }
}

function parseDelivery(text: string): 'webhook' | 'feed' {
  if (text === 'webhook' || text === 'feed') return text
  throw new UserError(`"${text}" is no way of delivery.`, 'Give webhook or feed.')
}

/** All that are strange are told at once. */
function parseFlows(text: string): readonly string[] {
  const names = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (names.length === 0) throw new UserError('No flow is named.', `Flows are ${flowNames.join(', ')}.`)
  const strange = names.filter((name) => !flowNames.some((flow) => flow === name))
  if (strange.length === 0) return names
  const meant = strange.map((name) => didYouMean(name, flowNames))
  throw new UserError(
    `There is no flow ${list(
      strange.map((name) => `"${name}"`),
      'or',
    )}.`,
    meant.every((name) => name !== undefined) ? `Did you mean ${list(meant)}?` : `Flows are ${flowNames.join(', ')}.`,
  )
}
