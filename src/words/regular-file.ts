import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'

/** There is something else than a file at a path: reading it might never end. */
export class NotAFile extends Error {
  constructor(
    what: string,
    readonly isFolder: boolean,
  ) {
    super(what)
  }
}

/** A file has more bytes than are read. */
export class FileTooLarge extends Error {}

/**
 * Opens a file for reading, and nothing but a file: a pipe would be waited for without end, and a device such as /dev/zero never ends.
 * @throws NotAFile, or what the file system says.
 */
export function openRegular(path: string): number {
  // Without it, opening a pipe that nobody writes into would not come back. Windows has neither.
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  const stats = fstatSync(fd)
  if (stats.isFile()) return fd
  closeSync(fd)
  throw new NotAFile(stats.isDirectory() ? 'it is a folder' : 'it is a pipe or a device, not a file', stats.isDirectory())
}

/**
 * What a file holds, at most so many bytes.
 * @throws NotAFile, FileTooLarge, or what the file system says.
 */
export function readRegular(path: string, bytes_max: number): Buffer {
  const fd = openRegular(path)
  try {
    const { size } = fstatSync(fd)
    if (size > bytes_max) throw new FileTooLarge(`it has ${size} bytes, and at most ${bytes_max} are read`)
    const bytes = Buffer.allocUnsafe(size)
    let done = 0
    for (let read = 1; read > 0 && done < size; done += read) read = readSync(fd, bytes, done, size - done, done)
    return bytes.subarray(0, done)
  } finally {
    closeSync(fd)
  }
}
