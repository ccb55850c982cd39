import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import type { TraceMessage } from './run-types.js'

/** The messages of a finished run, one per first attempt that had an effect or carried a fact, with the namespace taken off. */
export function traceOf(
  evidence: EvidenceBuilder,
  namespace: string,
  guardedBy: 'none' | 'idempotency-key' | 'external-reference',
): readonly TraceMessage[] {
  const canonical = (key: string): string => (namespace !== '' && key.startsWith(namespace) ? key.slice(namespace.length) : key)
  const messages: TraceMessage[] = []
  for (const call of evidence.calls.values()) {
    if (!call.posts || call.eids.length === 0) continue
    const keys = call.eids.flatMap((eid) => evidence.facts.get(eid)?.businessKey ?? []).map(canonical)
    const effects = call.docs.reduce((sum, doc) => sum + doc.lines.length, 0)
    const guarded = (guardedBy === 'idempotency-key' && call.idempotencyKey !== '') || guardedBy === 'external-reference'
    messages.push({ direction: 'call', system: call.system, operation: call.operation, keys, effects, guarded })
  }
  for (const fact of evidence.facts.values()) {
    if (fact.covered && fact.offered) {
      messages.push({
        direction: 'delivery',
        system: fact.source,
        operation: fact.flow,
        keys: [canonical(fact.businessKey)],
        effects: 0,
        guarded: true,
      })
    }
  }
  return messages
}
