import nock from 'nock'
import { Readable } from 'node:stream'
import { brokenOff, crossing } from '../plant/crossing.js'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'MERGE']

/** Answers all that goes to these addresses by a `fetch`, until the returned function is called. */
export function interceptorsOver(urls: readonly string[], fetch: (request: Request) => Promise<Response>): () => void {
  const wasActive = nock.isActive()
  if (!wasActive) nock.activate()
  nock.disableNetConnect()
  const interceptors = urls.flatMap((url) => {
    const scope = nock(url).persist()
    return methods.map((method) => {
      const interceptor = scope.intercept(/.*/, method)
      interceptor.reply((request: Request) => reply(fetch, request))
      return interceptor
    })
  })
  return () => {
    for (const interceptor of interceptors) nock.removeInterceptor(interceptor)
    nock.enableNetConnect()
    if (!wasActive) nock.restore()
  }
}

/** Throws what a socket would give: nock hands it to the caller as it is. */
async function reply(
  fetch: (request: Request) => Promise<Response>,
  request: Request,
): Promise<[status: number, body: Buffer | Readable | string, headers: string[]]> {
  const crossed = await crossing(fetch, request)
  if (crossed instanceof Error) throw crossed
  const { status, headers, body = new Uint8Array(), cut } = crossed
  return [status, cut ? Readable.from(brokenOff(body)) : Buffer.from(body), [...headers].flat()]
}
