const formats = new Map<string, Intl.DateTimeFormat>()

/** What a clock on the wall shows at an instant, as if it were UTC, in milliseconds. */
function wallClock(instant: number, timeZone: string): number {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(timeZone, format)
  }
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

const day_ms = 24 * 60 * 60 * 1000

const wantedOf = (date: string, time: string): number => Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}Z`)

/** By the offset a day before and a day after: at most one change lies between. */
const guessesOf = (wanted: number, timeZone: string): readonly number[] =>
  [wanted - day_ms, wanted + day_ms].map((near) => wanted - (wallClock(near, timeZone) - near))

/** The instants at which a clock on the wall of a zone shows a time of a day: one; none or two on a day on which clocks change. */
export function instantsAt(date: string, time: string, timeZone: string): readonly string[] {
  const wanted = wantedOf(date, time)
  const exact = guessesOf(wanted, timeZone).filter((guess) => wallClock(guess, timeZone) === wanted)
  return [...new Set(exact)].toSorted((a, b) => a - b).map((instant) => new Date(instant).toISOString())
}

/**
 * The instant at which a clock on the wall of a zone shows a time of a day. Where it shows it twice, the first; where it never does,
 * because the clocks were put forward over it, the instant at which they were.
 */
export function instantAt(date: string, time: string, timeZone: string): string {
  const [exact] = instantsAt(date, time, timeZone)
  if (exact !== undefined) return exact
  const wanted = wantedOf(date, time)
  const guesses = guessesOf(wanted, timeZone)
  let [before, after] = [Math.min(...guesses), Math.max(...guesses)]
  while (after - before > 1000) {
    const middle = before + Math.floor((after - before) / 2000) * 1000
    if (wallClock(middle, timeZone) < wanted) before = middle
    else after = middle
  }
  return new Date(after).toISOString()
}

/** The instant at which a date begins in a zone. */
export function startOfDate(date: string, timeZone: string): string {
  return instantAt(date, '00:00', timeZone)
}
