import { writeFileSync, type WriteFileOptions } from 'node:fs'
import { errorCode } from './errors.js'

/** Does what writes to a file; what the file system says of it then names the file, which it does not for a disk that is full. */
export function naming<Result>(path: string, write: () => Result): Result {
  try {
    return write()
  } catch (error) {
    if (error instanceof Error && errorCode(error) !== '' && !('path' in error)) throw Object.assign(error, { path })
    throw error
  }
}

/** Writes a text to a file. @throws what the file system says, with the path. */
export function writeNamed(path: string, text: string, options?: WriteFileOptions): void {
  naming(path, () => writeFileSync(path, text, options))
}
