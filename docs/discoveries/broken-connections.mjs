// What a caller sees of a reset, a cut and a silence. Run: node docs/discoveries/broken-connections.mjs
import { createServer } from 'node:http'

const body = JSON.stringify({ document: '8000000001', status: 'posted' })
const server = createServer((request, response) => {
  if (request.url === '/reset') request.socket.resetAndDestroy()
  if (request.url === '/cut') {
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
    response.write(body.slice(0, 16), () => request.socket.resetAndDestroy())
  }
})
await new Promise((done) => server.listen(0, '127.0.0.1', done))
const base = `http://127.0.0.1:${server.address().port}`

async function seen(path) {
  let status = 'no status'
  try {
    const response = await fetch(base + path, { method: 'POST', signal: AbortSignal.timeout(500) })
    status = `status ${response.status}`
    await response.json()
    return `${status}, whole body`
  } catch (error) {
    return `${status}, ${error.name}: ${error.message}${error.cause?.code ? ` (${error.cause.code})` : ''}`
  }
}

for (const path of ['/reset', '/cut', '/hang']) console.log(path.padEnd(8), await seen(path))
server.closeAllConnections()
server.close()
