// The integration that everybody writes first. It works on the developer's machine, it passes the demonstration, and it posts
// twice the first time an answer is lost. `mfgsync simulate --demo naive` shows how.
import { createServer } from 'node:http'
import { engineering } from './engineering.js'
import { planning } from './planning.js'
import { shopFloor, tellQuality } from './shop-floor.js'
import { warehouse } from './warehouse.js'

const erp = process.env.MFGSYNC_ERP_URL
const seen = new Set()
const queue = []
let working = false

const server = createServer(async (request, response) => {
  if (request.method !== 'POST' || request.url !== '/events') return response.writeHead(404).end()
  let body = ''
  for await (const chunk of request) body += chunk
  const event = JSON.parse(body)
  // "The broker may deliver twice, but the id stays the same."
  if (!seen.has(event.id)) {
    seen.add(event.id)
    queue.push(event)
    work()
  }
  response.writeHead(202).end()
})

async function work() {
  if (working) return
  working = true
  while (queue.length > 0) await postWithRetry(queue.shift())
  working = false
}

// "If it did not work, try again."
async function postWithRetry(event) {
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    try {
      const response = await post(event)
      if (response.ok) return await tellQuality(event, tools)
      console.error(`${event.subject}: the ERP answered ${response.status}`)
    } catch (error) {
      console.error(`${event.subject}: ${error.message}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 100 * attempt))
  }
  console.error(`${event.subject}: giving up`)
}

async function post(event) {
  const { type, subject, data } = event
  const story = Object.entries({ ...warehouse, ...engineering, ...shopFloor, ...planning }).find(([name]) => type.includes(name))
  if (story) return story[1](event, tools).then(() => ({ ok: true }))
  const postingDate = data.occurredAt.slice(0, 10)
  if (type.includes('confirmation.reported')) {
    const { order, operation, kind, scrap, rework } = data
    return send('POST', '/confirmations', { order, operation, kind, yield: data.yield, scrap, rework, postingDate, reference: subject })
  }
  if (type.includes('material.consumed')) {
    const { plant, item, lot, location, order, operation, quantity, unit } = data
    const issue = { type: 'issue', plant, item, location, ...(lot && { lot }), quantity: { quantity, unit } }
    return send('POST', '/goods-movements', { ...issue, order, operation, postingDate, reference: subject })
  }
  const found = await fetch(`${erp}/confirmations?reference=${data.confirmation}`).then((response) => response.json())
  return send('POST', `/confirmations/${found.items[0].document}/reversal`, { postingDate, reference: subject })
}

const send = (method, path, body, system = erp) =>
  fetch(system + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(1000),
  })

/** For the stories of the other systems: an answer that is no success is an error. */
async function ask(method, system, path, body) {
  const url = process.env[`MFGSYNC_${system.toUpperCase()}_URL`]
  if (!url) return {}
  const response = await send(method, path, body, url)
  const answer = await response.json()
  if (!response.ok) throw new Error(`the ${system} answered ${response.status} ${answer.error?.code}`)
  return answer
}

const tools = {
  get: (system, path) => ask('GET', system, path),
  post: (system, path, body) => ask('POST', system, path, body),
  put: (system, path, body) => ask('PUT', system, path, body),
}

server.listen(Number(process.env.PORT), '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
