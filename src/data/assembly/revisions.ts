import type { BomUse, IssueMode } from '../../domain/master.js'
import type { Revision, RevisionLine } from '../contract.js'
import type { Identifiers } from '../identifiers/index.js'
import type { assemblyNames, Naming } from './names.js'

type Name = (typeof assemblyNames)['item'][number]

interface Parts {
  readonly named: Naming
  readonly identifiers: Identifiers
}

/** The revisions of every item that is made, in order of their versions. */
export function assemblyRevisions(parts: Parts): readonly Revision[] {
  const { named, identifiers } = parts
  const [first, second, third] = [0, 1, 2].map((step) => identifiers.routingStep(step)) as [string, string, string]
  const line = (
    name: Name,
    rate: string,
    unit: string,
    routingStep: string,
    issue: IssueMode | 'none',
    use: BomUse = 'required',
    vendors: readonly string[] = [],
  ): RevisionLine => ({ item: named('item', name), rate, unit, routingStep, use, issue, vendors })
  const revision = (
    name: Name,
    letter: string,
    version: number,
    lines: readonly RevisionLine[],
    more: Partial<Revision> = {},
  ): Revision => ({
    item: named('item', name),
    revision: letter,
    version,
    description: `${name} ${letter}`,
    baseQuantity: '1',
    lines,
    substitutes: [],
    ...more,
  })
  const assembly = [line('SA-110', '1', 'EA', second, 'backflush'), line('SA-120', '1', 'EA', second, 'backflush')]
  const seals = { substitutes: [{ primary: named('item', 'C1'), substitute: named('item', 'C1S'), priority: 2, ratio: '1' }] }
  const newer = (pieces: string): readonly RevisionLine[] => [
    line('C1', pieces, 'EA', first, 'explicit'),
    line('C9', '1', 'EA', first, 'explicit', 'required', [named('vendor', 'V-20')]),
    ...assembly,
    line('GL-1', '3.5', 'G', second, 'backflush'),
    line('L1', '1', 'EA', third, 'explicit', 'optional'),
    line('D1', '1', 'EA', first, 'none', 'info'),
  ]
  return [
    revision('FG-100', 'A', 6, [
      line('C1', '1', 'EA', first, 'explicit'),
      line('C2', '1', 'EA', first, 'backflush'),
      ...assembly,
      line('GL-1', '3', 'G', second, 'backflush'),
    ]),
    revision('FG-100', 'B', 8, newer('2'), seals),
    revision('FG-100', 'C', 10, newer('3'), seals),
    revision('FG-200', 'A', 1, [line('SA-110', '2', 'EA', first, 'backflush'), line('C1', '4', 'EA', first, 'explicit')]),
    revision('SA-110', 'A', 1, [line('C4', '100', 'EA', first, 'explicit'), line('OIL-1', '5', 'L', first, 'backflush')], {
      baseQuantity: '100',
    }),
    revision('SA-120', 'A', 1, [line('C3', '2', 'EA', second, 'explicit')]),
  ]
}
