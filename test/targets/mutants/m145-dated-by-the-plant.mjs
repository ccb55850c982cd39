// M145: it dates by the plant's own day, whatever day the books are kept by.
import { run } from '../../../examples/reference/run.js'

const plants = { P1: 'America/Chicago' }

await run({ parts: { zoneOf: async (plant) => plants[plant] ?? 'Europe/Berlin' } })
