import { resolve } from 'node:path'
import type { Fact } from '../domain/fact.js'
import { limits } from '../domain/limits.js'
import type { FlowName, SystemName } from '../domain/names.js'
import type { AttributionSettings, ExceptionSource } from '../journal/header.js'

/** A program and its arguments; no shell reads it. `${PORT}` and `${MFGSYNC_…}` are filled in. */
interface CommandHook {
  readonly command: readonly string[]
  readonly timeout_ms: number
}

/** One HTTP call. `${PORT}` and `${MFGSYNC_…}` in the URL are filled in. */
export interface HttpHook {
  readonly http: {
    readonly method: string
    readonly url: string
    /** Absent: any 2xx. */
    readonly expect_status?: number
    /** Name of the environment variable whose value is sent as `Authorization`. */
    readonly credentials_env?: string
  }
  readonly timeout_ms: number
}

export type Hook = CommandHook | HttpHook

/** How one sees that the target takes messages. */
export type ReadyProbe =
  /** It accepts connections on `PORT` (of a running target: on the port of its URL). */
  | { readonly port: true }
  /** A GET of this path (or URL) answers 2xx. */
  | { readonly http: string }
  /** A line of its output matches this regular expression. */
  | { readonly log: string }
  /** It is still alive after this time. */
  | { readonly delay_ms: number }

interface ReadySettings {
  readonly probe: ReadyProbe
  readonly timeout_ms: number
}

export type DeliveryMode = 'webhook' | 'feed'

/** How facts reach the target. */
export interface DeliverySettings {
  readonly mode: DeliveryMode
  /** Sources whose facts come another way than the rest. */
  readonly sources: Readonly<Record<SystemName, DeliveryMode>>
  /** Webhook path by event type or flow, from the root of the target; others go to `defaultWebhookPath`. */
  readonly paths: Readonly<Record<string, string>>
  /** CloudEvents content mode. */
  readonly content_mode: 'structured' | 'binary'
  /** Name of the environment variable whose value is sent as `Authorization` with webhooks. */
  readonly credentials_env?: string
}

/** What the user's own ways to end a target may take. */
export function hooksMs({ stop, kill }: Pick<TargetSettings, 'stop' | 'kill'>): number {
  return (stop?.timeout_ms ?? 0) + (kill?.timeout_ms ?? 0)
}

/** What the target takes at most before it tries again. */
interface PatienceSettings {
  readonly retry_interval_ms?: number
  readonly client_timeout_ms?: number
}

/** Where things stand in one exception: dotted paths into its JSON (`data.confirmation`). */
export interface ExceptionFields {
  /** A string, or a list of strings. */
  readonly key: string
  readonly id: string
  /** Plant of its facts: another plant may have their numbers. */
  readonly plant: string
  readonly class: string
  readonly reason: string
  readonly owner: string
  readonly status: string
  readonly resolution: string
}

/** Places that need no settings, in the words of the config: the simulated desk, the source that gets facts back, none that can be seen. */
const exceptionWords = ['desk', 'nack', 'none'] as const
export type ExceptionWord = (typeof exceptionWords)[number]

export interface ListSettings {
  readonly url: string
  /** Dotted path to the array; empty when the answer is the array itself. */
  readonly items: string
  readonly fields: ExceptionFields
  readonly credentials_env?: string
}

/** Where the target hands things to people. */
export type ExceptionSettings =
  | ExceptionWord
  /** JSON lines. A relative path starts at the target's working directory. */
  | { readonly file: string; readonly fields: ExceptionFields }
  /** Regular expression with the group `key`, and `id`, `plant`, `class`, `reason`, `owner`, `status`, `resolution` if it likes. */
  | { readonly log: string }
  /** A list that is polled. */
  | { readonly http: ListSettings }

/** Everything that cannot be guessed about a target: plain data with all defaults written out. */
export interface TargetSettings {
  /** As the user wrote it, for people. */
  readonly label: string
  /** Starts it. Absent: it runs already, at `url`, and nobody starts or kills it. */
  readonly start?: Hook
  readonly stop?: Hook
  readonly kill?: Hook
  readonly reset?: Hook
  readonly ready: ReadySettings
  /** Absolute path of a module that is the target, in this process and on the virtual clock; then there is no `start` and no `url`. */
  readonly module?: string
  /** Base URL at which it listens, without a trailing slash; absent: `http://127.0.0.1:<PORT>`. */
  readonly url?: string
  /** Absolute working directory of its commands. */
  readonly cwd: string
  /** Variables of its own, with `${NAME}` filled in from the contract's variables, else from the user's. */
  readonly env: Readonly<Record<string, string>>
  /** Flows that it covers; absent: all of the scenario. */
  readonly flows?: readonly FlowName[]
  readonly deliver: DeliverySettings
  readonly patience: PatienceSettings
  readonly exceptions: ExceptionSettings
  readonly attribution: AttributionSettings
  /** Field and header names whose values never reach a disk, besides the usual ones. */
  readonly redact: readonly string[]
}

/** What the simulated systems listen on. */
export interface NetworkSettings {
  /** Fixed port per system; absent: a free one. */
  readonly ports: Readonly<Partial<Record<SystemName, number>>>
  /** All systems behind one port, each under its name. */
  readonly one_host: boolean
  /** Fixed port of the one host. */
  readonly one_host_port?: number
  /** Fixed `PORT` of the target; absent: a free one. */
  readonly target_port?: number
  readonly bind: string
  /**
   * What the target is told instead of `http://<bind>:<port>`, `${PORT}` becoming the port of each system; with a random path secret beyond
   * loopback.
   */
  readonly advertise_url?: string
  /** Hosts outside loopback that may be called. */
  readonly allow_hosts: readonly string[]
}

/** All on this machine. */
export const defaultNetwork: NetworkSettings = { ports: {}, one_host: false, bind: '127.0.0.1', allow_hosts: [] }

/** A call is a POST unless it says otherwise. */
type HookInput = { readonly timeout_ms?: number } & (
  | { readonly command: readonly string[] }
  | { readonly http: Omit<HttpHook['http'], 'method'> & { readonly method?: string } }
)

export type ExceptionInput =
  | ExceptionWord
  | { readonly file: string; readonly fields?: Partial<ExceptionFields> }
  | { readonly log: string }
  | { readonly http: Partial<Omit<ListSettings, 'fields'>> & Pick<ListSettings, 'url'> & { readonly fields?: Partial<ExceptionFields> } }

/** Settings before the defaults are written out. */
export interface TargetInput
  extends
    Pick<TargetSettings, 'cwd'>,
    Partial<Pick<TargetSettings, 'label' | 'module' | 'url' | 'env' | 'flows' | 'patience' | 'redact'>>,
    Readonly<Partial<Record<'start' | 'stop' | 'kill' | 'reset', HookInput>>> {
  readonly ready?: Partial<ReadySettings>
  readonly deliver?: Partial<DeliverySettings>
  readonly exceptions?: ExceptionInput
  readonly attribution?: Partial<AttributionSettings>
}

const defaultWebhookPath = '/events'
/** A target without a port to knock at counts as ready when it has lived this long. */
const defaultReadyDelayMs = 300
/** What an interval that the user left out counts as, once the other one is known. */
const assumedIntervalMs = 10_000
const defaultExceptionFields: ExceptionFields = {
  key: '',
  id: 'exception',
  plant: 'plant',
  class: 'class',
  reason: 'reason',
  owner: 'owner',
  status: 'status',
  resolution: 'resolution',
}

/** Writes every default out. */
export function targetSettings(input: TargetInput): TargetSettings {
  const { mode = 'webhook', sources = {}, paths = {}, content_mode = 'structured', credentials_env } = input.deliver ?? {}
  const deliver = { mode, sources, paths, content_mode, ...(credentials_env !== undefined && { credentials_env }) }
  return {
    label: input.label ?? labelOf(input),
    ...(input.start && { start: hook(input.start) }),
    ...(input.stop && { stop: hook(input.stop) }),
    ...(input.kill && { kill: hook(input.kill) }),
    ...(input.reset && { reset: hook(input.reset) }),
    ready: {
      probe: input.ready?.probe ?? (takesWebhooks(deliver) ? { port: true } : { delay_ms: defaultReadyDelayMs }),
      timeout_ms: input.ready?.timeout_ms ?? limits.target_ready_ms_max,
    },
    ...(input.module !== undefined && { module: resolve(input.cwd, input.module) }),
    ...(input.url !== undefined && { url: input.url.replace(/\/+$/, '') }),
    cwd: input.cwd,
    env: input.env ?? {},
    ...(input.flows && { flows: input.flows }),
    deliver,
    patience: input.patience ?? {},
    exceptions: exceptionSettings(input.exceptions ?? exceptionWords[0]),
    attribution: { headers: input.attribution?.headers ?? [], transform: input.attribution?.transform ?? [] },
    redact: input.redact ?? [],
  }
}

function hook(input: HookInput): Hook {
  const timeout_ms = input.timeout_ms ?? limits.target_hook_ms_max
  return 'command' in input ? { command: input.command, timeout_ms } : { http: { method: 'POST', ...input.http }, timeout_ms }
}

function labelOf(input: TargetInput): string {
  if (!input.start) return input.module ?? input.url ?? 'target'
  if ('command' in input.start) return input.start.command.map((word) => (/[\s"]/.test(word) ? `'${word}'` : word)).join(' ')
  return `${input.start.http.method ?? 'POST'} ${input.start.http.url}`
}

function exceptionSettings(input: ExceptionInput): ExceptionSettings {
  if (typeof input === 'string') return input
  if ('file' in input) return { file: input.file, fields: { ...defaultExceptionFields, ...input.fields } }
  if ('log' in input) return input
  return { http: { items: 'items', ...input.http, fields: { ...defaultExceptionFields, ...input.http.fields } } }
}

/** The word that the journal uses for where exceptions are seen. */
export function exceptionSource(settings: ExceptionSettings): ExceptionSource {
  if (typeof settings === 'string') return settings
  return 'file' in settings ? 'file' : 'log' in settings ? 'log' : 'http'
}

/**
 * How long to wait for a fact that is still expected, in milliseconds: twice the longest pause the target may take (its longest retry
 * interval and one client time-out), and two seconds, but three at least. With neither known, `limits.patience_ms_default`; with one
 * known, the other counts as ten seconds.
 */
export function patienceMs(settings: Pick<TargetSettings, 'patience'>): number {
  const { retry_interval_ms: retry, client_timeout_ms: timeout } = settings.patience
  if (retry === undefined && timeout === undefined) return limits.patience_ms_default
  return Math.max(3_000, 2 * ((retry ?? assumedIntervalMs) + (timeout ?? assumedIntervalMs)) + 2_000)
}

/** True if a fault may kill this target: mfgsync started it itself or knows how to kill it, and can start it again. */
export function canKill(settings: Pick<TargetSettings, 'start' | 'kill' | 'module'>): boolean {
  if (settings.module !== undefined) return true
  return settings.start !== undefined && (settings.kill !== undefined || 'command' in settings.start)
}

/** How the facts of one source reach the target. */
export function deliveryMode({ mode, sources }: Pick<DeliverySettings, 'mode' | 'sources'>, source: SystemName): DeliveryMode {
  return sources[source] ?? mode
}

/** True if some facts are pushed to the target: then it must listen. */
export function takesWebhooks({ mode, sources }: Pick<DeliverySettings, 'mode' | 'sources'>): boolean {
  return mode === 'webhook' || Object.values(sources).includes('webhook')
}

/** Where a fact is posted: by its event type, else by the first of its flows that has a path of its own. */
export function webhookPath({ paths }: Pick<DeliverySettings, 'paths'>, fact: Pick<Fact, 'type' | 'flows'>): string {
  const name = [fact.type, ...fact.flows].find((each) => paths[each] !== undefined)
  return (name === undefined ? undefined : paths[name]) ?? defaultWebhookPath
}

/** Where webhooks go: the target's own URL, else its `PORT` on loopback. */
export function baseUrl(settings: Pick<TargetSettings, 'url'>, port: number): string {
  return settings.url ?? `http://127.0.0.1:${port}`
}

/** Whether two settings of one target go together; what is wrong otherwise, in words. */
export function contradictions(settings: TargetSettings): readonly string[] {
  const found: string[] = []
  if (settings.module !== undefined) return moduleContradictions(settings)
  if (!settings.start && settings.url === undefined)
    found.push('neither start nor url nor module is given: say how the target is started, where it runs, or which module it is')
  if (!settings.start && settings.kill) found.push('kill is given without start: a target that was killed could not be started again')
  if (settings.url !== undefined && !settings.start && 'log' in settings.ready.probe)
    found.push('ready.log needs a command in start: the output of a running target is not seen')
  if (typeof settings.exceptions === 'object' && 'log' in settings.exceptions && (!settings.start || !('command' in settings.start))) {
    found.push('exceptions.log needs a command in start: the output of a running target is not seen')
  }
  return found
}

/** A module has no life outside a run, so nothing that starts, ends or resets one has a meaning beside it. */
function moduleContradictions(settings: TargetSettings): readonly string[] {
  return (['start', 'stop', 'kill', 'reset', 'url'] as const).flatMap((name) =>
    settings[name] === undefined
      ? []
      : [`module and ${name} exclude each other: a module is started, killed and forgotten by mfgsync itself`],
  )
}

/** True if a run must put a namespace in front of business keys: nothing clears what the target remembers of the last run. */
export function needsNamespace(settings: Pick<TargetSettings, 'reset'>): boolean {
  return settings.reset === undefined
}
