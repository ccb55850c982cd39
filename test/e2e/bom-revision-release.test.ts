import { describe, expect, test } from 'vitest'
import { bomNumbers } from '../../src/domain/engineering.js'
import type { JournalRecord } from '../../src/index.js'
import { dedupeModes } from '../../src/systems/contract.js'
import { engineering } from '../targets/engineering-manifest.js'
import { avoided, everything, inScratch, prove } from './support/proof.js'

type Json = Readonly<Record<string, unknown>>

/** How a system stood in the end, as its own ledger says. */
function endOf(records: readonly JournalRecord[], system: string): Json {
  const found = records.find((record) => record.kind === 'mark' && record.mark === 'final-state' && record.system === system)
  const state = (found as { readonly state?: Json } | undefined)?.state
  if (!state) throw new Error(`There is no final state of ${system}.`)
  return state
}

const written = (state: Json): Readonly<Record<string, Readonly<Record<string, string>>>> =>
  state['written'] as Readonly<Record<string, Readonly<Record<string, string>>>>

/** The end table of the story. */
function expectEnd(records: readonly JournalRecord[]): void {
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

/** What purchasing was told of in the end: in this integration by a stand-in. */
const signalsIn = (records: readonly JournalRecord[]): readonly string[] =>
  (endOf(records, 'proc')['signals'] as readonly Json[]).map(({ change, item, vendor }) => [change, item, vendor].map(String).join('/'))

describe('a revision is released', () => {
  test.each(dedupeModes.flatMap((mode) => (['clean', 'faulty'] as const).map((variant) => ({ mode, variant }))))(
    '$variant, $mode: the end is as the table says',
    async ({ mode, variant }) => {
      await inScratch(async (folder) => {
        const scenario = 'bom-revision-release'
        const { run, records } = await prove({ target: engineering, scenario, variant, mode, expected: { verdict: 'innocent' } }, folder)
        expect(run.judgement.verdict).toBe('pass')
        expect(avoided(run)).toEqual([])
        expectEnd(records)
        const created = records.filter((record) => record.kind === 'effect' && record.what === 'count' && record.measure === 'bom')
        expect(created).toHaveLength(2)
        const issued = records.flatMap((record) =>
          record.kind === 'effect' && record.what === 'quantity' && record.measure === 'issue'
            ? [[record.dims['item'], record.quantity]]
            : [],
        )
        expect(issued).toEqual([['C1S', '20']])
        expect(signalsIn(records)).toEqual(['ECO-000001/C9/V-20'])
      })
    },
  )

  // The matrix of each test run has a storm of every mode and way of delivery.
  if (everything)
    test('storms', async () => {
      for (const [index, mode] of dedupeModes.entries())
        for (const seed of [1, 2, 3, 4].map((each) => each + index * 4))
          await inScratch(async (folder) => {
            const asked = {
              target: engineering,
              scenario: 'bom-revision-release',
              variant: 'storm',
              mode,
              expected: { verdict: 'innocent' },
            } as const
            const { run } = await prove(asked, folder, seed)
            expect([seed, run.judgement.verdict]).toEqual([seed, 'pass'])
          })
    })
})
