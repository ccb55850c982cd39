import { expect, test } from 'vitest'
import { gather } from '../../../src/explain/gather.js'
import { carries } from '../../../src/explain/phrases.js'
import { sceneOf } from '../../../src/explain/scene.js'
import { journal, type JournalBuilder } from '../../support/journal-builder.js'
import type { HeaderOptions } from '../../support/journal-header.js'
import type { PostOptions } from '../../support/journal-options.js'
import { witness } from './support.js'

/** Why the only call of a journal is said to carry each fact. */
function reasons(run: JournalBuilder): readonly (string | undefined)[] {
  const eids = run.records.flatMap((record) => (record.kind === 'fact' ? record.eid : []))
  const wanted = witness({ eids, records: [] })
  const scene = sceneOf(
    wanted,
    gather(run.header, () => run.records, [wanted]),
  )
  const [call] = scene.calls
  return scene.facts.map((fact) => call && carries(scene, call, fact))
}

function named(names: readonly string[], post: PostOptions = {}, options: HeaderOptions = {}): string | undefined {
  const run = journal(options).fact('MC-000001', { partOf: 'PUB-1' }).deliver('MC-000001')
  run.fact('MC-000002', { order: '100002', partOf: 'PUB-2' }).deliver('MC-000002')
  const line = { measure: 'yield', plant: 'P1', order: '100001', operation: '0010', quantity: '10' } as const
  const [own, other] = reasons(run.post(names, { references: names, lines: [line], order: '100001', operationId: '0010', ...post }).end())
  expect(other).toBe(undefined)
  return own
}

interface Case {
  readonly name?: string
  readonly post?: PostOptions
  readonly options?: HeaderOptions
  readonly reason: string
}

const prefixed: HeaderOptions = { attribution: { headers: [], transform: [{ prefix: 'X-' }] } }

test.each<Case>([
  { name: 'MC-000001', reason: 'it names MC-000001' },
  { name: 'MC-000001#2', reason: 'it names MC-000001#2, a part of MC-000001' },
  { name: 'PUB-1', reason: 'it names PUB-1, the publication of MC-000001' },
  { name: 'PUB-1#2', reason: 'it names PUB-1#2, the publication of MC-000001' },
  { name: 'evt-1', reason: 'it names evt-1, the message that brought MC-000001' },
  { post: { idempotencyKey: 'MC-000001#1' }, reason: 'its idempotency key is MC-000001#1, a part of MC-000001' },
  { post: { correlation: 'evt-1' }, reason: 'its correlation value is evt-1, the message that brought MC-000001' },
  { name: 'X-MC-000001', options: prefixed, reason: 'it names X-MC-000001, which is MC-000001 under the configured attribution' },
])('a call is said to carry a fact because $reason', ({ name, post, options, reason }) => {
  expect(named(name === undefined ? [] : [name], post, options)).toBe(reason)
})

test('a call without a name is told by what it posts', () => {
  const run = journal().fact('MC-000001').deliver('MC-000001').arrive([], { order: '100001', operationId: '0010' })
  const at = run.records.length - 1
  const record = run.records[at]
  if (record?.kind === 'call.arrived') run.records[at] = { ...record, eids: ['mes:MC-000001'] }
  expect(reasons(run.served().answered(201).end())).toEqual(['order, operation and quantities are equal'])
})

test('a document tells it where the call does not', () => {
  expect(named([], { references: ['MC-000001#1'] })).toBe('its document carries the reference MC-000001#1, a part of MC-000001')
})
