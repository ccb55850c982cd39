/** One thing that a figure counts. */
export interface FigureRow {
  readonly plant: string
  /** `order 100001`, `C9 lot LOT-7 @ RC01`. */
  readonly key: string
  /** Column to text; a column that says nothing here is absent. */
  readonly cells: Readonly<Record<string, string>>
  /** How old it is in the calendar of the story; null where nothing says since when. */
  readonly age_ms: number | null
  /** Milliseconds of the run since the oldest of its facts was first offered; null where none was. */
  readonly offered_ms: number | null
  /** False if the target does not say that it is for this: the row counts all the same. */
  readonly covered: boolean
  /** The facts that it is about. */
  readonly facts: readonly string[]
  /** Records of the journal that show it: facts, postings, writes, exceptions. */
  readonly records: readonly number[]
}

/** A number of a figure, with its name: the first is all of it, the others are parts or flags. */
export interface FigureCount {
  readonly name: string
  readonly count: number
}

/** What a plant leader asks for, as it stood at a moment of a run: from the journal alone, never from what the target says of itself. */
export interface PlantFigure {
  readonly name: string
  readonly title: string
  readonly columns: readonly string[]
  readonly counts: readonly FigureCount[]
  readonly rows: readonly FigureRow[]
  /** Rows that are left out, since there are too many. */
  readonly hidden: number
}
