import { localDate } from '../../../domain/business-date.js'
import type { SystemName } from '../../../domain/names.js'
import type { PostingPeriod } from '../../../domain/master.js'
import { postingZoneOf } from '../../../domain/posting-zone.js'
import type { JournalHeader } from '../../../journal/header.js'
import type { JournalRecord } from '../../../journal/records.js'

interface Change {
  readonly seq: number
  readonly open: boolean
}

interface Period {
  readonly from: string
  readonly to: string
  /** From the start of the run, in order. */
  readonly changes: Change[]
}

/** Which date a system gives what happened at a plant, and when which posting period was open: each system opens and closes its own. */
export class PeriodBook {
  readonly hears = ['effect.state'] as const
  readonly #opening: readonly PostingPeriod[]
  readonly #systems = new Map<SystemName, Periods>()
  readonly #header: JournalHeader
  readonly #companies: ReadonlyMap<string, string>
  /** By system, then by plant. */
  readonly #zones = new Map<SystemName, Map<string, string>>()
  /** By time zone, then by instant. */
  readonly #dates = new Map<string, Map<string, string>>()

  constructor(header: JournalHeader) {
    this.#header = header
    const { plants, periods } = header.plan.master
    this.#companies = new Map(plants.map(({ id, company }) => [id, company]))
    this.#opening = periods.toSorted((a, b) => (a.from < b.from ? -1 : 1))
  }

  /** Takes in a period that was opened or closed. */
  on(record: JournalRecord): void {
    if (record.kind !== 'effect' || record.what !== 'state' || record.docKind !== 'period') return
    const { company = '', period: from = '' } = record.dims
    this.in(record.system).change(company, from, { seq: record.seq, open: record.after === 'open' })
  }

  /** The periods of a system. */
  in(system: SystemName): Periods {
    let periods = this.#systems.get(system)
    if (!periods) this.#systems.set(system, (periods = new Periods(this.#opening)))
    return periods
  }

  companyOf(plant: string): string {
    return this.#companies.get(plant) ?? ''
  }

  /** The date that a system gives what happened at a plant; empty for an unknown plant or an instant that is none. */
  dateIn(system: SystemName, plant: string, instant: string): string {
    const zone = this.zoneIn(system, plant)
    let dates = this.#dates.get(zone)
    if (!dates) this.#dates.set(zone, (dates = new Map()))
    let date = dates.get(instant)
    if (date === undefined) {
      date = zone === '' || Number.isNaN(Date.parse(instant)) ? '' : localDate(instant, zone)
      if (dates.size < 10_000) dates.set(instant, date)
    }
    return date
  }

  /** The time zone in which a system dates what happened at a plant; empty for an unknown plant. */
  zoneIn(system: SystemName, plant: string): string {
    let zones = this.#zones.get(system)
    if (!zones) this.#zones.set(system, (zones = new Map()))
    let zone = zones.get(plant)
    if (zone === undefined) {
      zone = postingZoneOf(this.#header.plan.master, this.#header.systems[system]?.policies, plant) ?? ''
      zones.set(plant, zone)
    }
    return zone
  }

  /** `at P1`, or, where it is not dated by the zone of its plant, `in Europe/Berlin, by which the ERP dates what happens at P1`. */
  whereIn(system: SystemName, plant: string): string {
    const zone = this.zoneIn(system, plant)
    const own = this.#header.plan.master.plants.find(({ id }) => id === plant)?.timeZone
    const name = this.#header.words.systems.find((each) => each.name === system)?.short ?? system
    return zone === own ? `at ${plant}` : `in ${zone}, by which the ${name} dates what happens at ${plant}`
  }
}

/** When which posting period of one system was open, by company. */
class Periods {
  readonly #periods: ReadonlyMap<string, readonly Period[]>
  /** By company, then by date; worked out when asked for the first time after a change. */
  readonly #everClosed = new Map<string, Map<string, boolean>>()

  constructor(opening: readonly PostingPeriod[]) {
    const companies = Map.groupBy(opening, ({ company }) => company)
    this.#periods = new Map([...companies].map(([company, periods]) => [company, periods.map(entryOf)]))
  }

  change(company: string, from: string, change: Change): void {
    this.#everClosed.clear()
    this.#periods
      .get(company)
      ?.find((candidate) => candidate.from === from)
      ?.changes.push(change)
  }

  /** True if the period of that date was closed at any moment between two records, both included. A date without a period is in none. */
  wasClosed(company: string, date: string, from: number, to: number): boolean {
    return this.#stateIn(company, date, from, to).closed
  }

  wasOpen(company: string, date: string, from: number, to: number): boolean {
    return this.#stateIn(company, date, from, to).open
  }

  /** True if it was closed at any moment of the run. */
  everClosed(company: string, date: string): boolean {
    let byDate = this.#everClosed.get(company)
    if (!byDate) this.#everClosed.set(company, (byDate = new Map()))
    let closed = byDate.get(date)
    if (closed === undefined) byDate.set(date, (closed = this.wasClosed(company, date, 0, Number.MAX_SAFE_INTEGER)))
    return closed
  }

  /** Periods after that date that were the first open one at some moment between two records. */
  firstOpenAfter(company: string, date: string, from: number, to: number): readonly { readonly from: string; readonly to: string }[] {
    const found: Period[] = []
    for (const period of this.#periods.get(company) ?? []) {
      if (period.from <= date) continue
      const state = stateBetween(period, from, to)
      if (state.open) found.push(period)
      if (state.open && !state.closed) break
    }
    return found
  }

  #stateIn(company: string, date: string, from: number, to: number): { open: boolean; closed: boolean } {
    const period = this.#periods.get(company)?.find((candidate) => candidate.from <= date && date <= candidate.to)
    return period ? stateBetween(period, from, to) : { open: false, closed: false }
  }
}

function entryOf(period: PostingPeriod): Period {
  return { from: period.from, to: period.to, changes: [{ seq: 0, open: period.open }] }
}

function stateBetween(period: Period, from: number, to: number): { open: boolean; closed: boolean } {
  const state = { open: false, closed: false }
  period.changes.forEach((change, index) => {
    const until = period.changes[index + 1]?.seq ?? Number.MAX_SAFE_INTEGER
    if (change.seq > to || until <= from) return
    if (change.open) state.open = true
    else state.closed = true
  })
  return state
}
