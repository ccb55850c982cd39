import type { Chance } from './chance.js'
import drawn from './texts.json' with { type: 'json' }

/** What no check compares, drawn of what `scripts/texts.mjs` has written down. The same chance gives the same texts, in their order. */
export interface Texts {
  person(): string
  company(): string
  /** What a payload says besides what its schema knows, at its end: readers that are too strict break on it. */
  extra(): Readonly<Record<string, unknown>>
}

export function drawnTexts(chance: Chance): Texts {
  return {
    person: () => chance.pick(drawn.persons),
    company: () => chance.pick(drawn.companies),
    extra: () => chance.pick<Readonly<Record<string, unknown>>>(drawn.extras),
  }
}
