// Exits with code 1: at once, or with CRASH=after-ready with the first delivery.
import { createServer } from 'node:http'

if (process.env.CRASH !== 'after-ready') {
  console.error('Cannot read the configuration: crash-looper never can.')
  process.exit(1)
}
const server = createServer()
server.once('request', () => {
  console.error('Out of luck with the first delivery.')
  process.exit(1)
})
server.listen(Number(process.env.PORT), '127.0.0.1')
