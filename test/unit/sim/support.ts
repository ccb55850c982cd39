import { entityId } from '../../../src/domain/effect.js'
import { createEvidence, type EvidenceBuilder } from '../../../src/journal/evidence-builder.js'
import type { JournalRecord } from '../../../src/journal/records.js'
import type { FaultAddress, FaultInstance } from '../../../src/scenario/plan.js'
import type { DeliveryPolicy, PlannedFact } from '../../../src/scenario/plan.js'
import { FaultEngine } from '../../../src/sim/fault-engine.js'
import { Incarnations } from '../../../src/sim/incarnations.js'
import { noLatency, type Latency } from '../../../src/sim/windows.js'
import { Recorder } from '../../../src/sim/recorder.js'
import type { SourceParts } from '../../../src/sim/source.js'
import type { PublishedEvent } from '../../../src/systems/contract.js'
import { HandClock } from '../../support/hand-clock.js'
import { journalHeader } from '../../support/journal-header.js'
import { expectation, factPayload, factTypes, obligedOf, type FactOptions } from '../../support/journal-options.js'

/** Records of one kind. */
type OfKind<K extends JournalRecord['kind'], R = JournalRecord> = R extends JournalRecord ? (K extends R['kind'] ? R : never) : never

export interface Journalled {
  readonly clock: HandClock
  readonly evidence: EvidenceBuilder
  readonly recorder: Recorder
  readonly records: JournalRecord[]
  /** Records of one kind, in order. */
  of<K extends JournalRecord['kind']>(kind: K): readonly OfKind<K>[]
}

/** A journal in memory, at the time of a clock that the test moves. */
export function journalled(): Journalled {
  const clock = new HandClock()
  const evidence = createEvidence(journalHeader())
  const records: JournalRecord[] = []
  const recorder = new Recorder(
    {
      write: (draft) => {
        const record = { ...draft, seq: records.length + 1, t: clock.now() } as JournalRecord
        records.push(record)
        return record
      },
      flush: () => undefined,
    },
    evidence,
  )
  return {
    clock,
    evidence,
    recorder,
    records,
    of: <K extends JournalRecord['kind']>(kind: K) => records.filter((record): record is OfKind<K> => record.kind === kind),
  }
}

/** A confirmation of order 100001 unless told otherwise, as `fact` of the journal builder makes one. */
export function planned(
  key: string,
  streamSeq: number,
  options: FactOptions & { readonly at_ms?: number; readonly source?: string } = {},
): PlannedFact {
  const flow = options.flow ?? (key.startsWith('MI-') ? 'consumption' : key.startsWith('MR-') ? 'reversal' : 'confirmation')
  const { order = '100001', operation = '0010', occurredAt = '2026-03-02T08:00:00+01:00', source = 'mes' } = options
  return {
    eid: `${source}:${key}`,
    source,
    flows: [flow],
    type: factTypes[flow] ?? flow,
    plant: 'P1',
    businessKey: key,
    entity: entityId('order', 'P1', order),
    dims: { plant: 'P1', order, routingStep: operation },
    ...(options.sequenceKey !== null && { sequenceKey: options.sequenceKey ?? `order:${order}` }),
    streamSeq,
    occurredAt,
    stampedAt: occurredAt,
    payload: factPayload(key, flow, order, operation, options),
    causes: [],
    physId: `phys:${key}`,
    must: 'POST',
    expect: expectation(flow, order, operation, options).map((effect) => obligedOf(effect, flow)),
    at_ms: options.at_ms ?? 0,
    after: [],
    ...(options.reverses !== undefined && { reverses: `mes:${options.reverses}` }),
    ...(options.supersedes && { supersedes: options.supersedes }),
  }
}

export type AddressOptions = Partial<FaultAddress>

/** A fault on deliveries of the MES. */
export function onDelivery(id: string, settings: FaultInstance['settings'], address: AddressOptions = {}): FaultInstance {
  return {
    id,
    name: id.replace(/-\d+$/, ''),
    firing: 'must',
    address: { direction: 'delivery', system: 'mes', nth: 1, times: 1, ...address },
    settings,
  }
}

/** A fault on calls to the ERP. */
export function onCall(id: string, settings: FaultInstance['settings'], address: AddressOptions = {}): FaultInstance {
  return { ...onDelivery(id, settings), address: { direction: 'call', system: 'erp', nth: 1, times: 1, ...address } }
}

export interface SourceRoom extends Journalled {
  readonly parts: SourceParts
  readonly faults: FaultEngine
  readonly published: PublishedEvent[]
  /** Journals that the fact occurred, as the run does before it emits it. */
  occurs(fact: PlannedFact): PlannedFact
}

/** All that a source needs, with a target that is in its first life. */
export function sourceRoom(instances: readonly FaultInstance[] = [], latency: Latency = noLatency): SourceRoom {
  const base = journalled()
  const faults = new FaultEngine(instances, base.recorder)
  const incarnations = new Incarnations()
  incarnations.current = 1
  const published: PublishedEvent[] = []
  let did = 0
  const parts: SourceParts = {
    clock: base.clock,
    recorder: base.recorder,
    evidence: base.evidence,
    faults,
    incarnations,
    nextDid: () => (did += 1),
    onWire: (fact) => fact,
    redact: (text) => text.replaceAll('s3cret', '[redacted]'),
    publish: (event) => published.push(event),
    told: (event) => event,
    latency: () => latency,
  }
  return {
    ...base,
    parts,
    faults,
    published,
    occurs: (fact) => {
      const { at_ms: _at, after: _after, ...body } = fact
      base.recorder.record({ kind: 'fact', covered: true, ...body })
      return fact
    },
  }
}

export const policy: DeliveryPolicy = {
  timeout_ms: 1000,
  backoff_first_ms: 100,
  backoff_factor: 2,
  backoff_ms_max: 300,
  attempts_max: 5,
  concurrency_max: 4,
  page_count_max: 100,
}
