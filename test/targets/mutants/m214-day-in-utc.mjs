// M214: it makes an instant of a day at a plant, and writes the day that this is in UTC.
import { dayBegins, start as work } from '../shared/nightly.mjs'

export const start = () => work({ day: (day, timeZone) => dayBegins(day, timeZone).slice(0, 10) })
