import { isLoopbackHost } from '../../target/loopback.js'
import { cut } from '../../words/lists.js'
import { anyPage, foreignPage, hostName, refusal } from '../strangers.js'
import type { Refusal } from './answers.js'

/** True for a Host header that names this machine by itself. */
function namesThisMachine(host: string): boolean {
  const name = hostName(host)
  return name !== undefined && isLoopbackHost(name)
}

/**
 * Keeps pages of a browser out, though a browser on this machine can reach the port: whoever comes by another name is refused (a page
 * whose name was bound to 127.0.0.1 afterwards), and so is a request that a page makes.
 */
export class Guard {
  /** The last host that was let in: nearly all requests have the same. */
  #known = ''

  /** Why a request is refused whatever it is about; undefined if it is not. */
  hostProblem(headers: Readonly<Record<string, string>>): Refusal | undefined {
    const host = headers['host'] ?? ''
    if (host !== '' && host === this.#known) return undefined
    if (namesThisMachine(host)) {
      this.#known = host
      return undefined
    }
    const named = host === '' ? 'The request has no Host header' : `The Host header names "${cut(host)}"`
    return {
      status: 403,
      code: 'HOST_NOT_LOOPBACK',
      message:
        `${named}, and this server answers to this machine's own names alone: ` +
        '127.0.0.1, localhost or [::1], with the port. Call it by one of them.',
    }
  }

  /** Why a request to a system is refused; undefined if it is not. A program sends nothing of the kind. */
  strangerProblem(headers: Readonly<Record<string, string>>): Refusal | undefined {
    const sign = foreignPage(headers)
    if (sign === undefined) return undefined
    return { status: 403, code: 'FOREIGN_ORIGIN', message: refusal(`The request comes from a page (${sign})`) }
  }

  /** Why a request below the control path is refused; undefined if it is not. */
  pageProblem(headers: Readonly<Record<string, string>>): Refusal | undefined {
    const sign = anyPage(headers)
    if (sign === undefined) return undefined
    return {
      status: 403,
      code: 'NOT_FOR_PAGES',
      message:
        `The request comes from a page of a browser (${sign}), and journal, checks and sessions are not for pages. ` +
        'Ask with a program or with curl, without that header.',
    }
  }
}
