import type { SystemName } from '../domain/names.js'
import type { MemoryNetwork } from '../transports/memory/network.js'
import { createSystems, type OpenLandscape } from './landscape.js'

/** Where a system is for code in this process. The name leads nowhere else: `.test` is never resolved (RFC 6761). */
function origin(system: SystemName): string {
  return `http://${system}.mfgsync.test`
}

/** The simulated systems on a network in this process: no port, no socket. */
export function memoryLandscape(network: MemoryNetwork): OpenLandscape {
  return async ({ plan, onExchange, onRefused }) => {
    const systems = createSystems(plan)
    const names = [...systems.keys()]
    const hosts = new Map(
      names.map((name) => [
        name,
        network.listen(origin(name), {
          onExchange: (exchange) => onExchange(name, exchange),
          onRefused: (kind, details) => onRefused?.([name], kind, details),
        }),
      ]),
    )
    return {
      systems,
      urls: Object.fromEntries(names.map((name) => [name, origin(name)])),
      cut: async (name) => hosts.get(name)?.pause(),
      restore: async (name) => hosts.get(name)?.resume(),
      close: async () => hosts.forEach((host) => host.close()),
    }
  }
}
