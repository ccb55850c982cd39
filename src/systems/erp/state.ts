import type { Ledger } from '../../domain/ledger.js'
import type { MasterData } from '../../domain/master.js'
import type { PublishedEvent, SystemSettings } from '../contract.js'
import type { SystemState } from '../operation.js'
import { EventLog } from '../shared/feed.js'
import { Books } from './books.js'
import { MasterIndex } from './master-index.js'

/** The ERP in a run. */
export class Erp implements SystemState {
  readonly books: Books
  readonly ledger: Ledger
  readonly master: MasterIndex
  readonly log = new EventLog()

  constructor(
    readonly settings: SystemSettings,
    opening: MasterData,
  ) {
    this.books = new Books(opening)
    this.ledger = this.books.ledger
    this.master = new MasterIndex(opening, this.books.engineering)
  }

  publish(event: PublishedEvent): void {
    this.log.publish(event)
  }

  /** What a person reconciles: the books, and what was told of them where anything was. */
  snapshot(): Readonly<Record<string, unknown>> {
    const feed = this.log.snapshot()
    return { ...(feed['entries'] !== 0 && { feed }), ...this.books.snapshot() }
  }
}
