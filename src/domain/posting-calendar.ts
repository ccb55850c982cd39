import type { PostingPeriod } from './master.js'

/** What the calendar says about a posting date. */
export type DateJudgement =
  | { readonly open: true }
  /** `nextOpenDate` is the first day of the next open period after the date; absent where there is none. */
  | { readonly open: false; readonly nextOpenDate?: string }
  /** No period of the company contains the date. */
  | { readonly open: undefined }

/** The posting periods of every company, and which of them are open. */
export class PostingCalendar {
  readonly #periods: PostingPeriod[]

  constructor(periods: readonly PostingPeriod[]) {
    this.#periods = [...periods].sort((a, b) => (a.company === b.company ? compare(a.from, b.from) : compare(a.company, b.company)))
  }

  /** All periods, by company and first day. */
  periods(): readonly PostingPeriod[] {
    return this.#periods
  }

  /** Whether `date` (YYYY-MM-DD) may be posted to. Dates compare as text. */
  judge(company: string, date: string): DateJudgement {
    const period = this.#periods.find((candidate) => candidate.company === company && candidate.from <= date && date <= candidate.to)
    if (!period) return { open: undefined }
    if (period.open) return { open: true }
    const next = this.#periods.find((candidate) => candidate.company === company && candidate.from > date && candidate.open)
    return next ? { open: false, nextOpenDate: next.from } : { open: false }
  }

  /** Periods of a company that lie wholly within the two dates, both inclusive. */
  within(company: string, from: string, to: string): readonly PostingPeriod[] {
    return this.#periods.filter((period) => period.company === company && from <= period.from && period.to <= to)
  }

  /** Opens or closes the period of the company that starts on `from`. False when there is none. */
  set(company: string, from: string, open: boolean): boolean {
    const at = this.#periods.findIndex((period) => period.company === company && period.from === from)
    const period = this.#periods[at]
    if (!period) return false
    this.#periods[at] = { ...period, open }
    return true
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
