import type { SystemKind } from '../contract.js'
import { defineSystem } from '../define.js'
import { feedDetails, feedOperation } from '../shared/feed.js'
import { text, wholeNumber } from '../shared/schema.js'
import { operations } from './operations.js'
import { event, schemas } from './schemas.js'
import { Plm } from './state.js'
import { steps } from './steps.js'

/** The simulated PLM: items, revisions in parts, approvals by role. Nobody posts to it; what it published may be acknowledged. */
export const plmSystem: SystemKind = defineSystem<Plm>({
  words: { name: 'plm', title: 'PLM: items, revisions, changes and their approvals', short: 'PLM', books: false, plays: 'engineering' },
  url: { variable: 'MFGSYNC_PLM_URL', path: '' },
  heading: 'mfgsync simulated PLM',
  description:
    'Engineering: items, revisions with their versions, changes and who approved them. A revision is published in five messages: its ' +
    'parts `header`, `lines`, `substitutes`, `effectivity`, and one that says that it is complete. Dates of effect are ' +
    'dates of the plant. Thin events (`events: thin`) have keys and version alone: what they are about is read, by its version.',
  steps,
  policies: [
    {
      name: 'events',
      title: 'Whether events of items, parts, completions and rollbacks say everything, or their keys and version alone.',
      choices: ['full', 'thin'],
      drawn: true,
    },
  ],
  operations: [feedOperation(event), ...operations],
  schemas,
  details: {
    item: text('Item that it is about.'),
    version: wholeNumber('Version that was asked for.', -1),
    change: text('Change that was asked for.'),
    publication: text('Publication that was asked for.'),
    ...feedDetails,
  },
  emits: { title: 'what engineering released, published and decided', example: event },
  open: ({ policies }, opening) => new Plm(opening, policies['events'] === 'thin'),
  snapshot: (plm) => plm.snapshot(),
})
