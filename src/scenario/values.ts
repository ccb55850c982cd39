import { isWeek } from '../domain/planning.js'
import { isDate } from '../domain/business-date.js'
import { parseQuantity } from '../domain/quantity.js'
import { parseDuration, timeUnits } from '../words/duration.js'

/** "20/s", "6/min" as a number per second; `undefined` for anything else, and for none at all. */
export function parseRate(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined
  const match = /^(\d{1,9}(?:\.\d{1,3})?) ?\/ ?(s|min|m|h)$/.exec(text.trim())
  const unit = match ? timeUnits[match[2] ?? ''] : undefined
  if (!match || unit === undefined) return undefined
  const perSecond = Number(match[1]) / (unit / 1_000)
  return perSecond > 0 ? perSecond : undefined
}

/** "5 %" as a fraction (0.05), from 0 to 100 %; `undefined` for anything else. */
export function parseShare(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined
  const match = /^(\d{1,3}(?:\.\d{1,3})?) ?%$/.exec(text.trim())
  const percent = match ? Number(match[1]) : Number.NaN
  return percent <= 100 ? percent / 100 : undefined
}

function isMonth(text: string): boolean {
  const match = /^\d{4}-(\d{2})$/.exec(text)
  return match !== null && Number(match[1]) >= 1 && Number(match[1]) <= 12
}

/** ISO instant with an offset, so that it means one moment everywhere. */
function isInstant(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.exec(text)
  return match !== null && isDate(match[1] ?? '') && !Number.isNaN(Date.parse(text))
}

function isTimeZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: text })
    return text.includes('/') || text === 'UTC'
  } catch {
    return false
  }
}

/** Formats of values in our YAML files: what they are called in a schema, what people are told, and whether a text is one. */
export const valueFormats: Readonly<Record<string, { readonly words: string; readonly is: (text: string) => boolean }>> = {
  duration: { words: 'a duration such as 500ms, 2s or 5m, at most 24h', is: (text) => parseDuration(text) !== undefined },
  rate: { words: 'a rate such as 20/s or 6/min', is: (text) => parseRate(text) !== undefined },
  share: { words: 'a share such as 5 % or 50 %, at most 100 %', is: (text) => parseShare(text) !== undefined },
  name: {
    words: 'a name of lower-case letters, digits and dashes, such as late-goods-receipt',
    is: (text) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text),
  },
  identifier: {
    words: 'an identifier of letters, digits and dashes, such as P1',
    is: (text) => /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/.test(text),
  },
  month: { words: 'a calendar month such as 2026-03', is: isMonth },
  'iso-week': { words: 'a week such as 2026-W10', is: isWeek },
  date: { words: 'a date such as 2026-03-02', is: isDate },
  range: { words: 'positions from one to another ("2-9")', is: (text) => /^[1-9]\d{0,5}-[1-9]\d{0,5}$/.test(text) },
  'wall-time': {
    words: 'a time on a wall such as 2026-03-02 06:00',
    is: (text) => /^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d$/.test(text) && isDate(text.slice(0, 10)),
  },
  instant: { words: 'an instant with its offset, such as 2026-03-02T06:00:00+01:00', is: isInstant },
  'time-zone': { words: 'an IANA time zone such as Europe/Berlin', is: isTimeZone },
  decimal: { words: 'a decimal number such as "0.035"', is: (text) => parseQuantity(text) !== undefined },
}
