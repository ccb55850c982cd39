// M104: takes the day of effect to begin at midnight UTC.
import { start as integrate } from '../shared/engineering.mjs'

export const start = () => integrate({ midnight: (day) => `${day}T00:00:00.000Z` })
