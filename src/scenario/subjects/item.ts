import { formatted, object } from '../schema-parts.js'
import type { Subject } from './contract.js'

/** An item, by the name that scenarios have for it: the first finished good unless another is meant. */
export const item: Subject = {
  name: 'item',
  on: object('The item that it is about.', { item: formatted('identifier', 'Default: the first finished good that orders make.') }),
  choose(on, { path, field }) {
    const { items, orders } = field.master
    const wanted = on['item'] ?? orders[0]?.item
    if (items.some(({ id }) => id === wanted)) return [{ settings: { item: wanted } }]
    field.problem([...path, 'on', 'item'], `there is no item ${String(wanted)}`, `there is ${items.map(({ id }) => id).join(', ')}`)
    return []
  },
}
