/**
 * What a page carries of a run for its script: plain data, cut to what a browser opens at once. Every text in it was made safe to show;
 * what was cut off or left out is counted.
 */
export interface PageRun {
  readonly id: string
  readonly lanes: readonly PageLane[]
  /** Milliseconds of the run, by its last record. */
  readonly end_ms: number
  /** In the order in which they happened. */
  readonly entries: readonly PageEntry[]
  /** Facts that the entries are about, by their ids. */
  readonly facts: Readonly<Record<string, PageFact>>
  readonly bands: readonly PageBand[]
  readonly phases: readonly { readonly name: string; readonly t: number }[]
  /** All messages of the run, also those that are left out. */
  readonly messages: number
  readonly left: number
  /** Of all messages, how many began in each of so many equal parts of the run, and how many of these are troubled. */
  readonly density: { readonly all: readonly number[]; readonly troubled: readonly number[] }
}

export interface PageLane {
  readonly id: string
  readonly title: string
  readonly isTarget: boolean
}

interface PageBand {
  readonly fault: string
  readonly name: string
  readonly from: number
  readonly to: number
  readonly fired: number
}

/** How a message ended for whoever sent it. */
export type Outcome = 'done' | 'refused' | 'unknown' | 'lost' | 'open'

interface Entry {
  /** Its place among all, also those that are left out. */
  readonly n: number
  readonly seq: number
  readonly t: number
  /** In one line, as it is listed and searched. */
  readonly text: string
  /** Business keys that it is about. */
  readonly keys: readonly string[]
  /** Words by which a filter knows it. */
  readonly kind: string
  /** Lanes that it touches. */
  readonly systems: readonly string[]
  readonly trouble: boolean
  /** It belongs to a failure that is told. */
  readonly told: boolean
}

export interface PageMessage extends Entry {
  readonly is: 'message'
  /** `c12` of a call, `d3` of a delivery. */
  readonly id: string
  readonly from: string
  readonly to: string
  readonly wire: string
  readonly outcome: Outcome
  readonly lost: '' | 'message' | 'answer'
  /** What `is:` of a filter finds it by: `late`, `retry`. */
  readonly traits: readonly string[]
  readonly endT: number
  /** What was asked, and what was answered, in lines. */
  readonly request: readonly Pair[]
  readonly answer: readonly Pair[]
  readonly changes: readonly PageChange[]
  readonly moreChanges: number
  /** What each party knew when it was over. */
  readonly knew: readonly Pair[]
  readonly faults: readonly Pair[]
  readonly links: readonly PageLink[]
  readonly facts: readonly string[]
}

/** Whatever happened at one place: a commit of a step, an exception, the end of a life, a mark. */
export interface PageEvent extends Entry {
  readonly is: 'event'
  readonly id: string
  readonly at: string
  readonly changes: readonly PageChange[]
  readonly moreChanges: number
  readonly facts: readonly string[]
}

export type PageEntry = PageMessage | PageEvent

export type Pair = readonly [name: string, value: string]

export interface PageLink {
  readonly how: string
  readonly id: string
  readonly text: string
}

export interface PageChange {
  readonly system: string
  readonly name: string
  readonly of: string
  readonly doc: string
  readonly amount: string
  readonly before: string
  readonly after: string
}

export interface PageFact {
  readonly title: string
  readonly lines: readonly Pair[]
  /** Its payload, as text. */
  readonly payload: string
  readonly messages: readonly string[]
  readonly moreMessages: number
}
