import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import { checkYaml, renderDiagnostics, type Diagnostic } from '../scenario/diagnostics.js'
import { isLoopbackHost } from '../target/loopback.js'
import { defaultNetwork, type NetworkSettings, type ReadyProbe, type TargetInput } from '../target/settings.js'
import { checkMeaning } from './config-meaning.js'
import { configSchema } from './config-schema.js'
import { UserError } from './errors.js'
import type { ConfigFile, RawReady } from '../target/config-file.js'
import { limits } from '../domain/limits.js'
import { errorCode, errorText } from '../words/errors.js'
import { readRegular } from '../words/regular-file.js'

export const defaultRunsFolder = '.mfgsync'

/** How many runs, and how many megabytes of them, stay in a folder; 0: all. */
export interface RunsKept {
  readonly keep: number
  readonly size_mb: number
}

export const defaultRunsKept: RunsKept = { keep: 200, size_mb: 2_000 }

/** A config file, ready for use. */
export interface Config {
  /** Without `start` and `url` the command line must name the target. */
  readonly target: TargetInput
  readonly network: NetworkSettings
  /** Absolute folder for runs. */
  readonly out: string
  /** How much of them stays. */
  readonly runs: RunsKept
  /** Absolute path of the failures that are known. */
  readonly baseline?: string
  /** What is allowed but ought to be known, in sentences. */
  readonly warnings: readonly string[]
}

export type ReadConfig = { readonly config: Config } | { readonly diagnostics: readonly Diagnostic[] }

/** Reads a config file. @throws UserError with every mistake in it, or if there is no such file. */
export async function loadConfig(path: string): Promise<Config> {
  let source: Buffer | string
  try {
    source = readRegular(path, limits.yaml_bytes_max)
  } catch (error) {
    const code = errorCode(error)
    const problem = code === 'ENOENT' ? 'there is no such file' : code === '' ? errorText(error) : `it cannot be read (${code})`
    throw new UserError(`The config ${path}: ${problem}.`, 'mfgsync init writes one; --config names another.')
  }
  const isModule = /\.[cm]?[jt]s$/.test(path)
  if (isModule) source = await evaluated(path)
  // The lines of a message are those of what the module gave, which stands in no file.
  const read = readConfig(source, isModule ? `${path} (as it was evaluated)` : path)
  if ('diagnostics' in read) throw new UserError(renderDiagnostics(read.diagnostics))
  return read.config
}

/** What a module exports as its config, as the text that a file of it would be. */
async function evaluated(path: string): Promise<string> {
  let config: unknown
  let text: string | undefined
  try {
    const loaded = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
    config = await loaded['default']
    text = JSON.stringify(config, null, 2)
  } catch (error) {
    throw new UserError(`The config ${path} could not be loaded: ${errorText(error)}`, 'It is run as it stands, by Node itself.')
  }
  if (typeof config !== 'object' || config === null)
    throw new UserError(
      `The config ${path} has no default export.`,
      "Write export default defineConfig({ version: 1, … }), from 'mfgsync'.",
    )
  return text ?? ''
}

/**
 * Reads a config from its text. Relative paths in it start at the folder of `file`. All mistakes at once; never throws for what a file can
 * contain.
 */
export function readConfig(source: string | Uint8Array, file: string): ReadConfig {
  const checked = checkYaml(source, file, { name: 'config', schema: configSchema() }, (value, report) =>
    checkMeaning(value as ConfigFile, report),
  )
  if (checked.diagnostics.length > 0) return { diagnostics: checked.diagnostics }
  const raw = checked.value as ConfigFile
  const folder = dirname(resolve(file))
  const network = { ...defaultNetwork, ...raw.network }
  return {
    config: {
      target: targetInput(raw, folder),
      network,
      out: resolve(folder, raw.runs?.out ?? defaultRunsFolder),
      runs: { keep: raw.runs?.keep ?? defaultRunsKept.keep, size_mb: raw.runs?.size_mb ?? defaultRunsKept.size_mb },
      ...(raw.baseline !== undefined && { baseline: resolve(folder, raw.baseline) }),
      warnings: warningsOf(network),
    },
  }
}

function targetInput({ target = {}, exceptions, attribution }: ConfigFile, folder: string): TargetInput {
  const { ready, cwd = '.', ...plain } = target
  return {
    ...plain,
    ...(ready && { ready: readyOf(ready) }),
    cwd: resolve(folder, cwd),
    ...(exceptions !== undefined && { exceptions }),
    ...(attribution && {
      attribution: { ...attribution, ...(attribution.headers && { headers: attribution.headers.map((name) => name.toLowerCase()) }) },
    }),
  }
}

/** One probe at the most is there, or the config was refused. */
function readyOf({ timeout_ms, ...probe }: RawReady): NonNullable<TargetInput['ready']> {
  return { ...(Object.keys(probe).length > 0 && { probe: probe as ReadyProbe }), ...(timeout_ms !== undefined && { timeout_ms }) }
}

function warningsOf(network: NetworkSettings): readonly string[] {
  const warnings: string[] = []
  if (!isLoopbackHost(network.bind))
    warnings.push(`network.bind is ${network.bind}: the simulated systems can be reached from other machines while a run lasts.`)
  if (network.allow_hosts.length > 0)
    warnings.push(
      `network.allow_hosts lets mfgsync call ${network.allow_hosts.join(', ')}: ` +
        'its facts are made up, and must not reach a system that is in use.',
    )
  return warnings
}
