import { limits } from '../domain/limits.js'
import type { SystemName } from '../domain/names.js'
import type { Plan } from '../scenario/plan.js'
import { systemKind } from '../systems/index.js'
import type { SystemInstance } from '../systems/contract.js'
import type { NetworkSettings } from '../target/settings.js'
import type { Exchange, RefusedDetails, RefusedKind } from '../transports/contract.js'
import { exchangeAt, exchangeBelow, isBelow } from '../transports/below.js'
import { HttpServer } from '../transports/http/server.js'
import type { Clock } from './clock.js'
import { unlessStranger } from './strangers.js'

/** Takes one request of one system; whoever opened the landscape decides what happens to it. */
type ExchangeHandler = (system: SystemName, exchange: Exchange) => void

/** The simulated systems of a run, listening. */
export interface Landscape {
  readonly systems: ReadonlyMap<SystemName, SystemInstance>
  /** Base URL of each, as the target is told. */
  readonly urls: Readonly<Record<string, string>>
  /** Cuts or restores the way to one system; with one host for all of them, requests to it are reset. */
  cut(system: SystemName): Promise<void>
  restore(system: SystemName): Promise<void>
  close(): Promise<void>
}

export interface LandscapeOptions {
  readonly plan: Pick<Plan, 'systems' | 'master'>
  readonly network: NetworkSettings
  readonly clock: Clock
  /** Path secret in front of every path beyond loopback; empty on loopback. */
  readonly secret: string
  readonly onExchange: ExchangeHandler
  /** Sees every request before its system does; true: it has taken it. */
  readonly first?: (exchange: Exchange) => boolean
  /** Something broke on our side that no plan asked for. */
  readonly onError: (error: Error) => void
  /** What never became an exchange: traffic of the target all the same. `systems` is one of them, or all behind one host. */
  readonly onRefused?: (systems: readonly SystemName[], kind: RefusedKind, details: RefusedDetails) => void
}

/** The environment variable that tells a target where a system is. */
export function urlVariable(system: SystemName): string {
  return systemKind(system)?.url.variable ?? ''
}

/** Opens the way in to the simulated systems: the port through which a run takes its landscape. */
export type OpenLandscape = (options: LandscapeOptions) => Promise<Landscape>

/** Creates the systems of a plan. */
export function createSystems(plan: LandscapeOptions['plan']): ReadonlyMap<SystemName, SystemInstance> {
  const systems = new Map<SystemName, SystemInstance>()
  for (const [name, settings] of Object.entries(plan.systems)) {
    const kind = systemKind(name)
    if (!kind) throw new Error(`the plan names a system that does not exist: ${name}`)
    systems.set(name, kind.open(settings, plan.master))
  }
  return systems
}

/** Over HTTP: creates the systems and opens their ports. Rejects with a sentence when a port is taken. */
export const openLandscape: OpenLandscape = async (options) => {
  const systems = createSystems(options.plan)
  return options.network.one_host ? openOneHost(options, systems) : openEach(options, systems)
}

async function openEach(options: LandscapeOptions, systems: ReadonlyMap<SystemName, SystemInstance>): Promise<Landscape> {
  const { network, secret } = options
  const servers = new Map<SystemName, HttpServer>()
  try {
    for (const name of systems.keys()) {
      servers.set(
        name,
        await listen(options, [name], network.ports[name] ?? 0, (exchange) => options.onExchange(name, inside(exchange, secret))),
      )
    }
  } catch (error) {
    await Promise.all([...servers.values()].map((server) => server.close()))
    throw error
  }
  const urls: Record<string, string> = {}
  for (const [name, server] of servers) urls[name] = `${advertised(network, server.port)}${secret}`
  return {
    systems,
    urls,
    cut: async (name) => servers.get(name)?.pause(),
    restore: async (name) => servers.get(name)?.resume(),
    close: async () => {
      await Promise.all([...servers.values()].map((server) => server.close()))
    },
  }
}

async function openOneHost(options: LandscapeOptions, systems: ReadonlyMap<SystemName, SystemInstance>): Promise<Landscape> {
  const { network, secret } = options
  const cut = new Set<SystemName>()
  const names = [...systems.keys()]
  const prefixes = names.map((name) => ({ name, path: `${secret}/${name}` }))
  const server = await listen(options, names, network.one_host_port ?? 0, (exchange) => {
    const { path } = exchange.request
    const prefix = prefixes.find((candidate) => isBelow(path, candidate.path))
    const below = prefix && exchangeBelow(exchange, prefix.path)
    if (!below || cut.has(prefix.name)) exchange.reset()
    else options.onExchange(prefix.name, below)
  })
  const base = advertised(network, server.port)
  return {
    systems,
    urls: Object.fromEntries(names.map((name) => [name, `${base}${secret}/${name}`])),
    cut: async (name) => void cut.add(name),
    restore: async (name) => void cut.delete(name),
    close: () => server.close(),
  }
}

function listen(
  options: LandscapeOptions,
  systems: readonly SystemName[],
  port: number,
  onExchange: (exchange: Exchange) => void,
): Promise<HttpServer> {
  return HttpServer.open({
    host: options.network.bind,
    port,
    timers: options.clock,
    limits,
    // Whoever serves asks by itself who it is that calls.
    onExchange: options.first ? unlessTaken(options.first, onExchange) : unlessStranger(options.network, onExchange),
    onError: options.onError,
    onRefused: (kind, details) => options.onRefused?.(systems, kind, details),
  })
}

function unlessTaken(first: (exchange: Exchange) => boolean, then: (exchange: Exchange) => void): (exchange: Exchange) => void {
  return (exchange) => {
    if (!first(exchange)) then(exchange)
  }
}

function advertised(network: NetworkSettings, port: number): string {
  return network.advertise_url === undefined
    ? `http://${network.bind}:${port}`
    : network.advertise_url.replace('${PORT}', String(port)).replace(/\/$/, '')
}

/** The same exchange, its path without the path secret. A path outside it is served as what it is: nothing there. */
function inside(exchange: Exchange, secret: string): Exchange {
  return exchangeBelow(exchange, secret) ?? exchangeAt(exchange, '/outside-the-path-secret')
}
