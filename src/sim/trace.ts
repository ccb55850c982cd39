import type { EvidenceBuilder } from '../journal/evidence-builder.js'
import type { TracedMessage } from '../scenario/storm.js'

/** The messages of a finished run, one per first attempt that had an effect or carried a fact. */
export function traceOf(evidence: EvidenceBuilder): readonly TracedMessage[] {
  const messages: TracedMessage[] = []
  for (const call of evidence.calls.values()) {
    if (!call.posts || call.eids.length === 0) continue
    const { system, operation } = call
    const keys = call.eids.flatMap((eid) => evidence.facts.get(eid)?.businessKey ?? [])
    // What a system worked out by itself goes with what was posted.
    const effects = call.postings.reduce(
      (sum, { lines, writes }) => sum + lines.length + writes.filter((write) => !write.derived).length,
      0,
    )
    const dedupe = evidence.header.systems[system]?.dedupe
    const guarded = (dedupe === 'idempotency-key' && call.idempotencyKey !== '') || dedupe === 'external-reference'
    messages.push({ direction: 'call', system, operation, keys, effects, guarded })
  }
  for (const fact of evidence.facts.values()) {
    if (!fact.covered || !fact.offered) continue
    const { source: system, flow: operation, businessKey } = fact
    messages.push({ direction: 'delivery', system, operation, keys: [businessKey], effects: 0, guarded: true })
  }
  return messages
}
