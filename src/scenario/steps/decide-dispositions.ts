import type { DispositionPayload } from '../../flows/order-revision.js'
import { parseDuration } from '../../words/duration.js'
import type { PlanBuilder } from '../builder.js'
import { choice, formatted, settings as settingsOf } from '../schema-parts.js'
import { timing, type StepKind } from './contract.js'
import { selectedOrders, selection } from './orders.js'
import { namedChange, publications } from './revisions.js'
import { occurredBy, timeSetting } from './wall-time.js'

/** Revisions that there are of an item. */
function lettersOf({ landscape }: PlanBuilder, product: string): readonly string[] {
  return landscape.revisions.filter(({ item }) => item === product).map(({ revision }) => revision)
}

export const decideDispositions: StepKind = {
  verb: 'decide-dispositions',
  title: 'The PLM decides what is done with open orders of another revision: finish them, or rework them to a revision.',
  phases: ['burst', 'heal'],
  schema: settingsOf(
    {
      orders: selection,
      change: formatted('identifier', 'Change that it comes with.'),
      kind: choice('What is done with them.', ['finish-old', 'rework', 'use-as-is']),
      to: formatted('identifier', 'Of a rework: letter of the revision.'),
      at: timing.at,
      time: timeSetting,
    },
    ['change', 'kind'],
  ),
  apply(settings, context) {
    const { build, problem } = context
    const { kind, to } = settings
    if ((kind === 'rework') !== (to !== undefined)) {
      problem([kind === 'rework' ? 'kind' : 'to'], 'a rework, and nothing else, says to which revision', 'add "to: B", or leave it out')
      return
    }
    const change = namedChange(context, settings['change'])
    if (!build.story(publications).some(({ content }) => content.change === change))
      problem(['change'], `nothing was published of the change "${String(settings['change'])}" yet`)
    const at_ms = build.startOf(parseDuration(settings['at']))
    const chosen = selectedOrders(settings, context)
    const letters = new Set(chosen.flatMap(({ product }) => lettersOf(build, product)))
    if (to !== undefined && chosen.length > 0 && !letters.has(String(to)))
      problem(['to'], `there is no revision "${String(to)}" of what these orders make`, `there is ${[...letters].join(', ')}`)
    for (const { id: order, plant } of chosen) {
      build.fact<DispositionPayload>(
        'order-revision',
        ({ key }) => ({
          disposition: key,
          order,
          plant,
          change,
          kind: kind === 'rework' ? 'rework' : kind === 'use-as-is' ? 'use-as-is' : 'finish-old',
          ...(to !== undefined && { toRevision: String(to) }),
        }),
        at_ms,
        occurredBy(settings, context),
      )
    }
    build.cursor_ms = Math.max(build.cursor_ms, at_ms)
  },
}
