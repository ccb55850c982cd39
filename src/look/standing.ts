/** A run that goes on is judged so often that it takes at most this part of the time. */
const judgingShare = 0.03

/** Ways to judge what there is so far. */
export interface Judges<T> {
  /** At once, while everything waits. */
  here(): T
  /** Elsewhere. */
  aside(): Promise<T>
  isLong(): boolean
}

/**
 * Judges a run that goes on again and again, the longer it takes the less often: here while there is little to judge, elsewhere from then
 * on. Gives what is new; undefined where nothing is. Where it cannot be judged elsewhere, what was said before is the last that is said.
 */
export function standingOf<T>(clock: { now(): number }, judges: Judges<T>): () => T | undefined {
  let next = 0
  let found: T | undefined
  const took = (begun: number): number => begun + (clock.now() - begun) / judgingShare
  return () => {
    const begun = clock.now()
    if (found !== undefined) {
      const said = found
      found = undefined
      return said
    }
    if (begun < next) return undefined
    if (!judges.isLong()) {
      const judged = judges.here()
      next = took(begun)
      return judged
    }
    next = Number.POSITIVE_INFINITY
    judges.aside().then(
      (judged) => {
        found = judged
        next = took(begun)
      },
      () => undefined,
    )
    return undefined
  }
}
