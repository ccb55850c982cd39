// Not every planning system tells of what it publishes, and not every firewall lets it: it is asked on schedule what is new. The answer
// becomes events as they would have been told, so that nothing behind the intake knows the difference.
const published = 'org.mfgsync.plan.version.published.v1'

/** The versions published since `cursor`, as a page of a feed. Rejects when the list is not to be had. */
export async function readSchedule({ otherUrls, erpTimeoutMs }, cursor) {
  const url = `${otherUrls.plan}/planning-versions?after=${encodeURIComponent(cursor)}`
  const response = await fetch(url, { signal: AbortSignal.timeout(erpTimeoutMs) })
  const body = await response.json()
  // The list began anew: so do we. What is known already is known by its business key.
  if (body?.error?.code === 'UNKNOWN_CURSOR' && cursor !== '0') return { source: 'plan', events: [], next: '0', more: true }
  if (!response.ok || !Array.isArray(body.items)) throw new Error(`Planning answered ${response.status} to ${url}.`)
  // What was there before anything was published has no publication, and is in force already.
  const told = body.items.filter(({ publication }) => publication !== undefined)
  const events = told.map((data) => ({ event: { source: '/plan', type: published, subject: data.publication, data } }))
  return { source: 'plan', events, next: body.next, more: body.more === true }
}
