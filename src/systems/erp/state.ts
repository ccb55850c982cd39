import type { Ledger } from '../../domain/ledger.js'
import type { MasterData } from '../../domain/master.js'
import type { SystemSettings } from '../contract.js'
import type { SystemState } from '../operation.js'
import { Books } from './books.js'
import { MasterIndex } from './master-index.js'

/** The ERP in a run. */
export class Erp implements SystemState {
  readonly books: Books
  readonly ledger: Ledger
  readonly master: MasterIndex

  constructor(
    readonly settings: SystemSettings,
    opening: MasterData,
  ) {
    this.books = new Books(opening)
    this.ledger = this.books.ledger
    this.master = new MasterIndex(opening, this.books.engineering)
  }
}
