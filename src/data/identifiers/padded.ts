import type { IdentifierProfile, NamedKind } from './contract.js'

const digits = (number: number, length: number): string => String(number).padStart(length, '0')

/** Where the numbers of a kind begin, and how long they are. */
const ranges: Readonly<Record<NamedKind, readonly [first: number, length: number]>> = {
  item: [1_000_001, 18],
  lot: [7, 10],
  bin: [1, 6],
  location: [1, 4],
  vendor: [100_020, 10],
  'purchase-order': [4_500_001, 10],
  change: [500_001, 12],
}

/** Digits alone, with zeros in front, as long as the fields of the systems that have such: whoever makes a number of them loses them. */
export const padded: IdentifierProfile = {
  name: 'padded',
  title: 'digits with zeros in front, 4 to 18 of them: an order 000000100001, an item 000000000000000100',
  open: () => ({
    product: (count) => digits((count + 1) * 100, 18),
    component: (count) => digits(1_000_001 + count, 18),
    lot: (_item, _plant, count) => digits(count + 7, 10),
    locations: { components: '0001', finished: '0002' },
    routingStep: (count) => digits((count + 1) * 10, 4),
    order: (count) => digits(100_001 + count, 12),
    key: (_prefix, range, count) => digits((range + 1) * 1_000_000 + count + 1, 10),
    named: (kind, _name, count) => digits(ranges[kind][0] + count, ranges[kind][1]),
    perPlant: false,
  }),
}
