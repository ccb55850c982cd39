import type { SystemKind } from '../contract.js'
import { defineSystem } from '../define.js'
import { feedDetails, feedOperation } from '../shared/feed.js'
import { wholeNumber } from '../shared/schema.js'
import { operations } from './operations.js'
import { event, schemas } from './schemas.js'
import { Planning } from './state.js'

/** The simulated planning system: versions of the forecast, in pages. Nobody posts to it; what was loaded of it may be acknowledged. */
export const planSystem: SystemKind = defineSystem<Planning>({
  words: { name: 'plan', title: 'Planning: versions of the forecast, page by page', short: 'PLAN', books: false },
  url: { variable: 'MFGSYNC_PLAN_URL', path: '' },
  heading: 'mfgsync simulated planning system',
  description:
    'Forecasts, version by version: how much of an item is wanted in a plant in a week. An event says that there is a version, and how ' +
    'large it is; its rows are read page by page. Who does not listen may ask on schedule which versions were published. A version may ' +
    'be published late, below another one: the higher one counts. The audit trail tells what became of each.',
  operations: [feedOperation(event), ...operations],
  schemas,
  details: {
    version: wholeNumber('Version that was asked for.', 0),
    page: wholeNumber('Page that was asked for.', 0),
    pages: wholeNumber('Pages that there are.', 1),
    ...feedDetails,
  },
  emits: { title: 'versions of the plan that were published', example: event },
  open: (_settings, opening) => new Planning(opening),
  snapshot: (planning) => planning.snapshot(),
})
