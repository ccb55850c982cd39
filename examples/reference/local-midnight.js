/**
 * The instant at which a date begins at a plant. On the days when clocks change, the offset of noon, or of today, is another one: so the
 * offset is asked for at the instant itself.
 *
 * @param {string} date YYYY-MM-DD
 * @param {string} timeZone IANA name
 * @returns {string} ISO 8601, UTC
 */
export function localMidnight(date, timeZone) {
  const wall = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(wall)) throw new RangeError(`"${date}" is no date.`)
  // Once with the offset that holds about then, and once more with the one that holds at what came of it.
  const first = wall - offsetAt(wall, timeZone)
  return new Date(wall - offsetAt(first, timeZone)).toISOString()
}

/** Milliseconds that the clocks of a zone are ahead of UTC at an instant. */
function offsetAt(instant, timeZone) {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant)
  const { year, month, day, hour, minute, second } = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]))
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant
}
