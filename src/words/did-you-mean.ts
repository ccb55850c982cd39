import { closest, distance } from 'fastest-levenshtein'

export { distance }

/** The candidate that a word was probably meant to be, or nothing when none comes near. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  if (word.length === 0 || word.length > 80 || candidates.length === 0) return undefined
  const lower = word.toLowerCase()
  const choices = candidates.map((candidate) => candidate.toLowerCase())
  const letters = [...lower].sort().join('')
  const nearest = closest(lower, choices)
  const near = distance(lower, nearest) <= Math.max(1, Math.floor(Math.max(lower.length, nearest.length) * 0.4))
  const meant =
    choices.find((choice) => choice.replaceAll('_', '-') === lower.replaceAll('_', '-')) ??
    choices.find((choice) => choice.length === lower.length && [...choice].sort().join('') === letters) ??
    (near ? nearest : choices.find((choice) => lower.length >= 3 && (choice.startsWith(lower) || choice.split('-').includes(lower))))
  return meant === undefined ? undefined : candidates[choices.indexOf(meant)]
}

/** The sentence after "hint:" for a name that is not known: the likely one, or all there are (at most twelve). */
export function nameHint(word: string, candidates: readonly string[]): string | undefined {
  const meant = didYouMean(word, candidates)
  if (meant !== undefined) return `did you mean "${meant}"?`
  if (candidates.length === 0) return undefined
  const shown = candidates.slice(0, 12).join(', ')
  return candidates.length > 12 ? `known are ${shown} and ${candidates.length - 12} more` : `known are ${shown}`
}
