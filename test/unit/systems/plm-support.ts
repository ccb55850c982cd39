import type { PublishedEvent } from '../../../src/systems/contract.js'

type Data = Readonly<Record<string, unknown>>

/** An event of the PLM, as a source publishes it. */
function event(type: string, key: string, data: Data): PublishedEvent {
  return {
    id: `plm-${key}-e1`,
    eid: `plm:${key}`,
    key,
    type: `org.mfgsync.plm.${type}.v1`,
    source: '/plm',
    subject: key,
    time: '2025-03-28T08:00:00.000+01:00',
    data,
  }
}

export const itemEvent = event('item.released', 'PI-000001', {
  item: 'C9',
  version: 1,
  description: 'Safety valve',
  kind: 'purchased',
  baseUnit: 'EA',
  decimals: 0,
  conversions: [{ unit: 'BOX', numerator: 16, denominator: 1 }],
  lotManaged: true,
  serialManaged: false,
  inspectionRequired: true,
  attributes: {},
})

const change = 'ECO-000001'

/** The five messages of a publication, and the approvals of its change. */
export function publication(key: string, version: number, revision = 'B', rate = 3.5): readonly PublishedEvent[] {
  const shared = { publication: key, item: 'FG-100', revision, version, change }
  const line = { position: '0010', item: 'C2', rate, unit: 'G', routingStep: '0020', use: 'required', issue: 'backflush', vendors: [] }
  const part = (suffix: string, own: Data): PublishedEvent => event('revision-part.published', `${key}-${suffix}`, { ...shared, ...own })
  return [
    part('H', { part: 'header', description: 'FG-100 B', baseQuantity: { quantity: 1, unit: 'EA' }, plants: ['P1', 'P2'] }),
    part('L', { part: 'lines', lines: [line] }),
    part('S', { part: 'substitutes', substitutes: [] }),
    part('E', { part: 'effectivity', effectivity: [{ plant: 'P1', from: '2025-03-30' }] }),
    event('revision.completed', `${key}-C`, { ...shared, parts: 4, digest: 'd', requiredApprovals: ['ENG', 'QA'] }),
  ]
}

export function approval(key: string, role: string): PublishedEvent {
  const approved = { approvedBy: 'Ada Quist', approvedAt: '2025-03-28T08:01:30.000+01:00' }
  return event('change.approved', key, { approval: key, change, role, ...approved })
}

export function rollback(version: number): PublishedEvent {
  return event('revision.rolled-back', 'PR-000001', { rollback: 'PR-000001', item: 'FG-100', version, from: 'B', to: 'A', effectivity: [] })
}

const disposition = event('disposition.decided', 'PD-000001', {
  disposition: 'PD-000001',
  change,
  plant: 'P1',
  order: '100001',
  kind: 'finish-old',
})

export const released: readonly PublishedEvent[] = [...publication('PP-000002', 8), approval('PA-000001', 'ENG'), disposition]
