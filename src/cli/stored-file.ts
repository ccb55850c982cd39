import { errorText } from '../words/errors.js'
import { describeError, UserError } from './errors.js'
import { exitCodes } from './exit-codes.js'

/**
 * Does something with what a stored file says. Whatever breaks on it that nobody foresaw is told of the file: nothing that a file holds is
 * told as a failure of mfgsync, and no file is passed because something broke.
 */
export async function withStored<T>(path: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (describeError(error).exitCode !== exitCodes.bug) throw error
    throw new UserError(
      `Nothing can be made of ${path}: ${errorText(error)}`,
      'Take an unchanged copy of the file, or run the scenario again. If it is as a run wrote it, this is a bug in mfgsync: please ' +
        'report it.',
    )
  }
}
