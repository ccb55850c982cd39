interface Level<T> extends Map<string, Level<T> | T> {}

/**
 * Values by several words together (a plant and an order), always as many in one map: no key is put together that somebody would have to
 * take apart again.
 */
export class WordMap<T> {
  /** What was made by `getOr`, in that order. */
  readonly made: T[] = []
  readonly #top: Level<T> = new Map()

  get(words: readonly string[]): T | undefined {
    let level = this.#top
    const last = words.length - 1
    for (let at = 0; at < last; at += 1) {
      const below = level.get(words[at] ?? '')
      if (below === undefined) return undefined
      level = below as Level<T>
    }
    return level.get(words[last] ?? '') as T | undefined
  }

  set(words: readonly string[], value: T): void {
    this.#level(words).set(words.at(-1) ?? '', value)
  }

  /** The value that is there, or else the one that is made. */
  getOr(words: readonly string[], make: () => T): T {
    const level = this.#level(words)
    const last = words.at(-1) ?? ''
    const known = level.get(last) as T | undefined
    if (known !== undefined) return known
    const made = make()
    level.set(last, made)
    this.made.push(made)
    return made
  }

  /** The level of the last word. */
  #level(words: readonly string[]): Level<T> {
    let level = this.#top
    for (let at = 0; at < words.length - 1; at += 1) {
      let below = level.get(words[at] ?? '') as Level<T> | undefined
      if (!below) level.set(words[at] ?? '', (below = new Map()))
      level = below
    }
    return level
  }
}
