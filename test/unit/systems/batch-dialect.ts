import type { Decoded, Reply } from '../../../src/systems/contract.js'
import type { Dialect, Input, Refused } from '../../../src/systems/operation.js'
import type { WireRequest, WireResponse } from '../../../src/domain/wire.js'

/** `POST /token` gives a token; `POST /batch` takes lists of commands, each list whole or not at all, and answers line by line. */
interface Batch {
  readonly groups: readonly (readonly { readonly do: string; readonly with: Input; readonly key?: string }[])[]
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return { status, headers, body: Buffer.from(JSON.stringify(value)) }
}

/** A dialect with a handshake, several commands in one message, words of its own for results, and its own header for keys. */
export const batchDialect: Dialect = {
  name: 'batch',
  open(asked) {
    let tokens = 0
    const refused = (status: number, code: string, why: string): WireResponse => json(status, { fault: { code, why } })
    const decode = (request: WireRequest): Decoded => {
      if (request.path === '/token') {
        tokens += 1
        return { handshake: 'answered', response: json(200, {}, { 'x-token': String(tokens) }) }
      }
      if (request.headers['x-token'] !== String(tokens) || tokens === 0) {
        const misunderstood = { status: 403, code: 'TOKEN_REQUIRED', message: 'Fetch a token first.', differences: [] }
        return { misunderstood, response: refused(403, 'TOKEN_REQUIRED', 'Fetch a token first.'), handshake: true }
      }
      const { groups } = JSON.parse(request.body.toString('utf8')) as Batch
      const all = groups.flat()
      const commands = all.map((entry) => asked.command(entry.do, entry.with, entry.key))
      let position = 0
      const atomic = groups.filter((group) => group.length > 0).map((group) => group.map(() => position++))
      return { understood: { commands, atomic: atomic.filter((group) => group.length > 1), frame: all.map((entry) => entry.do) } }
    }
    return {
      decode,
      encode: (frame, replies) => json(207, { lines: replies.map((reply, index) => line((frame as readonly string[])[index], reply)) }),
      refuse: refused,
    }
  },
}

function line(did: string | undefined, { status, answerClass, result, dedupedTo }: Reply): unknown {
  if (answerClass !== 'success') return { did, status, fault: (result as Refused).refused }
  return { did, status, result, ...(dedupedTo !== undefined && { again: true }) }
}
