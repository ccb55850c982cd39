import type { Row } from '../../journal/timeline/index.js'
import type { PageEntry } from '../../page/data.js'
import type { EntryMaker } from './entry-data.js'

/** How much nearer what is troubled counts. */
const troubleWeight = 20

/**
 * The entries that a page has: all of a run, if it has no more than so many. Of more, those that a failure is told with, and the nearest
 * to them; what is troubled counts as nearer.
 */
export function chosen(rows: readonly Row[], maker: EntryMaker, entries_max: number): readonly PageEntry[] {
  const places = rows.map((_, place) => place)
  const kept = rows.length <= entries_max ? places : nearest(rows, maker, entries_max)
  return kept.flatMap((place) => {
    const row = rows[place]
    return row ? maker.entryOf(row, place) : []
  })
}

function nearest(rows: readonly Row[], maker: EntryMaker, entries_max: number): number[] {
  const distances = distancesOf(rows.map((row) => maker.isTold(row)))
  const weighed = rows.map((row, place) => {
    const distance = distances[place] ?? 0
    return { place, weight: maker.isTroubledRow(row) ? distance / troubleWeight : distance }
  })
  return weighed
    .sort((a, b) => a.weight - b.weight || a.place - b.place)
    .slice(0, entries_max)
    .map(({ place }) => place)
    .sort((a, b) => a - b)
}

/** Of each place how far the next marked one is; without any the distance from the start. */
function distancesOf(marked: readonly boolean[]): number[] {
  const far = marked.length
  const isAny = marked.includes(true)
  const found = marked.map((_, place) => (isAny ? far : place))
  let last = -far
  for (const [place, isMarked] of marked.entries()) {
    if (isMarked) last = place
    found[place] = Math.min(found[place] ?? far, place - last)
  }
  last = 2 * far
  for (let place = far - 1; place >= 0; place -= 1) {
    if (marked[place]) last = place
    found[place] = Math.min(found[place] ?? far, last - place)
  }
  return found
}
