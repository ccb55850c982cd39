import { limits } from '../../domain/limits.js'
import type { WireResponse } from '../../domain/wire.js'

/** A refusal, in the words of the systems' own: a code, a sentence, and differences where there are several. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly differences?: readonly string[]
  readonly headers?: Readonly<Record<string, string>>
}

const asJson = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }

/** An answer in JSON. */
export function jsonAnswer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return { status, headers: { ...asJson, ...headers }, body: Buffer.from(`${JSON.stringify(body)}\n`) }
}

/** Lines of JSON. */
export function linesAnswer(lines: Iterable<string>, headers: Readonly<Record<string, string>> = {}): WireResponse {
  const body = Buffer.from([...lines, ''].join('\n'))
  return { status: 200, headers: { ...asJson, 'content-type': 'application/x-ndjson; charset=utf-8', ...headers }, body }
}

export function refusalAnswer({ status, code, message, differences, headers }: Refusal): WireResponse {
  return jsonAnswer(status, { error: { code, message, ...(differences && { differences }) } }, headers)
}

/** Why a request is not understood: the first difference in a sentence, and all of them as a list. */
export function notUnderstood(what: string, differences: readonly string[]): Refusal {
  const [first = ''] = differences
  const sentence = `${what}: ${first}${first.endsWith('?') ? '' : '.'}`
  return { status: 400, code: 'NOT_UNDERSTOOD', message: sentence, differences: differences.slice(0, limits.differences_count_max) }
}
