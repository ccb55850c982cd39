/**
 * The exception desk: facts that people must look at. Each fact is raised once, however often it is tried.
 *
 * @param {{exceptionsUrl: string, exceptionOwner: string, erpTimeoutMs: number}} settings
 */
export function createDesk({ exceptionsUrl, exceptionOwner, erpTimeoutMs }) {
  async function request(method, url, body) {
    const response = await fetch(url, {
      method,
      headers: body ? { 'content-type': 'application/json; charset=utf-8' } : {},
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(erpTimeoutMs),
    })
    if (!response.ok) throw new Error(`The exception desk answered ${response.status} to ${method}.`)
    return response.json()
  }

  /** Open exceptions of a fact; another plant may have its number too. */
  async function openOf(key, plant) {
    const about = new URLSearchParams({ status: 'open', fact: key, ...(plant && { plant }) })
    return (await request('GET', `${exceptionsUrl}?${about}`)).items
  }

  return {
    /** Raises an exception for a fact unless one is open. Rejects when the desk cannot be reached: try again later. */
    async raise(key, { class: kind, code, reason, plant }) {
      console.error(`${key} needs attention (${kind}${code ? `, ${code}` : ''}): ${reason}`)
      if (!exceptionsUrl || (await openOf(key, plant)).length > 0) return
      const about = { fact: key, ...(plant && { plant }) }
      await request('POST', exceptionsUrl, { ...about, class: kind, reason, owner: exceptionOwner, ...(code && { code }) })
    },
    /** Closes the open exceptions of a fact that no longer needs anybody. */
    async close(key, { plant, resolution, reason }) {
      if (!exceptionsUrl) return
      for (const { exception } of await openOf(key, plant)) {
        await request('POST', `${exceptionsUrl}/${encodeURIComponent(exception)}/close`, { resolution, reason })
      }
    },
  }
}
