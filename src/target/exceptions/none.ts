import type { ExceptionSettings } from '../settings.js'

/** Why nothing is watched, for people; undefined where something is. */
export function whyUnwatched(settings: ExceptionSettings): string | undefined {
  if (settings === 'desk') return 'the exception desk is one of the simulated systems, and sees its own'
  if (settings === 'nack') return 'the source sees for itself which facts are returned to it'
  return settings === 'none' ? 'clauses that need exceptions are not judged' : undefined
}
