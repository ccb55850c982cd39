const formats = new Map()

/**
 * The calendar date of an instant where it happened. A night shift's confirmation belongs to the plant's day, not to the server's.
 *
 * @param {string} instant ISO 8601 with offset
 * @param {string} timeZone IANA name
 * @returns {string} YYYY-MM-DD
 */
export function businessDate(instant, timeZone) {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  return format.format(new Date(instant))
}
