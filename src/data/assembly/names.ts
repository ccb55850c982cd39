import type { Identifiers, NamedKind } from '../identifiers/index.js'

/** What the set calls by name, in order; a profile numbers them by their places. */
export const assemblyNames = {
  item: ['FG-100', 'FG-200', 'FG-300', 'SA-110', 'SA-120', 'C1', 'C1S', 'C2', 'C3', 'C4', 'C9', 'GL-1', 'OIL-1', 'L1', 'D1'],
  lot: ['LOT-7', 'LOT-8', 'LOT-9', 'LOT-C3-P1', 'LOT-C3-P2'],
  bin: ['DOCK-1', 'A-01', 'A-02', 'L-01', 'F-01', 'X-99'],
  location: ['RC01', 'RM01', 'PS01', 'FG01', 'RC02', 'RM02', 'PS02', 'FG02'],
  vendor: ['V-10', 'V-20', 'V-30'],
  'purchase-order': ['PO-000001', 'PO-000002'],
  change: ['ECO-000001', 'ECO-000002'],
} as const satisfies Readonly<Record<NamedKind, readonly string[]>>

/** What a name of the set stands for. Throws for one that the set has not: a mistake of the program. */
export type Naming = <Kind extends NamedKind>(kind: Kind, name: (typeof assemblyNames)[Kind][number]) => string

/** By kind and name: how it is called under a profile. */
export function namesUnder(identifiers: Identifiers): Readonly<Record<NamedKind, ReadonlyMap<string, string>>> {
  const kind = (name: NamedKind): ReadonlyMap<string, string> =>
    new Map(assemblyNames[name].map((each, place) => [each, identifiers.named(name, each, place)]))
  return {
    item: kind('item'),
    lot: kind('lot'),
    bin: kind('bin'),
    location: kind('location'),
    vendor: kind('vendor'),
    'purchase-order': kind('purchase-order'),
    change: kind('change'),
  }
}

export function namingOf(names: Readonly<Record<NamedKind, ReadonlyMap<string, string>>>): Naming {
  return (kind, name) => {
    const found = names[kind].get(name)
    if (found === undefined) throw new Error(`The data have no ${kind} ${name}.`)
    return found
  }
}
