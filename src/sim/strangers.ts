import { isLoopbackHost } from '../target/loopback.js'
import type { NetworkSettings } from '../target/settings.js'
import type { Exchange } from '../transports/contract.js'
import { cut } from '../words/lists.js'

type Headers = Readonly<Record<string, string>>

/** A host with or without a port: `127.0.0.1:4000`, `localhost`, `[::1]:4000`. */
const hostForm = /^(\[[0-9a-f:.]+\]|[^\s:,/@[\]]+)(?::\d{1,5})?$/i
/** What a browser says of a request that the person made, or that came from a page of this very server. */
const ownSites: ReadonlySet<string> = new Set(['none', 'same-origin'])

/** The name in a `Host` header, without its port; undefined if there is none that could be one. */
export const hostName = (host: string): string | undefined => hostForm.exec(host)?.[1]

/** What says that a request comes from a page, as a browser tells it, and not from one that may ask; undefined if nothing does. */
function pageSign(
  { origin, 'sec-fetch-site': site }: Headers,
  mayAsk: (name: string) => boolean,
  isFree: (site: string) => boolean,
): string | undefined {
  if (origin !== undefined) {
    const name = URL.canParse(origin) ? new URL(origin).hostname : ''
    return mayAsk(name) ? undefined : `Origin: ${cut(origin, 200)}`
  }
  return site === undefined || isFree(site) ? undefined : `Sec-Fetch-Site: ${cut(site, 200)}`
}

/** The sign of a page of somebody else. A page of this machine, such as that of a development server, may ask. */
export const foreignPage = (headers: Headers, isOwn: (name: string) => boolean = isLoopbackHost): string | undefined =>
  pageSign(headers, isOwn, (site) => site !== 'cross-site')

/** The sign of any page but one that this very server gave out. */
export const anyPage = (headers: Headers): string | undefined =>
  pageSign(
    headers,
    () => false,
    (site) => ownSites.has(site),
  )

/** Why a stranger is refused by a system. */
export const refusal = (what: string): string => `${what}, and this system answers to this machine's own names alone.`

/**
 * Keeps pages of a browser out of systems on this machine: a page whose name was bound to 127.0.0.1 comes with that name in `Host` (421),
 * any other with its `Origin`, or marked as of another site (403). A target sends neither. Names under `network.allow_hosts` may. None of
 * it is journalled: it is not of whoever is tested. Beyond loopback a random path keeps strangers out.
 */
export function unlessStranger(network: NetworkSettings, then: (exchange: Exchange) => void): (exchange: Exchange) => void {
  if (!isLoopbackHost(network.bind) || network.advertise_url !== undefined) return then
  const isOwn = (name: string): boolean => isLoopbackHost(name) || network.allow_hosts.includes(name.toLowerCase())
  let known: string | undefined
  return (exchange) => {
    const { headers } = exchange.request
    const { host } = headers
    const page = foreignPage(headers, isOwn)
    if (page === undefined && (host === undefined || host === known)) return then(exchange)
    const name = host === undefined ? undefined : (hostName(host) ?? '')
    if (name !== undefined && !isOwn(name))
      return refuse(exchange, 421, 'HOST_NOT_LOOPBACK', `The Host header names "${cut(host ?? '', 200)}"`)
    if (page !== undefined) return refuse(exchange, 403, 'FOREIGN_ORIGIN', `The request comes from a page (${page})`)
    known = host
    then(exchange)
  }
}

function refuse(exchange: Exchange, status: number, code: string, what: string): void {
  const message = `${refusal(what)} network.allow_hosts lets others in.`
  const body = Buffer.from(`${JSON.stringify({ error: { code, message } })}\n`)
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  // Whoever has gone meanwhile needs no answer.
  exchange.answer({ status, headers, body }).catch(() => exchange.reset())
}
