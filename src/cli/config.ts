import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { checkYaml, renderDiagnostics, type Diagnostic } from '../scenario/diagnostics.js'
import { isLoopbackHost } from '../target/loopback.js'
import type { NetworkSettings, TargetInput } from '../target/settings.js'
import { checkMeaning } from './config-meaning.js'
import type { RawConfig, RawHook } from './config-raw.js'
import { UserError } from './errors.js'
import { shipped } from './package-root.js'

export const defaultConfigName = 'mfgsync.config.yaml'
export const defaultNetwork: NetworkSettings = { ports: {}, one_host: false, bind: '127.0.0.1', allow_hosts: [] }
export const defaultRunsFolder = '.mfgsync'

/** A config file, ready for use. */
export interface Config {
  /** Absolute path of the file. */
  readonly file: string
  /** Without `start` and `url` the command line must name the target. */
  readonly target: TargetInput
  readonly network: NetworkSettings
  /** Absolute folder for runs. */
  readonly out: string
  /** What is allowed but ought to be known, in sentences. */
  readonly warnings: readonly string[]
}

export type ReadConfig = { readonly config: Config } | { readonly diagnostics: readonly Diagnostic[] }

/** Reads a config file. @throws UserError with every mistake in it, or if there is no such file. */
export async function loadConfig(path: string): Promise<Config> {
  let source: Buffer
  try {
    source = await readFile(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    const problem = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : `it cannot be read (${code})`
    throw new UserError(`The config ${path}: ${problem}.`, 'mfgsync init writes one; --config names another.')
  }
  const read = readConfig(source, path)
  if ('diagnostics' in read) throw new UserError(renderDiagnostics(read.diagnostics))
  return read.config
}

/**
 * Reads a config from its text. Relative paths in it start at the folder of `file`. All mistakes at once; never throws for what a file can
 * contain.
 */
export function readConfig(source: string | Uint8Array, file: string): ReadConfig {
  const checked = checkYaml(source, file, configSchema(), (value, report) => checkMeaning(value as RawConfig, report))
  if (checked.diagnostics.length > 0) return { diagnostics: checked.diagnostics }
  const raw = checked.value as RawConfig
  const folder = dirname(resolve(file))
  const network = { ...defaultNetwork, ...raw.network }
  return {
    config: {
      file: resolve(file),
      target: targetInput(raw, folder),
      network,
      out: resolve(folder, raw.runs?.out ?? defaultRunsFolder),
      warnings: warningsOf(network),
    },
  }
}

let schema: Readonly<Record<string, unknown>> | undefined

/** The JSON Schema of the config file, as it ships for editors. */
export function configSchema(): Readonly<Record<string, unknown>> {
  schema ??= JSON.parse(readFileSync(shipped('schemas/config.schema.json'), 'utf8')) as Record<string, unknown>
  return schema
}

function targetInput(raw: RawConfig, folder: string): TargetInput {
  const { start, stop, kill, reset, ready, cwd, ...plain } = raw.target ?? {}
  return {
    ...plain,
    ...(start && { start: hookOf(start) }),
    ...(stop && { stop: hookOf(stop) }),
    ...(kill && { kill: hookOf(kill) }),
    ...(reset && { reset: hookOf(reset) }),
    ...(ready && { ready: readyOf(ready) }),
    cwd: resolve(folder, cwd ?? '.'),
    ...(raw.exceptions !== undefined && { exceptions: raw.exceptions }),
    ...(raw.attribution && {
      attribution: {
        ...raw.attribution,
        ...(raw.attribution.headers && { headers: raw.attribution.headers.map((name) => name.toLowerCase()) }),
      },
    }),
  }
}

function hookOf(raw: RawHook): NonNullable<TargetInput['start']> {
  const time = raw.timeout_ms === undefined ? {} : { timeout_ms: raw.timeout_ms }
  return 'command' in raw ? { command: raw.command, ...time } : { http: { ...raw.http, method: raw.http.method ?? 'POST' }, ...time }
}

function readyOf(raw: NonNullable<NonNullable<RawConfig['target']>['ready']>): NonNullable<TargetInput['ready']> {
  const time = raw.timeout_ms === undefined ? {} : { timeout_ms: raw.timeout_ms }
  if (raw.port) return { probe: { port: true }, ...time }
  if (raw.http !== undefined) return { probe: { http: raw.http }, ...time }
  if (raw.log !== undefined) return { probe: { log: raw.log }, ...time }
  return raw.delay_ms === undefined ? time : { probe: { delay_ms: raw.delay_ms }, ...time }
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
