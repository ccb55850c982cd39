/** Requests, in order: each line, its body and its headers. */
export type Script = readonly (readonly [line: string, body?: unknown, headers?: Readonly<Record<string, string>>])[]

export const key = { 'idempotency-key': 'K-1' }
