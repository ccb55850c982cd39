import type { IdentifierProfile, Identifiers } from './contract.js'

const digits = (number: number, length: number): string => String(number).padStart(length, '0')

/** Numbers as examples have them: letters, digits and dashes. */
export const plain: IdentifierProfile & { open(): Identifiers } = {
  name: 'plain',
  title: 'letters, digits and dashes: FG-100, 100001, MC-000001',
  open: () => ({
    product: (count) => `FG-${(count + 1) * 100}`,
    component: (count) => `C${count + 1}`,
    lot: (item, plant) => `LOT-${item}-${plant}`,
    locations: { components: 'RM01', finished: 'FG01' },
    routingStep: (count) => digits((count + 1) * 10, 4),
    order: (count) => String(100_001 + count),
    key: (prefix, _range, count) => `${prefix}-${digits(count + 1, 6)}`,
    named: (_kind, name) => name,
    perPlant: false,
  }),
}
