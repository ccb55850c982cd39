// The other end of a thread in which runs are done on the virtual clock.
import { enableCompileCache } from 'node:module'
import { parentPort } from 'node:worker_threads'

enableCompileCache()
const { serveThread } = await import('../dist/explore/thread.js')
if (parentPort) serveThread(parentPort)
