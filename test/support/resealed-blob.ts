import { createHash } from 'node:crypto'
import { endLine } from '../../src/report/blob.js'

/** A blob as somebody would write it who wants it to be believed. */
export function resealedBlob(lines: readonly string[]): string {
  const before = `${lines.slice(0, -1).join('\n')}\n`
  const { hash: _, ...end } = JSON.parse(lines.at(-1) ?? '{}') as { readonly hash?: unknown }
  return `${before}${endLine(JSON.stringify(end), createHash('sha256').update(before))}\n`
}
