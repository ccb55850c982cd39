import type { Path, Report } from '../scenario/diagnostics.js'
import { contractVariables, fillContract, isContractName, namesIn } from '../target/environment.js'
import { logPatternProblem } from '../target/exceptions/log.js'
import { forbiddenUrl } from '../target/loopback.js'
import { deliveryMode } from '../target/settings.js'
import { nameHint } from '../words/did-you-mean.js'
import { sourceNames, urlVariables } from './names.js'
import type { ConfigFile } from '../target/config-file.js'
import { errorText } from '../words/errors.js'

type Say = Report['problem']

/** Stands for the values of a run, so that a URL made of them can be looked at before there is a run. */
const sample = contractVariables({
  systems: urlVariables.map((variable) => ({ variable, url: 'http://127.0.0.1:1', dialect: 'plain' })),
  port: 1,
  stateDir: '/state',
  runId: 'run',
  seed: 1,
})
const hookNames = ['start', 'stop', 'kill', 'reset'] as const

/** What a schema cannot say about a config: what excludes or needs each other, patterns, URLs, names of variables. */
export function checkMeaning(config: ConfigFile, report: Report): void {
  const isTold = (...path: Path): boolean => report.isTold?.(path) === true
  const say: Say = (...problem) => report.problem(...problem)
  const allowed = config.network?.allow_hosts ?? []
  for (const name of hookNames) if (!isTold('target', name, 'command')) checkHook(config, name, allowed, say)
  checkReady(config, allowed, say)
  checkUrl(config.target?.url, ['target', 'url'], allowed, say)
  checkEnv(config, say)
  checkModule(config, say)
  if (!isTold('target', 'start')) checkRunning(config, say)
  checkExceptions(config, allowed, say)
  checkTransform(config, say)
  checkNetwork(config, say, isTold)
}

function checkHook(config: ConfigFile, name: (typeof hookNames)[number], allowed: readonly string[], say: Say): void {
  const hook = config.target?.[name]
  if (!hook) return
  const path: Path = ['target', name]
  const given = ['command', 'http'].filter((key) => key in hook)
  if (given.length !== 1) {
    say(
      path,
      `target.${name} must have either "command" or "http", but has ${given.length === 0 ? 'neither' : 'both'}`,
      'command: [node, dist/index.js]',
      { at: 'key' },
    )
    return
  }
  if ('http' in hook) checkUrl(hook.http.url, [...path, 'http', 'url'], allowed, say)
  else for (const [index, word] of hook.command.entries()) checkNames(word, [...path, 'command', index], say)
  if ('command' in hook && hook.command.length === 1 && /\s/.test(hook.command[0] ?? '')) {
    say(
      [...path, 'command', 0],
      'the program and its arguments stand in one text, and no shell takes them apart',
      `command: [${(hook.command[0] ?? '').trim().split(/\s+/).join(', ')}]`,
    )
  }
}

function checkReady(config: ConfigFile, allowed: readonly string[], say: Say): void {
  const ready = config.target?.ready
  if (!ready) return
  const probes = ['port', 'http', 'log', 'delay_ms'].filter((name) => name in ready)
  if (probes.length > 1)
    say(
      ['target', 'ready', probes[1] ?? ''],
      `target.ready has ${probes.join(' and ')}; one of them says when the target is ready`,
      'keep one of them',
      { at: 'key' },
    )
  if (ready.log !== undefined) {
    const problem = patternProblem(ready.log)
    if (problem !== undefined) say(['target', 'ready', 'log'], `this is not a regular expression: ${problem}`)
  }
  if (ready.http !== undefined && /^https?:/i.test(ready.http)) checkUrl(ready.http, ['target', 'ready', 'http'], allowed, say)
}

function checkEnv(config: ConfigFile, say: Say): void {
  for (const [name, value] of Object.entries(config.target?.env ?? {})) {
    const path: Path = ['target', 'env', name]
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      say(path, `"${name}" cannot be the name of an environment variable`, 'use letters, digits and _', { at: 'key' })
    else if (isContractName(name)) say(path, `${name} is set by mfgsync and cannot be mapped`, 'map another name from it', { at: 'key' })
    checkNames(value, path, say)
  }
}

/** Names of the user's own are looked up when the target is started; ours are known now. */
function checkNames(text: string, path: Path, say: Say): void {
  for (const name of namesIn(text)) {
    if (name.startsWith('MFGSYNC_') && !(name in sample))
      say(path, `\${${name}} is not a variable that mfgsync sets`, nameHint(name, Object.keys(sample)))
  }
}

/** A module has no life outside a run: nothing that starts, ends or asks a process has a meaning beside it. */
function checkModule({ target, network }: ConfigFile, say: Say): void {
  if (target?.module === undefined) return
  const because = { path: ['target', 'module'], at: 'key' as const, message: 'it is run in process' }
  for (const name of ['start', 'stop', 'kill', 'reset', 'url'] as const) {
    if (target[name] === undefined) continue
    say(['target', name], `module and ${name} exclude each other`, 'keep one of them', { at: 'key', related: [because] })
  }
  for (const probe of ['port', 'http', 'log'] as const) {
    if (target.ready?.[probe] === undefined) continue
    const hint = 'a module is ready when it takes deliveries; one that only polls, after delay_ms'
    say(['target', 'ready', probe], `ready.${probe} asks a process, and this target is a module`, hint, { at: 'key', related: [because] })
  }
  if (network)
    say(['network'], 'network has no meaning for a module: nothing listens on a port', 'remove it', { at: 'key', related: [because] })
}

/** What only a target that mfgsync starts, by a command, can have. The command line may still name the target. */
function checkRunning(config: ConfigFile, say: Say): void {
  const { target, exceptions } = config
  if (!target || target.module !== undefined || (!target.start && target.url === undefined)) return
  const path: Path = ['target', target.start ? 'start' : 'url']
  const because = { path, at: 'key' as const, message: target.start ? 'it is started by a call' : 'it runs already' }
  if (!target.start && target.kill)
    say(
      ['target', 'kill'],
      'kill is given without start: a target that was killed could not be started again',
      'give target.start, or remove kill',
      { at: 'key', related: [because] },
    )
  if (target.start && 'command' in target.start) return
  const unseen = 'the output of this target is not seen, because no command of the config starts it'
  if (target.ready?.log !== undefined)
    say(['target', 'ready', 'log'], unseen, 'use port, http or delay_ms', { at: 'key', related: [because] })
  if (typeof exceptions === 'object' && 'log' in exceptions)
    say(['exceptions', 'log'], unseen, 'use a file, a list by http, or the desk', { at: 'key', related: [because] })
}

function checkExceptions(config: ConfigFile, allowed: readonly string[], say: Say): void {
  const { exceptions } = config
  const polled = polledBy(config)
  if (exceptions === 'nack' && polled) {
    say(
      ['exceptions'],
      'a target that polls acknowledges nothing, so the source cannot see what it refuses',
      'use desk, a file, the log or a list; or deliver by webhook',
      { related: [{ path: polled, message: 'it polls' }] },
    )
  }
  if (typeof exceptions !== 'object') return
  if ('http' in exceptions) checkUrl(exceptions.http.url, ['exceptions', 'http', 'url'], allowed, say)
  if ('file' in exceptions) checkNames(exceptions.file, ['exceptions', 'file'], say)
  if (!('log' in exceptions)) return
  const problem = logPatternProblem(exceptions.log)
  if (problem !== undefined) say(['exceptions', 'log'], problem)
}

/** Where the config says that the target polls. */
function polledBy({ target }: ConfigFile): Path | undefined {
  const { mode = 'webhook', sources = {} } = target?.deliver ?? {}
  const source = sourceNames.find((name) => deliveryMode({ mode, sources }, name) === 'feed')
  if (source === undefined) return undefined
  return ['target', 'deliver', ...(sources[source] === undefined ? ['mode'] : ['sources', source])]
}

function checkTransform(config: ConfigFile, say: Say): void {
  for (const [index, step] of (config.attribution?.transform ?? []).entries()) {
    const path: Path = ['attribution', 'transform', index]
    const keys = Object.keys(step)
    if (keys.includes('replace') !== keys.includes('with'))
      say(path, '"replace" and "with" belong together', '- {replace: "MC-", with: ""}')
    else if (keys.length !== (keys.includes('replace') ? 2 : 1))
      say(path, `one step does one thing, but this has ${keys.join(' and ')}`, 'write a list entry for each, in their order')
  }
}

function checkNetwork(config: ConfigFile, say: Say, isTold: (...path: Path) => boolean): void {
  const { network } = config
  if (!network) return
  const ports = Object.entries(network.ports ?? {}).map(([name, port]): readonly [Path, number | undefined] => [
    ['network', 'ports', name],
    port,
  ])
  const taken = new Map<number, Path>()
  for (const [path, port] of [
    ...ports,
    [['network', 'one_host_port'], network.one_host_port],
    [['network', 'target_port'], network.target_port],
  ] as const) {
    if (port === undefined) continue
    const first = taken.get(port)
    if (first) say(path, `port ${port} is given twice`, undefined, { related: [{ path: first, message: 'first here' }] })
    else taken.set(port, path)
  }
  if (network.one_host === true && network.ports)
    say(['network', 'ports'], 'ports has no meaning with one_host', 'use one_host_port', { at: 'key' })
  if (network.one_host !== true && network.one_host_port !== undefined && !isTold('network', 'one_host'))
    say(['network', 'one_host_port'], 'one_host_port has no meaning without one_host: true', 'add one_host: true, or use ports', {
      at: 'key',
    })
  if (!['one_host', 'advertise_url'].some((name) => isTold('network', name))) checkAdvertised(network, say)
  for (const [index, host] of (network.allow_hosts ?? []).entries()) {
    if (/[/:*\s]/.test(host) && !host.startsWith('['))
      say(
        ['network', 'allow_hosts', index],
        `"${host}" is not a host name`,
        'write each host by its whole name, without scheme, port or wildcard, such as flow.example.com',
      )
  }
}

function checkAdvertised(network: NonNullable<ConfigFile['network']>, say: Say): void {
  const { bind, advertise_url: url } = network
  const path: Path = ['network', 'advertise_url']
  const example = 'http://host.docker.internal:${PORT}'
  if (url === undefined) {
    if (bind === '0.0.0.0' || bind === '::') {
      say(
        ['network', 'bind'],
        `${bind} means every address of this machine, and is none that a target can call`,
        `say in advertise_url what it should call, such as ${example}`,
      )
    }
    return
  }
  if (!URL.canParse(url.replace('${PORT}', '1')) || !/^https?:\/\//i.test(url))
    say(path, `"${url}" is not a URL`, `expected one such as ${example}`)
  else if (network.one_host !== true && !url.includes('${PORT}')) {
    say(
      path,
      'each simulated system has a port of its own, and this URL does not say where it goes',
      `write \${PORT} in its place, such as ${example}; or set one_host: true`,
    )
  }
}

function checkUrl(url: string | undefined, path: Path, allowed: readonly string[], say: Say): void {
  if (url === undefined) return
  checkNames(url, path, say)
  const problem = forbiddenUrl(fillContract(url, sample), allowed)
  if (problem !== undefined) say(path, problem)
}

function patternProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern)
    return undefined
  } catch (error) {
    return errorText(error)
  }
}
