import { dirname } from 'node:path'
import { JournalWriter } from '../../journal/writer.js'
import { systemKind } from '../../systems/index.js'
import { isLoopbackHost } from '../../target/loopback.js'
import { realClock } from '../clock.js'
import { makeFolder } from '../folder.js'
import { openLandscape, type Landscape } from '../landscape.js'
import { worldOf } from '../player.js'
import type { ServedSession, ServedSystem, ServeOptions, Serving } from './contract.js'
import { Control, controlPath, environmentOf, judged, urlsOf } from './control.js'
import { exampleOf } from './example.js'
import { callersRedaction, ServedLandscape, servedHeader } from './served-landscape.js'
import { Sessions, type Session } from './sessions.js'

/**
 * The simulated systems without a scenario and without faults, for as long as somebody wants them, and landscapes of their own beside
 * them. Rejects with a sentence when a port is taken, or when others than this machine could call.
 */
export async function serveSystems(options: ServeOptions): Promise<Serving> {
  const { plan, network, tool, onError } = options
  if (!isLoopbackHost(network.bind) || network.advertise_url !== undefined)
    throw new Error(`Systems are served on this machine alone: bind to 127.0.0.1 and advertise no other address, not ${network.bind}.`)
  const clock = realClock()
  const header = servedHeader(plan, network, tool, 'serve')
  const file = options.journal === undefined ? undefined : journalAt(options.journal, header, clock)
  const sessions = new Sessions(options)
  let first: ServedLandscape | undefined
  let control: Control | undefined
  const landscape = await openLandscape({
    plan,
    network,
    clock,
    secret: '',
    onError: (error) => onError(error.message),
    first: (exchange) => control?.take(exchange) ?? false,
    onExchange: (system, exchange) => (first ? first.handle(system, exchange) : exchange.reset()),
  }).catch((error: unknown) => {
    file?.close()
    throw error
  })
  first = new ServedLandscape({ plan, systems: landscape.systems, header, clock, file, onError })
  const systemPaths = [...landscape.systems.keys()].map((name) => `/${name}`)
  control = new Control({ ...options, first, sessions, ...(network.one_host && { systemPaths }) })
  return servingOf(options, landscape, first, sessions, file)
}

function servingOf(
  options: ServeOptions,
  landscape: Landscape,
  first: ServedLandscape,
  sessions: Sessions,
  file: JournalWriter | undefined,
): Serving {
  const example = exampleOf(options.plan, worldOf(first.systems, options.plan))
  const systems = systemsOf(landscape)
  const origin = new URL(systems[0]?.url ?? 'http://127.0.0.1').origin
  return {
    ...(example && { example }),
    systems,
    controlUrl: `${origin}${controlPath}`,
    records: () => [...first.journal.read('kept')],
    checks: () => options.judge(judged(first)),
    openSession: (wanted = {}) => {
      const session = sessions.open(wanted)
      if ('status' in session) throw new Error(session.message)
      return sessionOf(options, session, sessions, `${origin}${controlPath}/sessions`)
    },
    close: async () => {
      await landscape.close()
      sessions.closeAll()
      first.close()
      file?.close()
    },
  }
}

function systemsOf(landscape: Landscape): readonly ServedSystem[] {
  return [...landscape.systems].map(([name, system]) => ({
    name,
    title: systemKind(name)?.words.title ?? name,
    url: landscape.urls[name] ?? '',
    operations: system.operations(),
  }))
}

function sessionOf({ judge }: ServeOptions, { id, landscape }: Session, sessions: Sessions, base: string): ServedSession {
  const urls = urlsOf(landscape, `${base}/${id}`)
  const { plan } = landscape
  return {
    id,
    scenario: plan.scenario.name,
    seed: plan.seed,
    urls,
    env: environmentOf(landscape, urls),
    records: () => [...landscape.journal.read('kept')],
    checks: () => judge(judged(landscape)),
    close: () => void sessions.close(id),
  }
}

function journalAt(path: string, header: ReturnType<typeof servedHeader>, clock: ReturnType<typeof realClock>): JournalWriter {
  makeFolder(dirname(path))
  return new JournalWriter(path, header, { namespace: '', clock, redact: callersRedaction(header).line })
}
