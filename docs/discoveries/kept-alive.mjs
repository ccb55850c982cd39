// Closing a listener does not close what is connected to it. Run: node docs/discoveries/kept-alive.mjs
import { Agent, createServer, request } from 'node:http'

const agent = new Agent({ keepAlive: true })
const server = createServer((_request, response) => response.end('ok'))
await new Promise((done) => server.listen(0, '127.0.0.1', done))
const { port } = server.address()

const call = () => new Promise((done) => {
  const asked = request({ port, host: '127.0.0.1', agent }, (response) => {
    response.resume()
    response.on('end', () => setImmediate(() => done(`answered ${response.statusCode}, socket ${asked.reusedSocket ? 'kept alive' : 'new'}`)))
  })
  asked.on('error', (error) => done(error.code))
  asked.end()
})

console.log('listening:        ', await call())
// What node:http's own server.close() does besides (idle sockets) is left out: this is the listener alone.
Object.getPrototypeOf(Object.getPrototypeOf(server)).close.call(server)
console.log('listener closed:  ', await call())
server.closeAllConnections()
await new Promise((done) => setTimeout(done, 20))
console.log('sockets closed:   ', await call())
agent.destroy()
