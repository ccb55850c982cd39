import { closest, distance } from 'fastest-levenshtein'

/** The candidate that a word was probably meant to be, or nothing when none comes near. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  if (word.length === 0 || word.length > 80 || candidates.length === 0) return undefined
  const lower = word.toLowerCase()
  const same = candidates.find((candidate) => candidate.toLowerCase().replaceAll('_', '-') === lower.replaceAll('_', '-'))
  if (same !== undefined) return same
  const letters = [...lower].sort().join('')
  const swapped = candidates.find(
    (candidate) => candidate.length === word.length && [...candidate.toLowerCase()].sort().join('') === letters,
  )
  if (swapped !== undefined) return swapped
  const nearest = closest(lower, [...candidates])
  if (distance(lower, nearest) <= Math.max(1, Math.floor(Math.max(word.length, nearest.length) * 0.4))) return nearest
  return lower.length >= 3 ? candidates.find((candidate) => candidate.startsWith(lower) || candidate.split('-').includes(lower)) : undefined
}

/** The sentence after "hint:" for a name that is not known: the likely one, or all there are (at most twelve). */
export function nameHint(word: string, candidates: readonly string[]): string | undefined {
  const meant = didYouMean(word, candidates)
  if (meant !== undefined) return `did you mean "${meant}"?`
  if (candidates.length === 0) return undefined
  const shown = candidates.slice(0, 12).join(', ')
  return candidates.length > 12 ? `known are ${shown} and ${candidates.length - 12} more` : `known are ${shown}`
}
