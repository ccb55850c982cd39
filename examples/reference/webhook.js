import { createServer } from 'node:http'
import { NotAnEvent, readEvent } from './cloud-event.js'

const bodyBytesMax = 1024 * 1024

/**
 * Takes deliveries on `POST /events`. The rule of at-least-once: first on the disk, then 2xx. Whatever was not acknowledged comes
 * again.
 *
 * @param {object} context the integration's parts and tools
 */
export function createWebhook(context) {
  const { settings } = context
  const server = createServer((request, response) => {
    handle(request, context).then(
      (status) => response.writeHead(status).end(),
      (error) => {
        const status = error instanceof NotAnEvent ? 400 : 503
        console.error(`delivery answered ${status}: ${error.message}`)
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message: error.message } }))
      },
    )
  })
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen(settings.port, '127.0.0.1', resolve)
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve)
        server.closeIdleConnections()
      }),
  }
}

async function handle(request, context) {
  const path = request.url.split('?')[0]
  if (request.method === 'GET' && path === '/health') return 200
  if (path !== '/events') return 404
  if (request.method !== 'POST') return 405
  const body = await read(request)
  if (body === null) return 413
  const event = readEvent(request.headers, body)
  const facts = [context.parts.factOf(event)]
  context.take(facts)
  return (await context.parts.mayAcknowledge(facts, context)) ? 204 : 503
}

/** The whole body, or null when it is larger than any event. */
async function read(request) {
  const chunks = []
  let bytes = 0
  for await (const chunk of request) {
    bytes += chunk.length
    if (bytes > bodyBytesMax) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
