import { checks } from '../../src/checks/index.js'
import { judgeJournal } from '../../src/checks/judge.js'
import type { JournalBuilder } from './journal-builder.js'
import type { HeaderOptions } from './journal-header.js'
import type { FactOptions, LineOptions } from './journal-options.js'
import { lot, lotJournal } from './lots.js'

/** Every check that fails, advisory ones too, with what it says: each wrong thing is told once. */
export function told(run: JournalBuilder): readonly (readonly [string, string])[] {
  const { header, records } = run.end()
  // As if every check could fail a run.
  const able = checks.map((check) => ({ ...check, provenBy: check.provenBy.length > 0 ? check.provenBy : ['M00'] }))
  const { results } = judgeJournal({ header, records }, able)
  return results.flatMap(({ check, verdict, violations }) =>
    verdict === 'fail' && !check.startsWith('correlation') ? [[check, violations.first?.message.replaceAll('\n ', '') ?? ''] as const] : [],
  )
}

export const place = { ...lot, location: 'RM01' } as const
export const free = { ...place, stockType: 'unrestricted' } as const
export const movement = { operation: 'movement.create', path: '/goods-movements' } as const
/** Bins of P1 and P2 under the same names, and X-99, which is nobody's. */
const map = {
  plants: [
    { id: 'P1', timeZone: 'Europe/Berlin', company: 'C1' },
    { id: 'P2', timeZone: 'America/Chicago', company: 'C1' },
  ],
  locationMap: [
    { plant: 'P1', pattern: 'DOCK-1', location: 'RC01' },
    { plant: 'P1', pattern: 'A-*', location: 'RM01' },
    { plant: 'P2', pattern: 'DOCK-1', location: 'RC02' },
    { plant: 'P2', pattern: 'A-*', location: 'RM02' },
  ],
  balances: ['RC01', 'RM01', 'RC02', 'RM02'].flatMap((location) =>
    ['C1', 'C2'].map((item) => ({
      plant: location.endsWith('1') ? 'P1' : 'P2',
      item,
      location,
      lot: item === 'C2' ? 'L1' : '',
      stockType: 'unrestricted' as const,
      quantity: '1000',
    })),
  ),
}
export const start = (options: HeaderOptions = {}): JournalBuilder => lotJournal({ enforce: {}, master: map, ...options } as HeaderOptions)

export function happened(run: JournalBuilder, key: string, expect_: FactOptions['expect'], more: FactOptions = {}): JournalBuilder {
  return run
    .fact(key, { flow: 'lot-status', dims: lot, entity: 'lot:P1/L1', sequenceKey: null, ...more, expect: expect_ ?? [] })
    .deliver(key)
}

export const owes = (lines: readonly LineOptions[]): FactOptions['expect'] => lines.map((line) => ({ system: 'erp', ...line }))
