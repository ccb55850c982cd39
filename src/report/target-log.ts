import { Buffer } from 'node:buffer'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** So much of a target's log is read, from its end. */
const bytesMax = 256 * 1024

/** A line of a target's log, and when it was said, in milliseconds of the run, where that is known. */
export interface LogLine {
  readonly text: string
  readonly t?: number
}

/** The last lines of a target's log; none where it cannot be read. */
export function logOf(path: string, bytes_max = bytesMax): readonly LogLine[] {
  const log = tailOf(path, bytes_max)
  const times = timesOf(path, bytes_max)
  let place = -1
  let byte = log.from
  return log.text.map((text) => {
    while ((times[place + 1]?.byte ?? Number.POSITIVE_INFINITY) <= byte) place += 1
    byte += Buffer.byteLength(text) + 1
    const t = times[place]?.t
    return t === undefined ? { text } : { text, t }
  })
}

function timesOf(path: string, bytes_max: number): readonly { readonly byte: number; readonly t: number }[] {
  return tailOf(`${path}.times`, bytes_max).text.flatMap((line) => {
    const [byte = '', t = ''] = line.split(' ')
    return /^\d+ \d+$/.test(line) ? { byte: Number(byte), t: Number(t) } : []
  })
}

/** The last whole lines of a file, and the byte at which they begin. */
function tailOf(path: string, bytes_max: number): { readonly text: readonly string[]; readonly from: number } {
  let fd: number | undefined
  try {
    fd = openSync(path, 'r')
    const { size } = fstatSync(fd)
    const from = Math.max(0, size - bytes_max)
    const bytes = Buffer.alloc(size - from)
    const read = readSync(fd, bytes, 0, bytes.length, from)
    // The first line of a part is a part of a line.
    const begin = from > 0 ? bytes.indexOf(0x0a) + 1 : 0
    const lines = bytes.toString('utf8', begin, read).split('\n')
    return { text: lines.slice(0, lines.at(-1) === '' ? -1 : undefined), from: from + begin }
  } catch {
    return { text: [], from: 0 }
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}
