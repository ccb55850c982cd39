import { Buffer } from 'node:buffer'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** So much of a target's log is read, from its end. */
const bytesMax = 256 * 1024

/** The last lines of a target's log; none where it cannot be read. */
export function tailOf(path: string, bytes_max = bytesMax): readonly string[] {
  let fd: number | undefined
  try {
    fd = openSync(path, 'r')
    const { size } = fstatSync(fd)
    const from = Math.max(0, size - bytes_max)
    const bytes = Buffer.alloc(size - from)
    const read = readSync(fd, bytes, 0, bytes.length, from)
    const lines = bytes.toString('utf8', 0, read).split('\n')
    // The first line of a part is a part of a line.
    return lines.slice(from > 0 ? 1 : 0, lines.at(-1) === '' ? -1 : undefined)
  } catch {
    return []
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}
