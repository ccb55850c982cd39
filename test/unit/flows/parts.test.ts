import { describe, expect, test, vi } from 'vitest'
import { oneLiveDocPerExtref } from '../../../src/checks/generic/one-live-doc-per-extref.js'
import type { PlannedCommand } from '../../../src/flows/contract.js'
import type { AnyFlow } from '../../../src/flows/index.js'
import { commandsOf } from '../../../src/flows/view.js'
import { StandIn } from '../../../src/sim/stand-in.js'
import { journal, judge } from '../../support/journal-builder.js'
import { journalled, planned } from '../sim/support.js'
import { makeSystem, smallMaster } from '../systems/support.js'

const { toys } = vi.hoisted(() => ({ toys: new Map<string, readonly object[]>() }))

vi.mock('../../../src/flows/index.js', () => ({
  flows: [],
  flowOf: (name: string) => ({ commands: () => toys.get(name) ?? [] }) as unknown as AnyFlow,
}))

function command(input: object, operation = 'movement.create', system = 'erp'): PlannedCommand {
  return { system, operation, input: { ...input } }
}

const world = { master: smallMaster, zoneIn: () => undefined, documentOf: () => undefined, read: () => undefined }

function references(names: readonly string[], ...flows: readonly (readonly PlannedCommand[])[]): readonly unknown[] {
  toys.clear()
  for (const [index, commands] of flows.entries()) toys.set(`flow-${index + 1}`, commands)
  const fact = { ...planned('MC-1', 1), flows: [...toys.keys()] }
  return commandsOf(fact, world, [fact], names).map(({ input }) => input['reference'] ?? input['references'])
}

describe('commands of a fact', () => {
  const one = command({ reference: 'MC-1', type: 'a' })
  const two = command({ reference: 'MC-1', type: 'b' })

  test('name parts of it where documents of one operation would have one reference', () => {
    expect(references(['flow-1'], [one, two])).toEqual(['MC-1#1', 'MC-1#2'])
    expect(references(['flow-1'], [command({ references: ['MC-1', 'MC-2'] }), command({ references: ['MC-1', 'MC-2'] })])).toEqual([
      ['MC-1#1', 'MC-2#1'],
      ['MC-1#2', 'MC-2#2'],
    ])
  })

  test('name it whole where there is one, where they are of several kinds or systems, and where the flow tells them apart', () => {
    expect(references(['flow-1'], [one])).toEqual(['MC-1'])
    expect(references(['flow-1'], [one, command({ reference: 'MC-1' }, 'confirmation.create')])).toEqual(['MC-1', 'MC-1'])
    expect(references(['flow-1'], [one, command({ reference: 'MC-1' }, 'movement.create', 'wms')])).toEqual(['MC-1', 'MC-1'])
    expect(references(['flow-1'], [command({ reference: 'MC-1#a' }), command({ reference: 'MC-1#b' })])).toEqual(['MC-1#a', 'MC-1#b'])
    expect(references(['flow-1'], [command({}), command({})])).toEqual([undefined, undefined])
  })

  test('have the same parts whichever of its flows are asked for', () => {
    expect(references(['flow-1', 'flow-2'], [one], [two])).toEqual(['MC-1#1', 'MC-1#2'])
    expect(references(['flow-2'], [one], [two])).toEqual(['MC-1#2'])
  })
})

test('a stand-in posts them all, also where a reference may be on one document only', () => {
  const movement = { type: 'receipt', plant: 'P1', item: 'C1', location: 'PROD', postingDate: '2026-03-02', reference: 'MC-1' }
  const commands = [4, 5].map((quantity) => command({ ...movement, quantity: { quantity, unit: 'EA' } }))
  toys.clear()
  toys.set('flow-1', commands)
  const { recorder, clock, of } = journalled()
  const erp = makeSystem('erp', { dedupe: 'external-reference' })
  const fact = { ...planned('MC-1', 1), flows: ['flow-1'] }
  expect(
    new StandIn(new Map([['erp', erp]]), { systems: {}, master: smallMaster, facts: [fact] }, recorder, clock).play(fact, ['flow-1']),
  ).toBeUndefined()
  expect(of('harness.error')).toEqual([])
  expect(of('effect').map(({ references: named }) => named[0])).toEqual(['MC-1#1', 'MC-1#2'])
})

test('whoever posts parts under the whole key is told how parts are named, and who repeats a document is not', () => {
  const line = (quantity: string) => [{ measure: 'yield', quantity }] as const
  const run = (second: string): string => {
    const posted = journal()
      .fact('MC-000001')
      .deliver('MC-000001')
      .post('MC-000001', { lines: line('4') })
    return judge(oneLiveDocPerExtref, posted.post('MC-000001', { lines: line(second) }).end()).messages.join()
  }
  expect(run('6').replace(/\n /, '')).toContain('Parts of it are told apart by MC-000001#1, MC-000001#2.')
  expect(run('4')).not.toContain('Parts')
})
