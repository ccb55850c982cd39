import { retryAfterMs } from './backoff.js'

/** Refusals that say: this is done already. */
const alreadyThere = new Set(['DUPLICATE_REFERENCE', 'ALREADY_REVERSED', 'ALREADY_CLOSED'])

/** Refusals that pass by themselves. A session, of which 401 and 403 speak, is whoever calls the ERP's to renew. */
const passing = new Set([401, 403, 423, 429])

/**
 * A system as this integration calls it. An answer is `{status, retryAfterMs, body}`; no answer is `{status: 0, sent}`, where `sent`
 * is false only if the request surely never left.
 *
 * @param {string} baseUrl
 * @param {{erpTimeoutMs: number}} settings
 */
export function createSystem(baseUrl, { erpTimeoutMs }) {
  /** Never rejects. */
  async function call(method, path, { headers = {}, body } = {}) {
    try {
      const response = await fetch(baseUrl + path, {
        method,
        headers: body === undefined ? headers : { 'content-type': 'application/json; charset=utf-8', ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        // Covers the body too: half an answer is no answer.
        signal: AbortSignal.timeout(erpTimeoutMs),
      })
      const waitMs = retryAfterMs(response.headers.get('retry-after'))
      return { status: response.status, sent: true, retryAfterMs: waitMs, body: await response.json() }
    } catch (error) {
      const sent = error?.cause?.code !== 'ECONNREFUSED'
      return { status: 0, sent, retryAfterMs: null, body: undefined }
    }
  }

  /**
   * Documents of a plant that carry a reference, reversed ones too; null when the ERP could not say.
   * This is what makes a lost answer harmless in every ERP, whether it honours keys or not.
   */
  async function documentsWith(collection, reference, { plant, headers }) {
    // What stands in a name is no part of the query: a slash, a plus, a per cent.
    const about = new URLSearchParams({ reference, ...(plant && { plant }) })
    const answer = await call('GET', `${collection}?${about}`, { headers })
    return answer.status === 200 && Array.isArray(answer.body.items) ? answer.body.items : null
  }

  return { call, documentsWith }
}

/** The ERP, and the others of the landscape by their names: `{erp, mes, wms, qms, plm, cmms, proc, plan}`, without those that it lacks. */
export function createSystems(settings) {
  const urls = { erp: settings.erpUrl, mes: settings.mesUrl, ...settings.otherUrls }
  const there = Object.entries(urls).filter(([, url]) => url)
  return Object.fromEntries(there.map(([name, url]) => [name, createSystem(url, settings)]))
}

/**
 * What an answer means for the fact that was posted.
 *
 * - `posted`: it is in the ERP, by this call or an earlier one
 * - `wait`: definitely not done, for a reason that passes
 * - `doubt`: nobody knows; ask before posting again
 * - `period-closed`: definitely not done; the ERP says which day is open
 * - `refused`: definitely not done, and it will not pass by itself
 */
export function meaningOf(answer) {
  const { status, body } = answer
  const error = body?.error ?? {}
  if (status === 0) return answer.sent ? { kind: 'doubt' } : { kind: 'wait', afterMs: 0 }
  if (status >= 200 && status < 300) return { kind: 'posted', document: body?.document ?? null }
  if (status === 409 && alreadyThere.has(error.code)) return { kind: 'posted', document: error.document ?? null }
  // Whoever must sign in anew, or came while somebody else changed the object, has lost nothing but time.
  if (passing.has(status)) return { kind: 'wait', afterMs: answer.retryAfterMs ?? 0 }
  if (status === 409 && error.code === 'CONFLICT') return { kind: 'wait', afterMs: 0 }
  // With Retry-After a 503 is a refusal at the door; without it, it may come from anywhere on the way.
  if (status === 503 && answer.retryAfterMs !== null) return { kind: 'wait', afterMs: answer.retryAfterMs }
  if (status >= 500 || status === 408) return { kind: 'doubt' }
  if (error.code === 'PERIOD_CLOSED' && error.nextOpenDate) return { kind: 'period-closed', date: error.nextOpenDate }
  const reason = error.message ?? `It was answered ${status}.`
  return { kind: 'refused', class: classOf(status, error.code), code: error.code ?? `HTTP_${status}`, reason }
}

function classOf(status, code = '') {
  if (code.startsWith('UNKNOWN_') || code === 'UNIT_UNKNOWN' || code === 'BIN_UNMAPPED') return 'data'
  if ([400, 404, 405, 413, 415].includes(status)) return 'contract'
  return 'business'
}
