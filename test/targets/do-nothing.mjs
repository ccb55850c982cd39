// Starts, listens, takes nothing and calls nobody: a delivery to it is never answered.
import { createServer } from 'node:http'

const server = createServer(() => {})
server.listen(Number(process.env.PORT), '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
