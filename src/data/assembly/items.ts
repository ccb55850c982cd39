import type { Item, ItemKind } from '../../domain/master.js'
import type { Chance } from '../chance.js'
import type { assemblyNames, Naming } from './names.js'

type Name = (typeof assemblyNames)['item'][number]
type Factor = readonly [unit: string, numerator: string, denominator: string]

interface Row {
  readonly name: Name
  readonly kind: ItemKind
  readonly base?: readonly [unit: string, decimals: number]
  readonly factors?: readonly Factor[]
  readonly texts: readonly string[]
  readonly lots?: true
  readonly serials?: true
  readonly inspected?: true
}

const box = (pieces: string): readonly Factor[] => [['BOX', pieces, '1']]

const rows: readonly Row[] = [
  { name: 'FG-100', kind: 'finished', factors: box('12'), texts: ['Gear pump', 'Hydraulic unit'] },
  { name: 'FG-200', kind: 'finished', factors: box('12'), serials: true, texts: ['Servo drive', 'Control cabinet'] },
  { name: 'FG-300', kind: 'finished', texts: ['Heat exchanger', 'Compressor stage'] },
  { name: 'SA-110', kind: 'assembly', texts: ['Drive head', 'Bearing block'] },
  { name: 'SA-120', kind: 'phantom', texts: ['Sensor kit', 'Cable set'] },
  { name: 'C1', kind: 'purchased', factors: box('24'), texts: ['Shaft seal', 'Bearing'] },
  { name: 'C1S', kind: 'purchased', factors: box('20'), texts: ['Shaft seal, alternative', 'Bearing, alternative'] },
  { name: 'C2', kind: 'purchased', texts: ['Cap screw', 'Dowel pin'] },
  { name: 'C3', kind: 'purchased', lots: true, texts: ['Pressure sensor', 'Encoder'] },
  { name: 'C4', kind: 'purchased', serials: true, texts: ['Control board', 'Stator'] },
  { name: 'C9', kind: 'purchased', factors: box('16'), lots: true, inspected: true, texts: ['Safety valve', 'Burst disc'] },
  { name: 'GL-1', kind: 'purchased', base: ['KG', 4], factors: [['G', '1', '1000']], texts: ['Adhesive', 'Thread locker'] },
  { name: 'OIL-1', kind: 'purchased', base: ['KG', 3], factors: [['L', '87', '100']], texts: ['Gear oil', 'Hydraulic oil'] },
  { name: 'L1', kind: 'purchased', texts: ['Label', 'Name plate'] },
  { name: 'D1', kind: 'drawing', texts: ['Assembly drawing', 'Test instruction'] },
]

/** `plmOnly`: what engineering alone has so far. */
export function assemblyItems(named: Naming, plmOnly: readonly Name[], chance: Chance): readonly Item[] {
  return rows.map(({ name, kind, base: [baseUnit, decimals] = ['EA', 0], factors = [], texts, lots, serials, inspected }) => ({
    id: named('item', name),
    description: chance.pick(texts),
    baseUnit,
    decimals,
    lotManaged: lots === true,
    conversions: factors.map(([unit, numerator, denominator]) => ({ unit, numerator, denominator })),
    kind,
    ...(serials && { serialManaged: true }),
    ...(inspected && { inspectionRequired: true }),
    ...(plmOnly.includes(name) && { systems: ['plm'] }),
  }))
}
