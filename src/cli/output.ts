import { errorCode } from '../words/errors.js'
import { exitCodes } from './exit-codes.js'

/** How a reader that has gone shows: on a pipe, on a socket, and on a pipe of Windows. */
const gone: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'EOF', 'ERR_STREAM_DESTROYED'])

const closed = new AbortController()

/**
 * Aborted when nobody reads the output any more (`| head -3`): that is an end like any other. A run under way is ended as by a signal; what
 * is nearly done goes on, and says no more.
 */
export const outputClosed = closed.signal

/** Listens to what standard output and standard error say of their readers. `fail`: for any other trouble, such as a full disk. */
export function watchOutput(fail: (error: unknown) => void): void {
  process.stdout.on('error', (error) => {
    if (!gone.has(errorCode(error))) fail(Object.assign(error, { path: 'standard output' }))
    closed.abort()
  })
  process.stderr.on('error', (error) => {
    // There is nowhere left to say it.
    if (!gone.has(errorCode(error))) process.exit(exitCodes.usage)
  })
}
