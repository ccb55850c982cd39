import type { Evidence } from '../../journal/evidence.js'
import type { CallState, FactState } from '../../journal/evidence-types.js'

/** What a system reads of a name that stands in a query as it is. */
function readRaw(name: string): string {
  return new URLSearchParams(`name=${name.replace(/#.*$/s, '')}`).get('name') ?? ''
}

/** A look-up that asked for what is left of the fact's name where nobody escaped it, between two calls; and what that is. */
export function unescapedLookUp(
  evidence: Evidence,
  { key }: FactState,
  after: CallState,
  before: CallState,
): { readonly call: CallState; readonly asked: string } | undefined {
  const asked = readRaw(key)
  if (asked === key) return undefined
  for (const call of evidence.calls.values()) {
    if (call.posts || call.seq <= after.seq || call.seq >= before.seq || call.system !== after.system) continue
    const query = new URLSearchParams(call.path.split('?')[1] ?? '')
    if ([...query.values()].includes(asked) && ![...query.values()].includes(key)) return { call, asked }
  }
  return undefined
}
