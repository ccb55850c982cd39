const formats = new Map<string, Intl.DateTimeFormat>()

/** The calendar date (YYYY-MM-DD) of an instant in a time zone: the posting date of what happened then, there. */
export function localDate(instant: string | number, timeZone: string): string {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  return format.format(new Date(instant))
}

/** True for a date (YYYY-MM-DD) that the calendar has: `2026-02-30` is none. */
/** Whether a text is an instant with its offset: the 30th of February has none. */
export function isInstant(text: string): boolean {
  const [, date = '', hour = '', minute = '', second = '', offset = ''] = instant.exec(text) ?? []
  const [hours = 0, minutes = 0] = offset.slice(1).split(':').map(Number)
  return isDate(date) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60 && hours < 24 && minutes < 60
}

const instant = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const date = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
}
