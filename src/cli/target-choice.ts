import * as Flags from '@oclif/core/flags'
import { relative, resolve } from 'node:path'
import { statSync } from 'node:fs'
import { splitCommand, toldCommand } from '../target/command-line.js'
import {
  contradictions,
  defaultNetwork,
  targetSettings,
  type NetworkSettings,
  type TargetInput,
  type TargetSettings,
} from '../target/settings.js'
import { list } from '../words/lists.js'
import { shellWord } from '../words/shell.js'
import { configNames, defaultConfigName, findConfig } from './config-search.js'
import { loadConfig, type Config, type RunsKept } from './config.js'
import { UserError } from './errors.js'
import { shipped } from './package-root.js'
import { isSet } from './screen.js'

const endings = list(
  configNames.slice(1).map((name) => name.replace(/^.*\./, '.')),
  'or',
)

/** Flags that say which integration is tested. */
export const targetFlags = {
  config: Flags.string({
    char: 'c',
    description:
      `Config file: YAML, JSON or a module; ${defaultConfigName} (or ${endings}) in this folder, or above it up to the root of the ` +
      'repository, if it is there.',
    helpGroup: 'TARGET',
    helpValue: 'file',
  }),
  target: Flags.string({
    char: 't',
    description: 'Command that starts your integration. Split at spaces; quotes keep words together; no shell reads it.',
    helpGroup: 'TARGET',
    helpValue: 'command',
  }),
  'target-url': Flags.string({
    description: 'Base URL of an integration that runs already. Nothing starts, stops or kills it.',
    helpGroup: 'TARGET',
    helpValue: 'url',
  }),
  'target-module': Flags.string({
    description:
      'JavaScript or TypeScript module that is your integration: run in process, on a clock that waits for nobody. It exports start() or ' +
      'fetch(), or opens a server at PORT.',
    helpGroup: 'TARGET',
    helpValue: 'file',
  }),
  demo: Flags.string({
    description: 'A shipped integration instead of yours: the reference, or a careless one that gets convicted.',
    options: ['reference', 'naive'],
    helpGroup: 'TARGET',
  }),
  deliver: Flags.string({
    description: 'How facts reach it: pushed by webhook, or polled from the feed.',
    options: ['webhook', 'feed'],
    helpGroup: 'TARGET',
  }),
}

export interface TargetFlags {
  readonly config?: string | undefined
  readonly target?: string | undefined
  readonly 'target-url'?: string | undefined
  readonly 'target-module'?: string | undefined
  readonly demo?: string | undefined
  readonly deliver?: string | undefined
}

export interface ChosenTarget {
  readonly target: TargetSettings
  readonly network: NetworkSettings
  /** The flags that choose it again, as words and by name. */
  readonly words: readonly string[]
  readonly flags: Readonly<Record<string, string>>
  /** Folder for runs that the config names. */
  readonly out?: string
  /** How much of them stays, by the config. */
  readonly runs?: RunsKept
  /** File of the failures that are known, by the config. */
  readonly baseline?: string
  /** What ought to be known before anything runs, in sentences. */
  readonly warnings: readonly string[]
  /** Nobody named a target: said before everything else and after it. */
  readonly notYours?: { readonly first: string; readonly last: string }
}

/**
 * Which integration, with all settings: the flags win over the config file. Where neither is there, a person gets the reference that ships,
 * and is told; a pipeline gets nothing, since nobody's integration would have been tested.
 */
export async function chooseTarget(
  flags: TargetFlags,
  cwd: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ChosenTarget> {
  const named = namedTargets(flags)
  if (named.length > 1) throw new UserError(`${list(targetNames.map((name) => `--${name}`))} exclude each other.`, 'Give one of them.')
  const mode = flags.deliver === 'feed' || flags.deliver === 'webhook' ? flags.deliver : undefined
  if (flags.demo !== undefined) return demo(flags.demo, mode)
  const found = flags.config === undefined ? findConfig(cwd) : { path: resolve(cwd, flags.config), passedOver: [] }
  const path = found && shownFrom(cwd, found.path)
  const config = found && (await loadConfig(found.path))
  if (!config && named.length === 0) return nobodys(mode, env)
  const input = withFlags(config?.target ?? { cwd }, flags, cwd)
  if (input.start === undefined && input.url === undefined && input.module === undefined) {
    throw new UserError(
      `${path ?? 'The call'} names no target.`,
      `Give target.start, target.url or target.module in the config, or ${list(
        targetNames.map((name) => `--${name}`),
        'or',
      )}.`,
    )
  }
  const target = targetSettings(mode === undefined ? input : { ...input, deliver: { ...input.deliver, mode, sources: {} } })
  const [contradiction] = contradictions(target)
  if (contradiction !== undefined) throw new UserError(contradiction)
  return {
    target,
    network: config?.network ?? defaultNetwork,
    ...again(flags),
    ...(config && { out: config.out, runs: config.runs }),
    ...(config?.baseline !== undefined && { baseline: config.baseline }),
    warnings: [...(found ? taken(path ?? '', found.passedOver) : []), ...(config?.warnings ?? [])],
  }
}

/** The config that is named or found, for those who need no target. */
export async function foundConfig(named: string | undefined, cwd: string): Promise<Config | undefined> {
  const path = named === undefined ? findConfig(cwd)?.path : resolve(cwd, named)
  return path === undefined ? undefined : loadConfig(path)
}

/** Which config it is, and which are not. */
function taken(path: string, passedOver: readonly string[]): readonly string[] {
  return [`Config: ${path}${passedOver.length > 0 ? ` (not read, beside it: ${list(passedOver)})` : ''}`]
}

/** What is said before anything runs. */
export function saidFirst({ notYours, warnings }: ChosenTarget): readonly string[] {
  return [...(notYours ? [notYours.first] : []), ...warnings]
}

function shownFrom(cwd: string, path: string): string {
  return relative(cwd, path) || path
}

/** Without target, config and demo. */
function nobodys(mode: 'webhook' | 'feed' | undefined, env: Readonly<Record<string, string | undefined>>): ChosenTarget {
  const none = 'No target is named, and there is no config here or above in the repository'
  const ways = 'name it with --target "COMMAND", or in a config (mfgsync init writes one)'
  if (isSet(env['CI'])) {
    throw new UserError(
      `${none}: under CI nothing is tested then.`,
      `To test your integration, ${ways}.\nTo test the reference that ships with mfgsync, say --demo reference.`,
    )
  }
  return {
    ...demo('reference', mode),
    notYours: {
      first: `NOT YOUR INTEGRATION: ${none}, so the reference that ships with mfgsync is tested. To test yours, ${ways}.`,
      last: `NOT YOUR INTEGRATION: this was the reference that ships with mfgsync. To test yours, ${ways}.`,
    },
  }
}

/** Flags that each name a target. */
const targetNames = ['target', 'target-url', 'target-module', 'demo'] as const

/** Those of them that are given. */
export function namedTargets(flags: TargetFlags): readonly string[] {
  return targetNames.filter((name) => flags[name] !== undefined)
}

function withFlags(input: TargetInput, flags: TargetFlags, cwd: string): TargetInput {
  const { 'target-url': url, 'target-module': module } = flags
  // Nothing of a config may start or end a target that the command line names in another way.
  const { start: _start, stop: _stop, kill: _kill, module: _module, ...rest } = input
  if (url !== undefined) return { ...rest, url: checkedUrl(url), label: toldCommand(url) }
  if (module !== undefined) {
    const { url: _url, reset: _reset, ...kept } = rest
    return { ...kept, module: existingModule(resolve(cwd, module), module), label: module }
  }
  if (flags.target === undefined)
    return input.module === undefined ? input : { ...input, module: existingModule(resolve(input.cwd, input.module), input.module) }
  return { ...input, start: { command: commandWords(flags.target) }, label: toldCommand(flags.target) }
}

function existingModule(path: string, shown: string): string {
  // Anything else, such as a pipe, would be waited for without end.
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return path
  throw new UserError(
    `The module ${shown}: there is no such file.`,
    'Give the file that your integration starts with, such as ./src/integration.ts.',
  )
}

/** A command as `--target` takes it, split into words. */
export function commandWords(text: string): readonly string[] {
  const split = splitCommand(text)
  if ('error' in split) throw new UserError(`--target: ${split.error}`)
  return split.command
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^https?:$/.test(url.protocol))
    throw new UserError(`--target-url "${text}" is not an http URL.`, 'Give one such as http://127.0.0.1:8080.')
  if (!/^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname)) {
    throw new UserError(
      `--target-url ${text} is not on this machine.`,
      'Put the target into a config file and name its host under network.allow_hosts.',
    )
  }
  return text.replace(/\/$/, '')
}

function demo(name: string, mode: 'webhook' | 'feed' | undefined): ChosenTarget {
  const file = shipped(name === 'naive' ? 'examples/naive/index.js' : 'examples/reference/index.js')
  const target = targetSettings({
    label: name === 'naive' ? 'the careless demo (examples/naive)' : 'the reference integration (examples/reference)',
    cwd: process.cwd(),
    start: { command: [process.execPath, file] },
    patience: { retry_interval_ms: 1_500, client_timeout_ms: 1_500 },
    ...(mode === 'feed' && { deliver: { mode }, env: { REFERENCE_INTAKE: 'feed' } }),
  })
  return { target, network: defaultNetwork, ...again({ demo: name, ...(mode && { deliver: mode }) }), warnings: [] }
}

function again(flags: TargetFlags): Pick<ChosenTarget, 'words' | 'flags'> {
  const kept: Record<string, string> = {}
  for (const name of ['config', ...targetNames, 'deliver'] as const) {
    const value = flags[name]
    if (value !== undefined) kept[name] = toldCommand(value)
  }
  return { words: Object.entries(kept).flatMap(([name, value]) => [`--${name}`, value]), flags: kept }
}

/** The words that a replay needs: a demo is named by the case. */
export function targetWords({ flags, words }: Pick<ChosenTarget, 'flags' | 'words'>): readonly string[] {
  return flags['demo'] === undefined ? words : []
}

/** A whole command line that runs this again. */
export function commandLine(words: readonly string[]): string {
  return ['mfgsync', ...words].map(shellWord).join(' ')
}
