/**
 * How long to wait before the next attempt: doubles from `firstMs` up to `maxMs`, spread over the upper half of that span so
 * that what failed together does not come back together.
 *
 * @param {number} attempts attempts that failed so far, from 1
 * @param {{firstMs: number, maxMs: number}} limits
 * @param {number} [random] 0 up to 1
 * @returns {number} milliseconds
 */
export function backoffMs(attempts, { firstMs, maxMs }, random = Math.random()) {
  const full = Math.min(maxMs, firstMs * 2 ** Math.min(attempts - 1, 30))
  return Math.round(full / 2 + (full / 2) * random)
}

/**
 * Milliseconds that a Retry-After header asks for (seconds or an HTTP date); null when there is none or it is not understood.
 *
 * @param {string | null} header
 * @param {number} [now] milliseconds since 1970
 */
export function retryAfterMs(header, now = Date.now()) {
  if (header === null || header.trim() === '') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(header)
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
