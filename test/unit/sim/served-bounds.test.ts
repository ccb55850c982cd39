import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { judgeSoFar } from '../../../src/explore/serve.js'
import { serve, type ServedChecks, type Serving } from '../../../src/index.js'
import { createEvidence } from '../../../src/journal/evidence-builder.js'
import { servedHeader } from '../../../src/sim/serve/served-landscape.js'
import { defaultNetwork } from '../../../src/sim/index.js'
import { planOf } from '../../../src/index.js'

vi.mock(import('../../../src/domain/limits.js'), async (original) => {
  const { limits } = await original()
  const small = { served_head_bytes_max: 6_000, served_tail_bytes_max: 2_000, served_entries_count_max: 9 }
  return { limits: { ...limits, ...small } as unknown as typeof limits }
})

let serving: Serving
beforeAll(async () => {
  serving = await serve({ scenario: 'hello-confirmation' })
})
afterAll(() => serving.close())

const url = (name: string): string => serving.systems.find((system) => system.name === name)?.url ?? ''
const checksNow = async (): Promise<ServedChecks> => (await (await fetch(`${serving.controlUrl}/checks`)).json()) as ServedChecks

async function post(reference: string, other: Readonly<Record<string, unknown>> = {}): Promise<Response> {
  const input = { ...serving.example?.input, ...other }
  const headers = { 'content-type': 'application/json' }
  return fetch(`${url('erp')}/confirmations`, { method: 'POST', headers, body: JSON.stringify({ ...input, reference }) })
}

test('a served landscape keeps no more than it may, says so, and refuses what would grow it further', async () => {
  expect((await post('MC-000001')).status).toBe(201)
  expect((await checksNow()).wouldFail).toEqual([])
  expect((await post('MC-000001', { postingDate: '2026-03-20' })).status).toBe(201)
  const twice = await checksNow()
  expect([twice.verdict, twice.judged.recordsLeftOut]).toEqual(['fail', 0])
  for (let index = 0; index < 60; index += 1) await fetch(`${url('erp')}/stock`)
  expect((await post('MC-000002')).status).toBe(201)

  const full = await post('MC-000003')
  expect([full.status, await full.text()]).toEqual([507, expect.stringContaining('LANDSCAPE_FULL')])
  expect((await fetch(`${url('erp')}/stock`)).status).toBe(200)

  const page = await fetch(`${serving.controlUrl}/journal?limit=5`)
  const { total, dropped, records } = (await page.json()) as { total: number; dropped: number; records: readonly { seq: number }[] }
  expect(dropped).toBeGreaterThan(200)
  expect(records.at(-1)?.seq).toBe(total)
  const checks = await checksNow()
  expect(checks).toMatchObject({ verdict: 'fail', refusedForSize: 1 })
  // What follows a gap would convict or acquit by what is missing: the beginning alone is judged, and nothing is said of an end.
  expect(checks.judged.records + checks.judged.recordsLeftOut).toBe(total)
  expect(checks.judged.recordsLeftOut).toBeGreaterThan(200)
  expect(checks.wouldFail).toEqual([])
  const file = await fetch(`${serving.controlUrl}/journal.jsonl`)
  expect(file.headers.get('mfgsync-left-out')).toBe(String(checks.judged.recordsLeftOut))
  expect((await file.text()).trimEnd().split('\n')).toHaveLength(checks.judged.records + 1)
})

test('of an empty journal nothing is judged, and nothing is said of an end where records are missing', () => {
  const header = servedHeader(planOf({ scenario: 'hello-confirmation' }), defaultNetwork, 'test', 'serve')
  expect(createEvidence(header).facts.size).toBe(0)
  const empty = judgeSoFar({ header, records: [], notJudged: 0 })
  expect([empty.verdict, empty.failed, empty.judged]).toEqual(['unknown', [], { records: 0, facts: 0, recordsLeftOut: 0 }])
  const cut = judgeSoFar({ header, records: serving.records().slice(0, 2), notJudged: 7 })
  expect(cut.judged).toEqual({ records: 2, facts: 1, recordsLeftOut: 7 })
  expect(cut.checks.some(({ soFar }) => soFar !== undefined)).toBe(false)
})
