const offsetOf = (instant, timeZone) => {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(instant)
  const { year, month, day, hour, minute, second } = Object.fromEntries(parts.map((part) => [part.type, Number(part.value)]))
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant
}

/** Midnight of a day at a plant, as an instant: the offset of that very moment, not of noon or of today. */
export function midnight(day, timeZone) {
  const utc = Date.parse(`${day}T00:00:00Z`)
  const first = utc - offsetOf(utc, timeZone)
  return new Date(utc - offsetOf(first, timeZone)).toISOString()
}
