import type { WireResponse } from '../../domain/wire.js'

const jsonHeaders: Readonly<Record<string, string>> = Object.freeze({ 'content-type': 'application/json; charset=utf-8' })

/** Of several things that one request asked for, some were done and some were not. */
export const multiStatus = 207

/** A JSON answer. Without further headers the same frozen object is used for all. */
export function jsonAnswer(status: number, value: unknown, headers?: Readonly<Record<string, string>>): WireResponse {
  return { status, headers: headers ? { ...jsonHeaders, ...headers } : jsonHeaders, body: Buffer.from(JSON.stringify(value)) }
}

/** The answer of a refusal: `{"error": {"code", "message", …}}`. */
export function errorAnswer(
  status: number,
  code: string,
  message: string,
  details?: Readonly<Record<string, unknown>>,
  headers?: Readonly<Record<string, string>>,
): WireResponse {
  return jsonAnswer(status, { error: { code, message, ...details } }, headers)
}
