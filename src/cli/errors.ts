import { exitCodes } from './exit-codes.js'
import { errorCode, errorText } from '../words/errors.js'

/** Something that the user can put right. Printed as it is, without a stack. */
export class UserError extends Error {
  readonly exitCode: number

  /** `message`: what is wrong and where. `advice`: what to do. */
  constructor(
    message: string,
    readonly advice = '',
    exitCode: number = exitCodes.usage,
  ) {
    super(message)
    this.exitCode = exitCode
  }
}

const fileProblems: Readonly<Record<string, string>> = {
  EACCES: 'writing or reading there is not allowed',
  EPERM: 'that is not allowed',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'something else is there already',
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  EDQUOT: 'your share of the disk is used up',
  EFBIG: 'the file would be larger than the system allows',
  EIO: 'the disk could not be read or written',
  ENAMETOOLONG: 'the name is too long for the file system',
  ELOOP: 'the links in the path lead in a circle',
  EBUSY: 'something else uses it',
  ENXIO: 'there is nothing at the other end of it',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open on this machine',
}

const isFull: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])

/** What to print for anything that was thrown, and the exit code. Only our own bugs carry a stack. */
export function describeError(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (error instanceof UserError) return { text: withAdvice(error.message, error.advice), exitCode: error.exitCode }
  if (!(error instanceof Error)) return { text: bugText(errorText(error)), exitCode: exitCodes.bug }
  // Errors of other rooms that are for people: a journal or a case that cannot be read, a port that is taken.
  if (
    error.name === 'JournalError' ||
    ['BaselineError', 'CaseError', 'BlobError', 'ReporterError', 'ScenarioError'].includes(error.constructor.name)
  )
    return { text: error.message, exitCode: exitCodes.usage }
  const code = errorCode(error)
  const path = 'path' in error && typeof error.path === 'string' ? error.path : ''
  if (code === 'EADDRINUSE' || (code === 'EACCES' && 'port' in error)) {
    const port = 'port' in error ? String(error.port) : ''
    return {
      text:
        `Port ${port} cannot be used: ` +
        `${code === 'EADDRINUSE' ? 'something already listens there' : 'listening there is not allowed'}.\nEnd that ` +
        'program, or choose another port under network.ports.',
      exitCode: exitCodes.usage,
    }
  }
  // A server that says itself where it cannot listen, and why.
  if (error.cause instanceof Error && 'syscall' in error.cause && error.cause.syscall === 'listen') {
    return { text: `${error.message}\nnetwork.ports, network.bind and --port say where mfgsync listens.`, exitCode: exitCodes.usage }
  }
  if (code === 'EADDRNOTAVAIL')
    return { text: `The address under network.bind is not one of this machine: ${error.message}.`, exitCode: exitCodes.usage }
  const problem = fileProblems[code]
  // A write that fails says no path; a full disk is nobody's bug all the same.
  if (problem !== undefined) {
    const text = path === '' ? `A file could not be read or written: ${problem}.` : `${path}: ${problem}.`
    const first = isFull.has(code) ? 'Free some space' : 'Put that right'
    return { text: `${text}\n${first}, or choose another place (--out names the folder of runs).`, exitCode: exitCodes.usage }
  }
  return { text: bugText(error.stack ?? error.message), exitCode: exitCodes.bug }
}

function withAdvice(message: string, advice: string): string {
  return advice === '' ? message : `${message}\n${advice}`
}

function bugText(detail: string): string {
  return (
    'mfgsync itself failed; this is a bug in it, and says nothing about your integration. Please ' +
    `report it with these lines:\n${detail}`
  )
}
