import { NotTranslatable } from '../postings.js'
import { availability } from './availability.js'
import { changeLog } from './change-log.js'
import { count } from './count.js'
import { downtimeToMaintenance } from './downtime-to-maintenance.js'
import { hold } from './hold.js'
import { itemMaster } from './item-master.js'
import { lotStatus } from './lot-status.js'
import { movement } from './movement.js'
import { orderDispatch } from './order-dispatch.js'
import { orderRevision } from './order-revision.js'
import { planningVersion } from './planning-version.js'
import { production } from './production.js'
import { receipt } from './receipt.js'
import { revisionRelease } from './revision-release.js'
import { revisionRollback } from './revision-rollback.js'
import { scrapToQuality } from './scrap-to-quality.js'
import { sourcingSignal } from './sourcing-signal.js'

/**
 * Every flow. A flow knows its event types, and what a fact of them asks for: `tasks(fact, context)` yields one thing after another, each
 * once the one before is done.
 *
 * - `{ name, system, path, body, collection, part?, plant? }`: a document to post. `collection` is where to look whether it is there
 *   already, in the plant of the fact unless another is named.
 * - `{ name, system, method: 'PUT', path, body, waitsFor? }`: something that may be written again without harm. `waitsFor`: refusals that
 *   pass once something else has come.
 * - `bare: true` with either of them: the system is told no reference.
 * - `{ wait: true }`: what has to come first is not there yet.
 * - `{ settled: true }`: nothing is left to do.
 *
 * What came of a task that is done stands in `fact.done[name]`, also after a restart. A flow with a `side` lives on the facts of others: it
 * neither holds them up nor is held up by them.
 */
export const flows = [
  production,
  itemMaster,
  revisionRelease,
  revisionRollback,
  orderRevision,
  orderDispatch,
  receipt,
  lotStatus,
  hold,
  availability,
  movement,
  count,
  changeLog,
  scrapToQuality,
  downtimeToMaintenance,
  sourcingSignal,
  planningVersion,
]

/** A fact, and beside it what side flows make of it: they keep no order, and neither waits for the other. */
export function withSides(fact) {
  const sides = flows.filter(({ side, types }) => side !== undefined && types.includes(fact.type))
  const beside = ({ side }) => ({ ...fact, side, identity: `${fact.identity}|${side}`, stream: `${fact.stream}|${side}`, sequence: null })
  return [fact, ...sides.map(beside)]
}

/** @throws {NotTranslatable} for a type that this integration does not know */
export function flowsOf({ type, side: wanted }) {
  const found = flows.filter(({ side, types }) => types.includes(type) && (side ?? '') === (wanted ?? ''))
  if (found.length === 0) throw new NotTranslatable(`Events of type "${type}" are not known here.`)
  return found
}
