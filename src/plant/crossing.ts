import { errorText } from '../words/errors.js'

/** What a system answered, as bytes. */
interface Answer {
  readonly status: number
  readonly headers: Headers
  /** Undefined where an answer has no body at all (204, 304, to a HEAD). */
  readonly body: Uint8Array | undefined
  /** The connection breaks after these bytes: `headers` announce more. */
  readonly cut: boolean
}

/** What became of a call: an answer, or the error that its socket gives, with `code` and `errno` (ECONNRESET, ECONNREFUSED). */
type Crossing = Answer | Error

/** The loop's own turn, whatever time it is in a plant. */
const turnOfLoop = setImmediate

/**
 * Makes a call by a `fetch`, for an interceptor to hand on over a socket of its own. Never rejects.
 * @param request its signal says when the caller has gone.
 */
export async function crossing(fetch: (request: Request) => Promise<Response>, request: Request): Promise<Crossing> {
  let response: Response
  try {
    response = await fetch(request)
  } catch (error) {
    // As a socket has it: what `fetch` throws has that as its cause.
    const cause = error instanceof TypeError ? error.cause : error
    return cause instanceof Error ? cause : new Error(errorText(error))
  }
  const { status, headers } = response
  if (!response.body) return { status, headers, body: undefined, cut: false }
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of response.body) chunks.push(chunk)
  } catch {
    return { status, headers, body: Buffer.concat(chunks), cut: true }
  }
  return { status, headers, body: Buffer.concat(chunks), cut: false }
}

/**
 * The bytes of an answer that is cut, and then an error: a turn of the loop later, so that what goes before it is out. Interceptors drop
 * what a stream still holds when it fails.
 */
export async function* brokenOff(body: Uint8Array): AsyncGenerator<Uint8Array, void> {
  yield body
  await new Promise((resolve) => void turnOfLoop(resolve))
  throw new Error('other side closed')
}
