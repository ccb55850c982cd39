// The other end of a thread in which runs are done on the virtual clock.
import { parentPort } from 'node:worker_threads'
import { serveThread } from '../dist/explore/thread.js'

if (parentPort) serveThread(parentPort)
