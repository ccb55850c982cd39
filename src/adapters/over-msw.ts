import { http, HttpResponse, type HttpHandler } from 'msw'
import { brokenOff, crossing } from '../plant/crossing.js'

/** Answers all that goes to these addresses by a `fetch`. */
export function handlersOver(urls: readonly string[], fetch: (request: Request) => Promise<Response>): HttpHandler[] {
  return urls.map((url) =>
    http.all(`${url}/*`, async ({ request }) => {
      const crossed = await crossing(fetch, request)
      if (crossed instanceof Error) return HttpResponse.error()
      const { status, headers, body, cut } = crossed
      return new HttpResponse(cut && body ? streamOf(brokenOff(body)) : body && new Uint8Array(body), { status, headers })
    }),
  )
}

function streamOf(parts: AsyncGenerator<Uint8Array, void>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { value } = await parts.next()
      if (value) controller.enqueue(value)
    },
  })
}
