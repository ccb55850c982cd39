import type { Effect } from '../domain/effect.js'

/** What an effect says: how its system numbers it, and what was there before, is nothing that two systems have in common. */
export function contentOf(effect: Effect): Readonly<Record<string, unknown>> {
  const { what, dims } = effect
  if (what === 'quantity') return { what, measure: effect.measure, dims, quantity: effect.quantity }
  if (what === 'count') return { what, measure: effect.measure, dims, count: effect.count }
  const { entity, group, after, active, effective } = effect
  return { what, entity, dims, group, after, ...(active !== undefined && { active }), ...(effective && { effective }) }
}

/** Whether a step came to something else in one of two systems. `canonical`: takes off the names of the run, which only one of them has. */
export function differ(one: readonly Effect[], other: readonly Effect[], canonical: (text: string) => string): boolean {
  const told = (effects: readonly Effect[]): string => canonical(JSON.stringify(effects.map(contentOf)))
  return told(one) !== told(other)
}
