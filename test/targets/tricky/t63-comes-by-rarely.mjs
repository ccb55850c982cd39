// T63: comes by every three seconds, reads all there is at once, and brings plans seven rows at a time.
import { start as work } from '../shared/nightly.mjs'

export const start = () => work({ interval_ms: 3000, entries: 200, rowsAtOnce: 7 })
