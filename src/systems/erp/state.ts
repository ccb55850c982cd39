import type { Ledger } from '../../domain/ledger.js'
import type { MasterData } from '../../domain/master.js'
import type { SystemSettings } from '../contract.js'
import type { SystemState } from '../operation.js'
import { Books } from './books.js'
import { MasterIndex } from './master-index.js'
import { Postings } from './postings.js'

/** The ERP in a run. */
export class Erp implements SystemState {
  readonly books: Books
  readonly ledger: Ledger
  readonly master: MasterIndex
  readonly postings: Postings

  constructor(settings: SystemSettings, opening: MasterData) {
    this.books = new Books(opening)
    this.ledger = this.books.ledger
    this.master = new MasterIndex(opening)
    this.postings = new Postings(this.books, this.master, settings)
  }
}
