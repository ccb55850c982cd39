import type { WireRequest, WireResponse } from '../../domain/wire.js'
import { systemKind } from '../../systems/index.js'
import { exchangeBelow } from '../../transports/below.js'
import type { Exchange } from '../../transports/contract.js'
import { errorText } from '../../words/errors.js'
import { cut, list } from '../../words/lists.js'
import { jsonAnswer, linesAnswer, refusalAnswer, type Refusal } from './answers.js'
import type { LandscapeWanted, ServeOptions } from './contract.js'
import { Guard } from './guard.js'
import { journalPage, pageWanted } from './journal-page.js'
import type { ServedLandscape } from './served-landscape.js'
import type { Session, Sessions } from './sessions.js'
import { wantedOf } from './wanted.js'

/** Everything that is about the landscapes and not of one of their systems lies below this path. */
export const controlPath = '/_mfgsync'
const sessionsPath = `${controlPath}/sessions`

export interface ControlOptions extends Pick<ServeOptions, 'judge' | 'onError' | 'tool'> {
  readonly first: ServedLandscape
  readonly sessions: Sessions
  /** Paths of the systems where one host has all of them; undefined where each has a port. */
  readonly systemPaths?: readonly string[]
}

/** Everything that can be asked, for whoever asks for nothing in particular. */
const offers = [
  ['GET', '/journal', 'Records of what happened. ?fact= ?kind= ?system= ?after=<seq> ?limit= ?format=ndjson'],
  ['GET', '/journal.jsonl', 'The same as a file that mfgsync check reads, from the first record up to a gap.'],
  ['GET', '/checks', 'What the checks say so far.'],
  ['POST', '/sessions', 'A landscape of its own. Body, if any: {"scenario", "seed", "dedupe", "identifiers"}.'],
  ['GET', '/sessions', 'The sessions there are.'],
  ['GET', '/sessions/<id>', 'One of them: URLs of its systems.'],
  ['GET', '/sessions/<id>/journal', 'As above, of a session. So are journal.jsonl and checks.'],
  ['DELETE', '/sessions/<id>', 'Ends a session.'],
] as const

/** Answers what is asked about the landscapes, hands the calls of sessions on, and turns pages of a browser away. */
export class Control {
  readonly #options: ControlOptions
  readonly #guard = new Guard()

  constructor(options: ControlOptions) {
    this.#options = options
  }

  /** Takes an exchange that is not for a system of the first landscape; false if it is. */
  take(exchange: Exchange): boolean {
    const { headers, path } = exchange.request
    const stranger = this.#guard.hostProblem(headers)
    if (stranger) return this.#tell(exchange, refusalAnswer(stranger))
    const below = exchangeBelow(exchange, controlPath)
    if (!below) {
      const page = this.#guard.strangerProblem(headers)
      return page ? this.#tell(exchange, refusalAnswer(page)) : this.#astray(exchange, path)
    }
    const page = this.#guard.pageProblem(headers)
    if (page) return this.#tell(exchange, refusalAnswer(page))
    try {
      this.#route(exchange, below.request)
    } catch (error) {
      // Ours, and no reason to end the server.
      this.#options.onError(errorText(error))
      this.#tell(exchange, refusalAnswer({ status: 500, code: 'OUR_MISTAKE', message: `mfgsync made a mistake: ${errorText(error)}.` }))
    }
    return true
  }

  /** Where a session is, seen from whoever asked. */
  #describe(session: Session, base: string): Readonly<Record<string, unknown>> {
    const { id, createdAt, landscape } = session
    const { plan, journal } = landscape
    const path = `${sessionsPath}/${id}`
    const urls = urlsOf(landscape, `${base}${path}`)
    const systems = Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, { path: `${path}/${name}`, url }]))
    return {
      id,
      scenario: plan.scenario.name,
      seed: plan.seed,
      createdAt,
      idle_ms: landscape.idle_ms,
      records: journal.records,
      systems,
      env: environmentOf(landscape, urls),
      self: `${base}${path}`,
      journal: `${base}${path}/journal`,
      checks: `${base}${path}/checks`,
    }
  }

  #route(exchange: Exchange, request: WireRequest): void {
    const [what = '', id = '', ...rest] = request.path.split('/').filter((part) => part !== '')
    const session = what === 'sessions' && id !== '' ? this.#options.sessions.find(id) : undefined
    const [inner = ''] = rest
    if (session?.landscape.systems.has(inner)) {
      const call = exchangeBelow(exchange, `${sessionsPath}/${id}/${inner}`)
      if (call) return session.landscape.handle(inner, call)
    }
    const answer = this.#answer(request, { what, id, inner, depth: rest.length, session })
    this.#tell(exchange, 'body' in answer ? answer : refusalAnswer(answer))
  }

  #answer(request: WireRequest, where: Where): WireResponse | Refusal {
    const { what, id, inner, depth, session } = where
    if (what === '') return only(request, ['GET', 'HEAD']) ?? jsonAnswer(200, this.#overview())
    if (what !== 'sessions') return id === '' ? this.#about(this.#options.first, what, request) : nothingThere(request)
    if (id === '') return this.#collection(request)
    if (!session) return noSuchSession(id)
    if (inner === '') return this.#one(session, request)
    return depth === 1 ? this.#about(session.landscape, inner, request, session) : nothingThere(request, session)
  }

  #about(landscape: ServedLandscape, what: string, request: WireRequest, session?: Session): WireResponse | Refusal {
    const { judge } = this.#options
    const { journal } = landscape
    if (what !== 'journal' && what !== 'journal.jsonl' && what !== 'checks') return nothingThere(request, session)
    const problem = only(request, ['GET', 'HEAD'])
    if (problem) return problem
    if (what === 'checks') {
      const unasked = queryProblem(request)
      return unasked ?? jsonAnswer(200, { ...judge(judged(landscape)), refusedForSize: landscape.refused })
    }
    if (what === 'journal.jsonl') return queryProblem(request) ?? fileOf(landscape)
    const wanted = pageWanted(request.query, landscape, request.headers['accept'])
    if ('status' in wanted) return wanted
    const { format, records, ...counts } = journalPage(landscape, wanted)
    const headers = {
      'mfgsync-matched': String(counts.matched),
      'mfgsync-left-out': String(counts.leftOut),
      'mfgsync-dropped': String(counts.dropped),
    }
    if (format === 'ndjson')
      return linesAnswer(
        records.map((record) => JSON.stringify(record)),
        headers,
      )
    return jsonAnswer(200, { run: journal.header.run, ...counts, records }, headers)
  }

  #collection(request: WireRequest): WireResponse | Refusal {
    const base = baseOf(request)
    const problem = only(request, ['GET', 'HEAD', 'POST']) ?? queryProblem(request)
    if (problem) return problem
    const { sessions } = this.#options
    if (request.method !== 'POST') return jsonAnswer(200, { sessions: sessions.all.map((each) => this.#describe(each, base)) })
    const wanted: LandscapeWanted | Refusal = wantedOf(request.body)
    if ('status' in wanted) return wanted
    const session = sessions.open(wanted)
    if ('status' in session) return session
    return jsonAnswer(201, this.#describe(session, base), { location: `${sessionsPath}/${session.id}` })
  }

  #one(session: Session, request: WireRequest): WireResponse | Refusal {
    const problem = only(request, ['GET', 'HEAD', 'DELETE']) ?? queryProblem(request)
    if (problem) return problem
    if (request.method !== 'DELETE') return jsonAnswer(200, this.#describe(session, baseOf(request)))
    this.#options.sessions.close(session.id)
    return { status: 204, headers: {}, body: Buffer.alloc(0) }
  }

  #overview(): Readonly<Record<string, unknown>> {
    const { first, sessions, tool } = this.#options
    return {
      tool,
      scenario: first.plan.scenario.name,
      seed: first.plan.seed,
      systems: [...first.systems.keys()],
      sessions: sessions.all.length,
      offers: offers.map(([method, path, what]) => ({ method, path: `${controlPath}${path}`, what })),
    }
  }

  /** On one host, a path of no system is somebody's mistake, and told so. */
  #astray(exchange: Exchange, path: string): boolean {
    const { systemPaths } = this.#options
    if (!systemPaths || systemPaths.some((known) => path === known || path.startsWith(`${known}/`))) return false
    const message =
      `Nothing is served at ${cut(path)}. ` +
      `The systems are below ${list(systemPaths)}; journal, checks and sessions below ${controlPath}.`
    return this.#tell(exchange, refusalAnswer({ status: 404, code: 'NO_SUCH_PATH', message }))
  }

  #tell(exchange: Exchange, response: WireResponse): true {
    exchange.answer(response).catch((error: unknown) => this.#options.onError(errorText(error)))
    return true
  }
}

interface Where {
  /** First part of the path below the control path. */
  readonly what: string
  readonly id: string
  /** What of a session, and how many parts there are from there on. */
  readonly inner: string
  readonly depth: number
  readonly session: Session | undefined
}

/** What the checks may judge: the records without a gap. */
export function judged({ journal }: ServedLandscape): Parameters<ServeOptions['judge']>[0] {
  return { header: journal.header, records: journal.read('unbroken'), notJudged: journal.records - journal.unbroken }
}

/** URLs of a landscape's systems below a base. */
export function urlsOf(landscape: ServedLandscape, base: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...landscape.systems.keys()].map((name) => [name, `${base}/${name}`]))
}

/** The environment variables that tell an integration where the systems are. */
export function environmentOf({ plan }: ServedLandscape, urls: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const variables: [string, string][] = []
  for (const [name, url] of Object.entries(urls)) {
    const { variable, path } = systemKind(name)?.url ?? {}
    if (variable !== undefined) variables.push([variable, `${url}${path ?? ''}`])
  }
  return { ...Object.fromEntries(variables), MFGSYNC_SEED: String(plan.seed) }
}

function fileOf({ journal }: ServedLandscape): WireResponse {
  const left = { 'mfgsync-left-out': String(journal.records - journal.unbroken) }
  return linesAnswer([JSON.stringify(journal.header), ...journal.lines('unbroken')], left)
}

/** As whoever asks reaches this server: the Host header, which has been looked at before. */
function baseOf({ headers }: WireRequest): string {
  return `http://${headers['host'] ?? ''}`
}

function only(request: WireRequest, methods: readonly string[]): Refusal | undefined {
  if (methods.includes(request.method)) return undefined
  const message = `${request.method} is not possible at ${cut(controlPath + request.path)}; possible are ${list(methods)}.`
  return { status: 405, code: 'METHOD_NOT_ALLOWED', message, headers: { allow: methods.join(', ') } }
}

function queryProblem({ query, path }: WireRequest): Refusal | undefined {
  if (query === '') return undefined
  return { status: 400, code: 'NOT_UNDERSTOOD', message: `${cut(controlPath + path)} takes no query, and got "${cut(query)}".` }
}

function nothingThere({ path }: WireRequest, session?: Session): Refusal {
  const systems = session ? ` Systems of this session: ${list([...session.landscape.systems.keys()])}.` : ''
  const message = `Nothing is at ${cut(controlPath + path)}.${systems} GET ${controlPath} lists what can be asked.`
  return { status: 404, code: 'NO_SUCH_PATH', message }
}

function noSuchSession(id: string): Refusal {
  const message =
    `There is no session "${cut(id)}": it was deleted, or belongs to a server that has ended. ` +
    `GET ${sessionsPath} lists those there are; POST ${sessionsPath} makes one.`
  return { status: 404, code: 'NO_SUCH_SESSION', message }
}
