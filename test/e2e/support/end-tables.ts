import { expect } from 'vitest'
import { bomNumbers } from '../../../src/domain/engineering.js'
import type { JournalRecord } from '../../../src/index.js'

export type Json = Readonly<Record<string, unknown>>

/** How a system stood in the end, as its own ledger says. */
export function endOf(records: readonly JournalRecord[], system: string): Json {
  const found = records.find((record) => record.kind === 'mark' && record.mark === 'final-state' && record.system === system)
  const state = (found as { readonly state?: Json } | undefined)?.state
  if (!state) throw new Error(`There is no final state of ${system}.`)
  return state
}

const written = (state: Json): Readonly<Record<string, Readonly<Record<string, string>>>> =>
  state['written'] as Readonly<Record<string, Readonly<Record<string, string>>>>

/** The end table of `bom-revision-release`. */
export function expectReleased(records: readonly JournalRecord[]): void {
  const [erp, mes] = [written(endOf(records, 'erp')), written(endOf(records, 'mes'))]
  const numbers = (plant: string): string => {
    const { bom, revisionId } = bomNumbers(plant, 'FG-100', 'B', 1)
    return `${bom}, ${revisionId}`
  }
  for (const [plant, instant] of [
    ['P1', '2025-03-29T23:00Z'],
    ['P2', '2025-03-30T05:00Z'],
  ] as const) {
    const [inErp, inMes] = [erp[`bom:${plant}/FG-100/B`], mes[`bom:${plant}/FG-100/B`]]
    for (const bom of [inErp, inMes]) {
      expect(bom?.['lines']).toMatch(/GL-1 0\.0035 at 0020 backflush; L1 1 at 0030 explicit \(no demand\); .* \(version [89]\)$/)
      expect(bom?.['substitutes']).toMatch(/^C1S for C1, priority 2, ratio 1 \(version [89]\)$/)
    }
    expect(inErp?.['effectivity']).toMatch(/^2025-03-30 –/)
    expect(inMes?.['effectivity']).toMatch(new RegExp(`^${instant} –`))
    expect(inMes?.['erp-ids']).toContain(numbers(plant))
    for (const system of [erp, mes]) expect(system[`bom-use:${plant}/FG-100`]?.['active']).toMatch(/^B \(version [89]\)$/)
    expect(erp[`bom:${plant}/FG-100/A`]?.['effectivity']).toBe('2024-01-01 – 2025-03-30')
    expect(mes[`bom:${plant}/FG-100/A`]?.['effectivity']).toMatch(new RegExp(`– ${instant}$`))
  }
  expect(erp['item:/C9']?.['vendors']).toMatch(/^V-20 \(version [789]\)$/)
  for (const system of [erp, mes]) expect(system['item:/C9']?.['core']).toContain('in EA with 0 decimals, lots, inspection')
  const orders = {
    'P1/100001': 'A',
    'P1/100003': 'A',
    'P1/100004': 'B',
    'P1/100005': 'B',
    'P2/100002': 'A',
    'P2/100006': 'A',
    'P2/100007': 'B',
  }
  for (const [order, revision] of Object.entries(orders)) {
    // What nobody has written is as it was: by revision A.
    for (const system of [erp, mes]) expect([order, system[`order:${order}`]?.['revision'] ?? 'A']).toEqual([order, revision])
  }
  for (const order of ['P1/100004', 'P2/100007'])
    expect(erp[`order:${order}`]?.['reservations']).toBe(
      'C1 20 EA at 0010; C3 20 EA at 0020; C9 10 EA at 0010; GL-1 0.035 KG at 0020; SA-110 10 EA at 0020',
    )
}

/** Of `bom-rollback`: days in the ERP, instants in the MES. */
const ends = {
  'erp P1': ['2025-03-30 – 2025-10-26; 2025-11-04 –', '2025-10-26 – 2025-11-04'],
  'erp P2': ['2025-03-30 – 2025-11-02; 2025-11-04 –', '2025-11-02 – 2025-11-04'],
  'mes P1': ['2025-03-29T23:00Z – 2025-10-25T22:00Z; 2025-11-03T23:00Z –', '2025-10-25T22:00Z – 2025-11-03T23:00Z'],
  'mes P2': ['2025-03-30T05:00Z – 2025-11-02T05:00Z; 2025-11-04T06:00Z –', '2025-11-02T05:00Z – 2025-11-04T06:00Z'],
} as const
const ordersAfter = { 'P1/100001': 'B', 'P1/100002': 'C', 'P1/100003': 'B', 'P2/100004': 'B', 'P2/100005': 'C', 'P1/100006': 'B' }

/** The end table of `bom-rollback`. */
export function expectRolledBack(records: readonly JournalRecord[]): void {
  for (const [place, [ofB, ofC]] of Object.entries(ends)) {
    const [system = '', plant = ''] = place.split(' ')
    const state = written(endOf(records, system))
    const effectivity = (letter: string): string | undefined => state[`bom:${plant}/FG-100/${letter}`]?.['effectivity']
    expect(
      [place, effectivity('B')?.startsWith(ofB), effectivity('C')?.startsWith(ofC)],
      `${effectivity('B')} ${effectivity('C')}`,
    ).toEqual([place, true, true])
    expect(state[`bom-use:${plant}/FG-100`]?.['active']).toBe('B (version 11)')
    // What nobody has written is as it was: by revision B.
    for (const [order, revision] of Object.entries(ordersAfter))
      expect([order, state[`order:${order}`]?.['revision'] ?? 'B']).toEqual([order, revision])
  }
  const changes = records.filter((record) => record.kind === 'effect' && record.what === 'count' && record.measure === 'order-change')
  expect(changes).toHaveLength(1)
}
