import { factOf } from './cloud-event.js'
import { createDesk } from './desk.js'
import { Dispatcher } from './dispatcher.js'
import { createSystems, meaningOf } from './erp.js'
import { createFeed, searchFeed, sourcesIn } from './feed.js'
import { withSides } from './flows/index.js'
import { createLocks } from './locks.js'
import { oneAfterTheOther } from './ordering.js'
import { readSchedule } from './schedule.js'
import { lookUp, settle } from './settle.js'
import { openStore } from './store.js'
import { createWebhook } from './webhook.js'
import { createTables } from './tables.js'
import { createZones } from './zones.js'

/** The decisions that an integration consists of. Each can be replaced; see the README. */
export const standardParts = {
  /** What to remember of an event, and by which identity it is known again. */
  factOf,
  openStore,
  /** Called once facts are stored: whether the source may forget them. */
  mayAcknowledge: async () => true,
  /** Stores a feed's page and how far it was read. */
  takePage: async (facts, page, { take }) => take(facts, { source: page.source, cursor: page.next }),
  /** Facts of a stream that may be tried now. */
  ready: oneAfterTheOther,
  /** One try. */
  settle,
  /**
   * How a posting is named. The same on every attempt: that is what makes a repetition harmless. A fact that takes several documents of one
   * kind names each of them by its part.
   */
  names: (fact, { part, reference = fact.key, name = 'post', collection = '' } = { collection: 'its own' }) => ({
    reference: part ? `${reference}#${part}` : reference,
    correlation: fact.key,
    // A system knows a key from everybody who calls it, and two plants may use the same numbers. A posting that was moved to another day
    // is another request, and says so; so is each of several things that a fact asks for. What may be written again needs none.
    ...(collection && { idempotencyKey: [fact.data.plant, fact.key, name !== 'post' && name, fact.postingDate].filter(Boolean).join('/') }),
  }),
  meaningOf,
  /** In which time zone a posting is dated. */
  zoneOf: (plant, { zones }) => zones(plant),
  /** What to do before a posting is repeated whose outcome nobody knows. */
  recover: lookUp,
  /** The document of a fact that this integration has no memory of. */
  find: lookUp,
  /** Hands a fact to people. */
  raise: (fact, exception, { desk }) => desk.raise(fact.key, { ...exception, plant: fact.data.plant }),
  /** Called when a stream waits too long for a fact that is missing. */
  fillGap: searchFeed,
}

/**
 * Puts an integration together.
 *
 * @param {object} settings as `settingsFrom` returns them
 * @param {Partial<typeof standardParts>} [overrides]
 * @returns {{start(): Promise<void>, stop(): Promise<void>}}
 */
export function createIntegration(settings, overrides = {}) {
  const parts = { ...standardParts, ...overrides }
  const store = parts.openStore(settings.database)
  const systems = createSystems(settings)
  const { erp } = systems
  const tables = createTables(erp)
  const context = {
    lock: createLocks(),
    settings,
    parts,
    store,
    systems,
    erp,
    tables,
    zones: createZones(settings, erp),
    desk: createDesk(settings),
  }
  const dispatcher = new Dispatcher(context)
  context.take = (facts, feed) => {
    const all = facts.flatMap(withSides)
    store.take(all, feed)
    for (const fact of all) dispatcher.wake(fact.stream)
  }
  const intakes = []
  if (settings.intake !== 'feed') intakes.push(createWebhook(context))
  const bySchedule = settings.plansBy === 'schedule' && systems.plan ? ['plan'] : []
  const polled = settings.intake === 'webhook' ? [] : sourcesIn(context).filter((source) => !bySchedule.includes(source))
  intakes.push(...polled.map((source) => createFeed(source, context)))
  for (const source of bySchedule) intakes.push(createFeed(source, context, { read: readSchedule, intervalMs: settings.planIntervalMs }))

  return {
    async start() {
      dispatcher.start()
      for (const intake of intakes) await intake.start()
      console.error(`ready (intake: ${settings.intake})`)
    },
    /** Takes in nothing more, lets calls under way end, and closes the store. What is open stays open for the next start. */
    async stop() {
      await Promise.all(intakes.map((intake) => intake.stop()))
      await dispatcher.stop()
      store.close()
    },
  }
}
